import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { memoryByPart } from '../bench/process-memory.ts';
import { runningParts } from '../siege/parts.ts';
import { createHolder, type Holder } from '../system/holders.ts';
import { balanceOf, btc, type Journal, mine, payAndMine, withdraw } from '../system/journal.ts';
import { createRandom } from '../system/random.ts';
import { createSystem } from '../system/running-system.ts';
import { verifyBooks } from '../system/verify-books.ts';
import { openWires } from '../system/wires.ts';
import { handlesOf } from './handles.ts';
import { type Sample, type Slope, slopesOf } from './slopes.ts';

const MINUTES = Number(process.env.ISTSI_SOAK_MINUTES ?? 60);
const HOLDERS = 8;
const FIRST_SATS = 8_000_000n;
const LOOK_MS = Math.min(10_000, (MINUTES * 60_000) / 24);
/** What a small system in use has: a block every few seconds, a deposit or two with some, a withdrawal a second. */
const BLOCK_MS = [1_000, 4_000] as const;
const ASK_MS = [500, 2_000] as const;
const MB = 1_048_576;
/** Those that hold nothing of the chains themselves: what they have in memory must not follow how long they run. */
const BOUNDED = ['services', 'signer 1', 'signer 2', 'signer 3', 'guardian', 'reporters'];
const MOST_GROWTH = 1.25;
const BUFFER_MB = 32;
/** Connections that are kept for a while come and go; one that is never closed for each operation would be thousands. */
const MOST_HANDLES = 64;
/** Of what goes on by itself, such as blocks that are looked for. */
const FEW_HANDLES = 12;
const MOST_JOBS = 200;

const system = createSystem();
const random = createRandom();
afterAll(() => system.dispose());

test(`over ${MINUTES} minutes of work memory, handles and the queue do not grow, and the books are right`, {
  timeout: 600_000 + 2 * MINUTES * 60_000,
}, async () => {
  console.log(`seed ${random.seed} (replay with ISTSI_TEST_SEED)`);
  const ready = await system.start();
  if (!ready) throw new Error(`istsi up ended before it was ready:\n${system.output().slice(-4_000)}`);
  const wires = openWires(ready, system.keys());
  await wires.bitcoin('generatetoaddress', 110, await wires.bitcoin('getnewaddress'));
  const holders: Holder[] = [];
  for (let made = 0; made < HOLDERS; made += 1) holders.push(await createHolder(ready, wires, system.keys()));
  const journal: Journal = { holders, paid: [], asks: [], recorded: new Set() };
  for (const { depositAddress } of holders)
    journal.paid.push(await wires.bitcoin<string>('sendtoaddress', depositAddress, btc(FIRST_SATS)));
  await mine(wires, 6);
  for (const { account } of holders)
    await expect.poll(async () => await balanceOf(wires, account), { timeout: 240_000 }).toBe(FIRST_SATS);

  let isOver = false;
  const work = { wires, journal, random, isOver: () => isOver, blockMs: BLOCK_MS, askMs: ASK_MS };
  const payForAWhile = async (): Promise<void> => {
    const until = performance.now() + random.between(10_000, 30_000);
    await payAndMine({ ...work, isOver: () => isOver || performance.now() > until });
  };
  let isAtWork = true;
  const working = Promise.all([
    (async () => {
      while (!isOver) await payForAWhile();
    })(),
    withdraw(work),
  ]).finally(() => {
    isAtWork = false;
  });
  // What it failed by is told below: an hour in which nothing was done says nothing.
  working.catch(() => undefined);
  const database = new pg.Client({ connectionString: databaseUrl() });
  await database.connect();
  const idle = handlesNow();
  const samples: Sample[] = [];
  for (const end = performance.now() + MINUTES * 60_000; isAtWork && performance.now() < end; await sleep(LOOK_MS))
    samples.push(await look(database, journal));
  isOver = true;
  await working;
  await database.end();
  const slopes = slopesOf(samples);
  print(slopes);
  // What work opened is closed when it is over: connections are kept for some seconds, and nothing for good.
  await expect.poll(() => grownSince(idle), { timeout: 120_000, interval: 1_000 }).toEqual([]);
  const { minted, paid } = await verifyBooks({ wires, dataDirectory: system.dataDirectory, journal });
  console.log(`${minted} outputs minted, ${paid} burns paid in ${MINUTES} minutes`);
  expect(slopes.filter(isTooMuch)).toEqual([]);
});

function databaseUrl(): string {
  const config = readFileSync(join(system.dataDirectory, 'services.json'), 'utf8');
  return (JSON.parse(config) as { databaseUrl: string }).databaseUrl;
}

async function look(database: pg.Client, { paid, asks }: Journal): Promise<Sample> {
  const values = new Map<string, number>([['operations', paid.length + asks.length]]);
  for (const [part, bytes] of memoryByPart(system.dataDirectory)) values.set(`memory of ${part}, MiB`, bytes / MB);
  for (const { name, pid } of runningParts(system.dataDirectory)) {
    const kinds = handlesOf(pid);
    values.set(`handles of ${name}`, totalOf(kinds));
    for (const [kind, count] of kinds) values.set(`handles of ${name}: ${kind}`, count);
  }
  const tables = await database.query<{ name: string }>(
    `select schemaname || '.' || tablename as name from pg_tables where schemaname in ('istsi', 'graphile_worker')`,
  );
  for (const { name } of tables.rows) {
    const { rows } = await database.query<{ count: string }>(`select count(*) as count from ${name}`);
    values.set(`rows of ${name}`, Number(rows[0]?.count));
  }
  return { atMs: performance.now(), values };
}

const totalOf = (kinds: ReadonlyMap<string, number>): number => [...kinds.values()].reduce((sum, one) => sum + one, 0);

const handlesNow = (): Map<string, number> =>
  new Map(runningParts(system.dataDirectory).map(({ name, pid }) => [name, totalOf(handlesOf(pid))]));

/** Parts that have more open than before they had work. */
function grownSince(idle: ReadonlyMap<string, number>): string[] {
  return [...handlesNow()].flatMap(([name, now]) => {
    const before = idle.get(name) ?? now;
    return name !== 'database' && now > before + FEW_HANDLES ? [`${name}: ${before} before, ${now} now`] : [];
  });
}

/** Of a part altogether: what its kinds are is told to whoever looks. */
const isHandles = (name: string): boolean => /^handles of [^:]+$/.test(name);

function isTooMuch({ name, early, late }: Slope): boolean {
  if (BOUNDED.some((part) => name === `memory of ${part}, MiB`)) return late > MOST_GROWTH * early + BUFFER_MB;
  // PostgreSQL's processes each open the files of every table that they read.
  if (isHandles(name)) return name !== 'handles of database' && late > early + MOST_HANDLES;
  return name.startsWith('rows of graphile_worker.') && late > MOST_JOBS;
}

/** What grows is told by the operation, too: rows belong to what happened, or they are too many. */
function print(slopes: readonly Slope[]): void {
  const operations = slopes.find(({ name }) => name === 'operations')?.perHour ?? 1;
  for (const { name, early, late, perHour } of slopes) {
    if (early === 0 && late === 0) continue;
    const each = name.startsWith('rows of ') ? `  ${(perHour / operations).toFixed(2)} an operation` : '';
    const numbers = [early, late, perHour].map((value) => value.toFixed(1).padStart(12)).join('');
    console.log(`${name.padEnd(48)}${numbers} an hour${each}`);
  }
}
