import { afterAll, beforeAll, expect, test } from 'vitest';
import { measureScenario } from './measure-scenario.ts';
import { scenarios } from './scenarios.ts';
import { type StressWorld, startStressWorld } from './stress-world.ts';

// Some of what `npm run stress` does, for a moment each: that it measures, and that its gates do what they say.

let world: StressWorld;
beforeAll(async () => {
  world = await startStressWorld();
});
afterAll(async () => await world?.stop());

const scenario = (name: string) => scenarios.find((each) => each.name === name)!;

test('what fails is said, the right alarm is raised, and nothing is lost or done twice', async () => {
  const outcome = await measureScenario(world, scenario('the Stellar RPC: refused'), { lastsMs: 2_000 });
  expect(outcome).toMatchObject({ faults: [], alarms: ['part-down'], said: expect.any(Number) });
});

test('a fault of which nothing is said is found', async () => {
  const silent = { ...scenario('one signer of three: refused'), parts: ['signer-3'], alarms: ['proof-late'] };
  const { faults } = await measureScenario(world, silent, { lastsMs: 1_000, alarmMs: 2_000 });
  expect(faults).toEqual(['nothing was said of one of signer-3', 'proof-late was not raised']);
});

test('a clock that is late by an hour raises an alarm also where the database’s is', async () => {
  const outcome = await measureScenario(world, scenario('Stellar’s clock is an hour ahead'), { lastsMs: 1_000 });
  expect(outcome).toMatchObject({ faults: [], alarms: ['clock-skew'] });
});
