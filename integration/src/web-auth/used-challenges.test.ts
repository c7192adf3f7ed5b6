import { silentLog } from '@istsi/bitcoin-custody';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { type Database, openDatabase } from '../database/open-database.ts';
import { useOnce } from './used-challenges.ts';

const ROUNDS = 10;
const INSTANCES = 3;
const EACH = 8;

let databases: TestDatabases;
let instances: Database[];
beforeAll(async () => {
  databases = await startTestDatabases();
  const first = await openTestDatabase(databases);
  const { connectionString: url = '' } = first.pool.options;
  const others = Array.from({ length: INSTANCES - 1 }, () => openDatabase(url, silentLog, { connections: EACH }));
  instances = [first, ...(await Promise.all(others))];
});
afterAll(async () => {
  await Promise.all((instances ?? []).map((each) => each.close()));
  await databases?.stop();
});

test('a nonce counts once, however many of several instances present it in the same moment', async () => {
  const validUntil = new Date(Date.now() + 60_000);
  for (let round = 0; round < ROUNDS; round++) {
    const hash = round.toString(16).padStart(64, '0');
    const tries = instances.flatMap(({ db }) => Array.from({ length: EACH }, () => useOnce(db, { hash, validUntil })));
    const ends = await Promise.allSettled(tries);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const end of ends)
      if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'web-auth/refused' });
  }
});

test('one that is over is forgotten, and no other with it', async () => {
  const [{ db }] = instances as [Database];
  const use = (hash: string, validUntil: Date) => useOnce(db, { hash, validUntil });
  await use('a0'.repeat(32), new Date(Date.now() - 2 * 3_600_000));
  await use('b0'.repeat(32), new Date(Date.now() + 60_000));
  const kept = await db.selectFrom('istsi.used_challenges').select('hash').execute();
  expect(kept.map(({ hash }) => hash)).not.toContain('a0'.repeat(32));
  await expect(use('b0'.repeat(32), new Date(Date.now() + 60_000))).rejects.toMatchObject({ code: 'web-auth/refused' });
});
