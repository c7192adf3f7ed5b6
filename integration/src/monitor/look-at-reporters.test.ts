import { expect, test } from 'vitest';
import { judgeReporters } from './look-at-reporters.ts';

const price = { perBitcoin: '60000', ageSeconds: 12 };
const well = { address: 'GA' };
const gone = { address: 'GB', error: 'the reporter does not answer: ECONNREFUSED' };
const GONE = 'GB: the reporter does not answer: ECONNREFUSED';

test.each<[string, typeof price | null, { address: string; error?: string }[], string, string]>([
  ['all of whom report', price, [well, well], 'ok', '60000 USD a bitcoin, 12 seconds old; all 2 report'],
  ['nobody of whom is ours', price, [], 'ok', '60000 USD a bitcoin, 12 seconds old'],
  ['nobody of whom is ours, without a price', null, [], 'warning', 'there is no price, and nothing is exchanged'],
  ['one of whom is gone', price, [well, gone], 'warning', `60000 USD a bitcoin, 12 seconds old; ${GONE}`],
  ['who do not agree', null, [well, well], 'warning', 'there is no price, and nothing is exchanged'],
  ['who are gone', null, [gone], 'warning', `there is no price, and nothing is exchanged; ${GONE}`],
  [
    'whose last word is too old for the exchange',
    { ...price, ageSeconds: 601 },
    [well],
    'warning',
    '60000 USD a bitcoin, 10 minutes old, which is older than is exchanged at: nothing is exchanged',
  ],
])('reporters %s', (_, found, reporters, state, diagnosis) => {
  const judged = judgeReporters({ base: 'USD', price: found, maxAgeSeconds: 600 }, reporters);
  expect(judged).toEqual({ part: 'reporters', state, diagnosis });
});

test('a price is good until the very second', () => {
  const at = (ageSeconds: number) =>
    judgeReporters({ base: 'USD', price: { ...price, ageSeconds }, maxAgeSeconds: 600 }, []).state;
  expect([at(600), at(601)]).toEqual(['ok', 'warning']);
});
