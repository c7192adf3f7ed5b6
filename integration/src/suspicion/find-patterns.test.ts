import { describe, expect, test } from 'vitest';
import type { BusEvent } from '../bus/envelope.ts';
import { findPatterns } from './find-patterns.ts';
import { type Movement, movementsOf } from './movements.ts';
import { longestSeconds, type PatternRule, patternRules, rulesAs } from './pattern-rules.ts';

const BEGIN = Date.parse('2030-01-31T12:00:00Z');
const HOUR = 3_600;

type Given = Partial<Omit<Movement, 'at' | 'seq'>> & { after?: number };
/** Movements of one holder, each some seconds after the first. */
const movements = (...given: Given[]): Movement[] =>
  given.map(({ after = 0, ...rest }, index) => ({
    ...{ seq: BigInt(index + 1), user: 'GA', way: 'in', kind: 'deposit', sats: 1_000n, other: null },
    at: new Date(BEGIN + after * 1_000),
    ...rest,
  }));
const times = (count: number, given: (n: number) => Given): Given[] =>
  Array.from({ length: count }, (_, n) => given(n));
const found = (given: Given[], rules: readonly PatternRule[] = patternRules): string[] =>
  findPatterns(rules, movements(...given)).map(({ rule, inputs }) => `${rule.name} ${inputs.map(({ seq }) => seq)}`);

const out = (sats: bigint, after = 0): Given => ({ way: 'out', kind: 'withdrawal', sats, other: 'bc1q', after });
const NEAR = 9_500_000n;

describe('a pattern', () => {
  test.each<[string, Given[], string[]]>([
    ['three deposits just below', times(3, (n) => ({ sats: NEAR, after: n * HOUR })), ['deposits-just-below 1,2,3']],
    ['two of them', times(2, () => ({ sats: NEAR })), []],
    ['three of the amount itself', times(3, () => ({ sats: 10_000_000n })), []],
    ['three of the least that is just below', times(3, () => ({ sats: 9_000_000n })), ['deposits-just-below 1,2,3']],
    ['three of one less', times(3, () => ({ sats: 8_999_999n })), []],
    ['three transfers of it', times(3, () => ({ kind: 'transfer' as const, sats: NEAR, other: 'GB' })), []],
    ['three within more than a day', times(3, (n) => ({ sats: NEAR, after: n * 12 * HOUR })), []],
    ['three, and something else after', [...times(3, () => ({ sats: NEAR })), { sats: 5n }], []],
    [
      'three among others',
      [{ sats: NEAR }, { sats: 5n }, { sats: NEAR }, { sats: NEAR }],
      ['deposits-just-below 1,3,4'],
    ],
    ['what goes out again', [{ sats: 10_000_000n }, out(9_000_000n, HOUR)], ['in-and-out 1,2']],
    ['less of it', [{ sats: 10_000_000n }, out(8_999_999n, HOUR)], []],
    ['a little that goes out', [{ sats: 9_999_999n }, out(9_999_999n, HOUR)], []],
    ['what goes out on the next day', [{ sats: 10_000_000n }, out(10_000_000n, 6 * HOUR)], []],
    ['what comes back after it went', [out(10_000_000n), { sats: 10_000_000n, after: HOUR }], []],
    ['fifty movements', times(50, (n) => ({ after: n })), [`burst ${times(50, () => ({})).map((_, n) => n + 1)}`]],
    ['forty-nine', times(49, (n) => ({ after: n })), []],
    ['fifty in more than an hour', times(50, (n) => ({ after: n * 74 })), []],
    ['nothing', [], []],
  ])('of %s', (_, given, names) => {
    expect(found(given)).toEqual(names);
  });

  test.each<['in' | 'out', number, number, boolean]>([
    ['in', 20, 20, true],
    ['in', 20, 19, false],
    ['out', 20, 20, true],
    ['out', 30, 19, false],
  ])('%s, %i transfers, of %i others: %s', (way, count, others, holds) => {
    const given = times(count, (n) => ({ way, kind: 'transfer', other: `G${n % others}`, after: n }));
    expect(found(given).length > 0).toBe(holds);
  });

  test('does not consist of what an officer has judged already', () => {
    const given = movements(...times(5, () => ({ sats: NEAR })));
    const after = (seq: bigint) =>
      findPatterns(patternRules, given, new Map([['deposits-just-below', seq]])).map(({ inputs }) => inputs.length);
    expect([after(1n), after(2n), after(3n), after(5n)]).toEqual([[4], [3], [], []]);
  });

  test('is found from the chain’s own clock, whenever and in whatever order it is looked at', () => {
    const given = movements({ sats: 10_000_000n }, { ...out(9_500_000n, HOUR) });
    expect(findPatterns(patternRules, given.toReversed())).toEqual(findPatterns(patternRules, given));
  });
});

describe('the rules', () => {
  test('have names of their own, and each is told in one way', () => {
    const names = patternRules.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect([...rulesAs('warning'), ...rulesAs('informational')].sort()).toEqual(names.toSorted());
  });

  test('look no further back than movements are kept', () => {
    expect(longestSeconds(patternRules)).toBe(86_400);
    expect(longestSeconds([])).toBe(0);
  });
});

describe('an event', () => {
  const event = (type: string, data: BusEvent['data'], time: string | undefined = '2030-01-31T12:00:00Z'): BusEvent =>
    ({ type: `com.istsi.${type}.v1`, sequence: '7', data, ...(time && { time }) }) as BusEvent;
  const moved = (type: string, data: BusEvent['data'], time?: string) =>
    movementsOf(event(type, data, time), new Set(['CROUTER'])).map(
      ({ user, way, kind, sats, other }) => `${user} ${way} ${kind} ${sats} ${other}`,
    );

  test.each<[string, string, BusEvent['data'], string[]]>([
    ['deposit', 'integration-router.BitcoinDeposit', { user: 'GA', btc_amount: '5' }, ['GA in deposit 5 null']],
    [
      'withdrawal',
      'integration-router.TokenWithdrawal',
      { user: 'GA', btc_amount: '5', btc_address: 'bc1q' },
      ['GA out withdrawal 5 bc1q'],
    ],
    [
      'transfer',
      'istsi-token.Transfer',
      { from: 'GA', to: 'GB', amount: '5' },
      ['GA out transfer 5 GB', 'GB in transfer 5 GA'],
    ],
    [
      'transfer to a multiplexed account',
      'istsi-token.TransferMuxed',
      { from: 'GA', to: 'GB', amount: '5', to_muxed_id: '1' },
      ['GA out transfer 5 GB', 'GB in transfer 5 GA'],
    ],
    ['transfer to oneself', 'istsi-token.Transfer', { from: 'GA', to: 'GA', amount: '5' }, []],
    ['transfer to the system', 'istsi-token.Transfer', { from: 'GA', to: 'CROUTER', amount: '5' }, []],
    ['transfer of another token', 'fungible-token.Transfer', { from: 'GA', to: 'GB', amount: '5' }, []],
    ['transfer of nothing', 'istsi-token.Transfer', { from: 'GA', to: 'GB', amount: '0' }, []],
    ['transfer of no number', 'istsi-token.Transfer', { from: 'GA', to: 'GB', amount: '-5' }, []],
    ['event without its user', 'integration-router.BitcoinDeposit', { btc_amount: '5' }, []],
    ['pause', 'integration-router.EmergencyPaused', { reason: 'a drill' }, []],
  ])('%s', (_, type, data, expected) => {
    expect(moved(type, data)).toEqual(expected);
  });

  test('of which nobody knows when it was says nothing about speed', () => {
    expect(moved('integration-router.BitcoinDeposit', { user: 'GA', btc_amount: '5' }, '')).toEqual([]);
  });
});
