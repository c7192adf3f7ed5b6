import { describe, expect, test } from 'vitest';
import { palette } from '../terminal/palette.ts';
import { describeReconciliation, type Reconciliation } from './reconcile.ts';

const COIN = `${'c0'.repeat(32)}:0`;
const counted = (count: number, sats: string) => ({ count, sats });
const balanced: Reconciliation = {
  ...{ id: '7', outcome: 'balanced', coin_source: 'scanned' },
  ...{ began_at: '2026-01-02T03:04:01.000Z', ended_at: '2026-01-02T03:04:05.000Z' },
  bitcoin_block: { height: 812_345, hash: 'ab'.repeat(32) },
  stellar_ledger: { sequence: 54_321, hash: 'cd'.repeat(32) },
  views: { stellar: 2, bitcoin: 1 },
  figures: {
    ...{ coins: counted(3, '1500000'), books: counted(3, '1500000'), owed_sats: '250000', supply_sats: '1250000' },
    ...{ balances_sats: '1250000', open_withdrawals: counted(1, '250000'), returnables: counted(0, '0') },
    pending_mints: counted(0, '0'),
  },
  ...{ unexplained_sats: '0', differences: [], differences_in_all: 0, unknown: [], disagreements: [] },
};
const textOf = (change: Partial<Reconciliation>): string =>
  describeReconciliation(palette(false), { ...balanced, ...change }).join('\n');

describe('what a reconciliation came to is said first', () => {
  test('when both chains agree, with the pair of blocks at which they do', () => {
    const text = textOf({});
    expect(text.split('\n')[0]).toBe('  ✓ both chains agree to the satoshi (#7)');
    expect(text).toContain('block 812,345 (abababab…ababab), ledger 54,321 (cdcdcdcd…cdcdcd)');
    expect(text).toContain('1,500,000 sats in 3, searched for among all that is unspent');
  });

  test('when something is unexplained, with how much, and each output of it', () => {
    const detail = 'a stranger spends it';
    const open: Reconciliation['differences'][number] = {
      comparison: 'coins',
      explanation: 'unexplained',
      sats: '-90000',
      subject: COIN,
      state: null,
      detail,
    };
    const text = textOf({
      outcome: 'difference',
      unexplained_sats: '90000',
      differences: [open],
      differences_in_all: 3,
    });
    expect(text.split('\n')[0]).toBe('  ✗ nothing explains 90,000 sats (#7)');
    expect(text).toContain(`✗ unexplained: -90,000 sats, ${COIN}`);
    expect(text).toContain(detail);
    expect(text).toContain('and 2 more that are smaller');
  });

  test('when it is not known, with what, why, and which server says what', () => {
    const text = textOf({
      ...{ outcome: 'unknown', bitcoin_block: null, stellar_ledger: null, figures: null },
      unknown: [{ what: 'the coins', why: 'no answer' }],
      disagreements: [{ chain: 'stellar', what: 'the supply', first: '1', second: '2' }],
    });
    expect(text.split('\n')[0]).toBe('  ? it is not known whether both chains agree (#7)');
    expect(text).toContain('none could be had');
    expect(text).toContain('two servers of stellar differ about the supply');
    expect(text).toContain('the first says 1, the second 2');
    expect(text).toContain('? the coins: no answer');
  });
});
