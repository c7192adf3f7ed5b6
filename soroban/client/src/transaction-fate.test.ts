import { expect, test } from 'vitest';
import { type AbsenceFacts, fateOfAbsent } from './transaction-fate.ts';

const transaction = { sequence: 8n, validUntil: 1_000 };
const before = { ledger: 50, closeTime: 990 };

test.each<[string, AbsenceFacts, ReturnType<typeof fateOfAbsent>]>([
  [
    'pending while it may still be included',
    { observedAt: before, account: { sequence: 7n, ledger: 50 }, transaction },
    'pending',
  ],
  [
    'pending in the very second of its bound, which is inclusive',
    { observedAt: { ledger: 51, closeTime: 1_000 }, account: { sequence: 7n, ledger: 51 }, transaction },
    'pending',
  ],
  [
    'expired once a later ledger has closed',
    { observedAt: { ledger: 51, closeTime: 1_001 }, account: { sequence: 7n, ledger: 51 }, transaction },
    'expired',
  ],
  [
    'dead when another transaction took its sequence number',
    { observedAt: before, account: { sequence: 8n, ledger: 50 }, transaction },
    'sequence-taken',
  ],
  [
    'dead when later ones were used',
    { observedAt: before, account: { sequence: 11n, ledger: 49 }, transaction },
    'sequence-taken',
  ],
  [
    'pending when the node that looked for it lags behind the one that read the account',
    { observedAt: before, account: { sequence: 8n, ledger: 51 }, transaction },
    'pending',
  ],
  ['pending without an account', { observedAt: before, account: undefined, transaction }, 'pending'],
])('an absent transaction is %s', (_, facts, fate) => {
  expect(fateOfAbsent(facts)).toBe(fate);
});
