import { describe, expect, test } from 'vitest';
import { findingsIn, type SystemEvent } from './claims.ts';

const bytes = (n: number): Buffer => Buffer.alloc(32, n);
const event = (contract: SystemEvent['contract'], name: string, data: object): SystemEvent => ({
  ...{ id: `${contract} ${name}`, contract, name, ledger: 7, at: 1_000 },
  data: data as Record<string, unknown>,
});

const deposit = event('reserve', 'DepositRegistered', {
  ...{ tx_hash: bytes(1), vout: 3, amount: 500n, user: 'alice', confirmations: 2 },
  block: { hash: bytes(2), height: 90 },
});
const mint = (to: string, amount: bigint) => event('token', 'Mint', { to, amount });
const recorded = event('reserve', 'WithdrawalRecorded', { withdrawal_id: bytes(4), amount: 70n });
const burned = (amount: bigint) => event('token', 'IntegratedBurn', { withdrawal_id: bytes(4), amount });

const returned = (name: string, id: number) => event('reserve', name, { return_id: bytes(id), by: 'alice' });

const kindsOf = (...events: SystemEvent[]): string[] => findingsIn(events, 'me').claims.map(({ kind }) => kind);

test('a deposit claims an output of Bitcoin, in a block', () => {
  expect(findingsIn([deposit, mint('alice', 500n)], 'me').claims).toEqual([
    {
      ...{ kind: 'deposit', id: deposit.id, ledger: 7, at: 1_000, outpoint: `${'01'.repeat(32)}:3`, user: 'alice' },
      ...{ amountSats: 500n, confirmations: 2, block: { hash: '02'.repeat(32), height: 90 } },
    },
  ]);
});

describe('in one transaction', () => {
  test.each<[string, SystemEvent[], string[]]>([
    ['a mint to somebody else is baseless', [deposit, mint('bob', 500n)], ['deposit', 'baseless']],
    ['a mint of more is baseless', [deposit, mint('alice', 501n)], ['deposit', 'baseless']],
    [
      'a second mint for one deposit is baseless',
      [deposit, mint('alice', 500n), mint('alice', 500n)],
      ['deposit', 'baseless'],
    ],
    ['a mint for nothing is baseless', [mint('alice', 1n)], ['baseless']],
    ['a refund is none', [event('token', 'IntegratedRefund', { to: 'alice', amount: 9n }), mint('alice', 9n)], []],
    ['a debt for what was burned is none', [burned(70n), recorded], []],
    ['a debt for nothing is baseless', [recorded], ['baseless']],
    ['a debt for a deposit that its owner has sent back is none', [recorded, returned('ReturnNamed', 4)], []],
    ['nor is one that an officer proposes to send back', [recorded, returned('ReturnProposed', 4)], []],
    ['a return is no cause of another debt', [recorded, returned('ReturnNamed', 5)], ['baseless']],
    ['a debt of more than was burned is baseless', [burned(69n), recorded], ['baseless']],
  ])('%s', (_, events, kinds) => {
    expect(kindsOf(...events)).toEqual(kinds);
  });
});

test('only pauses of its own are its own', () => {
  const pause = (caller: string) => event('router', 'EmergencyPause', { caller, reason: `by ${caller}` });
  expect(findingsIn([pause('me'), pause('officer')], 'me').ownPauses).toEqual(['by me']);
});
