import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { type Comparator, startComparator } from '../siege/comparator.ts';
import { watchTruth } from '../siege/truth.ts';
import { createHolder, type Holder } from '../system/holders.ts';
import { balanceOf, btc, type Journal, mine, payAndMine, withdraw } from '../system/journal.ts';
import { createRandom } from '../system/random.ts';
import { createSystem, type Ready } from '../system/running-system.ts';
import { verifyBooks } from '../system/verify-books.ts';
import { openWires } from '../system/wires.ts';

const ROUNDS = Number(process.env.ISTSI_KILL_ROUNDS ?? 2);
const HOLDERS = 4;
const FIRST_SATS = 8_000_000n;
const LONGEST_ROUND_MS = 30_000;
/** Of an idle system: two at least, since status and reserves are asked for by turns of their own. */
const JUDGED_AT_REST = 3;

const system = createSystem();
const random = createRandom();
afterAll(() => system.dispose());

const startedOrThrow = async (): Promise<Ready> => {
  const ready = await system.start();
  if (!ready) throw new Error(`istsi up ended before it was ready:\n${system.output().slice(-4_000)}`);
  return ready;
};

describe('kill -9 of everything at random moments during deposits and withdrawals', () => {
  test(`each paid output is minted once, each burn paid once, nothing untrue is said, and the books are Bitcoin's, over ${ROUNDS} rounds`, {
    timeout: 900_000 + ROUNDS * 120_000,
  }, async () => {
    console.log(`seed ${random.seed} (replay with ISTSI_TEST_SEED)`);
    const first = await startedOrThrow();
    const journal = await prepare(first);
    const truth = await watchTruth(system.dataDirectory, first, system.keys());
    const comparator = startComparator({ apiUrl: first.api_url, truth, frozen: new Map() });
    await comparator.judgeMore(JUDGED_AT_REST);
    for (let round = 0; round < ROUNDS; round += 1) {
      await system.killEverything();
      const started = system.start();
      if (random.next() < 0.2) {
        await sleep(random.between(100, 4_000));
        continue;
      }
      const ready = await started;
      if (!ready) throw new Error(`round ${round}: istsi up ended by itself:\n${system.output().slice(-4_000)}`);
      await workUntilKilled(ready, journal, comparator);
    }
    await system.killEverything();
    const wires = openWires(await startedOrThrow(), system.keys());
    const { minted, paid } = await verifyBooks({ wires, dataDirectory: system.dataDirectory, journal });
    await comparator.judgeMore(JUDGED_AT_REST);
    const { wrong, internalErrors, judged } = await comparator.stop();
    console.log(`${minted} outputs minted and ${paid} burns paid over ${ROUNDS} kills; ${judged} answers judged`);
    expect({ wrong, internalErrors }).toEqual({ wrong: [], internalErrors: [] });
  });
});

async function prepare(ready: Ready): Promise<Journal> {
  const wires = openWires(ready, system.keys());
  await wires.bitcoin('generatetoaddress', 110, await wires.bitcoin('getnewaddress'));
  const holders: Holder[] = [];
  for (let count = 0; count < HOLDERS; count += 1) holders.push(await createHolder(ready, wires, system.keys()));
  const paid: string[] = [];
  for (const { depositAddress } of holders)
    paid.push(await wires.bitcoin<string>('sendtoaddress', depositAddress, btc(FIRST_SATS)));
  await mine(wires, 6);
  for (const { account } of holders) {
    await expect.poll(async () => await balanceOf(wires, account), { timeout: 60_000 }).toBe(FIRST_SATS);
  }
  return { holders, paid, asks: [], recorded: new Set() };
}

/** Pays, withdraws and mines for a random while; the plug is pulled in the middle of whatever happens then. */
async function workUntilKilled(ready: Ready, journal: Journal, comparator: Comparator): Promise<void> {
  const wires = openWires(ready, system.keys());
  let disturbed = false;
  let steps = 0;
  const onStep = () => {
    steps += 1;
  };
  const untilCutOff = async (work: () => Promise<void>) => {
    // A call that was cut off acknowledged nothing; any other failure is a fault of the system.
    await work().catch((error: unknown) => {
      if (!disturbed) throw error;
    });
  };
  const work = { wires, journal, random, isOver: () => disturbed, onStep };
  const working = Promise.all([
    untilCutOff(async () => await payAndMine(work)),
    untilCutOff(async () => await withdraw(work)),
  ]);
  // Counted in what was done: a slow machine gets as far as a fast one.
  const enough = random.between(0, 6);
  for (const end = Date.now() + LONGEST_ROUND_MS; steps < enough && Date.now() < end; ) await sleep(10);
  // Where nothing is waited for, the plug is pulled before anybody was answered too.
  if (enough > 0) await comparator.judgeMore(1);
  await sleep(random.between(0, 800));
  disturbed = true;
  // Sometimes one part dies first, and the others meet what it leaves behind.
  if (random.next() < 0.3) {
    killOnePart();
    await sleep(random.between(50, 1_500));
  }
  await system.killEverything();
  await working;
}

/** SIGKILL to one child of the supervisor, which starts it again. */
function killOnePart(): void {
  const children = JSON.parse(readFileSync(join(system.dataDirectory, 'processes.json'), 'utf8')) as { pid: number }[];
  try {
    process.kill(random.pick(children).pid, 'SIGKILL');
  } catch {
    // It was being started again itself.
  }
}
