import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatBasisPoints, formatBtc, formatCount, parseBtc, shorten, visibleWidth } from './format.ts';

test('an amount of bitcoin survives formatting and parsing', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2_100_000_000_000_000n }), (sats) => {
      expect(parseBtc(formatBtc(sats))).toBe(sats);
    }),
  );
});

test.each(['', '0', '-1', '1e3', '1.123456789', '0.00000000', ' 1', '1,5', '0x10', '999999999'])(
  '%j is no amount of bitcoin',
  (text) => {
    expect(parseBtc(text)).toBeUndefined();
  },
);

test('numbers read well', () => {
  expect(formatCount(1234567n)).toBe('1,234,567');
  expect(formatBasisPoints(10_005)).toBe('100.05 %');
  expect(shorten('a'.repeat(64))).toBe('aaaaaaaa…aaaaaa');
  expect(visibleWidth('\x1b[32mok\x1b[39m')).toBe(2);
});
