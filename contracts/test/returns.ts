import { blockHash, txid } from './actions.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

export interface Returnable {
  label?: string;
  /** Nobody is registered with the address that was paid: `null`. */
  owner?: Person | null;
  amount?: bigint;
  confirmations?: number;
  block?: number;
  attestors?: Person[];
  signers?: Person[];
}

const outpoint = (label: string) => ({ tx_hash: Buffer.from(txid(label)), vout: 0 });

/** Custodians attest a deposit that may not become tokens. */
export async function registerReturnable(
  world: World,
  {
    label = 'refused',
    owner = 'alice',
    amount = 50_000n,
    confirmations = 12,
    block = 800_000,
    attestors = ['custodian1', 'custodian2'],
    signers = attestors,
  }: Returnable = {},
): Promise<void> {
  const args = {
    attestors: attestors.map(world.address),
    owner: owner === null ? undefined : world.address(owner),
    ...outpoint(label),
    amount,
    confirmations,
    block_height: block,
    block_hash: blockHash(block),
  };
  await world.invoke('reserve-manager', 'register_returnable', args, { by: 'operator', signers });
}

interface Where {
  label?: string;
  address: string;
  maxFee?: bigint;
}

/** The owner names where it is paid to; returns the id that payments know it by. */
export async function nameReturn(
  world: World,
  by: Person,
  { label = 'refused', address, maxFee = 1_000n }: Where,
): Promise<Buffer> {
  const args = { owner: world.address(by), ...outpoint(label), btc_address: address, max_fee: maxFee };
  return Buffer.from(await world.invoke<Buffer>('reserve-manager', 'name_return', args, { by }));
}

export async function proposeReturn(
  world: World,
  by: Person,
  { label = 'refused', address, maxFee = 1_000n }: Where,
): Promise<Buffer> {
  const args = { officer: world.address(by), ...outpoint(label), btc_address: address, max_fee: maxFee };
  return Buffer.from(await world.invoke<Buffer>('reserve-manager', 'propose_return', args, { by }));
}

export const approveReturn = (
  world: World,
  by: Person,
  { label = 'refused', address }: { label?: string; address: string },
): Promise<void> => {
  const args = { officer: world.address(by), ...outpoint(label), btc_address: address };
  return world.invoke('reserve-manager', 'approve_return', args, { by });
};

export const holdReturn = (world: World, by: Person, held: boolean, label = 'refused'): Promise<void> =>
  world.invoke('reserve-manager', 'hold_return', { officer: world.address(by), ...outpoint(label), held }, { by });
