import { describe, expect, test } from 'vitest';
import { differingSats, judgeReconciliations, type Lately, type Reconciliation } from './judge-reconciliation.ts';

const now = new Date('2030-01-01T12:00:00Z');
const balanced: Reconciliation = {
  ...{ id: '9', outcome: 'balanced', began_at: '2030-01-01T11:29:00Z', ended_at: '2030-01-01T11:30:00Z' },
  ...{ bitcoin_block: null, stellar_ledger: null, coin_source: 'scanned', views: { stellar: 1, bitcoin: 1 } },
  ...{ figures: null, unexplained_sats: '0', differences: [], differences_in_all: 0, unknown: [], disagreements: [] },
};
const difference: Reconciliation = {
  ...balanced,
  outcome: 'difference',
  unexplained_sats: '150',
  differences_in_all: 1,
};
const unknown: Reconciliation = { ...balanced, outcome: 'unknown' };
const lately = (items: Reconciliation[], differences = 0, unknowns = 0): Lately => ({
  ...{ items, differences_in_a_row: differences, unknown_in_a_row: unknowns },
});

describe('what is said of Bitcoin and the books is what is known of them', () => {
  test.each<[string, Lately, string, RegExp]>([
    ['before they were ever compared', lately([]), 'wait', /not held against each other yet/],
    ['when they agree', lately([balanced]), 'good', /agree, to the satoshi/],
    ['when all that differs is explained', lately([{ ...balanced, differences_in_all: 3 }]), 'good', /each of 3/],
    ['when something differs', lately([difference], 1), 'bad', /differ by 0\.00000150 BTC, and nothing explains it/],
    ['when the last one came to no end', lately([unknown], 0, 1), 'wait', /not known: the last/],
    ['when one came to no end after they differed', lately([unknown, difference], 1, 1), 'bad', /They differed/],
    [
      'when they agreed, hours ago',
      lately([{ ...balanced, ended_at: '2030-01-01T07:59:00Z' }]),
      'wait',
      /still do is not/,
    ],
    [
      'when they differed, hours ago',
      lately([{ ...difference, ended_at: '2030-01-01T07:59:00Z' }], 1),
      'bad',
      /differ by/,
    ],
  ])('%s', (_, found, tone, sentence) => {
    expect(judgeReconciliations(found, now)).toMatchObject({ tone, sentence: expect.stringMatching(sentence) });
  });

  test('and that nothing is minted, from the second time on', () => {
    expect(judgeReconciliations(lately([difference], 1), now).more).toBeUndefined();
    expect(judgeReconciliations(lately([difference, difference], 2), now).more).toMatch(/nothing is minted/);
    expect(judgeReconciliations(lately([unknown, difference, difference], 2, 1), now).more).toMatch(
      /nothing is minted/,
    );
  });
});

describe('what differed is added up without regard to its sign', () => {
  const each = (explanation: 'mint-pending' | 'unexplained', sats: string): Reconciliation['differences'][number] => ({
    ...{ comparison: 'coins', explanation, sats, subject: 'a:0', state: null, detail: '' },
  });
  const differences = [each('unexplained', '-150'), each('mint-pending', '70'), each('mint-pending', '-30')];

  test.each<[string, Reconciliation, bigint | null, bigint | null]>([
    ['of all that is told', { ...difference, differences, differences_in_all: 3 }, 100n, 150n],
    [
      'but not where the least important are left out',
      { ...difference, differences, differences_in_all: 4 },
      null,
      150n,
    ],
    ['and not where nothing is known', unknown, null, null],
  ])('%s', (_, made, explained, unexplained) => {
    expect(differingSats(made)).toEqual({ explained, unexplained });
  });
});
