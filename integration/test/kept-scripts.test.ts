import { deriveScripts, SCRIPT_BYTES } from '@istsi/bitcoin-custody';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openKeptScripts, SCRIPTS_PER_ROW } from '../src/bitcoin/kept-scripts.ts';
import type { Database } from '../src/database/open-database.ts';
import { createTestCustody, type TestCustody } from './custody.ts';
import { openTestDatabase, startTestDatabases, type TestDatabases } from './database.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

const COUNT = 2 * SCRIPTS_PER_ROW + 100;

let databases: TestDatabases;
let database: Database;
let custody: TestCustody;
let derived: Uint8Array;

beforeAll(async () => {
  [databases, custody] = await Promise.all([startTestDatabases(), createTestCustody()]);
  derived = deriveScripts(custody.descriptor, 0, COUNT);
});
afterAll(async () => {
  custody?.remove();
  await databases?.stop();
});
beforeEach(async () => {
  database = await openTestDatabase(databases);
  return async () => await database.close();
});

const open = async () => await openKeptScripts(database.db, [custody.descriptor]);
const rows = async () => await database.db.selectFrom('istsi.watched_scripts').selectAll().orderBy('row').execute();

async function fill(): Promise<void> {
  const kept = await open();
  // As a watchlist asks: the gap first, then the rest in steps of any size.
  for (const [from, count] of [
    [0, 200],
    [200, 1],
    [201, COUNT - 201],
  ] as const) {
    const part = kept.scriptsOf(custody.descriptor, from, count);
    expect(Buffer.compare(part, derived.subarray(from * SCRIPT_BYTES, (from + count) * SCRIPT_BYTES))).toBe(0);
    await kept.keep();
  }
}

test('what was derived once is read at the next start, and not derived again', async () => {
  await fill();
  expect((await rows()).map(({ row }) => row)).toEqual([0, 1]);

  const next = await open();
  await sql`delete from istsi.watched_scripts`.execute(database.db);
  expect(Buffer.compare(next.scriptsOf(custody.descriptor, 0, COUNT), derived)).toBe(0);
  // Nothing that was read counts as derived.
  await next.keep();
  expect(await rows()).toEqual([]);
});

test('many are derived beside the program, from where what was handed out ends, and kept row by row', async () => {
  const kept = await open();
  const begun = kept.scriptsOf(custody.descriptor, 0, 250);
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await kept.deriveThrough(COUNT - 1, new AbortController().signal).finally(() => clearInterval(timer));
  expect(turns).toBeGreaterThan(10);
  expect((await rows()).map(({ row }) => row)).toEqual([0, 1]);
  const rest = kept.scriptsOf(custody.descriptor, 250, COUNT - 250);
  expect(Buffer.compare(Buffer.concat([begun, rest]), derived)).toBe(0);
  await kept.keep();
  expect(await rows()).toHaveLength(2);

  const next = await open();
  await sql`delete from istsi.watched_scripts`.execute(database.db);
  expect(Buffer.compare(next.scriptsOf(custody.descriptor, 0, COUNT), derived)).toBe(0);
});

test('whoever is stopped while many are derived keeps what there was', async () => {
  const kept = await open();
  await expect(kept.deriveThrough(COUNT, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  expect(Buffer.compare(kept.scriptsOf(custody.descriptor, 0, COUNT), derived)).toBe(0);
});

describe('derived again, and kept anew, is', () => {
  const other = (): Uint8Array => deriveScripts(custody.nextDescriptor, 0, 1);
  const damages: [string, () => Promise<unknown>][] = [
    [
      'a row of which a byte changed',
      () =>
        sql`update istsi.watched_scripts set scripts = set_byte(scripts, 5000, get_byte(scripts, 5000) # 1) where row = 0`.execute(
          database.db,
        ),
    ],
    [
      'a row cut short',
      () =>
        sql`update istsi.watched_scripts set scripts = substring(scripts for 34) where row = 0`.execute(database.db),
    ],
    [
      'everything after a row that is missing',
      () => sql`delete from istsi.watched_scripts where row = 0`.execute(database.db),
    ],
    [
      'a row of another descriptor',
      () =>
        sql`update istsi.watched_scripts set scripts = ${Buffer.concat(Array<Uint8Array>(SCRIPTS_PER_ROW).fill(other()))} where row = 0`.execute(
          database.db,
        ),
    ],
  ];

  test.each(isNightly ? damages : damages.slice(0, 1))(
    '%s',
    async (_, damage) => {
      await fill();
      const before = await rows();
      await damage();
      const next = await open();
      expect(Buffer.compare(next.scriptsOf(custody.descriptor, 0, COUNT), derived)).toBe(0);
      await next.keep();
      expect(await rows()).toEqual(before);
    },
    60_000,
  );
});

test('who asks out of order, or of another descriptor, is answered all the same', async () => {
  await fill();
  const kept = await open();
  const asked = kept.scriptsOf(custody.descriptor, 50, 3);
  expect(Buffer.compare(asked, derived.subarray(50 * SCRIPT_BYTES, 53 * SCRIPT_BYTES))).toBe(0);
  expect(kept.scriptsOf(custody.nextDescriptor, 0, 2)).toEqual(deriveScripts(custody.nextDescriptor, 0, 2));
});
