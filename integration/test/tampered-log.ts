import { type Kysely, sql } from 'kysely';
import type { Schema } from '../src/database/schema.ts';

const edit = `update istsi.audit_entries set entry = convert_to(replace(convert_from(entry, 'UTF8'), '"n":3', '"n":4'), 'UTF8')
  where correlation_id = '3'`;
const rehash = `update istsi.audit_sequence s set leaf = sha256('\\x00'::bytea || e.entry)
  from istsi.audit_entries e where e.arrived = s.arrived`;
const swap = `update istsi.audit_sequence set arrived = case index when 3 then -5 else -3 end where index in (3, 5)`;
const settle = `update istsi.audit_sequence set arrived = (select arrived from istsi.audit_entries
  where correlation_id = (-istsi.audit_sequence.arrived)::text) where arrived < 0`;

/** What is done to the tables of a log of ten entries whose `n` counts from 0. */
export const tamperings = {
  'an edited entry': [edit],
  'an edited entry with a new hash': [edit, rehash],
  'a deleted entry': [`delete from istsi.audit_entries where correlation_id = '3'`],
  'reordered entries': [swap, settle],
  'an inserted entry': [
    `insert into istsi.audit_entries (entry, at, action, actor) select entry, at, action, actor from istsi.audit_entries where correlation_id = '3'`,
    'update istsi.audit_sequence set index = index + 1000 where index >= 3',
    'update istsi.audit_sequence set index = index - 999 where index >= 1000',
    `insert into istsi.audit_sequence select 3, max(arrived), sha256('a') from istsi.audit_entries`,
  ],
  'a truncated log': ['delete from istsi.audit_sequence where index >= 6'],
} as const satisfies Record<string, readonly string[]>;

export type Tampering = keyof typeof tamperings;

/** What only somebody with all rights over the database can do. */
export async function tamper(db: Kysely<Schema>, statements: readonly string[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx);
    for (const statement of statements) await sql.raw(statement).execute(trx);
  });
}
