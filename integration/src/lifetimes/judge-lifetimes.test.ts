import { expect, test } from 'vitest';
import { judgeLifetimes, LEAST_LEDGERS, type Lifetimes } from './judge-lifetimes.ts';

const DAY = 17_280;
const well: Lifetimes = { entries: 12, least: LEAST_LEDGERS, archived: 0 };

test.each<[string, Lifetimes | undefined, string, string]>([
  ['not looked at', undefined, 'ok', 'not been looked at'],
  ['all kept for long', well, 'ok', 'each of 12 entries on the ledger is kept another 60 days'],
  ['not extended', { ...well, problem: 'no lumens' }, 'warning', 'could not be extended: no lumens'],
  [
    'within a week of the end',
    { ...well, least: 6 * DAY, problem: 'no lumens' },
    'failing',
    'another 6 days at least, and then archived; they could not be extended: no lumens',
  ],
  ['archived', { ...well, archived: 2 }, 'failing', '2 of 12 entries on the ledger are archived'],
])('entries that are %s', (_, found, state, told) => {
  expect(judgeLifetimes(found)).toMatchObject({ part: 'lifetimes', state, diagnosis: expect.stringContaining(told) });
});
