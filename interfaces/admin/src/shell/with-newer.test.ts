import { expect, test } from 'vitest';
import { withNewer } from './with-newer.ts';

const rows = (...ids: number[]) => ids.map((id) => ({ id: String(id) }));
const listed = (...pages: number[][]) => ({
  pages: pages.map((ids) => ({ items: rows(...ids), next_cursor: null })),
  pageParams: pages.map(() => undefined),
});
const idsOf = (list: ReturnType<typeof listed>) => list.pages.map(({ items }) => items.map(({ id }) => Number(id)));

test('what is newer comes on top, and every page that was gone through stays', () => {
  const grown = withNewer(listed([9, 8], [7, 6], [5]), rows(11, 10, 9, 8));
  if (grown === undefined || grown === 'gap') throw new Error('nothing was added');
  expect(idsOf(grown)).toEqual([[11, 10, 9, 8], [7, 6], [5]]);
  expect(grown.pageParams).toHaveLength(3);
});

test.each([
  ['nothing is newer', listed([9, 8], [7]), rows(9, 8, 7), undefined],
  ['nothing was listed yet', undefined, rows(9), undefined],
  ['the latest reach further back than the list', listed([9, 8]), rows(9, 8, 7, 6), undefined],
  ['so many came that some may be in neither', listed([9, 8], [7]), rows(40, 39, 38), 'gap'],
])('where %s, nothing is put on top', (_, list, latest, expected) => expect(withNewer(list, latest)).toBe(expected));

test('a list that was empty takes what comes', () => {
  const grown = withNewer(listed([]), rows(2, 1));
  expect(grown !== 'gap' && grown && idsOf(grown)).toEqual([[2, 1]]);
});
