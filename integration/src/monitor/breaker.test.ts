import { describe, expect, test } from 'vitest';
import { type BreakerState, closedBreaker, defaultLimits, LOOKS, nextBreaker } from './breaker.ts';
import { type Sample, sample } from './samples.ts';

const one = { stellar: 1, bitcoin: 1 };
const two = { stellar: 2, bitcoin: 2 };

interface Given {
  stolen?: bigint;
  unmined?: bigint;
  short?: bigint;
  failing?: number;
  ended?: number;
  paused?: boolean;
  /** Absent: nobody could compare. */
  apart?: { stellar?: number; bitcoin?: number };
}

function samplesOf({
  stolen = 0n,
  unmined = 0n,
  short = 0n,
  failing = 0,
  ended = 0,
  paused,
  apart = {},
}: Given): Sample[] {
  return [
    sample('istsi_missing_satoshis', stolen, { why: 'stolen' }),
    sample('istsi_missing_satoshis', unmined, { why: 'unmined' }),
    sample('istsi_short_satoshis', short),
    sample('istsi_operations_failing', failing, { kind: 'deposit' }),
    sample('istsi_operations_ended', ended, { kind: 'deposit' }),
    sample('istsi_paused', paused ? 1 : 0),
    ...Object.entries(apart).map(([chain, value]) => sample('istsi_views_apart', value, { chain })),
  ];
}

/** What it fires for, when it sees this often enough. */
function fires(given: Given, views = one): string | undefined {
  let state = closedBreaker;
  let fired: string | undefined;
  for (let look = 0; look < LOOKS; look++) {
    const next = nextBreaker(state, samplesOf(given), defaultLimits, views);
    state = next.state;
    fired ??= next.fire;
  }
  return fired;
}

const agreeing = { stellar: 0, bitcoin: 0 };

describe('the circuit breaker stops everything', () => {
  test.each<[string, Given, typeof one, string | undefined]>([
    ['when a coin is spent without authorization', { stolen: 1n }, one, '1 sats were spent without authorization'],
    [
      'when Bitcoin takes back more than a little',
      { unmined: 1_000_001n, short: 1_000_001n },
      one,
      'Bitcoin took back 1000001 sats',
    ],
    ['not for a little', { unmined: 1_000_000n, short: 1_000_000n }, one, undefined],
    [
      'when more is issued than that explains',
      { unmined: 5n, short: 6n },
      one,
      '6 sats are issued that no coin stands for',
    ],
    ['when most operations fail', { failing: 20, ended: 20 }, one, '20 operations failed in an hour'],
    ['not when most do not', { failing: 20, ended: 21 }, one, undefined],
    ['not when few are tried', { failing: 19, ended: 0 }, one, undefined],
    ['when two views differ', { apart: { stellar: 1, bitcoin: 0 } }, two, 'two views of stellar differ'],
    ['not on the word of one of two servers', { stolen: 1n, apart: { stellar: 0 } }, two, undefined],
    ['on that of both', { stolen: 1n, apart: agreeing }, two, '1 sats were spent without authorization'],
    ['not while it stands still already', { stolen: 1n, paused: true }, one, undefined],
    ['not when nobody could look', {}, two, undefined],
  ])('%s', (_, given, views, expected) => {
    expect(fires(given, views)).toBe(expected);
  });

  test('not at the first look: a coin may be on its way', () => {
    expect(nextBreaker(closedBreaker, samplesOf({ stolen: 1n }), defaultLimits, one).fire).toBeUndefined();
  });

  test('with a reason that the router records', () => {
    expect(fires({ stolen: 2n ** 63n })?.length).toBeLessThanOrEqual(64);
  });
});

describe('it fires once', () => {
  const run = (looks: readonly Given[]): number => {
    let state: BreakerState = closedBreaker;
    let fired = 0;
    for (const given of looks) {
      const next = nextBreaker(state, samplesOf(given), defaultLimits, one);
      state = next.state;
      if (next.fire !== undefined) fired += 1;
    }
    return fired;
  };
  const bad = { stolen: 1n };
  const badAndPaused = { stolen: 1n, paused: true };

  test.each<[string, readonly Given[], number]>([
    ['while it goes on', [bad, bad, bad, bad], 1],
    ['while it flaps', [bad, bad, { paused: true }, badAndPaused, { paused: true }, badAndPaused], 1],
    ['when governance resumes and it is still so', [bad, bad, badAndPaused, bad, bad], 1],
    ['and again only after all was well, and running', [bad, bad, badAndPaused, {}, bad, bad], 2],
    ['not when somebody else paused for it', [badAndPaused, bad, bad], 0],
  ])('%s', (_, looks, times) => {
    expect(run(looks)).toBe(times);
  });
});
