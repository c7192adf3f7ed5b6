import type { Outpoint } from '../operations/deposits/deposit.ts';
import type { DepositView } from './services.ts';
import type { Unrecorded } from './submit-withdrawal.ts';

/** Where the owner of a deposit wants it paid back to. */
export interface ReturnOrder {
  outpoint: Outpoint;
  address: string;
  /** The most that may go to the fee. Absent: what is suggested now, as far as the amount has room for it. */
  maxFeeSats?: bigint;
}

export type SubmitReturnOutcome = { status: 'recorded'; stellarTx: string; deposit: DepositView } | Unrecorded;
