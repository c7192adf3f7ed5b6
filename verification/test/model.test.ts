import { describe, expect, test } from 'vitest';
import { explore, NO_WAY_OUT } from '../src/model/explore.ts';
import { type Fault, systemModel } from '../src/model/system.ts';

const minted = ['the deposit is confirmed', 'the deposit is buried', 'asked to mint', 'signer 1 signs', 'mint'];
const authorized = [
  ...minted,
  'withdrawal 1 begins',
  'asked to authorize payment 1',
  'signer 1 signs',
  'authorize payment 1',
];
const replaced = ['asked to authorize replacement 1', 'signer 1 signs', 'authorize replacement 1'];

describe('a model without one of the rules is found to break, by the shortest way', () => {
  test.each<[Fault, string, string[]]>([
    ['one signature is enough', 'more is promised than there is on Bitcoin', ['asked to mint', 'mint']],
    [
      'replacements need not spend the anchor',
      'a withdrawal is paid twice',
      [...authorized, 'payment 1 is confirmed', ...replaced, 'replacement 1 is confirmed'],
    ],
    [
      'what is authorized can be refunded',
      'a withdrawal is paid and refunded',
      [...authorized, 'payment 1 is confirmed', 'withdrawal 1 is given back'],
    ],
    [
      'a completion needs no depth',
      'a withdrawal counts as paid and is not',
      [
        ...authorized,
        'payment 1 is confirmed',
        'asked to complete payment 1',
        'signer 1 signs',
        'Bitcoin takes payment 1 back, which was not buried',
        'complete payment 1',
      ],
    ],
  ])('%s', (fault, what, trace) => {
    expect(explore(systemModel({ reorganization: 'shallow', fault })).fault).toEqual({ what, trace });
  });
});

test('a state from which nothing ends is found, by the shortest way to it', () => {
  const doors: Record<string, string[]> = {
    start: ['left', 'right'],
    left: ['end'],
    right: ['trap'],
    trap: ['trap'],
    end: [],
  };
  const explored = explore({
    initial: 'start',
    key: (place) => place,
    steps: (place) => doors[place]!.map((next) => ({ name: `to ${next}`, next })),
    invariants: {},
    isEnd: (place) => place === 'end',
  });

  expect(explored.fault).toEqual({ what: NO_WAY_OUT, trace: ['to right'] });
});
