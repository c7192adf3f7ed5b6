import { expect, test } from 'vitest';
import { mayAsk, verdictOf, type Word } from './verdict.ts';

const words: Word[] = ['unasked', 'asking', 'silent', 'outdated', 'good', 'bad'];

test('it is all there when the files hold together and both nodes say so, and at no other time', () => {
  for (const files of [true, false])
    for (const stellar of words)
      for (const bitcoin of words) {
        const isAll = files && stellar === 'good' && bitcoin === 'good';
        expect(verdictOf({ files, stellar, bitcoin }) === 'all', `${files} ${stellar} ${bitcoin}`).toBe(isAll);
      }
});

test('one contradiction is enough, and silence is none', () => {
  const files = true;
  expect(verdictOf({ files: false, stellar: 'good', bitcoin: 'good' })).toBe('bad');
  expect(verdictOf({ files, stellar: 'bad', bitcoin: 'good' })).toBe('bad');
  expect(verdictOf({ files, stellar: 'good', bitcoin: 'bad' })).toBe('bad');
  expect(verdictOf({ files, stellar: 'silent', bitcoin: 'good' })).toBe('files-bitcoin');
  expect(verdictOf({ files, stellar: 'good', bitcoin: 'asking' })).toBe('files-stellar');
  expect(verdictOf({ files, stellar: 'outdated', bitcoin: 'silent' })).toBe('files');
});

test('whom a page may ask is decided by origin', () => {
  const allowed = ['https://esplora.example/api'];
  expect(mayAsk('https://esplora.example/testnet/api', allowed)).toBe(true);
  expect(mayAsk('http://esplora.example/api', allowed)).toBe(false);
  expect(mayAsk('https://esplora.example.org/api', allowed)).toBe(false);
  expect(mayAsk('javascript:alert(1)', allowed)).toBeUndefined();
  expect(mayAsk('esplora.example', allowed)).toBeUndefined();
});
