import type { ColumnType } from 'kysely';

type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;
type NullableInt8 = ColumnType<bigint | null, bigint | null | undefined, bigint | null>;
type NullableTime = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** By which standard it was asked for. */
export type Protocol = 'sep6' | 'sep24';
export type TransferKind = 'deposit' | 'withdrawal';

/**
 * What a wallet asked for, and what it became: of the rest of it the chains know everything. A payment that nobody asked for
 * has a row too, so that each output is one transaction.
 */
export interface TransferTable {
  id: string;
  subject: string;
  /** Null: nobody asked, and every protocol shows it. */
  protocol: Nullable<Protocol>;
  kind: TransferKind;
  /** What was asked for. */
  amount_sats: NullableInt8;
  bitcoin_address: Nullable<string>;
  /** Of the payment that it is, `txid:vout`. */
  outpoint: Nullable<string>;
  /** The router's operation id. */
  withdrawal_id: Nullable<string>;
  /** Of the burn, hex. */
  stellar_tx: Nullable<string>;
  /** When the customer had seen the page to its end, or no page is needed. */
  started_at: NullableTime;
  /** SHA-256 of what opens the page, once, hex. */
  page_token: Nullable<string>;
  page_token_until: NullableTime;
  /** Likewise of what an open page goes on with. */
  page_session: Nullable<string>;
  page_session_until: NullableTime;
  created_at: ColumnType<Date, Date, never>;
  updated_at: ColumnType<Date, Date, Date>;
}

export interface TransferSchema {
  'istsi.transfers': TransferTable;
}

export const transfers = [
  `create table istsi.transfers (
    id text primary key,
    subject text not null,
    protocol text check (protocol in ('sep6', 'sep24')),
    kind text not null check (kind in ('deposit', 'withdrawal')),
    amount_sats int8 check (amount_sats > 0),
    bitcoin_address text,
    outpoint text unique,
    withdrawal_id text unique,
    stellar_tx text,
    started_at timestamptz,
    page_token text unique,
    page_token_until timestamptz,
    page_session text unique,
    page_session_until timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    check (kind = 'deposit' or outpoint is null),
    check (kind = 'withdrawal' or withdrawal_id is null)
  )`,
  'create index transfers_by_subject on istsi.transfers (subject, created_at desc, id desc)',
];
