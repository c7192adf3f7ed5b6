import { describe, expect, test } from 'vitest';
import { endsInTime, endsSoonEnough, isPlausible, type SeenLedger } from './how-long.ts';

const HOUR_MS = 3_600_000;
const seen = (ledger: number, at = 0, networkPassphrase = 'a network'): SeenLedger => ({
  ...{ ledger, at, networkPassphrase },
});

describe('the ledger that a service calls the present one', () => {
  test.each<[string, SeenLedger, SeenLedger | undefined, boolean]>([
    ['is believed at the first visit', seen(5_000_000), undefined, true],
    ['is believed an hour of ledgers later', seen(5_000_720, HOUR_MS), seen(5_000_000), true],
    ['is believed when it is an earlier one', seen(12, HOUR_MS), seen(5_000_000), true],
    ['is not believed half a year ahead', seen(8_000_000, HOUR_MS), seen(5_000_000), false],
    ['is not believed a little further than time allows', seen(5_003_701, HOUR_MS), seen(5_000_000), false],
    ['is believed of another network', seen(8_000_000, 1, 'another'), seen(5_000_000), true],
    ['is not believed ahead where the clock was put back', seen(5_000_101, -HOUR_MS), seen(5_000_000), false],
    ['is a number', seen(Number.NaN), undefined, false],
  ])('%s', (_, told, before, expected) => expect(isPlausible(told, before)).toBe(expected));
});

test('a signature counts for an hour of ledgers, and not for a day of them', () => {
  expect(endsSoonEnough(1_720, 1_000)).toBe(true);
  expect(endsSoonEnough(18_280, 1_000)).toBe(false);
});

test('a transaction counts for minutes, and one without an end is none', () => {
  expect(endsInTime('2026-01-01T00:10:00Z', Date.parse('2026-01-01T00:00:00Z'))).toBe(true);
  expect(endsInTime('2026-01-01T01:00:00Z', Date.parse('2026-01-01T00:00:00Z'))).toBe(false);
  expect(endsInTime('never', 0)).toBe(false);
});
