import { blockHash, type DepositOptions, depositArgs, txid } from './actions.ts';
import { administer } from './governance.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

/** The bounds of the reserve, in satoshis. */
export interface Caps {
  least_deposit: bigint;
  most_deposit: bigint;
  most_issued: bigint;
  most_outflow: bigint;
  most_unreported: bigint;
  most_withdrawal: bigint;
}

export const UNBOUNDED = 2n ** 64n - 1n;

export const capsOf = (world: World): Promise<Caps> => world.read<Caps>('reserve-manager', 'get_caps');

/** A decision of governance. */
export async function setCaps(world: World, change: Partial<Caps>): Promise<void> {
  await administer(world, 'reserve-manager', 'set_caps', { caps: { ...(await capsOf(world)), ...change } });
}

/** Somebody makes bounds stricter, or tries to make them less strict. */
export async function tightenCaps(world: World, by: Person, change: Partial<Caps>): Promise<void> {
  const args = { caller: world.address(by), caps: { ...(await capsOf(world)), ...change } };
  await world.invoke('reserve-manager', 'tighten_caps', args, { by });
}

/** A guardian says what it found: by default exactly what `deposit` with the same options claims. */
export async function report(
  world: World,
  options: DepositOptions,
  by: Person = 'guardian',
  guardian: Person = by,
): Promise<void> {
  const args = depositArgs(world, options);
  const said = {
    guardian: world.address(guardian),
    tx_hash: args.btc_tx_hash,
    vout: args.btc_vout,
    amount: args.btc_amount,
    user: args.user,
    block_height: args.block_height,
    block_hash: args.block_hash,
  };
  await world.invoke('reserve-manager', 'report_deposit', said, { by, alone: true });
}

export interface Addition {
  label?: string;
  amount?: bigint;
  confirmations?: number;
  block?: number;
  attestors?: Person[];
  signers?: Person[];
}

/** Custodians attest an output that mints nothing. */
export async function addReserve(
  world: World,
  {
    label = 'added',
    amount = 10_000n,
    confirmations = 12,
    block = 800_000,
    attestors = ['custodian1', 'custodian2'],
    signers = attestors,
  }: Addition = {},
): Promise<void> {
  const args = {
    attestors: attestors.map(world.address),
    tx_hash: Buffer.from(txid(label)),
    vout: 0,
    amount,
    confirmations,
    block_height: block,
    block_hash: blockHash(block),
  };
  await world.invoke('reserve-manager', 'add_reserve', args, { by: 'operator', signers });
}
