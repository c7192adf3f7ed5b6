import { deposit, txid } from './actions.ts';
import type { Person } from './people.ts';
import type { Sign } from './transaction.ts';
import { type Attested, type Coin, type UnsignedOptions, unsignedTx } from './withdrawals.ts';
import { type InvokeOptions, reserveScript, type World } from './world.ts';

const QUORUM: Person[] = ['custodian1', 'custodian2'];

/** A transaction that pays all but the fee to the reserve, in equal parts; the first one carries what does not divide. */
export function sweepOf(
  inputs: readonly Coin[],
  totalIn: bigint,
  fee: bigint,
  { parts = 1, ...options }: UnsignedOptions & { parts?: number } = {},
): Buffer {
  const total = totalIn - fee;
  const share = total / BigInt(parts);
  const outputs = Array.from({ length: parts }, (_, index) => ({
    amount: index === 0 ? total - share * BigInt(parts - 1) : share,
    script: reserveScript,
  }));
  return unsignedTx(inputs, outputs, options);
}

/** Custodians authorize a sweep; returns its txid. */
export async function processSweep(
  world: World,
  unsigned: Uint8Array,
  { replaces, attestors = QUORUM, signers = attestors, sign }: Attested & { replaces?: Uint8Array; sign?: Sign } = {},
): Promise<Buffer> {
  const args = {
    attestors: attestors.map(world.address),
    unsigned_tx: Buffer.from(unsigned),
    replaces: replaces && Buffer.from(replaces),
  };
  const options: InvokeOptions = { by: 'operator', signers, ...(sign ? { sign } : {}) };
  return Buffer.from(await world.invoke<Buffer>('reserve-manager', 'process_bitcoin_sweep', args, options));
}

/** Anyone may: Mallory does. */
export const abandon = (world: World, sweep: Uint8Array): Promise<void> =>
  world.invoke('reserve-manager', 'abandon_sweep', { txid: Buffer.from(sweep) }, { by: 'mallory' });

/** Bitcoin that backs no token: what sweeps may cost. */
export async function addSurplus(world: World, label: string, amount: bigint, user: Person = 'alice'): Promise<Coin> {
  const coin = { txid: txid(label), vout: 0 };
  await deposit(world, { user, amount, tx: coin.txid });
  await world.invoke('istsi-token', 'burn', { from: world.address(user), amount }, { by: user });
  return coin;
}

export interface Books {
  owed_btc: bigint;
  total_btc: bigint;
  total_istsi: bigint;
  utxo_commitment: Uint8Array;
  utxo_count: number;
}

export const books = (world: World): Promise<Books> => world.read('reserve-manager', 'generate_proof_of_reserves');
