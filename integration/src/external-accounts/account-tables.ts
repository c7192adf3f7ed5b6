import type { ColumnType } from 'kysely';

type NullableTime = ColumnType<Date | null, Date | null | undefined, Date | null>;

/**
 * That a wallet asked for its customer's Bitcoin address (SEP-59). The address itself is the registry's and the custody's: what is
 * kept here is what the standard calls the account, which comes to an end and is asked for anew.
 */
export interface ExternalAccountTable {
  id: string;
  /** The only one of its account that is not over. */
  subject: string;
  /** When it was first seen that bitcoin can be sent to it, and that it should not be any more. */
  activated_at: NullableTime;
  deactivated_at: NullableTime;
  created_at: ColumnType<Date, Date, never>;
}

export interface ExternalAccountSchema {
  'istsi.external_accounts': ExternalAccountTable;
}

export const externalAccounts = [
  `create table istsi.external_accounts (
    id text primary key,
    subject text not null,
    activated_at timestamptz,
    deactivated_at timestamptz,
    created_at timestamptz not null
  )`,
  'create unique index external_accounts_open on istsi.external_accounts (subject) where deactivated_at is null',
  'create index external_accounts_by_subject on istsi.external_accounts (subject, created_at desc)',
];
