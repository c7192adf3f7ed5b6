import type { ColumnType } from 'kysely';

type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** Who may be registered, and is not yet: an officer signs it, with a key that is not here. */
export interface RegistrationTable {
  address: string;
  tier: number;
  country: string;
  expires_at: Date;
  /** Whose review it comes from, and of what was looked at. */
  customer: Nullable<string>;
  customer_revision: Nullable<number>;
  /** Who asked for it. */
  asked_by: string;
  asked_at: Date;
  /** The registry knows the address, with a lower tier: what is signed is `set_tier`. */
  raises: ColumnType<boolean, boolean | undefined, boolean>;
}

export interface RegistrationSchema {
  'istsi.registrations': RegistrationTable;
}

export const registrations = [
  `create table istsi.registrations (
    address text primary key,
    tier int4 not null check (tier between 0 and 4),
    country text not null,
    expires_at timestamptz not null,
    customer text references istsi.customers (id) on delete cascade,
    customer_revision int4,
    asked_by text not null,
    asked_at timestamptz not null,
    check ((customer is null) = (customer_revision is null))
  )`,
  'create index registrations_by_age on istsi.registrations (asked_at, address)',
  'create index registrations_by_customer on istsi.registrations (customer) where customer is not null',
];

/** Of those that are registered with a lower tier. */
export const raises = ['alter table istsi.registrations add column raises boolean not null default false'];
