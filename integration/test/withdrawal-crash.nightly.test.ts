import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Crashes, startCrashes } from './withdrawal-crashes.ts';

let crashes: Crashes;
beforeAll(async () => {
  crashes = await startCrashes();
}, 400_000);
afterAll(async () => await crashes?.stop(), 200_000);

test('a worker killed after any exchange with the outside pays a withdrawal once', async () => {
  let exchanges = 1;
  while (await crashes.killAfter(exchanges)) exchanges++;
  expect(exchanges).toBeGreaterThan(50);
}, 7_200_000);
