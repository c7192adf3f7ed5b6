import type { ColumnType } from 'kysely';

type Int8 = ColumnType<bigint, bigint | number, bigint | number>;
type Timestamp = ColumnType<Date, Date | undefined, Date>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** Where events are sent. The only rows of the bus that no chain can tell again. */
export interface WebhookTable {
  id: string;
  url: string;
  description: string;
  /** Types of event, one a line; empty for all. */
  types: string;
  /** Live keys: `whsec_…`, and the seed of an ed25519 key, `whsk_…`. */
  secret: string;
  signing_key: string;
  /** The keys before, which sign too until then. */
  former_secret: Nullable<string>;
  former_signing_key: Nullable<string>;
  former_until: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** Why nothing is sent there any more; null while it is. */
  disabled: Nullable<string>;
  /** Failures in a row. */
  failures: ColumnType<number, number | undefined, number>;
  /** Nothing is sent before then, because too much failed. */
  open_until: ColumnType<Date | null, Date | null | undefined, Date | null>;
  created_at: Timestamp;
}

/** One event on its way to one endpoint. */
export interface WebhookDeliveryTable {
  webhook: string;
  seq: Int8;
  state: ColumnType<DeliveryState, DeliveryState | undefined, DeliveryState>;
  attempts: ColumnType<number, number | undefined, number>;
  next_at: Timestamp;
  last_error: Nullable<string>;
  updated_at: Timestamp;
}

/** `dead`: it was tried as often as there are attempts. */
export type DeliveryState = 'pending' | 'delivered' | 'dead';

export interface WebhookSchema {
  'istsi.webhooks': WebhookTable;
  'istsi.webhook_deliveries': WebhookDeliveryTable;
}

export const webhooks = [
  `create table istsi.webhooks (
    id text primary key,
    url text not null,
    description text not null,
    types text not null,
    secret text not null,
    signing_key text not null,
    former_secret text,
    former_signing_key text,
    former_until timestamptz,
    disabled text,
    failures int4 not null default 0,
    open_until timestamptz,
    created_at timestamptz not null default now()
  )`,
  `create table istsi.webhook_deliveries (
    webhook text not null references istsi.webhooks (id) on delete cascade,
    seq int8 not null,
    state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
    attempts int4 not null default 0,
    next_at timestamptz not null default now(),
    last_error text,
    updated_at timestamptz not null default now(),
    primary key (webhook, seq)
  )`,
  `create index webhook_deliveries_due on istsi.webhook_deliveries (webhook, next_at) where state = 'pending'`,
];

/** What is delivered is kept for a month, and counted by nobody who looks at what is not. */
export const undelivered = `create index webhook_deliveries_undelivered on istsi.webhook_deliveries (state)
  where state <> 'delivered'`;
