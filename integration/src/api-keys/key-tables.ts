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
  /** sha256 of the whole key, or of the public one that verifies its signatures, hex. */
  digest: string;
  /** Of a key that signs requests: SubjectPublicKeyInfo (RFC 5280), base64. Null: the key itself is presented. */
  public_key: Nullable<string>;
  former_public_key: Nullable<string>;
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

/** What signed requests called themselves, for longer than one counts: a request counts once. */
export interface ApiKeyNonceTable {
  key_id: string;
  nonce: string;
  kept_until: ColumnType<Date, Date, Date>;
}

export interface ApiKeySchema {
  'istsi.api_keys': ApiKeyTable;
  'istsi.api_key_nonces': ApiKeyNonceTable;
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

export const apiKeySignatures = [
  'alter table istsi.api_keys add column public_key text, add column former_public_key text',
  `alter table istsi.api_keys add constraint api_keys_former_public_key check
    (former_public_key is null or (public_key is not null and former_digest is not null))`,
  `create table istsi.api_key_nonces (
    key_id text not null references istsi.api_keys (id),
    nonce text not null,
    kept_until timestamptz not null,
    primary key (key_id, nonce)
  )`,
  'create index api_key_nonces_by_end on istsi.api_key_nonces (kept_until)',
];
