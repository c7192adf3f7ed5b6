import fc from 'fast-check';
import { expect, test } from 'vitest';
import { feeShares, mostFeeSats, netPayments, overLimit } from './fee-shares.ts';

const batch = (...limits: bigint[]) =>
  limits.map((maxFeeSats, n) => ({
    withdrawalId: `w${n}`,
    scriptPubKey: new Uint8Array(22),
    amountSats: 10_000n,
    maxFeeSats,
  }));

test.each([
  [1_000n, 4, [250n, 250n, 250n, 250n]],
  [1_001n, 3, [334n, 334n, 333n]],
  [1_002n, 4, [251n, 251n, 250n, 250n]],
  [2n, 3, [1n, 1n, 0n]],
  [700n, 1, [700n]],
])('a fee of %d satoshis over %d payments', (feeSats, count, shares) => {
  expect(feeShares(feeSats, count)).toEqual(shares);
});

test('recipients get what was burned less their shares', () => {
  expect(netPayments(batch(900n, 900n, 900n), 1_001n).map(({ amountSats }) => amountSats)).toEqual([
    9_666n,
    9_666n,
    9_667n,
  ]);
});

test('the most a batch can pay is the last fee that is over nobody’s limit', () => {
  const limits = fc.array(fc.bigInt({ min: 1n, max: 400n }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(limits, (limits) => {
      const payments = batch(...limits);
      const most = mostFeeSats(payments);
      expect(overLimit(payments, most)).toEqual([]);
      expect(overLimit(payments, most + 1n)).not.toEqual([]);
    }),
  );
});
