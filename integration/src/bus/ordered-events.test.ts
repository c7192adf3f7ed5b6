import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '@istsi/bitcoin-custody';
import { sql, type Transaction } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { createDeath, mortalDatabase } from '../../test/dying.ts';
import { type Database, int8AsBigint, openDatabase } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { type Consumer, catchUpConsumer } from './consume.ts';
import { type BatchConsumer, catchUpInBatches } from './consume-batches.ts';
import { listConsumers, pauseConsumer, replayEvents, resumeConsumer, seekConsumer } from './consumer-store.ts';
import { bitcoinEvents } from './own-events.ts';
import { readBus } from './read-events.ts';
import { sequenceEvents } from './sequencer.ts';

let databases: TestDatabases;
let database: Database;
beforeAll(async () => {
  databases = await startTestDatabases();
});
afterAll(async () => await databases.stop());
beforeEach(async () => {
  database = await openTestDatabase(databases);
  return async () => await database.close();
});

const rowOf = (id: string) => ({
  ...{ id, chain: 'bitcoin' as const, height: 1, type: bitcoinEvents.received, source: 'urn:istsi:test' },
  data: JSON.stringify({ id }),
});
const idsOf = async (after: bigint): Promise<string[]> =>
  (await readBus(database.db, { after, limit: 10_000 })).map(({ id }) => id);

async function write(...ids: string[]): Promise<void> {
  await database.db.insertInto('istsi.bus_events').values(ids.map(rowOf)).execute();
  await sequenceEvents(database);
}

test('of eight writers that commit late and out of order, no reader ever skips an event', async () => {
  const WRITERS = 8;
  const EACH = 25;
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; n < EACH; n++) {
      await database.db.transaction().execute(async (trx) => {
        await trx
          .insertInto('istsi.bus_events')
          .values(rowOf(`${writer}-${n}`))
          .execute();
        // Numbers were taken; the commit comes some time later, and after that of others.
        await sleep(Math.random() * 15);
      });
    }
  };
  let isWriting = true;
  const read: string[] = [];
  const places: bigint[] = [];
  const reading = (async () => {
    for (let after = 0n, isLast = false; !isLast; ) {
      isLast = !isWriting;
      await sequenceEvents(database);
      for (const { id, sequence } of await readBus(database.db, { after, limit: 7 })) {
        read.push(id);
        places.push(BigInt(sequence));
        after = BigInt(sequence);
        isLast = false;
      }
    }
  })();
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  isWriting = false;
  await reading;
  expect(read).toHaveLength(WRITERS * EACH);
  expect(new Set(read).size).toBe(WRITERS * EACH);
  expect(places).toEqual(places.map((_, i) => BigInt(i + 1)));
});

test('two that give places at once give none twice and leave none out', async () => {
  const ids = Array.from({ length: 300 }, (_, n) => `event-${n}`);
  await database.db.insertInto('istsi.bus_events').values(ids.map(rowOf)).execute();
  const given = await Promise.all([1, 2, 3].map(async () => await sequenceEvents(database)));
  expect(given.reduce((sum, each) => sum + each, 0)).toBe(300);
  expect(await idsOf(0n)).toEqual(ids);
});

test('what is kept back, or whose ledger is not verified, has no place', async () => {
  const stellar = { chain: 'stellar' as const, order_ledger: 5, position: 'a', height: 5 };
  await database.db
    .insertInto('istsi.bus_events')
    .values([
      { ...rowOf('kept-back'), reason: 'nobody can read it' },
      { ...rowOf('verified'), ...stellar },
      { ...rowOf('not-verified'), ...stellar, order_ledger: 6 },
    ])
    .execute();
  await sequenceEvents(database);
  expect(await idsOf(0n)).toEqual([]);
  await database.db.insertInto('istsi.bus_streams').values({ name: 'stellar', verified: 5 }).execute();
  await sequenceEvents(database);
  expect(await idsOf(0n)).toEqual(['verified']);
});

describe('a consumer', () => {
  const seen = async (name = 'reader'): Promise<string[]> => {
    const rows = await sql<{ operation: string }>`select operation from istsi.operation_events
      where state = ${name} order by id`.execute(database.db);
    return rows.rows.map(({ operation }) => operation);
  };
  const writeDown = async (trx: Transaction<Schema>, operation: string, state: string): Promise<void> => {
    await trx.insertInto('istsi.operation_events').values({ operation, state, detail: '{}' }).execute();
  };
  /** Writes down what it is told, in the transaction that moves it on. */
  const reader = (name = 'reader', refuses: readonly string[] = []): Consumer => ({
    name,
    handle: (event) => {
      if (refuses.includes(event.id)) throw new RangeError(`cannot handle ${event.id}`);
      return Promise.resolve((trx) => writeDown(trx, event.id, name));
    },
  });
  const catchUp = async (consumer: Consumer, on = database): Promise<void> =>
    await catchUpConsumer({ database: on, consumer, log: silentLog, signal: new AbortController().signal });

  test('goes on where it was, and others do not matter to it', async () => {
    await write('a', 'b');
    await catchUp(reader());
    await write('c');
    await catchUp(reader());
    await catchUp(reader());
    await catchUp(reader('other'));
    expect(await seen()).toEqual(['a', 'b', 'c']);
    expect(await seen('other')).toEqual(['a', 'b', 'c']);
  });

  test('that is new and wants what comes is not told what was', async () => {
    await write('a');
    await catchUp({ ...reader(), from: 'now' });
    await write('b');
    await catchUp({ ...reader(), from: 'now' });
    expect(await seen()).toEqual(['b']);
  });

  test('that is paused stays where it is, and shows how far behind it is', async () => {
    await write('a');
    await catchUp(reader());
    await pauseConsumer(database.db, 'reader');
    await write('b', 'c');
    await catchUp(reader());
    expect(await listConsumers(database.db)).toMatchObject([{ name: 'reader', position: 1n, lag: 2n, paused: true }]);
    await resumeConsumer(database.db, 'reader');
    await catchUp(reader());
    expect(await seen()).toEqual(['a', 'b', 'c']);
    expect(await listConsumers(database.db)).toMatchObject([{ lag: 0n, paused: false }]);
  });

  test('that is paused or moved while it handles an event has that undone', async () => {
    await write('a', 'b', 'c');
    const consumer = reader();
    const disturbed: Consumer = {
      ...consumer,
      async handle(event) {
        if (event.id === 'b') await seekConsumer(database.db, 'reader', 2n);
        return await consumer.handle(event);
      },
    };
    await catchUp(disturbed);
    expect(await seen()).toEqual(['a', 'c']);
  });

  test('of many at a time does not count those that were undone', async () => {
    await write('a', 'b', 'c');
    const told: string[] = [];
    const moved: BatchConsumer = {
      name: 'reader',
      async handle(trx, events) {
        if (told.length === 0) await seekConsumer(database.db, 'reader', 2n);
        told.push(...events.map(({ id }) => id));
        for (const { id } of events) await writeDown(trx, id, 'reader');
      },
    };
    expect(await catchUpInBatches(database, moved, new AbortController().signal)).toBe(1);
    expect(told).toEqual(['a', 'b', 'c', 'c']);
    expect(await seen()).toEqual(['c']);
  });

  test('of many at a time handles a range once more too', async () => {
    await write('a', 'b', 'c');
    const told: string[][] = [];
    const batches: BatchConsumer = {
      name: 'reader',
      handle: (_, events) => Promise.resolve(void told.push(events.map(({ id }) => id))),
    };
    const more = async (): Promise<number> => await catchUpInBatches(database, batches, new AbortController().signal);
    expect(await more()).toBe(3);
    await write('d');
    await replayEvents(database.db, 'reader', { from: 2n, through: 3n });
    expect(await more()).toBe(3);
    await replayEvents(database.db, 'reader', { from: 1n, through: 1n });
    expect(await more()).toBe(1);
    expect(told).toEqual([['a', 'b', 'c'], ['b', 'c'], ['d'], ['a']]);
    expect(await listConsumers(database.db)).toMatchObject([{ position: 4n, replay: undefined }]);
  });

  test('of many at a time that is paused while it handles them has handled none', async () => {
    await write('a', 'b');
    const paused: BatchConsumer = { name: 'reader', handle: () => pauseConsumer(database.db, 'reader') };
    expect(await catchUpInBatches(database, paused, new AbortController().signal)).toBe(0);
    expect(await listConsumers(database.db)).toMatchObject([{ position: 0n, lag: 2n, paused: true }]);
  });

  test('can be moved back and forth', async () => {
    await write('a', 'b', 'c');
    await catchUp(reader());
    await seekConsumer(database.db, 'reader', 1n);
    await catchUp(reader());
    expect(await seen()).toEqual(['a', 'b', 'c', 'b', 'c']);
  });

  test('handles a range once more, and goes on where it was', async () => {
    await write('a', 'b', 'c', 'd');
    await catchUp(reader());
    await write('e');
    await replayEvents(database.db, 'reader', { from: 2n, through: 3n });
    await catchUp(reader());
    expect(await seen()).toEqual(['a', 'b', 'c', 'd', 'b', 'c', 'e']);
    expect(await listConsumers(database.db)).toMatchObject([{ position: 5n, replay: undefined }]);
  });

  test.each<[string, () => Promise<void>, string]>([
    ['to a place that is not there', () => seekConsumer(database.db, 'reader', 9n), 'bus/no-such-place'],
    ['before the beginning', () => seekConsumer(database.db, 'reader', -1n), 'bus/no-such-place'],
    [
      'over a range backwards',
      () => replayEvents(database.db, 'reader', { from: 2n, through: 1n }),
      'bus/no-such-place',
    ],
    [
      'over what it has not seen',
      () => replayEvents(database.db, 'reader', { from: 1n, through: 3n }),
      'bus/no-such-place',
    ],
    ['that nobody knows', () => pauseConsumer(database.db, 'stranger'), 'bus/unknown-consumer'],
  ])('is not moved %s', async (_, move, code) => {
    await write('a', 'b');
    await catchUp(reader());
    await expect(move()).rejects.toMatchObject({ code });
    expect(await listConsumers(database.db)).toMatchObject([{ position: 2n, paused: false, replay: undefined }]);
  });

  test('puts aside what it cannot handle, and handles it when it can', async () => {
    await write('a', 'b', 'c');
    await catchUp(reader('reader', ['b']));
    expect(await seen()).toEqual(['a', 'c']);
    expect(await listConsumers(database.db)).toMatchObject([{ position: 3n, poison: 1 }]);
    await replayEvents(database.db, 'reader', { from: 2n, through: 2n });
    await catchUp(reader());
    expect(await seen()).toEqual(['a', 'c', 'b']);
    expect(await listConsumers(database.db)).toMatchObject([{ poison: 0 }]);
  });

  test('killed after any exchange with the database neither misses an event nor counts one twice', async () => {
    const url = await databases.create();
    const own = await openDatabase(url, silentLog);
    await database.close();
    database = own;
    await write('a', 'b', 'c');
    const MOST = 60;
    let longest = 0;
    let isDone = false;
    for (let exchange = 1; exchange <= MOST && !isDone; exchange++) {
      await sql`delete from istsi.operation_events`.execute(own.db);
      await sql`delete from istsi.bus_consumers`.execute(own.db);
      const death = createDeath(exchange);
      const mortal = mortalDatabase(url, int8AsBigint, death);
      await catchUp(reader(), mortal).catch(() => undefined);
      await mortal.close().catch(() => undefined);
      longest = death.count();
      isDone = longest < exchange;
      await catchUp(reader());
      expect(await seen(), `killed after exchange ${exchange}`).toEqual(['a', 'b', 'c']);
    }
    expect(longest).toBeGreaterThan(10);
    expect(isDone).toBe(true);
  });
});
