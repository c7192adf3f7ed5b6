import { expect, test } from 'vitest';
import { retryAt } from './backoff.ts';

const now = new Date(0);

test.each([
  [1, 1_000],
  [2, 2_000],
  [4, 8_000],
  [9, 256_000],
  [10, 300_000],
  [1_000, 300_000],
])('after %i failures in a row the pause is around %i ms', (failures, pauseMs) => {
  expect(retryAt(now, failures, () => 0).getTime()).toBe(pauseMs * 0.5);
  expect(retryAt(now, failures, () => 0.5).getTime()).toBe(pauseMs);
  expect(retryAt(now, failures, () => 0.999).getTime()).toBeLessThan(pauseMs * 1.5);
});
