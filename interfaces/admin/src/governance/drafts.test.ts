import { expect, test } from 'vitest';
import { parseDrafts } from './drafts.ts';

const whole = { id: '1', account: 'G', action: 'Resume', values: [], at: '2026-01-01T00:00:00Z' };

test.each<[string, string | null, unknown]>([
  ['nothing', null, []],
  ['what is no JSON', '{', []],
  ['what is no list', '{"id":"1"}', []],
  ['one that is whole', JSON.stringify([whole]), [whole]],
  ['one beside damaged ones', JSON.stringify([null, 3, { ...whole, values: [1] }, { id: '2' }, whole]), [whole]],
])('of drafts that a browser kept, %s is read as what it is', (_, text, drafts) => {
  expect(parseDrafts(text)).toEqual(drafts);
});
