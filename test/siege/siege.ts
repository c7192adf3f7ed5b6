import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { createHolder, type Holder } from '../system/holders.ts';
import { balanceOf, btc, type Journal, mine, payAndMine, sendAgain, withdraw } from '../system/journal.ts';
import { createRandom, type Random } from '../system/random.ts';
import { verifyBooks } from '../system/verify-books.ts';
import { type Blow, fillDisk, freeze, killParts, type Target } from './blows.ts';
import { type Comparison, startComparator } from './comparator.ts';
import { askForOthers, expectUnpaid, fillLoss, stealBack, type Theft, waitForWriteOff } from './double-spend.ts';
import type { LyingProxy } from './lying-proxy.ts';
import { malformedAnswers } from './malformed.ts';
import { runningParts } from './parts.ts';
import { openStage, type Stage } from './stage.ts';

const HOLDERS = 4;
const FIRST_SATS = 8_000_000n;
const STOLEN_SATS = 5_000_000n;
/** Of a hundred answers, how many are malformed: on some ways, and on all others. */
const STORM_PERCENT = 25;
const BREEZE_PERCENT = 2;
const STORMY = 0.3;
/** What the system can follow on a machine that runs other things too. */
const BLOCK_MS = [1_000, 3_000] as const;
const ASK_MS = [1_000, 3_000] as const;
const PATIENCE = { timeout: 240_000, interval: 500 };
const STANDSTILL_MS = 5_000;
const COMPLAINTS = 40;

export interface SiegePlan {
  /** One round each. */
  blows: readonly Blow[];
  freezeMs: number;
  diskFullMs: number;
  /** How long a round goes on after its blow. */
  roundMs: number;
  /** The round before which a minted deposit is taken back; none: never. */
  theftBefore?: number;
}

export interface SiegeOutcome {
  comparison: Comparison;
  books: { minted: number; paid: number; refunded: number };
  /** How many malformed answers were given, and of how many kinds to how many methods of each way. */
  malformed: { answers: number; methods: number; pairs: number; ofPairs: number };
  frozen: readonly string[];
}

/** The whole attack on one running system, and what became of it. Fails where value is lost or the system does not find back. */
export async function besiege(plan: SiegePlan): Promise<SiegeOutcome> {
  const { seed } = createRandom();
  console.log(`seed ${seed} (replay with ISTSI_TEST_SEED)`);
  const stage = await openStage(createRandom(seed + 1));
  const target: Target = { system: stage.system, random: createRandom(seed + 2), frozen: new Map() };
  try {
    return await attack(plan, { stage, target, random: createRandom(seed + 3) });
  } catch (error) {
    const told = `${stage.system.output().slice(-2_000)}\n${lastComplaints(stage.system.dataDirectory)}`;
    throw new Error(`${(error as Error).message}\n${told}`, { cause: error });
  } finally {
    await stage.stop();
  }
}

interface Field {
  stage: Stage;
  target: Target;
  random: Random;
}

async function attack(plan: SiegePlan, field: Field): Promise<SiegeOutcome> {
  const { stage, target, random } = field;
  await stage.untilWell();
  const { journal, thief } = await prepare(stage);
  const { truth } = stage;
  const comparator = startComparator({
    ...{ apiUrl: stage.ready().api_url, truth, frozen: target.frozen },
    runStatus: async () => await stage.run('status'),
  });
  const labour = startWork(stage, journal, random);
  const frozen: string[] = [];
  let lost: { account: string; sats: bigint } | undefined;
  try {
    for (const [round, blow] of plan.blows.entries()) {
      if (round === plan.theftBefore) {
        await sufferTheft({ ...field, journal, labour }, { bitcoin: stage.bitcoin, truth, thief, sats: STOLEN_SATS });
        lost = { account: thief.account, sats: STOLEN_SATS };
      }
      storm(field);
      await sleep(target.random.between(500, 3_000));
      const what = await strike(field, blow, plan, frozen);
      storm(field);
      await sleep(plan.roundMs);
      await labour.whileNobodyMines(async () => await stage.untilWell());
      // A round in which nothing was said of the system shows nothing, however slow the machine.
      await Promise.all([comparator.judgeMore(2), comparator.judgeMore(1, 'exits')]);
      console.log(`round ${round}: ${blow} ${what}; ${describe(journal, truth.samples.at(-1))}`);
    }
  } catch (error) {
    console.log(`said until then: ${JSON.stringify(comparator.found)}`);
    throw error;
  } finally {
    await labour.stop();
  }
  const all = { ...journal, holders: [...journal.holders, thief] };
  const { dataDirectory } = stage.system;
  await comparator.judgeMore(1, 'well');
  const books = await verifyBooks({ wires: stage.wires(), dataDirectory, journal: all, ...(lost && { lost }) });
  const comparison = await comparator.stop();
  comparison.internalErrors = comparison.internalErrors.map((told) => withLog(told, dataDirectory));
  return { comparison, books, malformed: count(stage.proxies), frozen };
}

/** What the services logged last of what went wrong: nothing else is left of them. */
function lastComplaints(dataDirectory: string): string {
  const lines = readFileSync(join(dataDirectory, 'logs', 'services.log'), 'utf8').split('\n');
  const complaints = lines.filter((line) => /"level":"(warn|error)"/.test(line));
  return complaints
    .slice(-COMPLAINTS)
    .map((line) => line.slice(0, 500))
    .join('\n');
}

/** An answer that tells nothing, with what the services' log says of it. */
function withLog(told: string, dataDirectory: string): string {
  const [, id = ''] = /"request_id":"([^"]+)"/.exec(told) ?? [];
  const lines = readFileSync(join(dataDirectory, 'logs', 'services.log'), 'utf8').split('\n');
  return `${told} ${lines.find((line) => line.includes(id))?.slice(0, 1_000)}`;
}

async function prepare(stage: Stage): Promise<{ journal: Journal; thief: Holder }> {
  const wires = stage.wires();
  const keys = stage.system.keys();
  const holders: Holder[] = [];
  for (let made = 0; made < HOLDERS; made += 1) holders.push(await createHolder(stage.ready(), wires, keys));
  const thief = await createHolder(stage.ready(), wires, keys);
  const paid: string[] = [];
  for (const { depositAddress } of holders)
    paid.push(await wires.bitcoin<string>('sendtoaddress', depositAddress, btc(FIRST_SATS)));
  await mine(wires, 6);
  for (const { account } of holders)
    await expect.poll(async () => await balanceOf(wires, account), { timeout: 120_000 }).toBe(FIRST_SATS);
  return { journal: { holders, paid, asks: [], recorded: new Set() }, thief };
}

interface Labour {
  /** Nobody pays or mines while this is done: two miners would both decide what the chain is. */
  whileNobodyMines<T>(work: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** Deposits, blocks and withdrawals without end. What is refused or cut off meanwhile is done again later. */
function startWork(stage: Stage, journal: Journal, random: Random): Labour {
  let isOver = false;
  let mining: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = mining.then(work);
    mining = next.catch(() => {});
    return next;
  };
  const again = async (part: () => Promise<void>): Promise<void> => {
    while (!isOver) {
      await part().catch(() => {});
      await sleep(random.between(200, 800));
    }
  };
  const payForAWhile = async (): Promise<void> => {
    const until = performance.now() + random.between(2_000, 6_000);
    const isDone = () => isOver || performance.now() > until;
    await payAndMine({ wires: stage.wires(), journal, random, isOver: isDone, blockMs: BLOCK_MS });
  };
  const working = Promise.all([
    again(async () => await inTurn(payForAWhile)),
    again(async () => await withdraw({ wires: stage.wires(), journal, random, isOver: () => isOver, askMs: ASK_MS })),
  ]);
  return {
    whileNobodyMines: inTurn,
    async stop() {
      isOver = true;
      await working;
    },
  };
}

function storm({ stage, target: { random } }: Field): void {
  for (const proxy of stage.proxies) proxy.percent = random.next() < STORMY ? STORM_PERCENT : BREEZE_PERCENT;
}

function breathe({ proxies }: Stage): void {
  for (const proxy of proxies) proxy.percent = BREEZE_PERCENT;
}

async function strike({ stage, target }: Field, blow: Blow, plan: SiegePlan, frozen: string[]): Promise<string> {
  const { random, system } = target;
  switch (blow) {
    case 'kill everything':
      await system.killEverything();
      await stage.restart();
      return '';
    case 'kill the supervisor':
      system.killSupervisor();
      await sleep(random.between(0, 1_500));
      await stage.restart();
      return '';
    case 'kill parts':
      return (await killParts(target)).join(', ');
    case 'freeze': {
      const parts = runningParts(system.dataDirectory);
      const part = parts.find(({ name }) => !frozen.includes(name)) ?? random.pick(parts);
      frozen.push(part.name);
      await freeze(target, part, plan.freezeMs);
      return part.name;
    }
    case 'full disk': {
      const part = random.pick(runningParts(system.dataDirectory));
      await fillDisk(part, plan.diskFullMs);
      return part.name;
    }
  }
}

/**
 * In the middle of it a minted deposit leaves the chain. The breaker stops everything, people look and let it run again, and
 * the loss is written off and made good; nobody is paid for it before.
 */
async function sufferTheft(field: Field & { journal: Journal; labour: Labour }, theft: Theft): Promise<void> {
  const { stage, target, journal, labour } = field;
  const { truth } = stage;
  const outpoint = await labour.whileNobodyMines(async () => await stealBack(theft));
  storm(field);
  const order = await askForOthers(stage.wires(), theft, target.random);
  if (order) journal.asks.push(order);
  await sendAgain(stage.wires(), journal).catch(() => {});
  await expect.poll(async () => (await truth.look().catch(() => undefined))?.isPaused, PATIENCE).toBe(true);
  await killParts(target);
  await sleep(STANDSTILL_MS);
  await resumeWherePaused(stage);
  // Enough custodians must see it at the same time, and those who attested it are no more than that.
  breathe(stage);
  await waitForWriteOff(theft, outpoint);
  await expectUnpaid(stage.wires(), order);
  const filled = await fillLoss(theft, stage.wires());
  await resumeWherePaused(stage);
  await labour.whileNobodyMines(async () => await stage.untilWell());
  console.log(`${outpoint} was taken back and written off, and ${filled} sats make up for it`);
}

/** Only people let it run again. */
async function resumeWherePaused({ truth, run }: Stage): Promise<void> {
  if (!(await truth.look()).isPaused) return;
  await expect.poll(async () => await run('resume').catch(() => 1), PATIENCE).toBe(0);
}

const describe = ({ paid, asks, recorded }: Journal, truth: Stage['truth']['samples'][number] | undefined): string =>
  `${paid.length} paid in, ${recorded.size} of ${asks.length} withdrawals recorded, block ${truth?.block.height}, ledger ${truth?.ledger}`;

function count(proxies: readonly LyingProxy[]): SiegeOutcome['malformed'] {
  const methods = proxies.flatMap(({ given }) => [...given.values()]);
  const answers = methods.reduce((sum, kinds) => sum + [...kinds.values()].reduce((all, each) => all + each, 0), 0);
  const pairs = methods.reduce((sum, kinds) => sum + kinds.size, 0);
  return { answers, methods: methods.length, pairs, ofPairs: methods.length * malformedAnswers.length };
}
