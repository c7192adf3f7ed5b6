import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Crashes, startCrashes } from './withdrawal-crashes.ts';

let crashes: Crashes;
beforeAll(async () => {
  crashes = await startCrashes();
}, 400_000);
afterAll(async () => await crashes?.stop(), 200_000);

/** Every so many exchanges; each of them in the nightly profile. */
const STEP = 23;
const FIRST = 1 + (Date.now() % STEP);

test(`a worker killed after an exchange with the outside pays a withdrawal once (from exchange ${FIRST})`, async () => {
  let exchanges = FIRST;
  while (await crashes.killAfter(exchanges)) exchanges += STEP;
  expect(exchanges).toBeGreaterThan(2 * STEP);
}, 900_000);
