import type { ColumnType, Generated } from 'kysely';

type Int8 = ColumnType<bigint, bigint, bigint>;

/** What the sponsor signed: one row per transaction, stored before it is sent. Rows are never deleted: they are the account of what was spent. */
export interface SponsoredTransactionTable {
  hash: string;
  /** Hash of what the holder signed, hex: the same request has the same. */
  signed_call: string;
  /** Who signed. */
  account: string;
  /** Whose budget it is of: the number of the account's identity, which may have several accounts. */
  identity: Int8;
  /** `account`: its account was opened, so that the call can follow. */
  kind: 'call' | 'account';
  entry: string;
  envelope: string;
  valid_until: Int8;
  /** Stroops: the most that it can cost. */
  reserved: Int8;
  /** Stroops that the ledger took. Null while that is open, and for ever where no RPC can say. */
  charged: ColumnType<bigint | null, undefined, bigint>;
  fate: Generated<'pending' | 'success' | 'failed' | 'dead' | 'unknown'>;
  /** What the call returned, base64 XDR. */
  returned: ColumnType<string | null, undefined, string>;
  created_at: ColumnType<Date, never, never>;
}

/** One row: what transactions that are settled came to, so that no budget needs all of them. */
export interface SponsoredTotalTable {
  id: number;
  stroops: Int8;
}

export interface SponsorshipSchema {
  'istsi.sponsored_total': SponsoredTotalTable;
  'istsi.sponsored_transactions': SponsoredTransactionTable;
}

export const sponsorship = [
  `create table istsi.sponsored_transactions (
    hash text primary key,
    signed_call text not null check (signed_call ~ '^[0-9a-f]{64}$'),
    account text not null,
    identity int8 not null,
    kind text not null check (kind in ('call', 'account')),
    entry text not null,
    envelope text not null,
    valid_until int8 not null,
    reserved int8 not null check (reserved > 0),
    charged int8 check (charged between 0 and reserved),
    fate text not null default 'pending' check (fate in ('pending', 'success', 'failed', 'dead', 'unknown')),
    returned text,
    created_at timestamptz not null default now(),
    check ((charged is null) = (fate in ('pending', 'unknown')))
  )`,
  // Of two instances that are asked at once, one pays.
  `create unique index sponsored_pending on istsi.sponsored_transactions (account) where fate = 'pending'`,
  // An account that was merged away is not opened a second time.
  `create unique index sponsored_account_once on istsi.sponsored_transactions (account)
    where kind = 'account' and fate in ('pending', 'success', 'unknown')`,
  'create index sponsored_by_call on istsi.sponsored_transactions (signed_call, created_at)',
  'create index sponsored_by_identity on istsi.sponsored_transactions (identity, created_at)',
  'create index sponsored_by_age on istsi.sponsored_transactions (created_at)',
  'create table istsi.sponsored_total (id int4 primary key check (id = 1), stroops int8 not null check (stroops >= 0))',
  'insert into istsi.sponsored_total (id, stroops) values (1, 0)',
];
