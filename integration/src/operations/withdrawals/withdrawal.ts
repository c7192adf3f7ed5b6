import type { Refusal } from '../deposits/deposit.ts';

/** Where a withdrawal stands. `settled` and `refunded` are final. */
export type WithdrawalState =
  /** The reserve owes it; nothing is planned, or a plan was given up. */
  | 'pending'
  /** Part of a planned payment. */
  | 'batched'
  /** Custodians are asked to authorize the payment on chain. */
  | 'authorizing'
  /** The reserve allows the payment. From here on it is paid, and never refunded. */
  | 'authorized'
  /** Signatures of the Bitcoin transaction are being collected. */
  | 'signing'
  /** The Bitcoin network has it. */
  | 'broadcast'
  /** In a block, not deep enough. */
  | 'confirming'
  /** Paid, and off the reserve's books. */
  | 'completed'
  /** The router's record is closed as well. */
  | 'settled'
  /** The deadline has passed with nothing authorized: the tokens are being given back. */
  | 'refunding'
  | 'refunded';

export interface Withdrawal {
  /** The router's operation id, hex. */
  id: string;
  user: string | undefined;
  address: string | undefined;
  /** Where it is paid to, hex. */
  script: string;
  amountSats: bigint;
  maxFeeSats: bigint;
  /** Ledger time from which it can be refunded and no longer authorized. */
  deadline: Date;
  state: WithdrawalState;
  batchId: string | undefined;
  place: number | undefined;
  alone: boolean;
  feeSats: bigint | undefined;
  txid: string | undefined;
  stellarTx: string | undefined;
  refusal: Refusal | undefined;
  failures: number;
  failingSince: Date | undefined;
  wakeAt: Date | undefined;
  createdAt: Date;
  updatedAt: Date;
}

/** Of a withdrawal whose payment custodians looked at and do not want. */
export const REFUSED_BY_CUSTODIANS = 'refused-by-custodians';

/** Why nothing is planned for one that nothing else holds up, as far as was looked: coins, or the fee. */
export const LACKS = ['no-free-coins', 'fee-over-limit', 'fee-over-cap'] as const;
export type Lack = (typeof LACKS)[number];
