import { expect, test } from 'vitest';
import { compare } from './compare.ts';

test('a relay takes the headers that a node takes, and no others', async () => {
  const { taken, refused } = await compare(250);
  // 69 on average, with a standard deviation of 8.
  expect(taken).toBeGreaterThan(20);
  // Each of the rules was broken, and each had a word for it.
  expect(Object.keys(refused)).toEqual(
    expect.arrayContaining(['high-hash', 'not more work', 'time-too-new', 'time-too-old']),
  );
});
