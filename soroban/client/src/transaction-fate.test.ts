import { expect, test } from 'vitest';
import { type AbsenceFacts, judgeAbsence } from './transaction-fate.ts';

const transaction = { sequence: 8n, validFrom: 900, validUntil: 1_000 };
/** The RPC keeps ledgers from 10 on, closed a second apart up to this one. */
const kept = (ledger: number, from = 10) => ({
  from: { ledger: from, closeTime: from === 10 ? 800 : 940 + from },
  through: { ledger, closeTime: 940 + ledger },
});
const unused = (ledger: number) => ({ sequence: 7n, ledger });
const used = (ledger: number) => ({ sequence: 8n, ledger });

test.each<[string, Partial<AbsenceFacts>, string]>([
  ['pending while it may still be included', { kept: kept(50), account: unused(50) }, 'pending'],
  ['pending in the very second of its bound, which is inclusive', { kept: kept(60), account: unused(60) }, 'pending'],
  [
    'expired once a later ledger has closed with its number unused',
    { kept: kept(61), account: unused(61) },
    'dead: expired',
  ],
  ['expired then, however little the RPC keeps', { kept: kept(61, 61), account: unused(61) }, 'dead: expired'],
  ['pending when the account was read from a node that is behind', { kept: kept(61), account: unused(60) }, 'pending'],
  ['dead when another took its number', { kept: kept(50), account: used(50) }, 'dead: sequence-taken'],
  [
    'dead when later numbers were used',
    { kept: kept(50), account: { sequence: 11n, ledger: 49 } },
    'dead: sequence-taken',
  ],
  ['pending when the node that looked for it is behind', { kept: kept(50), account: used(51) }, 'pending'],
  [
    'unknown when its number is used and older ledgers are not kept',
    { kept: kept(50, 45), account: used(50) },
    'unknown: sequence-taken',
  ],
  ['unknown then after its time too', { kept: kept(99, 90), account: used(99) }, 'unknown: sequence-taken'],
  [
    'dead when the ledgers since its number was unused are kept',
    { kept: kept(50, 45), account: used(50), unusedAt: 44 },
    'dead: sequence-taken',
  ],
  [
    'unknown when a ledger between is not kept',
    { kept: kept(50, 45), account: used(50), unusedAt: 43 },
    'unknown: sequence-taken',
  ],
  [
    'dead on a network of which everything is kept',
    { kept: kept(50, 2), account: used(50), transaction: { ...transaction, validFrom: 0 } },
    'dead: sequence-taken',
  ],
  [
    'unknown without a beginning of its time',
    { kept: kept(50), account: used(50), transaction: { ...transaction, validFrom: 0 } },
    'unknown: sequence-taken',
  ],
  ['pending without an account', { kept: kept(50), account: undefined }, 'pending'],
  ['expired without an account, in ledgers that are all kept', { kept: kept(61), account: undefined }, 'dead: expired'],
  [
    'unknown without an account, which may be gone since',
    { kept: kept(99, 90), account: undefined },
    'unknown: expired',
  ],
])('an absent transaction is %s', (_, facts, expected) => {
  const absence = judgeAbsence({ kept: kept(50), account: undefined, transaction, ...facts });
  expect('why' in absence ? `${absence.is}: ${absence.why}` : absence.is).toBe(expected);
});
