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
const settled = ['payment 1 is confirmed', 'payment 1 is buried', 'asked to complete payment 1', 'signer 1 signs'];
const cancelled = ['asked to authorize cancel 1', 'signer 1 signs', 'authorize cancel 1'];
const late = ['withdrawal 1 is late', 'withdrawal 1 is given back'];
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
    [
      'a deposit needs no confirmation',
      'more is promised than there is on Bitcoin',
      ['asked to mint', 'signer 1 signs', 'mint'],
    ],
    [
      'what was paid can be paid again',
      'a withdrawal is paid twice',
      [
        ...authorized,
        ...settled,
        'complete payment 1',
        'asked to authorize payment 2',
        'signer 1 signs',
        'authorize payment 2',
        'payment 2 is confirmed',
      ],
    ],
    [
      'a cancel frees its withdrawals at once',
      'a withdrawal is paid and refunded',
      [...authorized, 'payment 1 is confirmed', ...cancelled, ...late],
    ],
    [
      'a correction needs no proof',
      'a withdrawal counts as paid and is not',
      [
        ...authorized,
        ...cancelled,
        'cancel 1 is confirmed',
        'cancel 1 is buried',
        'asked to complete cancel 1',
        'signer 1 signs',
        'complete cancel 1',
        'asked to correct payment 1',
        'signer 1 signs',
        'correct payment 1',
      ],
    ],
    [
      'an undoing needs no proof',
      'a withdrawal is paid and refunded',
      [...authorized, 'payment 1 is confirmed', 'asked to undo 1', 'signer 1 signs', 'undo 1', ...late],
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
