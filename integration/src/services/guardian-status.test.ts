import { signStatement } from '@istsi/soroban-client';
import { Keypair } from '@stellar/stellar-sdk';
import { expect, test } from 'vitest';
import { judgeHeartbeat } from './guardian-status.ts';

const key = Keypair.random();
const guardian = { url: 'http://guardian', address: key.publicKey() };
const now = Date.parse('2026-01-01T12:00:00Z');
const facts = {
  ...{ guardian: guardian.address, router: 'C1', at: '2026-01-01T11:59:30Z', state: 'watching' },
  ...{ since: '2026-01-01T11:00:00Z', why: null, ledger: 5, bitcoinHeight: 7, open: 0, accused: 0 },
};
const signed = (change: object, by = key, purpose = 'guardian heartbeat 1') =>
  signStatement(by, purpose, JSON.stringify({ ...facts, ...change }));

test('a fresh heartbeat of a guardian who watches is well', () => {
  expect(judgeHeartbeat(signed({}), guardian, 'C1', now)).toMatchObject({ ok: true, facts: { ledger: 5 } });
});

test('one that is behind for a moment is well, as every node is at a block', () => {
  const since = '2026-01-01T11:59:00Z';
  expect(judgeHeartbeat(signed({ state: 'behind', since, why: 'x' }), guardian, 'C1', now)).toMatchObject({ ok: true });
});

test.each<[string, unknown, RegExp]>([
  ['nothing', {}, /not signed/],
  ['a heartbeat that somebody else signed', signed({}, Keypair.random()), /not signed/],
  ['a statement of another purpose', signed({}, key, 'signer heartbeat 1'), /not signed/],
  ['a changed one', { ...signed({}), statement: JSON.stringify({ ...facts, ledger: 6 }) }, /not signed/],
  ['an old one', signed({ at: '2026-01-01T11:50:00Z' }), /is of 2026-01-01T11:50:00Z/],
  ['one of another system', signed({ router: 'C2' }), /another system/],
  [
    'one that is behind for long',
    signed({ state: 'behind', why: 'the node is at block 3' }),
    /behind: the node is at block 3/,
  ],
  ['one that accuses', signed({ state: 'accusing', why: 'no such output' }), /accusing: no such output/],
  ['one that cannot stop the system', signed({ state: 'unable', why: 'no role' }), /unable: no role/],
])('%s is not', (_, answer, error) => {
  expect(judgeHeartbeat(answer, guardian, 'C1', now)).toMatchObject({ ok: false, error: expect.stringMatching(error) });
});
