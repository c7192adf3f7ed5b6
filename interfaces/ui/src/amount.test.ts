import { describe, expect, test } from 'vitest';
import { formatBtc, formatDecimal, formatSats, parseBtc, splitBtc } from './amount.ts';

describe('an amount is shown to the satoshi', () => {
  test.each<[bigint, string, string]>([
    [0n, '0.00000000', '0'],
    [1n, '0.00000001', '1'],
    [18_450_000n, '0.18450000', '18,450,000'],
    [120_491_170_221n, '1,204.91170221', '120,491,170,221'],
    [-50_000n, '−0.00050000', '−50,000'],
    [2_100_000_000_000_001n, '21,000,000.00000001', '2,100,000,000,000,001'],
  ])('%s', (sats, btc, text) => {
    expect(formatBtc(sats)).toBe(btc);
    expect(formatSats(sats)).toBe(text);
  });

  test('the zeros that say nothing stand apart', () => {
    expect(splitBtc(18_450_000n)).toEqual({ sign: '', whole: '0', digits: '1845', zeros: '0000' });
    expect(splitBtc(100_000_000n)).toEqual({ sign: '', whole: '1', digits: '', zeros: '00000000' });
  });
});

test.each<[bigint, number, string]>([
  [29_760_000n, 6, '29.76'],
  [10_000_000_000_000n, 7, '1,000,000.00'],
  [12n, 7, '0.0000012'],
  [1_500n, 0, '1,500'],
])('%s units of %s places are %s', (units, places, text) => expect(formatDecimal(units, places)).toBe(text));

describe('what is typed is read as what was meant, or refused', () => {
  test.each<[string, bigint]>([
    ['0.0015', 150_000n],
    ['.5', 50_000_000n],
    ['1.', 100_000_000n],
    [' 0,25 ', 25_000_000n],
    ['0.00000001', 1n],
    ['21000000', 2_100_000_000_000_000n],
  ])('%j', (text, sats) => expect(parseBtc(text)).toEqual({ ok: true, sats }));

  test.each<[string, string]>([
    ['', 'empty'],
    ['.', 'not-a-number'],
    ['1e-3', 'not-a-number'],
    ['-1', 'not-a-number'],
    ['1,000.5', 'not-a-number'],
    ['0x10', 'not-a-number'],
    ['0.000000001', 'too-many-decimals'],
    ['0.00', 'zero'],
    ['21000000.00000001', 'too-much'],
  ])('%j is refused: %s', (text, problem) => expect(parseBtc(text)).toEqual({ ok: false, problem }));
});
