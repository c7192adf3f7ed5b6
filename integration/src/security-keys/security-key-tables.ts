import type { ColumnType, Generated } from 'kysely';

type Timestamp = ColumnType<Date, Date | undefined, Date>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** What people of the system show besides their wallet's signature (WebAuthn). Of a key nothing is here that opens anything. */
export interface SecurityKeyTable {
  /** The credential's id, base64url. */
  id: string;
  account: string;
  name: string;
  /** The site that it is for: no other one gets a signature of it. */
  domain: string;
  /** COSE_Key (RFC 9052), base64url. */
  public_key: string;
  /** As it said last; 0 of one that does not count. */
  counter: ColumnType<bigint, bigint, bigint>;
  /** One a line. */
  transports: string;
  /** `suspended`: its counter went back, so that there may be two of it. */
  state: ColumnType<'live' | 'suspended' | 'removed', undefined, 'live' | 'suspended' | 'removed'>;
  created_at: Timestamp;
  last_used_at: Nullable<Date>;
}

/** That somebody has lost theirs, by two others. */
export interface SecurityKeyResetTable {
  id: Generated<bigint>;
  account: string;
  asked_by: string;
  reason: string;
  asked_at: Timestamp;
  ends_at: ColumnType<Date, Date, Date>;
  approved_by: Nullable<string>;
  approved_at: Nullable<Date>;
}

export interface SecurityKeySchema {
  'istsi.security_keys': SecurityKeyTable;
  'istsi.security_key_resets': SecurityKeyResetTable;
}

export const securityKeys = [
  `create table istsi.security_keys (
    id text primary key,
    account text not null,
    name text not null,
    domain text not null,
    public_key text not null,
    counter int8 not null check (counter >= 0),
    transports text not null,
    state text not null default 'live' check (state in ('live', 'suspended', 'removed')),
    created_at timestamptz not null default now(),
    last_used_at timestamptz
  )`,
  'create index security_keys_by_account on istsi.security_keys (account)',
  `create table istsi.security_key_resets (
    id int8 generated always as identity primary key,
    account text not null,
    asked_by text not null,
    reason text not null,
    asked_at timestamptz not null default now(),
    ends_at timestamptz not null,
    approved_by text,
    approved_at timestamptz,
    check (asked_by <> account),
    check (approved_by is null or (approved_by <> account and approved_by <> asked_by)),
    check ((approved_by is null) = (approved_at is null))
  )`,
  // One question about somebody at a time.
  'create unique index security_key_resets_open on istsi.security_key_resets (account) where approved_at is null',
];
