import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { addConsumer, advance } from '../bus/consumer-store.ts';
import type { Database } from '../database/open-database.ts';
import { defaultRules } from './alert-rules.ts';
import { evaluateAlerts, type OpenAlert } from './evaluate-alerts.ts';
import { lookAtDelivery } from './look-at-delivery.ts';
import type { MonitorWorld } from './monitor-world.ts';

const EVENTS = 10_001;

let databases: TestDatabases;
let database: Database;
beforeAll(async () => {
  databases = await startTestDatabases();
  database = await openTestDatabase(databases);
  await sql`insert into istsi.bus_events (seq, id, chain, height, source, type, data)
    select n, 'bitcoin:' || n, 'bitcoin', 1, 'urn:test', 'com.istsi.test.v1', '{}' from generate_series(1, ${EVENTS}) n`.execute(
    database.db,
  );
});
afterAll(async () => {
  await database.close();
  await databases.stop();
});

const moveTo = async (name: string, from: number, to: number): Promise<void> =>
  await database.db.transaction().execute(async (trx) => void (await advance(trx, name, BigInt(from), BigInt(to))));

test('a reader that stands still while others go on is told, and raises an alarm when that lasts', async () => {
  await addConsumer(database.db, 'quick');
  await addConsumer(database.db, 'stuck');
  await moveTo('quick', 0, EVENTS);
  const world = { database, other: undefined } as MonitorWorld;
  const { samples, parts } = await lookAtDelivery(world);
  expect(parts[0]).toMatchObject({
    part: 'events',
    state: 'warning',
    diagnosis: expect.stringContaining(String(EVENTS)),
  });

  const now = new Date();
  const since = (seconds: number): OpenAlert => ({
    ...{ id: 'a', alertType: 'bus-behind', subject: '', state: 'pending' as const, value: '' },
    ...{ since: new Date(now.getTime() - seconds * 1_000), clearedAt: undefined },
  });
  const outcome = (found: typeof samples, open: OpenAlert[]): string[] =>
    evaluateAlerts(defaultRules, found, open, now)
      .filter(({ rule }) => rule.alertType === 'bus-behind')
      .map((each) => each.do);
  expect(outcome(samples, [])).toEqual(['open']);
  expect(outcome(samples, [since(600)])).toEqual(['fire']);

  // It goes on: what waited only was no alarm.
  await moveTo('stuck', 0, EVENTS);
  const after = await lookAtDelivery(world);
  expect(after.parts[0]).toMatchObject({ part: 'events', state: 'ok' });
  expect(outcome(after.samples, [since(600)])).toEqual(['drop']);
});
