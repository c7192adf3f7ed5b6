import { createHash } from 'node:crypto';
import { BLOCK } from './actions.ts';
import type { Person } from './people.ts';
import type { Coin } from './withdrawals.ts';
import type { World } from './world.ts';

const QUORUM: Person[] = ['custodian1', 'custodian2'];

/** Numbers of the reserve manager's enum. */
export const BatchEnd = { Open: 0, Completed: 1, Cancelled: 2, Undone: 3, Abandoned: 4 } as const;

export interface AttestedBy {
  attestors?: Person[];
  signers?: Person[];
  confirmations?: number;
}

const outpoint = ({ txid, vout }: Coin) => ({ tx_hash: Buffer.from(txid), vout });

async function attest(
  world: World,
  method: string,
  args: object,
  { attestors = QUORUM, signers = attestors }: AttestedBy,
): Promise<void> {
  const all = { attestors: attestors.map(world.address), ...args, ...BLOCK };
  await world.invoke('reserve-manager', method, all, { by: 'operator', signers });
}

/** Custodians attest that a foreign transaction took what every transaction of the batch spends. */
export const undo = (
  world: World,
  payment: Uint8Array,
  lost: readonly Coin[],
  { spentBy = createHash('sha256').update('a conflict').digest(), ...by }: AttestedBy & { spentBy?: Uint8Array } = {},
): Promise<void> => {
  const args = { txid: Buffer.from(payment), lost: lost.map(outpoint), spent_by: Buffer.from(spentBy) };
  return attest(world, 'undo_batch', { ...args, confirmations: by.confirmations ?? 100 }, by);
};

/** Custodians attest that another transaction of the batch confirmed in the end. */
export const correct = (world: World, payment: Uint8Array, by: AttestedBy = {}): Promise<void> =>
  attest(world, 'correct_payment', { txid: Buffer.from(payment), confirmations: by.confirmations ?? 100 }, by);

/** Custodians attest that what was written off is there. */
export const reinstate = (world: World, coin: Coin, by: AttestedBy = {}): Promise<void> =>
  attest(world, 'reinstate_output', { ...outpoint(coin), confirmations: by.confirmations ?? 100 }, by);

export const writeOff = (world: World, coin: Coin, by: AttestedBy = {}): Promise<void> =>
  attest(world, 'write_off_output', outpoint(coin), by);

export const batchOf = (
  world: World,
  payment: Uint8Array,
): Promise<{ end: number; latest_fee: bigint; owed_fee: bigint }> =>
  world.read('reserve-manager', 'get_batch', { txid: Buffer.from(payment) });
