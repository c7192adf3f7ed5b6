import { expect, test } from 'vitest';
import type { Blow } from './blows.ts';
import { besiege } from './siege.ts';

const ROUNDS = Number(process.env.ISTSI_SIEGE_ROUNDS ?? 30);
const THEFT_BEFORE = Math.floor(ROUNDS / 2);
/** Every part is frozen once in 30 rounds, for as long as a machine that is moved stands still. */
const FREEZE_MS = Number(process.env.ISTSI_SIEGE_FREEZE_MS ?? 60_000);

const cycle: readonly Blow[] = [
  'freeze',
  'kill parts',
  'kill everything',
  'freeze',
  'full disk',
  'kill the supervisor',
];
const blows = Array.from({ length: ROUNDS }, (_, round) => cycle[round % cycle.length] as Blow);

test(`under ${ROUNDS} blows and malformed answers nothing untrue is said, and no satoshi is lost or doubled`, {
  timeout: 7_200_000,
}, async () => {
  const outcome = await besiege({
    ...{ blows, freezeMs: FREEZE_MS, diskFullMs: 10_000, roundMs: 6_000 },
    theftBefore: THEFT_BEFORE,
  });
  console.log(JSON.stringify(outcome, null, 1));
  const { wrong, internalErrors } = outcome.comparison;
  expect(wrong).toEqual([]);
  expect(internalErrors).toEqual([]);
});
