import { expect, test } from 'vitest';
import { judgeSponsor, shareLeft } from './look-at-sponsor.ts';

const LUMEN = 10_000_000n;
const half = { day: 5_000n, total: 5_000n };

test.each<[string, bigint[], { day: bigint; total: bigint }, string, RegExp]>([
  ['accounts and budgets that are full', [100n, 10n], half, 'ok', /^2 accounts can pay/],
  ['an account that has few', [100n, 9n], half, 'warning', /^1 of 2 accounts have less than 10 lumens$/],
  ['one of two that has none', [100n, 0n], half, 'warning', /^1 of 2/],
  ['accounts of which none can pay', [1n, 0n], half, 'failing', /send lumens/],
  ['a tenth of both budgets', [100n], { day: 1_000n, total: 1_000n }, 'ok', /^1 accounts/],
  ['less than a tenth of the day', [100n], { day: 999n, total: 5_000n }, 'warning', /in a day/],
  ['less than a tenth of all', [100n], { day: 999n, total: 999n }, 'warning', /of all/],
  ['no lumens, whatever the budget', [0n], { day: 0n, total: 0n }, 'failing', /send lumens/],
])('the sponsor with %s', (_, lumens, left, state, said) => {
  const part = judgeSponsor(
    lumens.map((each) => each * LUMEN),
    left,
  );
  expect(part).toMatchObject({ part: 'sponsor', state, diagnosis: expect.stringMatching(said) });
});

test.each<[bigint, bigint, bigint]>([
  [0n, 3n, 10_000n],
  [2n, 3n, 3_333n],
  [3n, 3n, 0n],
  [4n, 3n, 0n],
  [0n, 0n, 0n],
])('of %i spent of %i, %i basis points are left', (spent, most, left) => {
  expect(shareLeft(spent, most)).toBe(left);
});
