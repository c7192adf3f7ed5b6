import { afterAll, afterEach, beforeAll, describe, test } from 'vitest';
import { expectHeldUpNoLonger, hollowAnswers } from './hollow-answers.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ throughGateway: true });
});
afterAll(async () => {
  await world?.stop();
});
afterEach(() => {
  world.gateway!.change = undefined;
});

describe('an answer that lacks what was asked', () => {
  test.each(hollowAnswers)('holds nothing up for longer than it lasts: %s', async (_, answer) => {
    await expectHeldUpNoLonger(world, answer);
  });
});
