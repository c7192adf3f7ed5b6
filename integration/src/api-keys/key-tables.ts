import type { ColumnType } from 'kysely';

type Timestamp = ColumnType<Date, Date | undefined, Date>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** Keys that programs present to the API. Of the secrets only hashes are kept. */
export interface ApiKeyTable {
  id: string;
  name: string;
  /** One a line. */
  scopes: string;
  /** The account that made it or turned it last, or which configured key did, with the beginning of its hash. */
  made_by: string;
  /** sha256 of the whole key, hex. */
  digest: string;
  /** Of the one before, which counts until then. */
  former_digest: Nullable<string>;
  former_until: Nullable<Date>;
  /** Who made the one before: it is worth what they may do, whoever turned it. */
  former_made_by: Nullable<string>;
  created_at: Timestamp;
  expires_at: ColumnType<Date, Date, Date>;
  last_used_at: Nullable<Date>;
  revoked_at: Nullable<Date>;
}

export interface ApiKeySchema {
  'istsi.api_keys': ApiKeyTable;
}

export const apiKeys = [
  `create table istsi.api_keys (
    id text primary key,
    name text not null,
    scopes text not null,
    made_by text not null,
    digest text not null,
    former_digest text,
    former_until timestamptz,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,
    check ((former_digest is null) = (former_until is null))
  )`,
];

/** Until then whoever turned a key had one of its maker's. */
export const apiKeyMakers = [
  'alter table istsi.api_keys add column former_made_by text',
  'update istsi.api_keys set former_made_by = made_by where former_digest is not null',
  `alter table istsi.api_keys add constraint api_keys_former_maker
    check ((former_digest is null) = (former_made_by is null))`,
];
