import type { ColumnType, JSONColumnType } from 'kysely';
import type { Movement } from './movements.ts';

/** A fold of the bus, as far back as any rule looks. */
export interface MovementTable {
  seq: bigint;
  user_address: string;
  way: Movement['way'];
  kind: Movement['kind'];
  sats: bigint;
  other: string | null;
  at: ColumnType<Date, Date, never>;
}

/** Somebody's movements looked like a pattern: compliance officers are told, and nothing is stopped. */
export interface FlagTable {
  /** `fl_…`, by chance: nobody who knows their own movements can tell it. */
  id: string;
  user_address: string;
  rule: string;
  /** The whole rule as it was, and the events that it held of. */
  evidence: JSONColumnType<FlagEvidence>;
  /** When the event was that completed it, by the chain. */
  at: ColumnType<Date, Date, never>;
  /** Place of that event on the bus. */
  seq: bigint;
  closed_at: ColumnType<Date | null, Date | null | undefined, Date>;
  closed_by: string | null;
  reason: string | null;
}

/** Amounts as text: JSON has no whole number that is large. */
export interface FlagEvidence {
  rule: Record<string, unknown>;
  inputs: { event: string; way: string; kind: string; sats: string; other: string | null; at: string }[];
}

export interface SuspicionSchema {
  'istsi.movements': MovementTable;
  'istsi.flags': FlagTable;
}

export const suspicion = [
  `create table istsi.movements (
    seq int8 not null,
    user_address text not null,
    way text not null check (way in ('in', 'out')),
    kind text not null check (kind in ('deposit', 'withdrawal', 'transfer')),
    sats int8 not null check (sats > 0),
    other text,
    at timestamptz not null,
    primary key (seq, user_address)
  )`,
  'create index movements_by_user on istsi.movements (user_address, seq desc)',
  'create index movements_by_age on istsi.movements (at)',
  `create table istsi.flags (
    id text primary key,
    user_address text not null,
    rule text not null,
    evidence json not null,
    at timestamptz not null,
    seq int8 not null,
    closed_at timestamptz,
    closed_by text,
    reason text,
    check ((closed_at is null) = (closed_by is null) and (closed_at is null) = (reason is null))
  )`,
  // One that nobody has looked at says enough: it is not raised again for every further movement.
  'create unique index flags_open on istsi.flags (user_address, rule) where closed_at is null',
  // Whoever reads the chain again comes to the same.
  'create unique index flags_once on istsi.flags (user_address, rule, seq)',
  'create index flags_by_age on istsi.flags (at desc, id)',
];
