import { expect, test } from 'vitest';
import { requiredConfirmations } from './confirmations.ts';

test.each<[bigint, number]>([
  [0n, 2],
  [9_999_999n, 2],
  [10_000_000n, 3],
  [99_999_999n, 3],
  [100_000_000n, 6],
  [999_999_999n, 6],
  [1_000_000_000n, 12],
  [2_100_000_000_000_000n, 12],
])('%d satoshis need %d confirmations', (amountSats, confirmations) => {
  expect(requiredConfirmations(amountSats)).toBe(confirmations);
});

test('a schedule of its own is followed, and must have no upper end', () => {
  expect(requiredConfirmations(5n, [{ belowSats: null, confirmations: 1 }])).toBe(1);
  expect(() => requiredConfirmations(5n, [{ belowSats: 5n, confirmations: 1 }])).toThrow(RangeError);
});
