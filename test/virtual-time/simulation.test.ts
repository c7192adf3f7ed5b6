import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestDatabases, type TestDatabases } from '../../integration/test/database.ts';
import { forgetBeginning, prepareBeginning } from './chains.ts';
import { drawMoves, type Move } from './moves.ts';
import { type Outcome, type Plan, simulate } from './simulate.ts';

let databases: TestDatabases;
beforeAll(async () => {
  databases = await startTestDatabases();
  await prepareBeginning();
});
afterAll(async () => {
  await forgetBeginning();
  await databases.stop();
});

const play = async (plan: Plan): Promise<Outcome> => await simulate(plan, await databases.create());

test.each([5])('every rule holds after each step of seed %i, and everything comes to an end', async (seed) => {
  const { failure, trace } = await play({ seed, moves: drawMoves(seed, { moves: 15 }) });
  expect(failure, `of ISTSI_SIMULATION_SEED=${seed}:\n${trace.join('\n')}`).toBeUndefined();
});

/** As `shrink` left them of what a seed drew (simulation.nightly.test.ts). */
describe('a rule that is broken on purpose is found, and replays exactly', () => {
  test('that a payment is buried before it is minted', async () => {
    const moves: Move[] = [
      { do: 'pay', user: 1, sats: 490_000, ms: 665 },
      { do: 'mine', blocks: 1, ms: 1_804 },
      { do: 'mint-unconfirmed', nth: 9, ms: 0 },
      { do: 'reorganize', depth: 1, ms: 683 },
    ];
    const found = await play({ seed: 6, moves });
    expect(found.failure).toMatchObject({ rule: 'the books name no coin that Bitcoin does not have', at: 3 });
    expect(await play({ seed: 6, moves })).toEqual(found);
  });
});
