import { UtxoState, WithdrawalState } from '@istsi/contracts/clients/reserve-manager';
import { describe, expect, test } from 'vitest';
import { compareFigures, type Figures, type Incomplete, owedOf } from './compare-figures.ts';
import { type Difference, type Findings, outcomeOf, unexplainedSats } from './findings.ts';
import { runsInARow } from './reconciliation-store.ts';

const whole: Incomplete = { outputs: undefined, owed: undefined, holders: undefined };
const output = (amountSats: bigint, state: UtxoState) => ({ amountSats, state });

/** 700 in coins, 100 owed for a burn, 600 issued. */
const sound: Figures = {
  ...{ totalSats: 700n, owedSats: 100n, outputCount: 2, supplySats: 600n, balancesSats: 600n },
  outputs: new Map([
    ['a:0', output(400n, UtxoState.Unspent)],
    ['b:0', output(300n, UtxoState.Committed)],
    ['c:0', output(50n, UtxoState.Expected)],
    ['d:0', output(70n, UtxoState.Lost)],
  ]),
  withdrawals: [{ id: '01', amountSats: 100n, burnedSats: 100n, state: WithdrawalState.Pending }],
  ...{ returns: [], fees: [] },
};

describe('the totals of the contracts', () => {
  test('agree with their entries, and with what is held', () => {
    expect(compareFigures(sound, whole)).toEqual({ differences: [], unknown: [] });
  });

  test.each<[string, Partial<Figures>, comparison: string, explanation: string, sats: bigint]>([
    ['outputs that do not come to their total', { totalSats: 701n }, 'outputs', 'unexplained', -1n],
    ['less owed than is open', { owedSats: 99n }, 'owed', 'unexplained', 1n],
    ['more issued than anybody holds', { balancesSats: 599n }, 'supply', 'unexplained', -1n],
    ['more held than was issued', { balancesSats: 601n }, 'supply', 'unexplained', 1n],
    ['a loss that was written off', { supplySats: 670n, balancesSats: 670n }, 'backing', 'written-off', -70n],
  ])('differ: %s', (_, change, comparison, explanation, sats) => {
    const { differences, unknown } = compareFigures({ ...sound, ...change }, whole);
    expect(unknown).toEqual([]);
    expect(differences).toMatchObject([{ comparison, explanation, sats }]);
  });

  test('tokens above what is held and what was written off are unexplained by as much', () => {
    const { differences } = compareFigures({ ...sound, supplySats: 675n, balancesSats: 675n }, whole);
    expect(differences.map(({ explanation, sats }) => [explanation, sats])).toEqual([
      ['written-off', -70n],
      ['unexplained', -5n],
    ]);
  });

  test.each<[string, Partial<Figures>, Partial<Incomplete>]>([
    ['outputs', { totalSats: 701n }, { outputs: 'events are missing' }],
    ['what is owed', { owedSats: 99n }, { owed: 'events are missing' }],
    ['holders', { balancesSats: 599n }, { holders: '1 of 2 are known' }],
    ['fees of batches of the first release', { owedSats: 99n, fees: [{ batch: '02', sats: undefined }] }, {}],
  ])('are not known where %s may not be all', (_, change, incomplete) => {
    const { differences, unknown } = compareFigures({ ...sound, ...change }, { ...whole, ...incomplete });
    expect(differences).toEqual([]);
    expect(unknown).toHaveLength(1);
  });
});

describe('what is owed', () => {
  const withdrawal = (state: WithdrawalState) => ({ id: '01', amountSats: 80n, burnedSats: 100n, state });
  const returned = (state: WithdrawalState) => ({ id: '01', amountSats: 90n, burnedSats: 0n, state });
  const back = (isLost: boolean) => [{ id: '01', amountSats: 90n, isLost }];
  test.each<[string, Partial<Figures>, bigint]>([
    ['a pending withdrawal, all that was burned', { withdrawals: [withdrawal(WithdrawalState.Pending)] }, 100n],
    ['an authorized one, its share', { withdrawals: [withdrawal(WithdrawalState.Authorized)] }, 80n],
    ['a paid one, nothing', { withdrawals: [withdrawal(WithdrawalState.Completed)] }, 0n],
    ['a refunded one, nothing', { withdrawals: [withdrawal(WithdrawalState.Refunded)] }, 0n],
    ['a return that nobody has named', { withdrawals: [], returns: back(false) }, 90n],
    ['one whose output is gone, nothing', { withdrawals: [], returns: back(true) }, 0n],
    ['one on its way', { withdrawals: [returned(WithdrawalState.Authorized)], returns: back(true) }, 90n],
    ['one that is paid, nothing', { withdrawals: [returned(WithdrawalState.Completed)], returns: back(false) }, 0n],
    ['the fee of an open sweep', { withdrawals: [], fees: [{ batch: '02', sats: 7n }] }, 7n],
  ])('is for %s', (_, records, sats) => {
    expect(owedOf({ ...sound, ...records }).sats).toBe(sats);
  });
});

describe('the outcome', () => {
  const open: Difference = {
    ...{ comparison: 'coins', explanation: 'unexplained', subject: 'a:0', state: undefined, detail: '' },
    sats: -5n,
  };
  const explained: Difference = { ...open, explanation: 'payout-pending' };
  const none: Findings = { differences: [], unknown: [], disagreements: [] };
  const unknown = [{ what: 'the coins', why: 'no answer' }];
  const disagreements = [{ chain: 'stellar' as const, what: 'the supply', first: '1', second: '2' }];
  test.each<[string, Findings, string]>([
    ['balanced when everything is explained', { ...none, differences: [explained] }, 'balanced'],
    ['a difference when one thing is not', { ...none, differences: [explained, open] }, 'difference'],
    ['a difference also while something is not known', { ...none, differences: [open], unknown }, 'difference'],
    ['unknown, never balanced, while something is not', { ...none, unknown }, 'unknown'],
    ['unknown while two servers contradict each other', { ...none, differences: [open], disagreements }, 'unknown'],
  ])('is %s', (_, findings, outcome) => {
    expect(outcomeOf(findings)).toBe(outcome);
  });

  test('counts what is unexplained either way: too much here makes up for nothing there', () => {
    expect(unexplainedSats([open, { ...open, sats: 5n }, explained])).toBe(10n);
  });

  test.each<[('balanced' | 'difference' | 'unknown')[], number, number]>([
    [[], 0, 0],
    [['difference'], 1, 0],
    [['difference', 'unknown', 'difference', 'balanced', 'difference'], 2, 0],
    [['unknown', 'unknown', 'difference'], 1, 2],
    [['balanced', 'difference', 'difference'], 0, 0],
  ])(
    'of runs %j: so many differ in a row, and so many were left open',
    (outcomes, differencesInARow, unknownInARow) => {
      expect(runsInARow(outcomes)).toEqual({ differencesInARow, unknownInARow });
    },
  );
});
