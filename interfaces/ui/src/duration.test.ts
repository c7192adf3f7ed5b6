import { expect, test } from 'vitest';
import { aboutDuration, exactDuration } from './duration.ts';

const MINUTE = 60;

test.each<[number, string]>([
  [0, '0 seconds'],
  [1, '1 second'],
  [59, '59 seconds'],
  [60, '1 minute'],
  [59.7 * MINUTE, '1 hour'],
  [90 * MINUTE, '2 hours'],
  [23.9 * 60 * MINUTE, '1 day'],
  [83_394 * MINUTE, '2 months'],
  [20 * 1_440 * MINUTE, '20 days'],
  [400 * 1_440 * MINUTE, '1 year'],
])('%s seconds are about %s', (seconds, text) => expect(aboutDuration(seconds)).toBe(text));

test.each<[number, string]>([
  [0, '0 seconds'],
  [3_600, '1 hour'],
  [172_800, '2 days'],
  [90_061, '1 day 1 hour 1 minute 1 second'],
  [5_003_640, '57 days 21 hours 54 minutes'],
])('%s seconds are exactly %s', (seconds, text) => expect(exactDuration(seconds)).toBe(text));
