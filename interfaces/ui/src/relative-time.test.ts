import { expect, test } from 'vitest';
import { relativeTime } from './relative-time.ts';

const now = new Date('2026-01-01T12:00:00Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);

test.each<[number, string | undefined]>([
  [-2, undefined],
  [-40, '40 seconds ago'],
  [-60, '1 minute ago'],
  [-3_599, '59 minutes ago'],
  [7_200, 'in 2 hours'],
  [-200_000, '2 days ago'],
])('%s seconds from now is %s', (seconds, text) => expect(relativeTime(after(seconds), now)).toBe(text));
