import { expect, test } from 'vitest';
import { isCurrentAt } from './is-current.ts';

const now = new Date('2026-11-29T12:00:00Z');
const ago = (seconds: number) => now.getTime() - seconds * 1000;

test.each<[string, number, boolean, boolean]>([
  ['just answered', ago(1), false, true],
  ['answered one question ago', ago(19), false, true],
  ['two answers missed, and nobody refused: the question hangs', ago(25), false, false],
  ['the newest question failed, however fresh the last answer', ago(1), true, false],
  ['never answered', 0, false, false],
])('%s', (_, dataUpdatedAt, isError, isCurrent) => {
  expect(isCurrentAt({ dataUpdatedAt, isError }, now)).toBe(isCurrent);
});
