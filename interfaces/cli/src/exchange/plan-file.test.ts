import { defaultExchange, defaultOracle } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import { describe, expect, test } from 'vitest';
import { describeProblems } from '../state/json-file.ts';
import { PlanFile } from './plan-file.ts';

const accounts = Array.from({ length: 7 }, () => Keypair.random().publicKey());
const [minter] = accounts as [string];
const token = { name: 'Digital Dollar', symbol: 'DUSD', decimals: 7, cap: '1000000' };
const plan = { reporters: accounts.slice(0, 3), token };

test('what is not said of an exchange is as it comes with the system', () => {
  expect(PlanFile.parse(plan)).toEqual({
    ...{ reporters: plan.reporters, oracle: defaultOracle, exchange: defaultExchange },
    token: { ...token, cap: 10_000_000_000_000n },
  });
});

test('what is said counts, amounts as people write them', () => {
  const said = PlanFile.parse({
    ...{ ...plan, deployer: minter, inventory: { minter, amount: '0.5' } },
    oracle: { maxAgeSeconds: 300, maxDeviationBps: 100 },
    exchange: { feeBps: 0, twapRecords: 3 },
  });
  expect(said).toMatchObject({
    ...{ deployer: minter, inventory: { minter, amount: 5_000_000n } },
    oracle: { max_age: 300n, max_deviation_bps: 100, max_twap_deviation_bps: defaultOracle.max_twap_deviation_bps },
    exchange: { fee_bps: 0, twap_records: 3, max_age: defaultExchange.max_age },
  });
});

test.each([
  [3, 3],
  [4, 3],
  [5, 3],
  [6, 4],
  [7, 4],
])('of %i reporters %i must agree', (count, quorum) => {
  expect(PlanFile.parse({ ...plan, reporters: accounts.slice(0, count) }).oracle.quorum).toBe(quorum);
});

describe('a plan is refused, and said where, that has', () => {
  test.each<[string, object, RegExp]>([
    ['two reporters', { reporters: accounts.slice(0, 2) }, /^reporters: expected three accounts at least/],
    ['one reporter twice', { reporters: [minter, minter, accounts[1]] }, /^reporters: one of them is named twice/],
    [
      'a reporter that is a contract',
      { reporters: ['C', ...plan.reporters] },
      /^reporters\.0: expected a Stellar account/,
    ],
    ['a quorum of two', { oracle: { quorum: 2 } }, /^oracle\.quorum: of 3 reporters 3 at least/],
    ['a quorum of all but half', { reporters: accounts, oracle: { quorum: 3 } }, /^oracle\.quorum: of 7 reporters 4/],
    ['a quorum that is never reached', { oracle: { quorum: 4 } }, /^oracle\.quorum/],
    ['a price that is old before its tick ends', { oracle: { maxAgeSeconds: 60 } }, /^oracle\.maxAgeSeconds: .* 60 s/],
    ['an average that is bound closer than a price', { oracle: { maxDeviationBps: 2_000 } }, /^oracle\.maxTwapDev/],
    ['a fee of a fifth', { exchange: { feeBps: 2_000 } }, /^exchange\.feeBps/],
    ['more inventory than the cap', { inventory: { minter, amount: '1000001' } }, /^inventory\.amount: .*token\.cap/],
    ['less than a unit', { inventory: { minter, amount: '0.00000001' } }, /^inventory\.amount: .*at most 7 decimals/],
    ['an inventory of nothing', { inventory: { minter, amount: '0' } }, /^inventory\.amount: .*above zero/],
    ['a cap above what is counted', { token: { ...token, cap: '18446744073709551615' } }, /^token\.cap/],
    ['an amount that is a number', { token: { ...token, cap: 5 } }, /^token\.cap/],
    ['a word that is none of its own', { minter }, /minter/],
  ])('%s', (_, change, problem) => {
    const { error } = PlanFile.safeParse({ ...plan, ...change });
    expect(error && describeProblems(error)).toMatch(problem);
  });
});
