import type { ColumnType, GeneratedAlways, JSONColumnType } from 'kysely';

type Int8 = ColumnType<bigint, bigint | number, bigint | number>;
type NullableInt8 = ColumnType<bigint | null, bigint | number | null | undefined, bigint | number | null>;
type Timestamp = ColumnType<Date, Date | undefined, Date>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** Every event of both chains. One that has no `seq` yet is seen by no consumer. */
export interface BusEventTable {
  /** In the order in which writers wrote, which is not the one in which they committed. */
  arrived: GeneratedAlways<bigint>;
  /** The order in which all read it: without holes, given by the sequencer. */
  seq: NullableInt8;
  /** Of the envelope; the same whenever the chains are read again. */
  id: string;
  chain: 'stellar' | 'bitcoin';
  /** The ledger behind which it may be read: its own, or the one that registered its contract. Null for Bitcoin. */
  order_ledger: NullableInt8;
  /** Place on the chain, which sorts as text; null for Bitcoin. */
  position: Nullable<string>;
  /** Ledger or block. */
  height: Int8;
  contract_id: Nullable<string>;
  /** Null while nobody can read it. */
  type: Nullable<string>;
  source: string;
  /** The operation that it belongs to. */
  subject: Nullable<string>;
  time: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** Stellar or Bitcoin transaction. */
  tx: Nullable<string>;
  data: JSONColumnType<Record<string, unknown>> | ColumnType<null, null, string | null>;
  /** Of contract, transaction, topics and value; null for Bitcoin. */
  digest: Nullable<string>;
  /** Topics and value, base64, of one that could not be read. */
  raw: ColumnType<RawBytes | null, string | null | undefined, string | null>;
  /** Why it is not passed on. */
  reason: Nullable<string>;
}

export interface RawBytes {
  topic: string[];
  value: string;
}

/** How far one chain was read, and how far what was read is what the ledgers hold. */
export interface BusStreamTable {
  name: string;
  cursor: Nullable<string>;
  /** The first ledger that was read: of what was before, this database knows nothing. */
  first_ledger: NullableInt8;
  verified: NullableInt8;
  verified_hash: Nullable<string>;
  /** Why nothing goes on; null while all is well. */
  problem: Nullable<string>;
}

/** Contracts that governance registered since. */
export interface BusContractTable {
  contract_id: string;
  name: string;
  registered_ledger: Int8;
  /** Its events from before it was registered are read. */
  backfilled: ColumnType<boolean, boolean | undefined, boolean>;
}

/** Ledgers whose events no RPC kept any more. */
export interface BusGapTable {
  from_ledger: Int8;
  through_ledger: Int8;
  noticed_at: Timestamp;
}

/** Where an RPC's events were not those of its ledgers. */
export interface BusDiscrepancyTable {
  ledger: Int8;
  problem: string;
  noticed_at: Timestamp;
}

/** Whoever reads the bus, each at its own place. */
export interface BusConsumerTable {
  name: string;
  /** `seq` of the last event that counts as handled. */
  position: Int8;
  paused: ColumnType<boolean, boolean | undefined, boolean>;
  /** Events that are handled once more, from here through there. */
  replay_next: NullableInt8;
  replay_through: NullableInt8;
  updated_at: Timestamp;
}

/** Events that one consumer could not handle; the others did. */
export interface BusPoisonTable {
  consumer: string;
  seq: Int8;
  reason: string;
  noticed_at: Timestamp;
}

export interface BusSchema {
  'istsi.bus_events': BusEventTable;
  'istsi.bus_streams': BusStreamTable;
  'istsi.bus_contracts': BusContractTable;
  'istsi.bus_gaps': BusGapTable;
  'istsi.bus_discrepancies': BusDiscrepancyTable;
  'istsi.bus_consumers': BusConsumerTable;
  'istsi.bus_poison': BusPoisonTable;
}

export const eventBus = [
  `create table istsi.bus_events (
    arrived int8 generated always as identity primary key,
    seq int8 unique check (seq > 0),
    id text collate "C" not null unique,
    chain text not null check (chain in ('stellar', 'bitcoin')),
    order_ledger int8,
    position text collate "C",
    height int8 not null,
    contract_id text,
    type text,
    source text not null,
    subject text,
    time timestamptz,
    tx text,
    data json,
    digest text,
    raw json,
    reason text,
    check ((chain = 'stellar') = (order_ledger is not null and position is not null)),
    check (reason is not null or (type is not null and data is not null)),
    check (seq is null or reason is null)
  )`,
  `create index bus_events_waiting on istsi.bus_events (order_ledger nulls first, position, arrived)
    where seq is null and reason is null`,
  'create index bus_events_by_height on istsi.bus_events (chain, height)',
  'create index bus_events_by_subject on istsi.bus_events (subject, seq) where subject is not null',
  `create index bus_events_kept_back on istsi.bus_events (arrived) where reason is not null`,
  `create table istsi.bus_streams (
    name text primary key,
    cursor text,
    first_ledger int8,
    verified int8,
    verified_hash text,
    problem text
  )`,
  `create table istsi.bus_contracts (
    contract_id text primary key,
    name text not null,
    registered_ledger int8 not null,
    backfilled boolean not null default false
  )`,
  `create table istsi.bus_gaps (
    from_ledger int8 primary key,
    through_ledger int8 not null,
    noticed_at timestamptz not null default now()
  )`,
  `create table istsi.bus_discrepancies (
    ledger int8 primary key,
    problem text not null,
    noticed_at timestamptz not null default now()
  )`,
  `create table istsi.bus_consumers (
    name text primary key,
    position int8 not null check (position >= 0),
    paused boolean not null default false,
    replay_next int8,
    replay_through int8,
    updated_at timestamptz not null default now(),
    check ((replay_next is null) = (replay_through is null))
  )`,
  `create table istsi.bus_poison (
    consumer text not null,
    seq int8 not null,
    reason text not null,
    noticed_at timestamptz not null default now(),
    primary key (consumer, seq)
  )`,
];
