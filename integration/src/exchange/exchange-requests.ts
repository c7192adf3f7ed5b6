import type { WithdrawalRefusal } from '../services/withdrawal-requests.ts';
import type { ReporterPart } from './reporter-status.ts';

/** A token that is exchanged here. */
export interface ExchangedToken {
  contract: string;
  name: string;
  symbol: string;
  /** Places behind the point of one whole; iSTSi has none: one is a satoshi. */
  decimals: number;
  /** Smallest units that can be given out now. */
  inventory: bigint;
  /** Of the user who was named; null when nobody was. */
  balance: bigint | null;
}

/** What the oracle says of iSTSi now. */
export interface OraclePrice {
  /** Of one bitcoin, in the oracle's base, as a decimal. */
  perBitcoin: string;
  /** Beginning of the tick that it is of. */
  at: Date;
  ageSeconds: number;
}

/** `local`: a file of this machine. `reporters`: what independent reporters read. `foreign`: an oracle of somebody else. */
export type PriceSource = 'local' | 'reporters' | 'foreign';

export interface ExchangeView {
  oracle: string;
  /** What prices are in: `USD`. */
  base: string;
  priceSource: PriceSource;
  /** Null while the oracle has none: nothing can be exchanged then. */
  price: OraclePrice | null;
  /** A price older than that counts for nothing. */
  priceMaxAgeSeconds: number;
  feeBps: number;
  tokens: ExchangedToken[];
  reporters: ReporterPart[];
}

export interface ExchangeOrder {
  /** A Stellar account: it signs. */
  user: string;
  fromToken: string;
  toToken: string;
  /** Smallest units of what is given. */
  amount: bigint;
  /** The least that may come of it, in smallest units. */
  minOut: bigint;
}

export interface ExchangeQuoteView {
  amountIn: bigint;
  /** After the fee. */
  amountOut: bigint;
  /** In what is got. */
  fee: bigint;
  /** A little less, for a price that moves while it is signed. */
  suggestedMinOut: bigint;
  /** Satoshis, as limits count it. */
  valueSats: bigint;
  /** From then on the price counts for nothing; it can change before. */
  expiresAt: Date;
  price: OraclePrice | null;
  priceSource: PriceSource;
  /** Why this user could not exchange it now; null when they could, or nobody was named. */
  refusal: WithdrawalRefusal | null;
}

export interface PreparedExchange {
  envelope: string;
  stellarTx: string;
  networkPassphrase: string;
  fromToken: string;
  toToken: string;
  amountIn: bigint;
  minOut: bigint;
  /** What it gives by the price of now. */
  amountOut: bigint;
  /** Ledger time, seconds: the contract refuses it afterwards. */
  deadline: bigint;
  validUntil: Date;
  stellarFeeStroops: bigint;
}

export interface ExchangeRecord {
  id: string;
  user: string;
  fromToken: string;
  toToken: string;
  amountIn: bigint;
  amountOut: bigint;
  fee: bigint;
  at: Date;
  stellarTx: string;
}

export interface ExchangeServices {
  /** Undefined while governance has opened none. */
  show(user?: string): Promise<ExchangeView | undefined>;
  quote(order: Omit<ExchangeOrder, 'user' | 'minOut'> & { user?: string | undefined }): Promise<QuoteOutcome>;
  /** As a transaction for the user's wallet to sign; refused now if the contracts would refuse it. */
  prepare(order: ExchangeOrder): Promise<PrepareExchangeOutcome>;
  /** Sends that on, base64 XDR. Repeated, it answers the same. */
  submit(envelope: string, signal?: AbortSignal): Promise<SubmitExchangeOutcome>;
  /** What was exchanged, newest first. */
  list(query: ExchangeQuery): Promise<{ items: ExchangeRecord[]; nextCursor: string | undefined }>;
  find(id: string): Promise<ExchangeRecord | undefined>;
}

export interface ExchangeQuery {
  user?: string | undefined;
  limit: number;
  /** Id of the last one shown. */
  cursor?: string | undefined;
}

export type QuoteOutcome = { ok: true; quote: ExchangeQuoteView } | { ok: false; refusal: WithdrawalRefusal };
export type PrepareExchangeOutcome =
  | { ok: true; prepared: PreparedExchange }
  | { ok: false; refusal: WithdrawalRefusal };
export type SubmitExchangeOutcome =
  | { status: 'done'; stellarTx: string; amountOut: bigint }
  /** The network has not said yet; asking again with the same envelope is safe. */
  | { status: 'pending'; stellarTx: string; reason: string | undefined }
  | { status: 'refused'; refusal: WithdrawalRefusal };
