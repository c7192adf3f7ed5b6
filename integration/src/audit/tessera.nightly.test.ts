import { keyOf, verifyLog } from '@istsi/audit-log';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { tamper, tamperings } from '../../test/tampered-log.ts';
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

  test.each(Object.entries(tamperings))('does not accept %s, and nor do we', async (_, statements) => {
    await write(10);
    await tamper(database.db, statements);
    const { ok, said } = await checkByTessera(read, keyOf(signer));
    expect(ok, said).toBe(false);
    expect((await verifyLog({ read, key: keyOf(signer) })).findings.length).toBeGreaterThan(0);
  });
});
