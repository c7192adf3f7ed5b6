import { keyOf, verifyLog } from '@istsi/audit-log';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { checkByTessera, noFsck } from '../../test/tessera-fsck.ts';
import type { Database } from '../database/open-database.ts';
import { type AuditServices, auditServices } from './audit-services.ts';
import { originOf, publishCheckpoint } from './checkpoints.ts';
import { sequenceEntries } from './log-store.ts';
import { writeActs } from './write-act.ts';

if (noFsck !== undefined) console.warn(`the audit log is not checked by tessera's fsck: ${noFsck}`);

let databases: TestDatabases;
let database: Database;
let signer: { name: string; seed: Uint8Array };
let audit: AuditServices;
beforeAll(async () => {
  databases = await startTestDatabases();
});
afterAll(async () => await databases?.stop());
beforeEach(async () => {
  database = await openTestDatabase(databases);
  signer = { name: await originOf(database.db, 'CROUTER'), seed: new Uint8Array(32).fill(5) };
  audit = auditServices({ db: database.db, signer, problem: () => undefined, anchoring: () => undefined });
  return async () => await database.close();
});

async function write(count: number): Promise<void> {
  const acts = Array.from({ length: count }, (_, n) => ({
    action: 'test.act',
    correlationId: String(n),
    changes: { n },
  }));
  await writeActs(database.db, acts);
  await sequenceEntries(database.db);
  await publishCheckpoint(database.db, signer, { everyMs: 0 });
}

/** As the API serves it. */
async function read(path: string): Promise<Uint8Array | undefined> {
  if (path === 'checkpoint') {
    const note = await audit.checkpoint();
    return note === undefined ? undefined : new TextEncoder().encode(note);
  }
  const found = /^tile\/(entries|\d+)\/(\d+)(?:\.p\/(\d+))?$/.exec(path);
  if (!found) return undefined;
  const level = found[1] === 'entries' ? ('entries' as const) : Number(found[1]);
  return await audit.tile({ level, index: Number(found[2]), width: Number(found[3] ?? 256) });
}

/** What only somebody with all rights over the database can do. */
const tamper = async (...statements: string[]): Promise<void> => {
  await database.db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx);
    for (const statement of statements) await sql.raw(statement).execute(trx);
  });
};

describe.skipIf(noFsck !== undefined)('an independent verifier', () => {
  test('accepts the log, over several tiles', async () => {
    await write(600);
    expect(await checkByTessera(read, keyOf(signer))).toMatchObject({ ok: true });
  });

  test('accepts no other key', async () => {
    await write(10);
    const other = keyOf({ ...signer, seed: new Uint8Array(32).fill(6) });
    expect(await checkByTessera(read, other)).toMatchObject({ ok: false });
  });

  const rehash = `update istsi.audit_sequence s set leaf = sha256('\\x00'::bytea || e.entry)
    from istsi.audit_entries e where e.arrived = s.arrived`;
  const edit = `update istsi.audit_entries set entry = convert_to(replace(convert_from(entry, 'UTF8'), '"n":3', '"n":4'), 'UTF8')
    where correlation_id = '3'`;
  const swap = `update istsi.audit_sequence set arrived = case index when 3 then -5 else -3 end where index in (3, 5)`;
  const settle = `update istsi.audit_sequence set arrived = (select arrived from istsi.audit_entries
    where correlation_id = (-istsi.audit_sequence.arrived)::text) where arrived < 0`;
  test.each<[string, string[]]>([
    ['an edited entry', [edit]],
    ['an edited entry with a new hash', [edit, rehash]],
    ['a deleted entry', [`delete from istsi.audit_entries where correlation_id = '3'`]],
    ['reordered entries', [swap, settle]],
    [
      'an inserted entry',
      [
        `insert into istsi.audit_entries (entry, at, action, actor) select entry, at, action, actor from istsi.audit_entries where correlation_id = '3'`,
        'update istsi.audit_sequence set index = index + 1000 where index >= 3',
        'update istsi.audit_sequence set index = index - 999 where index >= 1000',
        `insert into istsi.audit_sequence select 3, max(arrived), sha256('a') from istsi.audit_entries`,
      ],
    ],
    ['a truncated log', ['delete from istsi.audit_sequence where index >= 6']],
  ])('does not accept %s, and nor do we', async (_, statements) => {
    await write(10);
    await tamper(...statements);
    const { ok, said } = await checkByTessera(read, keyOf(signer));
    expect(ok, said).toBe(false);
    expect((await verifyLog({ read, key: keyOf(signer) })).findings.length).toBeGreaterThan(0);
  });
});
