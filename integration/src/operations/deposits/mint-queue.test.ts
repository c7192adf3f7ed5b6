import { expect, test } from 'vitest';
import { sizeOfNext } from './mint-queue.ts';

const waiting = (letters: string) => [...letters].map((letter) => ({ request: { alone: letter === 'a' } }));

test.each<[string, string, number]>([
  ['one that waits alone', 's', 1],
  ['what the ledger has room for', 'ssssssss', 6],
  ['those before one that goes alone', 'ssas', 2],
  ['one that goes alone', 'asss', 1],
])('a transaction is of %s', (_, letters, size) => {
  expect(sizeOfNext(waiting(letters))).toBe(size);
});
