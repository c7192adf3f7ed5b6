import type { ColumnType, Generated } from 'kysely';
import type { ReceiptState } from './receipt.ts';

type Int8 = ColumnType<bigint, bigint, bigint>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;
type Timestamp = ColumnType<Date, Date | undefined, Date>;

/** What a wallet was told to send to the inbox, and what it is for. One of each transfer at most. */
export interface InboxOrderTable {
  /** The 64 bits of the muxed address, as a decimal number. */
  muxed_id: string;
  transfer_id: string;
  /** Who sends it: nobody else. */
  account: string;
  /** Number of the account's identity, whose limits it counts against. */
  identity: Int8;
  amount_sats: Int8;
  bitcoin_address: string;
  max_fee_sats: Int8;
  /** Ledger time until which it has to arrive. */
  expires_at: ColumnType<Date, Date, never>;
  /** The receipt that it was fulfilled by. */
  taken_by: Nullable<string>;
  taken_at: Nullable<Date>;
  created_at: Timestamp;
}

/** What arrived at the inbox: one row for each `transfer` to it, and where it went from there. */
export interface InboxReceiptTable {
  /** sha256("inbox_receipt" ‖ id of the event), hex. */
  id: string;
  event_id: string;
  /** Of the transfer. */
  ledger: Int8;
  stellar_tx: string;
  received_at: ColumnType<Date, Date, never>;
  /** The contract of what was sent. */
  token: string;
  user_address: string;
  muxed_id: Nullable<string>;
  /** In the token's own units. */
  amount: ColumnType<string, string, never>;
  /** Of iSTSi: the same. Null of any other token. */
  amount_sats: ColumnType<bigint | null, bigint | null, never>;
  state: Generated<ReceiptState>;
  /** Why it goes back. */
  reason: Nullable<string>;
  reason_message: Nullable<string>;
  /** The router's id of what it became. */
  withdrawal_id: Nullable<string>;
  /** The ledger in which its withdrawal was refunded; what is signed from then on is reckoned from there. */
  refunded_ledger: ColumnType<bigint | null, bigint | null | undefined, bigint | null>;
  /** The Stellar transaction that withdrew it, and then the one that returned it. */
  outcome_tx: Nullable<string>;
  refusal_code: string | null;
  refusal_message: string | null;
  failures: Generated<number>;
  failing_since: Nullable<Date>;
  wake_at: Nullable<Date>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface InboxSchema {
  'istsi.inbox_orders': InboxOrderTable;
  'istsi.inbox_receipts': InboxReceiptTable;
}

/** What somebody who knows the address that they sent to looks for. */
export const receiptsByMuxedId =
  'create index inbox_receipts_by_muxed_id on istsi.inbox_receipts (muxed_id) where muxed_id is not null';

export const inbox = [
  `create table istsi.inbox_orders (
    muxed_id text primary key check (muxed_id ~ '^[1-9][0-9]{0,19}$'),
    transfer_id text not null unique references istsi.transfers (id),
    account text not null,
    identity int8 not null,
    amount_sats int8 not null check (amount_sats > 0),
    bitcoin_address text not null,
    max_fee_sats int8 not null,
    expires_at timestamptz not null,
    taken_by text unique,
    taken_at timestamptz,
    created_at timestamptz not null default now(),
    check ((taken_by is null) = (taken_at is null))
  )`,
  'create index inbox_orders_open on istsi.inbox_orders (expires_at) where taken_by is null',
  'create index inbox_orders_by_identity on istsi.inbox_orders (identity, taken_at) where taken_by is not null',
  `create table istsi.inbox_receipts (
    id text primary key check (id ~ '^[0-9a-f]{64}$'),
    event_id text not null unique,
    ledger int8 not null,
    stellar_tx text not null,
    received_at timestamptz not null,
    token text not null,
    user_address text not null,
    muxed_id text,
    amount numeric(39, 0) not null,
    amount_sats int8,
    state text not null default 'received'
      check (state in ('received', 'withdrawing', 'withdrawn', 'returning', 'paid', 'returned', 'settled', 'kept')),
    reason text,
    reason_message text,
    withdrawal_id text unique,
    refunded_ledger int8,
    outcome_tx text,
    refusal_code text,
    refusal_message text,
    failures int4 not null default 0,
    wake_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  'create index inbox_receipts_due on istsi.inbox_receipts (wake_at) where wake_at is not null',
  'create index inbox_receipts_by_tx on istsi.inbox_receipts (stellar_tx)',
  'create index inbox_receipts_by_age on istsi.inbox_receipts (created_at desc, id desc)',
  'create index inbox_receipts_by_user on istsi.inbox_receipts (user_address, created_at desc, id desc)',
  'create index inbox_receipts_by_state on istsi.inbox_receipts (state, created_at desc, id desc)',
  `create index inbox_receipts_open on istsi.inbox_receipts (created_at desc, id desc)
    where state not in ('paid', 'returned', 'settled')`,
];
