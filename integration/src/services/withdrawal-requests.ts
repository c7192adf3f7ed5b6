import type { FeeReading } from '@istsi/bitcoin-custody';
import type { WithdrawalView } from './withdrawal-views.ts';

/** What a holder asks for. */
export interface WithdrawalOrder {
  /** A Stellar account: it signs. */
  user: string;
  /** Satoshis to burn: what arrives and its share of the Bitcoin fee. */
  amountSats: bigint;
  /** Where the bitcoin is paid to. */
  address: string;
  /** The most that may go to the fee. Absent: what a quote suggests. */
  maxFeeSats?: bigint;
}

export interface WithdrawalQuote {
  amountSats: bigint;
  /** The rate at which a payment would be sent now. */
  feeRateSatsPerKvb: bigint;
  /** Where that rate is from: without estimates of today it is what was heard last, or the fallback of the policy. */
  feeRateSource: FeeReading['source'];
  feeRateAgeMs: number;
  /** Its fee if it is paid alone. In company it bears a part of a smaller one. */
  feeSats: bigint;
  /** Leaves room for a rate that rises while it waits. */
  suggestedMaxFeeSats: bigint;
  /** With less, no node would relay a payment of its own. */
  leastMaxFeeSats: bigint;
  /** With that fee, and with the suggested limit used up. */
  arrivesSats: bigint;
  arrivesAtLeastSats: bigint;
  balanceSats: bigint;
  limits: WithdrawalLimits;
  /** Why this withdrawal would not be taken now; null when it would. */
  refusal: WithdrawalRefusal | null;
}

/** What the registry allows this user with withdrawals. */
export interface WithdrawalLimits {
  tier: number;
  perOperationSats: bigint;
  dailySats: bigint;
  monthlySats: bigint;
  /** The most that would be taken now: by what is left of the limits, and by the balance. */
  mostNowSats: bigint;
}

export type WithdrawalRefusalCode =
  | 'unknown-user'
  | 'contract-account'
  | 'bad-bitcoin-address'
  | 'pays-custody'
  | 'amount-too-small'
  | 'fee-limit-too-low'
  | 'insufficient-balance'
  | 'over-limit'
  | 'not-compliant'
  | 'rate-exceeded'
  | 'system-paused'
  | 'withdrawals-closed'
  | 'not-returnable'
  | 'account-missing'
  | 'account-short'
  | 'chain-refused'
  | 'not-an-envelope'
  | 'other-transaction'
  | 'not-signed'
  | 'envelope-rejected'
  | 'envelope-outdated'
  | 'envelope-not-next'
  | 'outcome-unknown'
  | 'relay-busy'
  | 'sponsorship-off'
  | 'sponsorship-not-needed'
  | 'sponsorship-spent'
  | 'sponsorship-too-dear'
  | 'sponsorship-resting'
  | 'sponsorship-busy'
  | 'passkey-accounts-off'
  | 'other-passkey'
  | 'not-an-authorization'
  | 'other-call'
  | 'no-exchange'
  | 'unknown-token'
  | 'no-price'
  | 'price-moved'
  | 'inventory-short';

export interface WithdrawalRefusal {
  code: WithdrawalRefusalCode;
  /** What is wrong, with its numbers. */
  message: string;
  /** What the holder can do. */
  remedy: string;
}

export interface PreparedWithdrawal {
  /** base64 XDR of the Stellar transaction, to be signed by the user and sent with `submitWithdrawal`. */
  envelope: string;
  stellarTx: string;
  networkPassphrase: string;
  /** The id that the withdrawal will have. */
  withdrawalId: string;
  amountSats: bigint;
  maxFeeSats: bigint;
  arrivesAtLeastSats: bigint;
  /** Later than that, it has to be prepared again. */
  validUntil: Date;
  /** What the user's account pays to the Stellar network at most. */
  stellarFeeStroops: bigint;
}

export type PrepareOutcome = { ok: true; prepared: PreparedWithdrawal } | { ok: false; refusal: WithdrawalRefusal };

export type SubmitWithdrawalOutcome =
  /** The chain has it: the tokens are burned and the reserve owes the bitcoin. */
  | { status: 'recorded'; stellarTx: string; withdrawal: WithdrawalView }
  /** The network has not said yet; asking again with the same envelope is safe. `reason`: why a node does not take it now. */
  | { status: 'pending'; stellarTx: string; reason: string | undefined }
  | { status: 'refused'; refusal: WithdrawalRefusal };
