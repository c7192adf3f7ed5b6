import { expect, test } from 'vitest';
import { simulate } from './history.ts';

/** ISTSI_TEST_OPERATIONS shortens it, to try it out. */
const operations = Number(process.env.ISTSI_TEST_OPERATIONS ?? 100_000);

test('a very long random history agrees with the model after every operation', { timeout: 8 * 3_600_000 }, async () => {
  const began = performance.now();
  const history = await simulate(operations);
  const seconds = (performance.now() - began) / 1_000;
  const rate = (history.operations / seconds).toFixed(1);
  const days = (history.elapsed / 86_400).toFixed(0);
  console.log(`${history.operations} operations of ${days} days in ${seconds.toFixed(0)} s, ${rate} a second`);
  const { accepted, refused, reasons, refusedInLedger } = history;
  console.log(JSON.stringify({ accepted, refused, reasons, refusedInLedger }));

  expect(history.operations).toBeGreaterThanOrEqual(operations);
});
