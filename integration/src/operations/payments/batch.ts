import type { Refusal } from '../deposits/deposit.ts';
import type { Withdrawal } from '../withdrawals/withdrawal.ts';

export type BatchState =
  /** A transaction is planned and its coins are reserved; the chain knows nothing of it. */
  | 'planned'
  /** At least one version is authorized: it is signed, broadcast, and paid for until one is deep enough. */
  | 'paying'
  /** The reserve has settled it; watched until no reorganization can undo it. */
  | 'completed'
  /** Final. */
  | 'buried';

export type PaymentState =
  | 'planned'
  /** The reserve allows it to be signed. */
  | 'authorized'
  /** Enough custodians have signed; it can be broadcast. */
  | 'signed'
  /** A replacement that the contract or the custodians did not allow. */
  | 'refused';

/** One version of a batch's Bitcoin transaction. */
export interface Payment {
  txid: string;
  batchId: string;
  /** Counts from 1. */
  version: number;
  state: PaymentState;
  /** Undefined while the payment is known from the chain only. */
  psbt: Uint8Array | undefined;
  feeSats: bigint;
  /** It pays only the reserve, in place of withdrawals that its batch has. */
  cancels: boolean;
  vbytes: number | undefined;
  rawTx: Uint8Array | undefined;
  broadcastHeight: number | undefined;
  height: number | undefined;
  createdAt: Date;
  updatedAt: Date;
}

/** Withdrawals that are paid together, or a sweep that pays nobody. */
export interface Batch {
  /** The txid of its first payment. */
  id: string;
  kind: 'payment' | 'sweep';
  state: BatchState;
  /** The coin that every version spends. */
  anchor: string;
  /** The payment that a child pays for. */
  parent: string | undefined;
  confirmationsRequired: number | undefined;
  deadlineHeight: number | undefined;
  completedBy: string | undefined;
  feeNote: string | undefined;
  refusal: Refusal | undefined;
  failures: number;
  failingSince: Date | undefined;
  wakeAt: Date | undefined;
  createdAt: Date;
  updatedAt: Date;
  /** Oldest first. */
  payments: readonly Payment[];
  /** In the order of the outputs. */
  withdrawals: readonly Withdrawal[];
}
