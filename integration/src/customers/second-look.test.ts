import { expect, test } from 'vitest';
import { type Look, type Opinion, weighOpinion } from './second-look.ts';

const said = { tier: 3, country: 'CH', note: 'books seen' };
const first: Look = { id: 'look_1', officer: 'anna', at: new Date(0), ...said };
const opinion = (change: Partial<Opinion>): Opinion => ({ officer: 'ben', agreesWith: undefined, ...said, ...change });

test.each<[string, Look | undefined, Partial<Opinion>, string]>([
  ['nothing before it', undefined, {}, 'is-first'],
  ['nothing that counts, although it names one', undefined, { agreesWith: 'look_1' }, 'is-refused'],
  ['the same by the same officer', first, { officer: 'anna' }, 'is-known'],
  ['the same by the same officer, who names it', first, { officer: 'anna', agreesWith: 'look_1' }, 'is-known'],
  ['another tier by the same officer', first, { officer: 'anna', tier: 4 }, 'is-first'],
  [
    'another tier by the same officer, who names it',
    first,
    { officer: 'anna', tier: 4, agreesWith: 'look_1' },
    'is-refused',
  ],
  ['another officer who has not read it', first, {}, 'is-refused'],
  ['another officer who has read another one', first, { agreesWith: 'look_0' }, 'is-refused'],
  ['another officer who says a higher tier', first, { agreesWith: 'look_1', tier: 4 }, 'is-refused'],
  ['another officer who says another country', first, { agreesWith: 'look_1', country: 'LI' }, 'is-refused'],
  ['another officer who says no country', first, { agreesWith: 'look_1', country: undefined }, 'is-refused'],
  ['another officer who agrees, with a note of their own', first, { agreesWith: 'look_1', note: 'called' }, 'agrees'],
])('an opinion after %s', (_, before, change, outcome) => {
  expect(weighOpinion(before, opinion(change)).it).toBe(outcome);
});
