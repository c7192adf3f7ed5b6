import { expect, test } from 'vitest';
import { findDeposits } from './find-deposits.ts';

const PUBLISHED = 1_000;
const books = new Map([
  ['a:0', 500n],
  ['b:1', 700n],
]);
const nothing = { count: 0, sats: 0n };
const find = (outpoint: string, amountSats: bigint, at = 900) =>
  findDeposits([{ outpoint, amountSats, at }], books, PUBLISHED);

test('what the books have, they have with its amount; what they lack is newer, or is missing', () => {
  const none = { found: nothing, newer: nothing, missing: nothing, differing: nothing };
  expect(find('a:0', 500n)).toEqual({ ...none, found: { count: 1, sats: 500n } });
  // A row of the service may change after the proof: the books have it all the same.
  expect(find('a:0', 500n, 2_000)).toEqual({ ...none, found: { count: 1, sats: 500n } });
  expect(find('a:0', 501n)).toEqual({ ...none, differing: { count: 1, sats: 501n } });
  expect(find('a:1', 500n)).toEqual({ ...none, missing: { count: 1, sats: 500n } });
  expect(find('c:0', 500n, 1_001)).toEqual({ ...none, newer: { count: 1, sats: 500n } });
  expect(findDeposits([], books, PUBLISHED)).toEqual(none);
});

test('several are counted and added up', () => {
  const both = [...books].map(([outpoint, amountSats]) => ({ outpoint, amountSats, at: 1 }));
  expect(findDeposits(both, books, PUBLISHED).found).toEqual({ count: 2, sats: 1_200n });
});
