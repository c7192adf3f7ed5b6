import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestDatabases, type TestDatabases } from '../../integration/test/database.ts';
import { forgetBeginning, prepareBeginning } from './chains.ts';
import type { BrokenDatabase } from './mortal-pool.ts';
import { drawMoves, type Move, type Part } from './moves.ts';
import { shrink } from './shrink.ts';
import { type Outcome, type Plan, simulate } from './simulate.ts';

const SEEDS = Number(process.env.ISTSI_SIMULATION_SEEDS ?? 1_000);
/** So that a thousand can be played in pieces. */
const FIRST = Number(process.env.ISTSI_SIMULATION_FIRST ?? 1);
/** One seed alone, as a failure names it. */
const ONLY = process.env.ISTSI_SIMULATION_SEED;
const MOVES = 60;
/** Of what is broken on purpose, until it is found. */
const MOST_SEEDS = 60;
const HOURS = 3_600_000;

let databases: TestDatabases;
beforeAll(async () => {
  databases = await startTestDatabases();
  await prepareBeginning();
});
afterAll(async () => {
  await forgetBeginning();
  await databases.stop();
});

const play = async (plan: Plan): Promise<Outcome> => {
  const url = await databases.create();
  return await simulate(plan, url).finally(async () => await databases.drop(url));
};

/** The seed, what it was shrunk to, and how that went: all that is needed to see it again. */
async function explain(plan: Plan, outcome: Outcome) {
  const { moves, failure, runs } = await shrink(
    plan.moves,
    outcome.failure!,
    async (fewer) => (await play({ ...plan, moves: fewer })).failure,
  );
  const again = await play({ ...plan, moves });
  return {
    moves,
    failure,
    runs,
    again,
    text: `seed ${plan.seed}: ${JSON.stringify(failure)}\n${lines(moves)}\n${again.trace.join('\n')}`,
  };
}

const lines = (moves: readonly Move[]): string => moves.map((move) => JSON.stringify(move)).join('\n');

test(
  `every rule holds after each step of ${ONLY === undefined ? `${SEEDS} seeds from ${FIRST} on` : `seed ${ONLY}`}`,
  async () => {
    const seeds = ONLY === undefined ? Array.from({ length: SEEDS }, (_, i) => FIRST + i) : [Number(ONLY)];
    const found: string[] = [];
    for (const seed of seeds) {
      const plan = { seed, moves: drawMoves(seed, { moves: MOVES }) };
      const began = process.hrtime.bigint();
      const outcome = await play(plan);
      const seconds = Number(process.hrtime.bigint() - began) / 1e9;
      const how = outcome.failure ? JSON.stringify(outcome.failure) : 'holds';
      process.stdout.write(`seed ${seed}: ${how}, ${seconds.toFixed(1)} s\n`);
      if (outcome.failure) found.push((await explain(plan, outcome)).text);
      // A few say enough.
      if (found.length >= 3) break;
    }
    expect(found.join('\n\n')).toBe('');
  },
  6 * HOURS,
);

/** By hand, after what seed 2013 did: a payment was offered again without end, with a step and an entry of the audit log each time. */
test('a payment in a block that was not searched yet waits for that', async () => {
  const step = (part: Part, nth = 0): Move => ({ do: 'step', part, nth, ms: 1_000 });
  const moves: Move[] = [
    { do: 'pay', user: 0, sats: 900_000, ms: 1_000 },
    { do: 'mine', blocks: 3, ms: 1_000 },
    ...[step('watch'), step('operation')],
    { do: 'mine', blocks: 1, ms: 1_000 },
    { do: 'withdraw', user: 0, sats: 300_000, ms: 1_000 },
    ...[step('events'), step('plan'), step('operation')],
    // A block wakes it, and the next one has it.
    step('watch'),
    { do: 'mine', blocks: 1, ms: 1_000 },
    step('operation'),
  ];
  const { failure, trace } = await play({ seed: 1, moves });
  expect(failure, trace.join('\n')).toBeUndefined();
  expect(trace[moves.length - 1]).toMatch(/ operation: batch \|.* \| broadcast 0 \| .* paying 0$/);
});

test('a seed replays exactly', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const plan = { seed, moves: drawMoves(seed, { moves: MOVES }) };
    expect((await play(plan)).trace).toEqual((await play(plan)).trace);
  }
});

describe('a rule that is broken on purpose is found by a seed, shrunk, and found again by what is left', () => {
  const cases: { what: string; broken?: BrokenDatabase; blindQuorum?: boolean; rule: string }[] = [
    {
      what: 'that a payment is buried before it is minted',
      ...{ blindQuorum: true, rule: 'the books name no coin that Bitcoin does not have' },
    },
    { what: 'that an event counts once its cursor does', broken: 'cursor-first', rule: 'everything comes to an end' },
  ];
  test.each(cases)('$what', { timeout: HOURS }, async ({ broken, blindQuorum, rule }) => {
    for (let seed = 1; seed <= MOST_SEEDS; seed++) {
      const moves = drawMoves(seed, { moves: MOVES, blindQuorum: blindQuorum ?? false });
      const plan = { seed, moves, ...(broken && { broken }) };
      const outcome = await play(plan);
      if (outcome.failure?.rule !== rule) continue;
      const { moves: few, failure, again, text } = await explain(plan, outcome);
      expect(few.length, text).toBeLessThan(12);
      expect(again.failure, text).toEqual(failure);
      return;
    }
    throw new Error(`none of ${MOST_SEEDS} seeds found it`);
  });
});
