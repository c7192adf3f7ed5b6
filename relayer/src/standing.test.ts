import { expect, test } from 'vitest';
import { type Concern, concernsOf, type Standing } from './standing.ts';

const well: Standing = { round: { did: 'nothing', height: 900, lag: 0 }, why: undefined, balance: 50n };

test.each<[string, Partial<Standing>, Concern[]]>([
  ['nothing where all is well', {}, []],
  ['nothing while headers are waited for', { round: { did: 'waited', height: 900, lag: 8 } }, []],
  [
    'a lag above what is waited for',
    { round: { did: 'nothing', height: 900, lag: 9 } },
    [{ kind: 'lag', lag: 9, mostLag: 8 }],
  ],
  [
    'a chain that can never be followed',
    { round: { did: 'parted', height: 900, lag: 300 } },
    [{ kind: 'parted', height: 900 }],
  ],
  [
    'a node that has yet to catch up',
    { round: { did: 'node-behind', height: 900, lag: 0 } },
    [{ kind: 'node-behind', height: 900 }],
  ],
  [
    'a call that was refused, and the lag it leaves',
    { round: { did: 'failed', height: 900, lag: 9, why: 'the pool is full' } },
    [
      { kind: 'round-failed', why: 'the pool is full' },
      { kind: 'lag', lag: 9, mostLag: 8 },
    ],
  ],
  ['a round that came to no end', { round: undefined, why: 'no answer' }, [{ kind: 'round-failed', why: 'no answer' }]],
  ['nothing with just enough to tell with', { balance: 10n }, []],
  ['an account that runs out', { balance: 9n }, [{ kind: 'low-balance', balance: '9', leastBalance: '10' }]],
  ['no balance that is not known', { balance: undefined }, []],
])('somebody should look at %s', (_, found, expected) => {
  expect(concernsOf({ ...well, ...found }, { mostLag: 8, leastBalance: 10n })).toEqual(expected);
});
