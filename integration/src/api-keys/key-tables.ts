import type { ColumnType } from 'kysely';

type Timestamp = ColumnType<Date, Date | undefined, Date>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** Keys that programs present to the API. Of the secrets only hashes are kept. */
export interface ApiKeyTable {
  id: string;
  name: string;
  /** One a line. */
  scopes: string;
  /** The account that made it, or which configured key, with the beginning of its hash. */
  made_by: string;
  /** sha256 of the whole key, hex. */
  digest: string;
  /** Of the one before, which counts until then. */
  former_digest: Nullable<string>;
  former_until: Nullable<Date>;
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
