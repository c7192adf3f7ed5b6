import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { askedTogether } from './often-asked.ts';
import type { Database } from './open-database.ts';

let databases: TestDatabases;
let database: Database;
beforeAll(async () => {
  databases = await startTestDatabases();
  database = await openTestDatabase(databases);
});
afterAll(async () => {
  await database?.close();
  await databases?.stop();
});

test('who asks at the same moment shares a question, and who asks while it is under way gets the next one', async () => {
  const questions: (readonly string[])[] = [];
  const gates: (() => void)[] = [];
  const show = askedTogether(async (_db, keys) => {
    questions.push(keys);
    await new Promise<void>((resolve) => gates.push(resolve));
    return new Map(keys.filter((key) => key !== 'nothing').map((key) => [key, { key, question: questions.length }]));
  });
  const { db } = database;
  const first = Promise.all(['a', 'b', 'a', 'nothing'].map((key) => show(db, key)));
  await expect.poll(() => gates.length).toBe(1);
  const late = Promise.all([show(db, 'a'), show(db, 'a')]);
  gates[0]?.();
  const [a, b, again, nothing] = await first;
  expect([a, b, nothing]).toEqual([{ key: 'a', question: 1 }, { key: 'b', question: 1 }, undefined]);
  expect(again).toBe(a);
  await expect.poll(() => gates.length).toBe(2);
  gates[1]?.();
  expect((await late)[0]).toEqual({ key: 'a', question: 2 });
  expect(questions).toEqual([['a', 'b', 'nothing'], ['a']]);
});

test('a question that fails fails for all who asked it, and for nobody else', async () => {
  let isFailing = true;
  const show = askedTogether((_db, keys) =>
    isFailing ? Promise.reject(new Error('no database')) : Promise.resolve(new Map(keys.map((key) => [key, key]))),
  );
  const asked = await Promise.allSettled([show(database.db, 'a'), show(database.db, 'b')]);
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isFailing = false;
  expect(await show(database.db, 'a')).toBe('a');
});

test('within a transaction it is asked by itself, as the transaction sees it', async () => {
  const seen: boolean[] = [];
  const show = askedTogether((db, keys) => {
    seen.push(db.isTransaction);
    return Promise.resolve(new Map(keys.map((key) => [key, key])));
  });
  await database.db.transaction().execute(async (trx) => {
    expect(await show(trx, 'a')).toBe('a');
  });
  expect(seen).toEqual([true]);
});
