import type { Refusal } from '../operations/deposits/deposit.ts';

/** Everything that is driven to an end, under one roof. */
export const operationKinds = ['deposit', 'withdrawal', 'return', 'payment', 'sweep', 'exchange', 'inbox'] as const;
/**
 * `return`: a deposit that is paid back. `payment`, `sweep`: a Bitcoin transaction of the reserve, all its versions.
 * `exchange`: one token for another, which is over as soon as it is there. `inbox`: what somebody sent to be withdrawn.
 */
export type ShownKind = (typeof operationKinds)[number];

/** `attention`: open, and something is in its way that is said in `refusal`. Asked for `open`, these are among them. */
export const operationPhases = ['open', 'attention', 'done'] as const;
export type OperationPhase = (typeof operationPhases)[number];

export interface OperationView {
  /** Outpoint of a deposit, the router's id of a withdrawal, return or exchange, txid of the first version of a payment. */
  id: string;
  kind: ShownKind;
  state: string;
  phase: OperationPhase;
  user: string | null;
  /** Null of a sweep, which pays nobody, and of an exchange between other tokens. */
  amountSats: bigint | null;
  refusal: Refusal | null;
  /** Steps in a row that did not succeed. */
  failures: number;
  /** The Bitcoin transaction that it is about. */
  bitcoinTx: string | null;
  /** Of the block that holds it. */
  bitcoinHeight: number | null;
  stellarTx: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface OperationQuery {
  kind?: ShownKind | undefined;
  phase?: OperationPhase | undefined;
  state?: string | undefined;
  user?: string | undefined;
  limit: number;
  /** Id of the last operation shown. */
  cursor?: string | undefined;
}

/** States in which nothing is done any more, of each table or fold; the partial indexes say the same. */
export const endStates = {
  deposits: ['minted', 'returned', 'written-off', 'too-small'],
  withdrawals: ['settled', 'refunded'],
  batches: ['completed', 'buried'],
  exchanges: ['done'],
  receipts: ['paid', 'returned', 'settled'],
} as const;

export function phaseOf(state: string, ends: readonly string[], refusal: Refusal | null): OperationPhase {
  if (ends.includes(state)) return 'done';
  return refusal === null ? 'open' : 'attention';
}
