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

/** Where the events are that were deleted here: one row for each file that has some. */
export interface ArchivedEventFileTable {
  archive: string;
  file: string;
  /** The place of the file's first event, which stands in its second line. */
  first_seq: bigint;
  /** Up to here what is not wanted otherwise was deleted. */
  through_seq: bigint;
}

/** Whom deleted events of the token named: who may hold tokens, for the reconciliation. */
export interface ArchivedAddressTable {
  address: string;
}

export interface ArchiveSchema {
  'istsi.archived_event_files': ArchivedEventFileTable;
  'istsi.archived_addresses': ArchivedAddressTable;
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

export const archivedEvents = [
  `create table istsi.archived_event_files (
    archive text not null,
    file text not null,
    first_seq int8 primary key check (first_seq > 0),
    through_seq int8 not null check (through_seq >= first_seq)
  )`,
  'create table istsi.archived_addresses (address text primary key)',
];
