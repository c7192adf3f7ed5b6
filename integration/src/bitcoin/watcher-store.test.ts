import { createHash } from 'node:crypto';
import { applyChange, type Credit, type WatcherChange, type WatcherState } from '@istsi/bitcoin-custody';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestCustody, type TestCustody } from '../../test/custody.ts';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../test/database.ts';
import { readBus } from '../bus/read-events.ts';
import { sequenceEvents } from '../bus/sequencer.ts';
import type { Database } from '../database/open-database.ts';
import { claimDatabase, loadWatcherState, storeChange, tipHeight } from './watcher-store.ts';

let databases: TestDatabases;
let custody: TestCustody;
let database: Database;

beforeAll(async () => {
  databases = await startTestDatabases();
  custody = await createTestCustody();
});
afterAll(async () => {
  custody.remove();
  await databases.stop();
});
beforeEach(async () => {
  database = await openTestDatabase(databases);
  await claimDatabase(database.db, { descriptors: [custody.descriptor], startHeight: 0 });
  return async () => await database.close();
});

const hashOf = (name: string): string => createHash('sha256').update(name).digest('hex');
const credit = (name: string, height: number, block: string, amountSats = 1_000n): Credit => ({
  txid: hashOf(name),
  vout: 0,
  amountSats,
  index: 3,
  height,
  blockHash: hashOf(block),
  isCoinbase: false,
});

function connected(height: number, block: string, previous: string, credits: Credit[] = []): WatcherChange {
  return {
    type: 'connected',
    block: { height, hash: hashOf(block), previousHash: hashOf(previous), time: 0 },
    credits,
    spends: [],
    watchedThrough: 200,
    forgetBelow: 0,
  };
}

async function apply(state: WatcherState, change: WatcherChange): Promise<WatcherState> {
  const next = applyChange(state, change);
  await storeChange(database.db, change, next);
  return next;
}

const jobs = async (): Promise<number> => {
  const found = await sql<{ n: bigint }>`select count(*) as n from graphile_worker.jobs`.execute(database.db);
  return Number(found.rows[0]!.n);
};
const depositRows = async () =>
  await database.db
    .selectFrom('istsi.deposits')
    .select(['outpoint', 'height', 'state', 'amount_sats'])
    .orderBy('created_at')
    .execute();

describe('a stored change', () => {
  test('brings the state back as it was, and its deposits with a wake-up each', async () => {
    let state = await loadWatcherState(database.db);
    state = await apply(state, connected(0, 'b0', 'none'));
    state = await apply(state, connected(1, 'b1', 'b0', [credit('a', 1, 'b1'), credit('b', 1, 'b1', 5n)]));
    expect(await loadWatcherState(database.db)).toEqual(state);
    expect(await tipHeight(database.db)).toBe(1);
    expect(await depositRows()).toMatchObject([
      { height: 1, state: 'seen', amount_sats: 1_000n },
      { height: 1, state: 'seen', amount_sats: 5n },
    ]);
    expect(await jobs()).toBe(2);
  });

  test('that leaves the chain takes the height from its deposits; a new block gives them another', async () => {
    let state = await loadWatcherState(database.db);
    state = await apply(state, connected(0, 'b0', 'none'));
    state = await apply(state, connected(1, 'b1', 'b0', [credit('a', 1, 'b1')]));
    const block = { height: 1, hash: hashOf('b1') };
    state = await apply(state, { type: 'disconnected', block, orphaned: [credit('a', 1, 'b1')], unspent: [] });
    expect(await depositRows()).toMatchObject([{ height: null }]);
    expect(await loadWatcherState(database.db)).toEqual(state);

    state = await apply(state, connected(1, 'c1', 'b0'));
    state = await apply(state, connected(2, 'c2', 'c1', [credit('a', 2, 'c2')]));
    expect(await depositRows()).toMatchObject([{ height: 2, state: 'seen' }]);
    expect(await loadWatcherState(database.db)).toEqual(state);
  });

  test('is refused whole when another watcher stored that height first', async () => {
    let state = await loadWatcherState(database.db);
    state = await apply(state, connected(0, 'b0', 'none'));
    await apply(state, connected(1, 'b1', 'b0', [credit('a', 1, 'b1')]));
    await expect(apply(state, connected(1, 'c1', 'b0', [credit('b', 1, 'c1')]))).rejects.toThrow();
    expect(await depositRows()).toHaveLength(1);
  });

  test('wakes a deposit in the block that buries it deep enough, not before', async () => {
    let state = await loadWatcherState(database.db);
    state = await apply(state, connected(0, 'b0', 'none'));
    state = await apply(state, connected(1, 'b1', 'b0', [credit('a', 1, 'b1')]));
    await database.db
      .updateTable('istsi.deposits')
      .set({ state: 'confirming', confirmations_required: 3, wake_at: null })
      .execute();
    await sql`delete from graphile_worker._private_jobs`.execute(database.db);
    state = await apply(state, connected(2, 'b2', 'b1'));
    expect(await jobs()).toBe(0);
    await apply(state, connected(3, 'b3', 'b2'));
    expect(await jobs()).toBe(1);
  });
});

describe('the event bus', () => {
  const facts = async () => {
    await sequenceEvents(database);
    const events = await readBus(database.db, { after: 0n, limit: 100 });
    return events.map(({ type, id }) => `${type.split('.')[3]} ${id.split(':').slice(5).join(':')}`.trim());
  };

  test('is told what blocks bring, what leaves with them, and what comes back with the same block', async () => {
    let state = await loadWatcherState(database.db);
    state = await apply(state, connected(0, 'b0', 'none'));
    const first = connected(1, 'b1', 'b0', [credit('a', 1, 'b1')]);
    const undone: WatcherChange = {
      type: 'disconnected',
      block: { height: 1, hash: hashOf('b1') },
      orphaned: [credit('a', 1, 'b1')],
      unspent: [],
    };
    for (const change of [first, undone, first, undone, first]) state = await apply(state, change);
    expect(await facts()).toEqual([
      ...['OutputReceived', 'OutputOrphaned undone', 'OutputReceived 2', 'OutputOrphaned undone:2', 'OutputReceived 3'],
    ]);
  });

  test('is told of a spend, and of its end, with the block that each is in', async () => {
    let state = await loadWatcherState(database.db);
    const coin = credit('a', 1, 'b1');
    const spend = { txid: coin.txid, vout: 0, by: hashOf('thief'), height: 2, blockHash: hashOf('b2') };
    state = await apply(state, connected(0, 'b0', 'none'));
    state = await apply(state, connected(1, 'b1', 'b0', [coin]));
    const spending = { ...connected(2, 'b2', 'b1'), spends: [spend] } as WatcherChange;
    state = await apply(state, spending);
    const block = { height: 2, hash: hashOf('b2') };
    const unspent = [{ txid: coin.txid, vout: 0 }];
    await apply(state, { type: 'disconnected', block, orphaned: [], unspent });
    expect(await facts()).toEqual(['OutputReceived', 'OutputSpent spent', 'OutputUnspent spent:undone']);
    const [, , last] = await readBus(database.db, { after: 0n, limit: 100 });
    expect(last?.data).toEqual({ txid: coin.txid, vout: 0, block_height: 2, block_hash: hashOf('b2') });
  });

  test('is told nothing of a change that is not stored', async () => {
    let state = await loadWatcherState(database.db);
    state = await apply(state, connected(0, 'b0', 'none'));
    await apply(state, connected(1, 'b1', 'b0', [credit('a', 1, 'b1')]));
    await expect(apply(state, connected(1, 'c1', 'b0', [credit('b', 1, 'c1')]))).rejects.toThrow();
    expect(await facts()).toEqual(['OutputReceived']);
  });
});

test('a database that follows another custody is refused', async () => {
  const other = { ...custody.descriptor, threshold: 3 };
  await expect(claimDatabase(database.db, { descriptors: [other], startHeight: 0 })).rejects.toMatchObject({
    code: 'database/other-custody',
  });
});

test('a database follows its custody into the next epoch, and never back', async () => {
  const next = { ...custody.descriptor, threshold: 3 };
  const descriptors = [custody.descriptor, next];
  await claimDatabase(database.db, { descriptors, startHeight: 0 });
  await claimDatabase(database.db, { descriptors, startHeight: 0 });
  await expect(claimDatabase(database.db, { descriptors: [custody.descriptor], startHeight: 0 })).rejects.toMatchObject(
    { code: 'database/other-custody' },
  );
});
