import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { apiKeyServices } from '../api-keys/key-services.ts';
import type { Database } from '../database/open-database.ts';
import { lookAtKeys } from './look-at-keys.ts';

let databases: TestDatabases;
let database: Database;
beforeAll(async () => {
  databases = await startTestDatabases();
  database = await openTestDatabase(databases);
});
afterAll(async () => {
  await database.close();
  await databases.stop();
});

const DAY_MS = 86_400_000;
const DAY = 86_400;

test('the first key to end that a program uses is told, and none that is over, revoked, unused or made for a few days', async () => {
  const begun = Date.now();
  const services = apiKeyServices(database.db);
  const at = (day: number): Date => new Date(begun + day * DAY_MS);
  const look = async (day = 0): Promise<number | undefined> => {
    const { samples, parts } = await lookAtKeys({ database, now: () => at(day) });
    expect(parts).toEqual([]);
    return samples[0] && Number(samples[0].value);
  };
  const add = async (days: number): Promise<string> => {
    const { key, id } = await services.add({
      ...{ name: `for ${days} days`, scopes: ['read'], expiresAt: at(days), madeBy: 'a test' },
    });
    return `${id} ${key}`;
  };
  const use = async (made: string): Promise<void> => {
    const [id = ''] = made.split(' ');
    await database.db
      .updateTable('istsi.api_keys')
      .set({ last_used_at: at(0) })
      .where('id', '=', id)
      .execute();
  };
  expect(await look()).toBeUndefined();

  const unused = await add(30);
  expect(await look()).toBeUndefined();
  await use(await add(2));
  expect(await look()).toBeUndefined();
  const long = await add(90);
  await use(long);
  expect(await look()).toBe(90 * DAY);
  await use(unused);
  expect(await look()).toBe(30 * DAY);

  // As time goes on, and while it is used.
  await database.db
    .updateTable('istsi.api_keys')
    .set({ last_used_at: at(20) })
    .execute();
  expect(await look(20)).toBe(10 * DAY);
  expect(await look(31)).toBe(59 * DAY);
  // Nobody has presented one for two weeks.
  expect(await look(40)).toBeUndefined();
  await services.revoke(unused.split(' ')[0]!);
  expect(await look(20)).toBe(70 * DAY);
});
