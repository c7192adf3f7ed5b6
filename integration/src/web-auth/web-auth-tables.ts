import type { ColumnType } from 'kysely';

/** Challenges that became a session, until they are over: each does once. */
export interface UsedChallengeTable {
  /** Of the transaction, hex. */
  hash: string;
  valid_until: ColumnType<Date, Date, Date>;
}

export interface WebAuthSchema {
  'istsi.used_challenges': UsedChallengeTable;
}

export const webAuth = [
  `create table istsi.used_challenges (
    hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
    valid_until timestamptz not null
  )`,
  'create index used_challenges_by_end on istsi.used_challenges (valid_until)',
];
