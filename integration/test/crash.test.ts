import { createBitcoinRpc, silentLog } from '@istsi/bitcoin-custody';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followChain } from '../src/bitcoin/follow-chain.ts';
import { type Database, openDatabase } from '../src/database/open-database.ts';
import { formatOutpoint, type Outpoint } from '../src/index.ts';
import { loadDeposit } from '../src/operations/deposits/deposit-store.ts';
import { driveDeposit } from '../src/operations/deposits/drive-deposit.ts';
import { depositWorker } from './deposit-worker.ts';
import { createDeath, type Death } from './dying.ts';
import { startWorld, until, type World } from './world.ts';

let world: World;
let database: Database;
beforeAll(async () => {
  world = await startWorld({ rules: { returnAfterBlocks: 2 } });
  // From here on only the workers of this test act.
  await world.services.stop();
  database = await openDatabase(world.databaseUrl, silentLog);
});
afterAll(async () => {
  await database?.close();
  await world?.stop();
});

const SATS = 1_000n;
/** Far enough that every pause is over. */
const LATER_MS = 3_600_000;
/** More exchanges with database and RPC than a deposit takes; the test says so if that changes. */
const MOST_EXCHANGES = 60;
/** Every so many of them, from another one in each run; each of them in the nightly run. */
const STEP = Number(process.env.ISTSI_CRASH_STEP ?? 4);
const FIRST = 1 + (Date.now() % STEP);
/** After which the worker is killed. After the last one a whole deposit has been seen. */
const KILLS = Array.from({ length: MOST_EXCHANGES }, (_, i) => i + 1).filter(
  (exchange) => exchange % STEP === FIRST % STEP || exchange === MOST_EXCHANGES,
);
/** Deposits that are driven side by side, and how often that worker is killed, every so many exchanges. */
const GROUP = 3;
const GROUP_KILLS = 8;
const GROUP_STEP = 14;
/** How long the first of them waits for the others: as long as it takes, for what is shown is what becomes of them together. */
const GROUP_GATHER_MS = 400;
/** A transaction of the dead worker may still hold the channel that the successor takes first. */
const MOST_ATTEMPTS = 3;

const workerWith = (death?: Death, laterMs = death ? 0 : LATER_MS, gatherMs?: number) =>
  depositWorker(world, database, { ...(death && { death }), laterMs, ...(gatherMs !== undefined && { gatherMs }) });

let registered = 0;

/** Bitcoin's facts in the database, and nobody at work on them. */
async function deposit(count: number): Promise<{ outpoints: Outpoint[]; users: string[] }> {
  const users = await Promise.all(Array.from({ length: 4 }, async () => await world.createUserWithoutServices()));
  registered += users.length;
  const outpoints: Outpoint[] = [];
  while (outpoints.length < count) {
    outpoints.push(...(await world.bitcoin.pay(...users.map((u): [string, bigint] => [u.depositAddress, SATS]))));
    if (outpoints.length % 40 === 0) await world.bitcoin.mine();
  }
  await world.bitcoin.mine(2);
  const stop = new AbortController();
  const following = followChain({
    database,
    descriptors: [world.custody.descriptor],
    view: createBitcoinRpc({ url: world.networks.bitcoinUrl, network: world.custody.descriptor.network }),
    startHeight: 0,
    addressCount: () => Promise.resolve(registered),
    onAddresses: () => Promise.resolve(),
    pollMs: 20,
    log: silentLog,
    signal: stop.signal,
  });
  const last = formatOutpoint(outpoints.at(-1)!);
  await until(
    async () => await loadDeposit(database.db, last),
    () => 'the watcher',
  );
  const tip = await world.bitcoin.call<number>('getblockcount');
  await until(
    async () =>
      await database.db
        .selectFrom('istsi.bitcoin_blocks')
        .select('height')
        .where('height', '=', tip)
        .executeTakeFirst(),
    () => 'the tip',
  );
  stop.abort();
  await following;
  return { outpoints, users: users.map(({ address }) => address) };
}

test(`a worker killed after any exchange with the outside neither loses a deposit nor mints it twice (from ${FIRST})`, async () => {
  const { outpoints, users } = await deposit(KILLS.length);
  let longest = 0;
  for (const [i, exchange] of KILLS.entries()) {
    const outpoint = outpoints[i]!;
    const key = formatOutpoint(outpoint);
    const death = createDeath(exchange);
    const mortal = workerWith(death);
    await driveDeposit(mortal, key).catch(() => undefined);
    await mortal.end();
    longest = Math.max(longest, death.count());

    const successor = workerWith();
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) await driveDeposit(successor, key);
    const after = await loadDeposit(database.db, key);
    const about = `killed after exchange ${exchange}: ${JSON.stringify(after, bigints)}`;
    expect(after?.state, about).toBe('minted');
    expect(after?.stellarTx, about).toMatch(/^[0-9a-f]{64}$/);
  }
  // Otherwise the last exchanges of a deposit were not among those tried.
  expect(longest).toBeLessThan(MOST_EXCHANGES);
  const balances = await Promise.all(users.map(async (user) => await world.balance(user)));
  expect(balances.reduce((sum, balance) => sum + balance, 0n)).toBe(SATS * BigInt(KILLS.length));
});

test(`a worker killed while it mints several at once neither loses one nor mints it twice (from ${FIRST})`, async () => {
  const kills = Array.from({ length: GROUP_KILLS }, (_, i) => (i + 1) * GROUP_STEP + (FIRST % GROUP_STEP));
  const { outpoints, users } = await deposit(kills.length * GROUP);
  const hashes = new Map<string, number>();
  for (const [i, exchange] of kills.entries()) {
    const keys = outpoints.slice(i * GROUP, (i + 1) * GROUP).map(formatOutpoint);
    const mortal = workerWith(createDeath(exchange), 0, GROUP_GATHER_MS);
    await Promise.all(keys.map((key) => driveDeposit(mortal, key).catch(() => undefined)));
    await mortal.end();

    const successor = workerWith(undefined, LATER_MS, GROUP_GATHER_MS);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++)
      await Promise.all(keys.map((key) => driveDeposit(successor, key)));
    for (const key of keys) {
      const after = await loadDeposit(database.db, key);
      const about = `killed after exchange ${exchange}: ${JSON.stringify(after, bigints)}`;
      expect(after?.state, about).toBe('minted');
      hashes.set(after?.stellarTx ?? '', (hashes.get(after?.stellarTx ?? '') ?? 0) + 1);
    }
  }
  const balances = await Promise.all(users.map(async (user) => await world.balance(user)));
  expect(balances.reduce((sum, balance) => sum + balance, 0n)).toBe(SATS * BigInt(kills.length * GROUP));
  // Otherwise nothing was minted together, and nothing is shown.
  expect(Math.max(...hashes.values())).toBe(GROUP);
});

test(`a worker killed after any exchange neither loses what is paid back nor owes it twice (from ${FIRST})`, async () => {
  const { outpoints, users } = await deposit(KILLS.length);
  for (const user of users) await world.officer.act('set_tier', { user, tier: 0, reason: 'documents expired' });
  let longest = 0;
  for (const [i, exchange] of KILLS.entries()) {
    const outpoint = outpoints[i]!;
    const key = formatOutpoint(outpoint);
    await driveDeposit(workerWith(), key);
    expect((await loadDeposit(database.db, key))?.state).toBe('refused');

    const death = createDeath(exchange);
    const mortal = workerWith(death, 2 * LATER_MS);
    await driveDeposit(mortal, key).catch(() => undefined);
    await mortal.end();
    longest = Math.max(longest, death.count());

    const successor = workerWith(undefined, 3 * LATER_MS);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) await driveDeposit(successor, key);
    const after = await loadDeposit(database.db, key);
    const about = `killed after exchange ${exchange}: ${JSON.stringify(after, bigints)}`;
    expect(after, about).toMatchObject({ state: 'returnable', owedBack: true, refusal: undefined });
  }
  expect(longest).toBeLessThan(MOST_EXCHANGES);
  const balances = await Promise.all(users.map(async (user) => await world.balance(user)));
  expect(balances).toEqual(users.map(() => 0n));
  const { total_istsi, total_btc } = await world.contracts.reserve.read('get_reserve_status');
  // Owed in full, and backing nothing.
  expect(total_btc).toBe(total_istsi);
});

const bigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
