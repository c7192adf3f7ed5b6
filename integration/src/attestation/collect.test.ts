import { expect, test } from 'vitest';
import { createSignerRanking, withQuorum } from './collect.ts';
import { BAD_SIGNATURE, SignerUnavailable } from './signer-client.ts';

const signers = ['A', 'B', 'C'].map((address) => ({ address, url: `http://${address}`, token: 't' }));
const failing =
  (...broken: string[]) =>
  (chosen: { address: string }[]): Promise<string[]> => {
    const failed = chosen.find(({ address }) => broken.includes(address));
    if (failed)
      return Promise.reject(new SignerUnavailable({ address: failed.address, code: 'down', reason: 'no answer' }));
    return Promise.resolve(chosen.map(({ address }) => address));
  };

test('a signer that fails is replaced, and asked last from then on', async () => {
  const ranking = createSignerRanking(signers);
  expect(await withQuorum(ranking, ranking.order(), 2, failing('A'))).toEqual({ ok: true, value: ['B', 'C'] });
  expect(ranking.order().map(({ address }) => address)).toEqual(['B', 'C', 'A']);
});

test('a signer whose signatures do not count is asked last, however well it answers, until they do', () => {
  const ranking = createSignerRanking(signers);
  const order = (): string[] => ranking.order().map(({ address }) => address);
  ranking.judged('A', false);
  ranking.judged('B', false);
  ranking.answered('A');
  ranking.failed({ address: 'C', code: 'down', reason: 'no answer' });
  expect(order()).toEqual(['C', 'A', 'B']);
  ranking.judged('A', true);
  expect(order()).toEqual(['A', 'C', 'B']);
});

test('a signer that signed for nothing is remembered for an hour, one that was silent is not', () => {
  let now = 0;
  const ranking = createSignerRanking(signers, () => new Date(now));
  ranking.failed({ address: 'A', code: BAD_SIGNATURE, reason: '1 of its signatures are not valid' });
  ranking.failed({ address: 'B', code: 'signer/unreachable', reason: 'no answer' });
  ranking.answered('A');
  expect(ranking.falseSince('A')).toEqual({ at: new Date(0), reason: '1 of its signatures are not valid' });
  expect(ranking.falseSince('B')).toBeUndefined();
  now = 3_600_000;
  expect(ranking.falseSince('A')).toBeUndefined();
});

test('with fewer than the threshold left, each failure is told', async () => {
  const quorum = await withQuorum(createSignerRanking(signers), signers, 2, failing('A', 'C'));
  expect(quorum).toMatchObject({ ok: false, failures: [{ address: 'A' }, { address: 'C' }] });
});

test('what is not a signer’s failure is not taken for one', async () => {
  const attempt = (): Promise<never> => Promise.reject(new Error('database is gone'));
  await expect(withQuorum(createSignerRanking(signers), signers, 2, attempt)).rejects.toThrow('database is gone');
});
