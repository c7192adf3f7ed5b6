import { expect, test } from 'vitest';
import { simulate } from './history.ts';

test('a random history of all operations agrees with the model after every one', { timeout: 300_000 }, async () => {
  const operations = Number(process.env.ISTSI_TEST_OPERATIONS ?? 1_000);
  const { accepted, refusedInLedger } = await simulate(operations);

  // Otherwise the history would show nothing.
  expect(Object.keys(accepted).length).toBeGreaterThan(25);
  expect(refusedInLedger).toBeGreaterThan(operations / 20);
});
