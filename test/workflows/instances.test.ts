import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { createHolder, type Holder } from '../system/holders.ts';
import { startInstances } from '../system/instances.ts';
import { balanceOf, btc, type Journal, mine, payAndMine, withdraw } from '../system/journal.ts';
import { createRandom } from '../system/random.ts';
import { createSystem } from '../system/running-system.ts';
import { verifyBooks } from '../system/verify-books.ts';
import { openWires } from '../system/wires.ts';

/** Of everything that has no state: API, workers and bus are in each process of services. */
const INSTANCES = 3;
const isNightly = process.env.ISTSI_NIGHTLY === '1';
/** Ten minutes in the nightly run. */
const KILLS = Number(process.env.ISTSI_INSTANCE_KILLS ?? (isNightly ? 120 : 3));
const KILL_MS = Number(process.env.ISTSI_INSTANCE_KILL_MS ?? (isNightly ? 5_000 : 1_500));
const HOLDERS = 3;
const FIRST_SATS = 8_000_000n;
/** Often enough that something is always on its way. */
const BLOCK_MS = [200, 1_000] as const;
const ASK_MS = [0, 500] as const;

const system = createSystem();
const random = createRandom();
afterAll(() => system.dispose());

test(`of ${INSTANCES} instances on one database one is killed ${KILLS} times, every ${KILL_MS} ms, under load: nothing is lost, nothing done twice`, {
  timeout: 600_000 + 4 * KILLS * KILL_MS,
}, async () => {
  console.log(`seed ${random.seed} (replay with ISTSI_TEST_SEED)`);
  const ready = await system.start();
  if (!ready) throw new Error(`istsi up ended before it was ready:\n${system.output().slice(-4_000)}`);
  const own = openWires(ready, system.keys());
  await own.bitcoin('generatetoaddress', 110, await own.bitcoin('getnewaddress'));
  const [holders, { wires, killOne, stop }] = await Promise.all([
    someHolders(async () => await createHolder(ready, own, system.keys())),
    startInstances(system, ready, INSTANCES),
  ]);
  const journal: Journal = { holders, paid: [], asks: [], recorded: new Set() };
  for (const { depositAddress } of holders)
    journal.paid.push(await own.bitcoin<string>('sendtoaddress', depositAddress, btc(FIRST_SATS)));
  await mine(own, 6);
  for (const { account } of holders)
    await expect.poll(async () => await balanceOf(own, account), { timeout: 240_000 }).toBe(FIRST_SATS);

  let isOver = false;
  const work = { wires, journal, random, isOver: () => isOver, blockMs: BLOCK_MS, askMs: ASK_MS };
  // A call that was cut off acknowledged nothing, and is made again; what it had done already must count once.
  const again = async (part: () => Promise<void>): Promise<void> => {
    while (!isOver) {
      await part().catch(() => {});
      await sleep(random.between(50, 500));
    }
  };
  const payForAWhile = async (): Promise<void> => {
    const until = performance.now() + random.between(1_000, 3_000);
    await payAndMine({ ...work, isOver: () => isOver || performance.now() > until });
  };
  const working = Promise.all([again(payForAWhile), again(async () => await withdraw(work))]);
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sleep(KILL_MS);
    killOne(random);
  }
  await sleep(KILL_MS);
  isOver = true;
  await working;
  await stop();
  const { minted, paid, refunded } = await verifyBooks({ wires: own, dataDirectory: system.dataDirectory, journal });
  console.log(`${KILLS} kills: ${minted} outputs minted, ${paid} burns paid, ${refunded} given back`);
  expect(paid + refunded).toBe(journal.asks.length);
});

async function someHolders(create: () => Promise<Holder>): Promise<Holder[]> {
  const holders: Holder[] = [];
  for (let made = 0; made < HOLDERS; made += 1) holders.push(await create());
  return holders;
}
