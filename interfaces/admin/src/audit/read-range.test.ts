import { expect, test } from 'vitest';
import { parsePlace, type Range, readRange } from './read-range.ts';

const log = Array.from({ length: 2_600 }, (_, index) => ({ index }));
const asked: Range[] = [];
const give = async ({ from, through }: Range) => {
  asked.push({ from, through });
  return log.slice(from, through + 1);
};

async function all(range: Range, ask = give): Promise<number[]> {
  const found: number[] = [];
  for await (const part of readRange(range, ask)) found.push(...part.map(({ index }) => index));
  return found;
}

test('a range is asked for in parts, and comes whole and in its order', async () => {
  asked.length = 0;
  expect(await all({ from: 3, through: 2_500 })).toEqual(log.slice(3, 2_501).map(({ index }) => index));
  expect(asked).toEqual([
    { from: 3, through: 1_002 },
    { from: 1_003, through: 2_002 },
    { from: 2_003, through: 2_500 },
  ]);
  expect(await all({ from: 7, through: 7 })).toEqual([7]);
});

test('an entry that the API leaves out, or another in its place, is named', async () => {
  const without = async (range: Range) => (await give(range)).filter(({ index }) => index !== 1_500);
  await expect(all({ from: 0, through: 2_000 }, without)).rejects.toMatchObject({ index: 1_500 });
  const cutOff = async (range: Range) => (await give(range)).slice(0, -1);
  await expect(all({ from: 0, through: 20 }, cutOff)).rejects.toMatchObject({ index: 20 });
});

test.each([
  ['0', 0],
  [' 12 ', 12],
  ['', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['1e3', undefined],
])('“%s” is the place %s', (text, place) => {
  expect(parsePlace(text)).toBe(place);
});
