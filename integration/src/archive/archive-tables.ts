import type { ColumnType } from 'kysely';
import type { OperationKind } from '../operations/wake.ts';

/** Where the archive has what is no longer here of an operation that is over. */
export interface ArchivedOperationTable {
  /** The key of its row. */
  operation: string;
  kind: OperationKind;
  /** Which archive. */
  archive: string;
  file: string;
  /** From 1, which is the file's header. */
  line: number;
  /** Of the line and all before it in the file, hex. */
  sum: string;
  /** Its steps between the first and the last, and its Stellar transactions, are in the archive alone. */
  pruned: boolean;
  at: ColumnType<Date, Date | undefined, Date | undefined>;
}

export interface ArchiveSchema {
  'istsi.archived_operations': ArchivedOperationTable;
}

export const archivedOperations = [
  `create table istsi.archived_operations (
    operation text primary key,
    kind text not null check (kind in ('deposit', 'withdrawal', 'batch', 'inbox')),
    archive text not null,
    file text not null,
    line int4 not null check (line > 1),
    sum text not null check (sum ~ '^[0-9a-f]{64}$'),
    pruned boolean not null default false,
    at timestamptz not null default now()
  )`,
];
