import { describe, expect, test } from 'vitest';
import { priceText, scaledPrice } from './decimal.ts';

describe('a price is read exactly as it is written', () => {
  test.each<[string, number, bigint]>([
    ['60000', 6, 60_000_000_000n],
    ['60000.00', 6, 60_000_000_000n],
    ['0.1', 6, 100_000n],
    ['90071992547409.93', 2, 9_007_199_254_740_993n],
    ['64123.4567899999', 6, 64_123_456_789n],
    ['000123.5', 1, 1235n],
  ])('%s with %i digits', (text, digits, price) => expect(scaledPrice(text, digits)).toBe(price));
});

test.each([
  ...['', ' ', '0', '0.000', '-1', '+1', '1e5', '1E5', '1,000.5', '60 000', '60000.', '.5', 'NaN', 'Infinity', '0x10'],
  ...['6.0.0', '１２３', '60000\n', '0.0000001', '1'.repeat(16)],
])('%j is no price', (text) => expect(scaledPrice(text, 6)).toBeUndefined());

test.each<[bigint, number, string]>([
  [60_000_000_000n, 6, '60000'],
  [64_123_456_789n, 6, '64123.456789'],
  [1n, 6, '0.000001'],
])('%i with %i digits is written as %s', (price, digits, text) => expect(priceText(price, digits)).toBe(text));
