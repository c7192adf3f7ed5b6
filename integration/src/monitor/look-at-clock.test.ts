import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import type { Database } from '../database/open-database.ts';
import { lookAtDatabase } from './look-at-nodes.ts';
import type { MonitorWorld } from './monitor-world.ts';

const HOUR = 3_600;

let databases: TestDatabases;
let database: Database;
beforeAll(async () => {
  databases = await startTestDatabases();
});
afterAll(async () => await databases?.stop());
beforeEach(async () => {
  database = await openTestDatabase(databases);
  return async () => await database.close();
});

test.each([
  ['an hour ahead', HOUR, 'warning', /^this machine is 1 hour ahead of the database/],
  ['an hour behind', -HOUR, 'warning', /^this machine is 1 hour behind the database/],
  ['right', 0, 'ok', /^agrees/],
] as const)('a clock that is %s is told as that', async (_, seconds, state, diagnosis) => {
  const now = (): Date => new Date(Date.now() + seconds * 1_000);
  // Nothing else of it is looked at here.
  const { samples, parts } = await lookAtDatabase({ database, now } as MonitorWorld);
  expect(parts.find(({ part }) => part === 'clock')).toMatchObject({
    state,
    diagnosis: expect.stringMatching(diagnosis),
  });
  const skew = Number(samples.find(({ name }) => name === 'istsi_clock_skew_seconds')?.value);
  expect(Math.abs(skew - Math.abs(seconds))).toBeLessThanOrEqual(5);
});
