import type { ColumnType, JSONColumnType } from 'kysely';

type Timestamp = ColumnType<Date, Date | undefined, Date>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** As SEP-12 names them. */
export type CustomerStatus = 'NEEDS_INFO' | 'PROCESSING' | 'ACCEPTED' | 'REJECTED';

/** People who were identified, or want to be. What is known of them is sealed with a key of their own. */
export interface CustomerTable {
  id: string;
  /** Whose session it is: `sub`. */
  subject: string;
  /** The customer's key, and the master key it is under. */
  master: string;
  sealed_key: Buffer;
  /** SEP-9 fields, as JSON, sealed. */
  sealed_fields: Buffer;
  status: ColumnType<CustomerStatus, CustomerStatus | undefined, CustomerStatus>;
  /** For the customer. */
  message: Nullable<string>;
  /** Names of fields that a reviewer asks for. */
  asked: JSONColumnType<string[]>;
  /** Goes up with every change of what is known. */
  revision: ColumnType<number, number | undefined, number>;
  created_at: Timestamp;
  updated_at: Timestamp;
}

/** Documents, sealed with their customer's key. */
export interface CustomerFileTable {
  id: string;
  customer: string;
  /** The SEP-9 field it is; null while it is none. */
  field: Nullable<string>;
  /** What its bytes say. */
  content_type: string;
  size: number;
  sealed: Buffer;
  created_at: Timestamp;
}

/** What the first of two officers has said; the note is sealed with the customer's key. */
export interface CustomerLookTable {
  customer: string;
  id: string;
  officer: string;
  /** Of what was looked at. */
  revision: number;
  tier: number;
  country: Nullable<string>;
  sealed_note: Buffer;
  at: Timestamp;
}

/** Where a wallet wants to be told what becomes of a customer (SEP-12). */
export interface CustomerCallbackTable {
  customer: string;
  url: string;
  /** What it knows, and what it is being told: while nobody is, both are the same, or the latter was given up. */
  told: CustomerStatus;
  telling: CustomerStatus;
  attempts: number;
  next_at: Nullable<Date>;
}

export interface CustomerSchema {
  'istsi.customers': CustomerTable;
  'istsi.customer_files': CustomerFileTable;
  'istsi.customer_looks': CustomerLookTable;
  'istsi.customer_callbacks': CustomerCallbackTable;
}

export const customers = [
  `create table istsi.customers (
    id text primary key,
    subject text not null unique,
    master text not null,
    sealed_key bytea not null,
    sealed_fields bytea not null,
    status text not null default 'NEEDS_INFO' check (status in ('NEEDS_INFO', 'PROCESSING', 'ACCEPTED', 'REJECTED')),
    message text,
    asked jsonb not null default '[]',
    revision int4 not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  'create index customers_by_status on istsi.customers (status, updated_at, id)',
  'create index customers_by_master on istsi.customers (master)',
  `create table istsi.customer_files (
    id text primary key,
    customer text not null references istsi.customers (id) on delete cascade,
    field text,
    content_type text not null,
    size int4 not null,
    sealed bytea not null,
    created_at timestamptz not null default now()
  )`,
  'create index customer_files_by_customer on istsi.customer_files (customer, created_at)',
];

export const customerLooks = [
  `create table istsi.customer_looks (
    customer text primary key references istsi.customers (id) on delete cascade,
    id text not null,
    officer text not null,
    revision int4 not null,
    tier int4 not null,
    country text,
    sealed_note bytea not null,
    at timestamptz not null
  )`,
];

export const customerCallbacks = [
  `create table istsi.customer_callbacks (
    customer text primary key references istsi.customers (id) on delete cascade,
    url text not null,
    told text not null,
    telling text not null,
    attempts int4 not null,
    next_at timestamptz
  )`,
];
