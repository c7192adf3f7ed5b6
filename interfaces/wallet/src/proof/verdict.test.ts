import { expect, test } from 'vitest';
import { happenedSince, mayAsk, type Since, verdictOf, type Word } from './verdict.ts';

const words: Word[] = ['unasked', 'asking', 'silent', 'outdated', 'good', 'bad'];
const sinces: (Since | undefined)[] = ['nothing', 'spent', 'uncovered', undefined];

test('it is, or was, all there when the files hold together and both nodes say so, and at no other time', () => {
  for (const files of [true, false])
    for (const stellar of words)
      for (const bitcoin of words)
        for (const since of sinces) {
          const isAll = files && stellar === 'good' && bitcoin === 'good';
          const verdict = verdictOf({ files, stellar, bitcoin, since });
          const what = `${files} ${stellar} ${bitcoin} ${since}`;
          expect(verdict === 'now', what).toBe(isAll && since === 'nothing');
          expect(verdict === 'at-block', what).toBe(isAll && since !== 'nothing');
        }
});

const owes = (sum_sats: string) => ({ accounts: 1, sum_sats, root: '' });
const says = (issuedSats: bigint, owedSats: bigint) => ({ now: { heldSats: 9_999n, owedSats, issuedSats } });
test.each<[string, Since, Parameters<typeof happenedSince>]>([
  ['all is as it was', 'nothing', [{ off_chain: null }, says(90n, 10n), { spentSince: 0, unspentSats: 100n }]],
  ['one output is spent', 'spent', [{ off_chain: null }, says(1n, 0n), { spentSince: 1, unspentSats: 100n }]],
  [
    'a satoshi more is issued',
    'uncovered',
    [{ off_chain: null }, says(91n, 10n), { spentSince: 0, unspentSats: 100n }],
  ],
  ['a satoshi more is owed', 'uncovered', [{ off_chain: null }, says(90n, 11n), { spentSince: 0, unspentSats: 100n }]],
  ['off chain, too', 'nothing', [{ off_chain: owes('5') }, says(90n, 5n), { spentSince: 0, unspentSats: 100n }]],
  ['too much off chain', 'uncovered', [{ off_chain: owes('6') }, says(90n, 5n), { spentSince: 0, unspentSats: 100n }]],
])('what happened since the proof: %s', (_, since, asked) => {
  expect(happenedSince(...asked)).toBe(since);
});

test('one contradiction is enough, and silence is none', () => {
  const [files, since] = [true, undefined];
  expect(verdictOf({ files: false, stellar: 'good', bitcoin: 'good', since })).toBe('bad');
  expect(verdictOf({ files, stellar: 'bad', bitcoin: 'good', since })).toBe('bad');
  expect(verdictOf({ files, stellar: 'good', bitcoin: 'bad', since })).toBe('bad');
  expect(verdictOf({ files, stellar: 'silent', bitcoin: 'good', since })).toBe('files-bitcoin');
  expect(verdictOf({ files, stellar: 'good', bitcoin: 'asking', since })).toBe('files-stellar');
  expect(verdictOf({ files, stellar: 'outdated', bitcoin: 'silent', since })).toBe('files');
});

test('whom a page may ask is decided by origin', () => {
  const allowed = ['https://esplora.example/api'];
  expect(mayAsk('https://esplora.example/testnet/api', allowed)).toBe(true);
  expect(mayAsk('http://esplora.example/api', allowed)).toBe(false);
  expect(mayAsk('https://esplora.example.org/api', allowed)).toBe(false);
  expect(mayAsk('javascript:alert(1)', allowed)).toBeUndefined();
  expect(mayAsk('esplora.example', allowed)).toBeUndefined();
});
