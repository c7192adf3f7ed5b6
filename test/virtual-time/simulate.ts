import { createHash } from 'node:crypto';
import { prepareBeginning } from './chains.ts';
import type { Broken, Rule } from './judge.ts';
import type { BrokenDatabase } from './mortal-pool.ts';
import type { Move, Part } from './moves.ts';
import { openStage, type Stage } from './stage.ts';
import { dueOperations } from './system.ts';
import { BEGINNING, type VirtualTime, withVirtualTime } from './virtual-time.ts';

export interface Plan {
  seed: number;
  moves: readonly Move[];
  /** What is wrong on purpose. */
  broken?: BrokenDatabase;
}

/** What happened, in lines that are the same whenever the same is played. */
export interface Outcome {
  trace: string[];
  /** Of the trace. */
  digest: string;
  failure: Failure | undefined;
}

export interface Failure extends Broken {
  /** The number of the move after which the rule did not hold; behind the last: in the end. */
  at: number;
}

/** Later than anything that the beginning took. */
const BEGINS_AT = BEGINNING + 86_400_000;
/** Real time: what takes longer waits for something that never comes. */
const STEP_MS = 30_000;

let runs = 0;

/** Plays the moves on a fresh system, holds every rule against both chains after each, and then has everything come to its end. */
export async function simulate({ seed, moves, broken }: Plan, databaseUrl: string): Promise<Outcome> {
  const beginning = await prepareBeginning();
  const run = `run-${++runs}`;
  return await withVirtualTime({ seed, beginsAt: BEGINS_AT }, async (time) => {
    const stage = await openStage({ beginning, time, databaseUrl, run, ...(broken && { broken }) });
    try {
      const trace: string[] = [];
      const failure =
        (await playAll(stage, time, moves, trace)) ?? (await bringToEnd(stage, time, moves.length, trace));
      if (failure) trace.push(`${failure.at}: ${failure.rule}: ${failure.why}`);
      return { trace, failure, digest: createHash('sha256').update(trace.join('\n')).digest('hex') };
    } finally {
      await stage.stop();
    }
  });
}

async function playAll(stage: Stage, time: VirtualTime, moves: readonly Move[], trace: string[]) {
  for (const [at, move] of moves.entries()) {
    const failure = await playOne(stage, time, move, at, trace);
    if (failure) return failure;
  }
  return undefined;
}

async function playOne(
  stage: Stage,
  time: VirtualTime,
  move: Move,
  at: number,
  trace: string[],
): Promise<Failure | undefined> {
  const came = await withinTime(stage.play(move));
  if (came === undefined) return { rule: 'a step ends', why: JSON.stringify(move), at };
  const broken = (await stage.judge.judge(stage.asked)) ?? (await judgeParts(stage));
  trace.push(`${at} ${nameOf(move)}: ${withoutPorts(came)} | ${time.now() - BEGINS_AT} | ${await pictureOf(stage)}`);
  return broken && { ...broken, why: withoutPorts(broken.why), at };
}

async function withinTime<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), STEP_MS);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Which are the machine's to give. */
const withoutPorts = (text: string): string => text.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1');

const nameOf = (move: Move): string =>
  move.do === 'step' ? `${move.part}${move.dies === undefined ? '' : `, killed after ${move.dies}`}` : move.do;

/** Alarms that say a satoshi is gone. */
const LOSSES = [
  'supply-over-reserve',
  'deposit-taken-back',
  'unknown-spend',
  'events-left-out',
  'reconciliation-differs',
];

/** What the parts that watch must not have said, as nothing of it happened; and the bus. */
async function judgeParts(stage: Stage): Promise<Broken | undefined> {
  const { accused } = stage.guardian().world.memory.state();
  const [accusation] = accused.values();
  if (accusation) return { rule: 'nobody stops an honest system', why: accusation.why };
  const { db } = stage.coordinator();
  const alarm = await db
    .selectFrom('istsi.alerts')
    .select(['alert_type', 'summary'])
    .where('alert_type', 'in', LOSSES)
    .orderBy('alert_type')
    .executeTakeFirst();
  if (alarm)
    return { rule: 'no alarm tells of a loss that did not happen', why: `${alarm.alert_type}: ${alarm.summary}` };
  return await judgeBus(stage);
}

async function judgeBus(stage: Stage): Promise<Broken | undefined> {
  const { db } = stage.coordinator();
  const { ordered, most, ids } = await db
    .selectFrom('istsi.bus_events')
    .select(({ fn }) => [
      fn.count<bigint>('seq').as('ordered'),
      fn.max('seq').as('most'),
      fn.count<bigint>('id').distinct().as('ids'),
    ])
    .where('seq', 'is not', null)
    .executeTakeFirstOrThrow();
  const isWhole = BigInt(ordered) === BigInt(most ?? 0n) && BigInt(ids) === BigInt(ordered);
  const why = `${ordered} are in order, of ${ids} ids, up to number ${most}`;
  return isWhole ? undefined : { rule: 'the bus has each event once, in one order', why };
}

/** Enough to tell one course of events from another. */
async function pictureOf(stage: Stage): Promise<string> {
  const { db } = stage.coordinator();
  const deposits = await db
    .selectFrom('istsi.deposits')
    .select(['outpoint', 'state', 'failures'])
    .orderBy('created_at')
    .orderBy('outpoint')
    .execute();
  const withdrawals = await db
    .selectFrom('istsi.withdrawals')
    .select(['state', 'failures'])
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const batches = await db
    .selectFrom('istsi.batches')
    .select(['id', 'state', 'failures'])
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const { block, ledger, supplySats } = stage.judge.truth();
  const short = (text: string): string => text.slice(0, 6);
  return [
    `${block.height} ${short(block.hash.slice(-6))} ledger ${ledger} supply ${supplySats}`,
    deposits.map(({ outpoint, state, failures }) => `${short(outpoint)} ${state} ${failures}`).join(', '),
    withdrawals.map(({ state, failures }) => `${state} ${failures}`).join(', '),
    batches.map(({ id, state, failures }) => `${short(id)} ${state} ${failures}`).join(', '),
  ].join(' | ');
}

const MOST_ROUNDS = 16;
/** Longer than any pause between two attempts; and all of them together longer than any deadline. */
const ROUND_MS = 7_200_000;
const ROUND: readonly Part[] = [
  'heartbeats',
  'watch',
  'events',
  'bus',
  'books',
  'guardian',
  'upkeep',
  'plan',
  'monitor',
];

/** With everything in reach again, and with blocks and time: what was begun ends, and the books are Bitcoin's. */
async function bringToEnd(
  stage: Stage,
  time: VirtualTime,
  first: number,
  trace: string[],
): Promise<Failure | undefined> {
  stage.openAll();
  let open = '';
  let at = first;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const drives = (await dueOperations(stage.coordinator().db)).length + 1;
    const moves: Move[] = [
      { do: 'fees', satsPerVbyte: 10, ms: 0 },
      { do: 'mine', blocks: 2, ms: ROUND_MS },
      ...ROUND.map((part): Move => ({ do: 'step', part, nth: 0, ms: 1_000 })),
      ...Array.from({ length: drives }, (_, nth): Move => ({ do: 'step', part: 'operation', nth, ms: 1_000 })),
    ];
    for (const move of moves) {
      const failure = await playOne(stage, time, move, at++, trace);
      if (failure) return failure;
    }
    open = await unfinished(stage);
    if (open === '') return await judgeEnd(stage, at);
  }
  return { rule: 'everything comes to an end', why: open, at };
}

const ENDS = {
  deposits: ['minted', 'returned', 'too-small', 'written-off', 'orphaned'],
  withdrawals: ['settled', 'refunded'],
};

async function unfinished(stage: Stage): Promise<string> {
  const { db } = stage.coordinator();
  const deposits = await db.selectFrom('istsi.deposits').select(['outpoint', 'state', 'refusal_code']).execute();
  const withdrawals = await db.selectFrom('istsi.withdrawals').select(['id', 'state', 'refusal_code']).execute();
  const missed = stage.asked.filter(({ id }) => !withdrawals.some((one) => one.id === id));
  return [
    ...deposits
      .filter(({ state }) => !ENDS.deposits.includes(state))
      .map(({ outpoint, state, refusal_code: why }) => `deposit ${outpoint} is ${state} (${why})`),
    ...withdrawals
      .filter(({ state }) => !ENDS.withdrawals.includes(state))
      .map(({ id, state, refusal_code: why }) => `withdrawal ${id} is ${state} (${why})`),
    ...missed.map(({ id }) => `nobody knows of withdrawal ${id}`),
  ].join('; ');
}

async function judgeEnd(stage: Stage, at: number): Promise<Failure | undefined> {
  const truth = stage.judge.truth();
  const rule: Rule = 'everything comes to an end';
  if (truth.custodySats !== truth.booksSats)
    return { rule, at, why: `the custody has ${truth.custodySats}, the books ${truth.booksSats}` };
  for (const [user, balance] of truth.balances.entries()) {
    const gone = stage.asked.filter((one) => one.user === user && truth.withdrawals.get(one.id)?.state !== 3);
    const expected = truth.deposited[user]! - gone.reduce((sum, { sats }) => sum + sats, 0n);
    if (balance !== expected) return { rule, at, why: `user ${user} has ${balance}, not ${expected}` };
  }
  return undefined;
}
