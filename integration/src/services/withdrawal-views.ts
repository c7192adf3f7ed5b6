import type { Refusal } from '../operations/deposits/deposit.ts';
import type { BatchState, PaymentState } from '../operations/payments/batch.ts';
import type { WithdrawalState } from '../operations/withdrawals/withdrawal.ts';

export interface WithdrawalQuery {
  user?: string;
  state?: WithdrawalState;
  limit: number;
  cursor?: string;
}

export interface WithdrawalView {
  /** The router's operation id, hex. */
  id: string;
  user: string | null;
  /** The deposit that it pays back, for which nothing was burned: `txid:vout`. Null for a withdrawal of tokens. */
  deposit: string | null;
  /** The Bitcoin address as the user wrote it; null if only its script is known. */
  address: string | null;
  /** Where it is paid to, hex. */
  script: string;
  /** Satoshis burned, or owed back: the payment and its share of the fee. */
  amountSats: bigint;
  maxFeeSats: bigint;
  /** Its share of the fee of the payment named by `txid`; null while none is planned. */
  feeSats: bigint | null;
  state: WithdrawalState;
  /** From then on it can be refunded and no longer authorized. */
  deadline: Date;
  /** The Bitcoin transaction that pays it: the newest version until one is mined. Null while none is planned. */
  txid: string | null;
  /** Its output in that transaction. */
  vout: number | null;
  height: number | null;
  confirmations: number;
  /** Null while no payment is authorized. */
  confirmationsRequired: number | null;
  /** The txid of the first version of its payment. */
  batchId: string | null;
  /** The Stellar transaction that settled or refunded it, or is about to. */
  stellarTx: string | null;
  refusal: Refusal | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface PaymentQuery {
  /** Versions of this batch only. */
  batchId?: string;
  limit: number;
  cursor?: string;
}

/** One version of a Bitcoin transaction of the reserve. */
export interface PaymentView {
  txid: string;
  batchId: string;
  kind: 'payment' | 'sweep';
  /** Counts from 1; each replaces the one before it with a higher fee. */
  version: number;
  state: PaymentState;
  batchState: BatchState;
  /** The version that was settled on chain, if one was. */
  completedBy: string | null;
  feeSats: bigint;
  /** Null while the transaction is known from the chain only. */
  vbytes: number | null;
  /** Ids of the withdrawals it pays, in the order of its outputs. */
  withdrawals: string[];
  /** Custodian accounts whose signatures are there. */
  signedBy: string[];
  /** The height at which it was broadcast first. */
  broadcastHeight: number | null;
  height: number | null;
  confirmations: number;
  confirmationsRequired: number | null;
  /** Why its fee is not raised, while it should be. */
  feeNote: string | null;
  refusal: Refusal | null;
  createdAt: Date;
  updatedAt: Date;
}
