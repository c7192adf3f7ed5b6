import type { ColumnType } from 'kysely';

/** Requests that named themselves, so that sent again they are answered again and done once. */
export interface IdempotentRequestTable {
  /** sha256 of who asks, for what, and how they named it, hex. */
  id: string;
  /** sha256 of who asks, hex: so many are kept of each. */
  owner: string;
  /** sha256 of what was asked, hex: the same name with another body is another request. */
  fingerprint: string;
  started_at: ColumnType<Date, Date, Date>;
  kept_until: ColumnType<Date, Date, Date>;
  /** Null: it is being done. Sealed under its name, which is kept nowhere: an answer may hold a secret that is told once. */
  answer: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>;
}

export interface IdempotencySchema {
  'istsi.idempotent_requests': IdempotentRequestTable;
}

export const idempotentRequests = [
  `create table istsi.idempotent_requests (
    id text primary key,
    owner text not null,
    fingerprint text not null,
    started_at timestamptz not null,
    kept_until timestamptz not null,
    answer bytea
  )`,
  'create index idempotent_requests_by_owner on istsi.idempotent_requests (owner, started_at)',
  'create index idempotent_requests_by_end on istsi.idempotent_requests (kept_until)',
];
