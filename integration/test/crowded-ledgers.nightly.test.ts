import { afterAll, beforeAll, expect, test } from 'vitest';
import { crowdLedgers } from './crowded-ledgers.ts';
import { startTestDatabases, type TestDatabases } from './database.ts';
import { busiestLedgers, contractIdsOf, runIngest } from './run-ingest.ts';
import { startWorld, type World } from './world.ts';

/** Nodes of others went down with 3,900 events in one ledger. */
const EVENTS = 11_000;
/** Enough for one such ledger, and too little for two at once. */
const HEAP_MB = 320;

const MOST = 4;

let world: World;
let databases: TestDatabases;
beforeAll(async () => {
  databases = await startTestDatabases();
  world = await startWorld();
  // One after the other, or all of them are of one transaction.
  for (let made = 0; made < MOST; made++) await world.createHolder(60_000n);
});
afterAll(async () => {
  await world?.stop();
  await databases?.stop();
});

test.each([1, MOST])(
  '%i ledgers of 11,000 events each are read whole, and verified, in bounded memory',
  async (count) => {
    const ledgers = await busiestLedgers(world, count);
    expect(ledgers).toHaveLength(count);
    const crowd = { rpcUrl: world.sandbox.rpcUrl, contractIds: contractIdsOf(world), ledgers, events: EVENTS };
    const { events } = await crowdLedgers(world.stellar, crowd);
    expect(events).toBeGreaterThanOrEqual(count * EVENTS);
    const found = await runIngest(world, await databases.create(), HEAP_MB);
    console.log(`${events} events in ${found.seconds} s, at most ${Math.round(found.mostBytes / 1_048_576)} MiB`);
    expect(found).toMatchObject({ head: String(events), discrepancies: 0, waiting: 0 });
  },
);

/** More than any answer that is held as a whole may have: its metadata, in base64. */
const LARGE_BYTES = 64 * 1024 * 1024;
const MOST_EVENTS = 60_000;
/** Half of what the answer alone would take. */
const LARGE_HEAP_MB = 160;

test('one ledger of more than 64 MB is read whole, and verified, with a heap of 160 MB', async () => {
  const ledgers = await busiestLedgers(world, 1);
  const crowd = { rpcUrl: world.sandbox.rpcUrl, contractIds: contractIdsOf(world), ledgers, events: MOST_EVENTS };
  const { events, largest } = await crowdLedgers(world.stellar, crowd);
  expect(largest).toBeGreaterThan(LARGE_BYTES);
  const found = await runIngest(world, await databases.create(), LARGE_HEAP_MB);
  console.log(`${events} events in ${found.seconds} s, at most ${Math.round(found.mostBytes / 1_048_576)} MiB`);
  expect(found).toMatchObject({ head: String(events), discrepancies: 0, waiting: 0 });
});
