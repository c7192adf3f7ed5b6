import { expect, test } from 'vitest';
import { type Sample, type Slope, slopesOf } from './slopes.ts';

const MINUTE = 60_000;
const samplesOf = (value: (minute: number) => number): Sample[] =>
  Array.from({ length: 61 }, (_, minute) => ({ atMs: minute * MINUTE, values: new Map([['it', value(minute)]]) }));

test.each<[string, (minute: number) => number, Pick<Slope, 'early' | 'late' | 'perHour'>]>([
  ['what stays as it is', () => 7, { early: 7, late: 7, perHour: 0 }],
  ['what grows by one a minute', (minute) => minute, { early: 22.5, late: 52.5, perHour: 60 }],
  ['what only grows until it is warm', (minute) => Math.min(minute, 10), { early: 10, late: 10, perHour: 0 }],
])('%s is told as that', (_, value, { early, late, perHour }) => {
  const [found] = slopesOf(samplesOf(value));
  expect(found).toMatchObject({ name: 'it', early, late });
  expect(found?.perHour).toBeCloseTo(perHour, 6);
});
