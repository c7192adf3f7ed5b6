import type { ColumnType, GeneratedAlways, JSONColumnType } from 'kysely';
import type { Findings } from './findings.ts';

type Timestamp = ColumnType<Date, Date, never>;
type Once<T> = ColumnType<T, T, never>;

/** Every reconciliation that was made; append-only. */
export interface ReconciliationTable {
  /** In the order in which they were made: one at a time. */
  id: GeneratedAlways<bigint>;
  began_at: Timestamp;
  ended_at: Timestamp;
  outcome: Once<string>;
  bitcoin_height: Once<number | null>;
  bitcoin_block: Once<string | null>;
  ledger: Once<bigint | null>;
  ledger_hash: Once<string | null>;
  coin_source: Once<string | null>;
  stellar_views: Once<number>;
  bitcoin_views: Once<number>;
  unexplained_sats: Once<bigint>;
  /** Amounts as text. */
  figures: JSONColumnType<Record<string, unknown>> | ColumnType<null, string | null, never>;
  /** Bounded: `differences_in_all` says of how many. */
  differences: JSONColumnType<Record<string, unknown>[]>;
  differences_in_all: Once<number>;
  unknown: JSONColumnType<Findings['unknown'][number][]>;
  disagreements: JSONColumnType<Findings['disagreements'][number][]>;
}

export interface ReconciliationSchema {
  'istsi.reconciliations': ReconciliationTable;
}

export const reconciliations = [
  `create table istsi.reconciliations (
    id int8 generated always as identity primary key,
    began_at timestamptz not null,
    ended_at timestamptz not null,
    outcome text not null check (outcome in ('balanced', 'difference', 'unknown')),
    bitcoin_height int4,
    bitcoin_block text,
    ledger int8,
    ledger_hash text,
    coin_source text check (coin_source in ('scanned', 'watched')),
    stellar_views int4 not null,
    bitcoin_views int4 not null,
    unexplained_sats int8 not null check (unexplained_sats >= 0),
    figures json,
    differences json not null,
    differences_in_all int4 not null,
    unknown json not null,
    disagreements json not null,
    check ((bitcoin_height is null) = (bitcoin_block is null)),
    check ((ledger is null) = (ledger_hash is null)),
    check (outcome <> 'balanced' or (bitcoin_height is not null and ledger is not null and unexplained_sats = 0))
  )`,
  `create function istsi.reconciliations_refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'reconciliations are append-only: % is refused', tg_op using errcode = 'restrict_violation';
    end $$`,
  `create trigger refuse_change before update or delete or truncate on istsi.reconciliations
    for each statement execute function istsi.reconciliations_refuse_change()`,
  'revoke update, delete, truncate on istsi.reconciliations from public, current_user',
];
