import { describe, expect, test } from 'vitest';
import { formatUnits, parseUnits, type Unit } from './units.ts';

const bitcoin: Unit = { symbol: 'BTC', places: 8, isBitcoin: true };
const dollars: Unit = { symbol: 'tUSD', places: 7, isBitcoin: false };
const whole: Unit = { symbol: 'ONE', places: 0, isBitcoin: false };

describe('what is typed is read exactly', () => {
  test.each<[string, Unit, bigint]>([
    ['0.0005', bitcoin, 50_000n],
    ['29.9', dollars, 299_000_000n],
    ['29,9', dollars, 299_000_000n],
    ['.5', dollars, 5_000_000n],
    ['900719925474.0993001', dollars, 9_007_199_254_740_993_001n],
    ['7', whole, 7n],
  ])('%s', (text, unit, units) => expect(parseUnits(text, unit)).toEqual({ ok: true, units }));
});

describe('is no amount:', () => {
  test.each<[string, Unit, string]>([
    ['', dollars, 'empty'],
    ['.', dollars, 'not-a-number'],
    ['-1', dollars, 'not-a-number'],
    ['1e3', dollars, 'not-a-number'],
    ['1,000.5', dollars, 'not-a-number'],
    ['0.00000001', dollars, 'too-many'],
    ['0.5', whole, 'too-many'],
    ['0.000', dollars, 'zero'],
    ['9999999999999', dollars, 'not-a-number'],
  ])('%j', (text, unit, problem) => expect(parseUnits(text, unit)).toEqual({ ok: false, problem }));
});

test.each<[bigint, Unit, string]>([
  [50_000n, bitcoin, '0.00050000 BTC'],
  [297_604_500n, dollars, '29.76045 tUSD'],
  [10_000_000_000_000n, dollars, '1,000,000.00 tUSD'],
  [1n, dollars, '0.0000001 tUSD'],
  [1_234n, whole, '1,234 ONE'],
])('%i is shown as it is', (units, unit, text) => expect(formatUnits(units, unit)).toBe(text));
