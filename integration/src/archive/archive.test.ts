import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { sequenceEvents } from '../bus/sequencer.ts';
import type { Database } from '../database/open-database.ts';
import { archiveEvents } from './archive-events.ts';
import { type ArchivedEvent, archiveFile, readSeries, EVENTS as SERIES, sumOf } from './archive-files.ts';
import { verifyArchive } from './verify-archive.ts';

const ROUTER = 'CROUTER';
const EVENTS = 25;
const OLD = new Date('2026-01-01T00:00:00Z');
const NOW = new Date('2026-06-01T00:00:00Z');

let databases: TestDatabases;
let database: Database;
let directory: string;

beforeAll(async () => {
  databases = await startTestDatabases();
});
beforeEach(async () => {
  await database?.close();
  database = await openTestDatabase(databases);
  directory = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'archive-')), 'events');
  await addEvents(EVENTS, OLD);
});
afterAll(async () => {
  await database?.close();
  await databases?.stop();
});

/** Events of Bitcoin's blocks, as the bus has them. */
async function addEvents(count: number, time: Date, from = 0): Promise<void> {
  const rows = Array.from({ length: count }, (_, i) => ({
    ...{ id: `event-${from + i}`, chain: 'bitcoin' as const, height: from + i, source: '/bitcoin', time },
    ...{ type: 'com.istsi.bitcoin.Paid.v1', subject: null, tx: 'ab'.repeat(32) },
    data: JSON.stringify({ n: from + i, amount_sats: '1000' }),
  }));
  await database.db.insertInto('istsi.bus_events').values(rows).execute();
  await sequenceEvents(database);
}

const archive = (before = NOW, prune = false) =>
  archiveEvents(database, { ...{ directory, router: ROUTER, before, prune, mostLines: 11 } });
function readArchive(of: string): { events: ArchivedEvent[]; sums: Map<string, string[]> } {
  const events: ArchivedEvent[] = [];
  const { sums } = readSeries(of, SERIES, (event) => void events.push(event as ArchivedEvent));
  return { events, sums };
}
const findings = async () => (await verifyArchive(database.db, directory)).findings;
const change = async (statement: string): Promise<void> => void (await sql.raw(statement).execute(database.db));
const LAST = 3;
/** Those that are full are packed. */
const fileAt = (number: number): string => path.join(directory, archiveFile(number)) + (number < LAST ? '.gz' : '');

test('what is old enough is archived once, in order, over several files, and what is added later follows', async () => {
  await addEvents(3, NOW, EVENTS);
  expect(await archive()).toEqual({ size: EVENTS, added: EVENTS, pruned: 0 });
  expect(await archive()).toEqual({ size: EVENTS, added: 0, pruned: 0 });
  expect(await archive(new Date(NOW.getTime() + 1))).toEqual({ size: EVENTS + 3, added: 3, pruned: 0 });
  const { events, sums } = readArchive(directory);
  expect(events.map(({ id }) => id)).toEqual(Array.from({ length: EVENTS + 3 }, (_, i) => `event-${i}`));
  expect([...sums.values()].map((lines) => lines.length)).toEqual([11, 11, 9]);
  expect(await findings()).toEqual([]);
  expect(events[4]).toMatchObject({ data: { n: 4 }, time: OLD.toISOString() });
});

describe('an event row', () => {
  const later = 'set seq = -seq';
  test.each<[string, string[], object]>([
    ['edited', [`update istsi.bus_events set data = '{"n":9}' where seq = 7`], { code: 'edited', seq: 7 }],
    ['deleted', ['delete from istsi.bus_events where seq = 7'], { code: 'deleted', seq: 7 }],
    ['truncated', ['delete from istsi.bus_events where seq > 20'], { code: 'truncated', seq: 21 }],
    [
      'inserted',
      [
        'alter table istsi.bus_events drop constraint bus_events_seq_check',
        `update istsi.bus_events ${later} where seq >= 7`,
        'update istsi.bus_events set seq = -seq + 1 where seq < 0',
        `insert into istsi.bus_events (seq, id, chain, height, source, type, data)
          values (7, 'false', 'bitcoin', 1, 's', 't', '{}')`,
      ],
      { code: 'inserted', seq: 7 },
    ],
    [
      'reordered',
      [
        'update istsi.bus_events set seq = 1000 where seq = 7',
        'update istsi.bus_events set seq = 7 where seq = 9',
        'update istsi.bus_events set seq = 9 where seq = 1000',
      ],
      { code: 'reordered', seq: 7 },
    ],
  ])('that was %s is named, and nothing more is archived', async (_, statements, expected) => {
    await archive();
    for (const statement of statements) await change(statement);
    expect(await findings()).toEqual([expect.objectContaining(expected)]);
    await addEvents(1, OLD, 100);
    const before = fs.readFileSync(fileAt(3), 'utf8');
    await expect(archive()).rejects.toMatchObject({ code: 'archive/not-the-rows' });
    expect(fs.readFileSync(fileAt(3), 'utf8')).toBe(before);
  });
});

describe('an archive', () => {
  const lines = (number: number): string[] => {
    const bytes = fs.readFileSync(fileAt(number));
    return (number < LAST ? gunzipSync(bytes) : bytes).toString('utf8').split('\n').slice(0, -1);
  };
  const write = (number: number, of: string[]): void => {
    const text = of.map((l) => `${l}\n`).join('');
    fs.writeFileSync(fileAt(number), number < LAST ? gzipSync(text) : text);
  };
  test.each<[string, (of: string[]) => string[], string, RegExp]>([
    ['edited', (of) => of.with(4, of[4]!.replace('"1000"', '"9000"')), 'altered', /000002\.log: line 5 is not/],
    ['with a line deleted', (of) => of.toSpliced(4, 1), 'altered', /line 5 is not/],
    ['with a line inserted', (of) => of.toSpliced(4, 0, of[2]!), 'altered', /line 5 is not/],
    ['reordered', (of) => of.with(4, of[6]!).with(6, of[4]!), 'altered', /line 5 is not/],
    ['cut off', (of) => of.slice(0, 6), 'truncated', /has 6 lines, and once had 11/],
  ])('that was %s is named', async (_, tamper, code, said) => {
    await archive();
    write(2, tamper(lines(2)));
    const [first] = await findings();
    expect(first).toMatchObject({ code, message: expect.stringMatching(said) });
    await expect(archive()).rejects.toMatchObject({ code: 'archive/not-the-rows' });
  });

  test('has its full files packed, and a kill while that was done changes nothing', async () => {
    await archive();
    expect(fs.readdirSync(directory).filter((name) => !name.endsWith('.head'))).toEqual([
      'events-000001.log.gz',
      'events-000002.log.gz',
      'events-000003.log',
    ]);
    const text = gunzipSync(fs.readFileSync(fileAt(2)));
    expect(text.length).toBeGreaterThan(2 * fs.statSync(fileAt(2)).size);
    // Before the rename, and before the file was deleted.
    fs.writeFileSync(`${fileAt(1)}.part`, 'half');
    fs.writeFileSync(path.join(directory, archiveFile(2)), text);
    expect(await findings()).toEqual([]);
    expect(await archive()).toEqual({ size: EVENTS, added: 0, pruned: 0 });
    expect(fs.existsSync(path.join(directory, archiveFile(2)))).toBe(false);
    expect(readArchive(directory).events).toHaveLength(EVENTS);
  });

  test('of which a packed file is damaged is named', async () => {
    await archive();
    const bytes = fs.readFileSync(fileAt(2));
    fs.writeFileSync(fileAt(2), bytes.subarray(0, bytes.length - 9));
    expect((await findings())[0]).toMatchObject({
      code: 'altered',
      message: expect.stringContaining('cannot be unpacked'),
    });
  });

  test('of which a file is gone is named', async () => {
    await archive();
    fs.rmSync(fileAt(2));
    expect((await findings())[0]).toMatchObject({ code: 'deleted', file: archiveFile(2) });
  });

  test('that was written anew, sums and all, is not the one that the audit log has', async () => {
    await archive();
    const last = lines(3).map((line) => line.slice(65));
    const edited = last.with(2, last[2]!.replace('"1000"', '"9000"'));
    const again: string[] = [];
    for (const json of edited) {
      const sum = sumOf(again.at(-1)?.slice(0, 64) ?? '0'.repeat(64), json);
      again.push(`${sum} ${json}`);
    }
    write(3, again);
    const count = String(again.length).padStart(12, '0');
    fs.writeFileSync(`${fileAt(3)}.head`, `${count} ${again.at(-1)!.slice(0, 64)}\n`);
    // Alone it is whole; the audit log and the rows say otherwise.
    expect((await verifyArchive(undefined, directory)).findings).toEqual([]);
    expect((await findings()).map(({ code }) => code)).toEqual(['rewritten', 'edited']);
    fs.rmSync(directory, { recursive: true });
    await change(`update istsi.bus_events set data = '{}' where seq = 1`);
    expect(await findings()).toEqual([]);
  });

  test('that a kill left in the middle goes on where it was', async () => {
    await archive();
    const whole = readArchive(directory);
    // A line half written, and a head that is a line behind: what a kill leaves.
    fs.appendFileSync(fileAt(3), 'f'.repeat(40));
    await addEvents(2, OLD, EVENTS);
    expect(await archive()).toEqual({ size: EVENTS + 2, added: 2, pruned: 0 });
    expect(readArchive(directory).events.slice(0, EVENTS)).toEqual(whole.events);
    expect(await findings()).toEqual([]);
  });

  test('of another system takes nothing', async () => {
    await archive();
    const other = archiveEvents(database, { directory, router: 'COTHER', before: NOW });
    await expect(other).rejects.toMatchObject({ code: 'archive/of-another' });
  });
});
