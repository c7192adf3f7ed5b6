import type { ColumnType } from 'kysely';

/** Somebody's address was found on a list: held until an officer has decided. */
export interface ScreeningCaseTable {
  /** `sc_…` */
  id: string;
  /** `deposit` or `withdrawal`. */
  kind: 'deposit' | 'withdrawal';
  /** Outpoint of the deposit, or id of the withdrawal. */
  operation: string;
  address: string;
  provider: string;
  reference: string | null;
  opened_at: ColumnType<Date, Date | undefined, never>;
  released_at: ColumnType<Date | null, Date | null | undefined, Date>;
  released_by: string | null;
  reason: string | null;
}

export interface ScreeningSchema {
  'istsi.screening_cases': ScreeningCaseTable;
}

export const screening = [
  `create table istsi.screening_cases (
    id text primary key,
    kind text not null check (kind in ('deposit', 'withdrawal')),
    operation text not null,
    address text not null,
    provider text not null,
    reference text,
    opened_at timestamptz not null default now(),
    released_at timestamptz,
    released_by text,
    reason text,
    check ((released_at is null) = (released_by is null) and (released_at is null) = (reason is null)),
    unique (operation, address, provider)
  )`,
  'create index screening_cases_open on istsi.screening_cases (opened_at) where released_at is null',
];
