import { expect, test } from 'vitest';
import { type Held, retryAt } from './backoff.ts';

const now = new Date('2026-01-01T00:00:00Z');
const failing = (forMs: number, failures = 1): Held => ({
  failures,
  failingSince: new Date(now.getTime() - forMs),
});
const pauseMs = (held: Held, code: string, random: number): number =>
  retryAt(now, held, code, () => random).getTime() - now.getTime();

const failure = 'cannot-submit';
const refusal = 'KycTierTooLow';

test.each<[string, Held, string, number]>([
  ['at first', { failures: 0, failingSince: undefined }, failure, 1_000],
  ['at first, whatever failed earlier', failing(3_600_000, 0), failure, 1_000],
  ['after four seconds', failing(4_000), failure, 4_000],
  ['after an hour of no answer', failing(3_600_000), failure, 40_000],
  ['after an hour of refusals', failing(3_600_000), refusal, 200_000],
  ['after an hour without enough custodians', failing(3_600_000), 'too-few-attestations', 40_000],
  ['after an hour in which nobody can screen', failing(3_600_000), 'cannot-screen', 40_000],
])('%s what is held up pauses for as long as it has been, up to a limit', (_, held, code, pause) => {
  expect(pauseMs(held, code, 0)).toBe(pause * 0.5);
  expect(pauseMs(held, code, 0.5)).toBe(pause);
  expect(pauseMs(held, code, 0.999)).toBeLessThan(pause * 1.5);
});

test('a failure is not waited out for longer than a minute, and a refusal for no more than five', () => {
  expect(pauseMs(failing(1e12, 1_000), failure, 1)).toBe(60_000);
  expect(pauseMs(failing(1e12, 1_000), refusal, 1)).toBe(300_000);
});

test('to be looked at often, as by every block, makes no pause longer', () => {
  expect(pauseMs(failing(4_000, 2), failure, 0.5)).toBe(pauseMs(failing(4_000, 200), failure, 0.5));
});
