import { Keypair } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openPair } from './classic-pair.ts';
import { formatRatio, formatUnits, parseUnits } from './decimal.ts';
import { presentAmounts, priceAmounts } from './price-amounts.ts';

const bitcoin = { id: 'stellar:BTC', decimals: 7 };
const dollar = { id: 'iso4217:USD', decimals: 2 };
/** Cents for a ten-millionth of a bitcoin, at 60,000 dollars. */
const selling = { numerator: 60_000n * 100n, denominator: 10n ** 7n };

describe('decimal texts', () => {
  test.each<[string, number, bigint | undefined]>([
    ['100', 7, 1_000_000_000n],
    ['0.05', 2, 5n],
    ['1.500', 1, 15n],
    ['0.001', 2, undefined],
    ['1e3', 2, undefined],
    ['-1', 2, undefined],
    ['', 2, undefined],
    ['.5', 2, undefined],
    ['1234567890123456', 2, undefined],
    ['999999999999999', 0, 999_999_999_999_999n],
    ['1000000000000000', 0, undefined],
  ])('%s with %i places', (text, decimals, units) => {
    expect(parseUnits(text, decimals)).toBe(units);
  });

  test('come back as they were', () => {
    // Fifteen digits before the point are the most that is read.
    const most = 10n ** 15n - 1n;
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: most }), fc.integer({ min: 0, max: 7 }), (units, decimals) => {
        expect(parseUnits(formatUnits(units, decimals), decimals)).toBe(units);
      }),
    );
  });

  test('a ratio has twenty digits that count, however small it is', () => {
    expect(formatRatio(1n, 0, 3n, 0)).toBe('0.33333333333333333333');
    expect(formatRatio(1n, 7, 60_000n, 2)).toBe('0.00000000016666666666666666667');
    expect(formatRatio(2_000n, 0, 3n, 0)).toBe('666.66666666666666667');
  });
});

describe('amounts', () => {
  test('of what is given', () => {
    const amounts = priceAmounts({ sell: 1_000_000_000n }, selling, 30n)!;
    expect(presentAmounts(amounts, bitcoin, dollar)).toEqual({
      ...{ sell_amount: '100', buy_amount: '5982000', price: '0.000016666666666666666667' },
      total_price: '0.000016716817118020728853',
      fee: { total: '0.3', asset: 'stellar:BTC', details: [{ name: 'Service fee', amount: '0.3' }] },
    });
  });

  test('are none where nothing comes of it', () => {
    expect(priceAmounts({ sell: 1n }, selling, 30n)).toBeUndefined();
    expect(priceAmounts({ buy: 0n }, selling, 30n)).toBeUndefined();
  });

  const amount = fc.bigInt({ min: 1n, max: 10n ** 15n });
  const rate = fc.record({
    numerator: fc.bigInt({ min: 1n, max: 10n ** 20n }),
    denominator: fc.bigInt({ min: 1n, max: 10n ** 20n }),
  });
  const feeBps = fc.bigInt({ min: 0n, max: 1_000n });

  test('never favour the customer by a rounding, and the fee is what it is said to be', () => {
    fc.assert(
      fc.property(amount, rate, feeBps, fc.boolean(), (units, price, bps, isSell) => {
        const amounts = priceAmounts(isSell ? { sell: units } : { buy: units }, price, bps);
        fc.pre(amounts !== undefined);
        const { sell, buy, fee } = amounts;
        expect(buy * price.denominator).toBeLessThanOrEqual((sell - fee) * price.numerator);
        expect(fee * 10_000n).toBeGreaterThanOrEqual(sell * bps - 10_000n);
        expect(isSell ? sell : buy).toBe(units);
      }),
    );
  });

  test('fit the prices beside them as SEP-38 says, computed as a client computes: with floating point', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 11n }), feeBps, (units, bps) => {
        const amounts = priceAmounts({ sell: units }, selling, bps);
        fc.pre(amounts !== undefined);
        const shown = presentAmounts(amounts, bitcoin, dollar);
        const inPlaces = (value: number, decimals: number) => Math.round(value * 10 ** decimals);
        const [sell, buy] = [Number(shown.sell_amount), Number(shown.buy_amount)];
        expect(inPlaces(sell / Number(shown.total_price), 2)).toBe(Number(amounts.buy));
        expect(inPlaces(Number(shown.price) * buy, 7)).toBe(Number(amounts.sell - amounts.fee));
      }),
    );
  });
});

describe('a pair is refused', () => {
  const issuer = Keypair.random().publicKey();
  const settings = { asset: `BTC:${issuer}`, currency: 'USD', reserve: { asset: '1', currency: '1' } };
  test.each<[string, object, RegExp]>([
    ['with an asset that has no issuer', { asset: 'BTC' }, /quotes.asset/],
    ['with an issuer that is none', { asset: `BTC:${issuer.slice(0, -1)}A` }, /quotes.asset/],
    ['with a currency that is none', { currency: 'XQX' }, /quotes.currency/],
    ['with parts of a cent', { reserve: { asset: '1', currency: '0.001' } }, /quotes.reserve.currency/],
  ])('%s', (_, change, problem) => {
    expect(() => openPair({ ...settings, ...change })).toThrow(problem);
  });

  test('unless it is one: what a currency counts in, ISO 4217 says', () => {
    expect(openPair(settings)).toMatchObject({
      asset: { id: `stellar:BTC:${issuer}`, decimals: 7, reserve: 10_000_000n },
      currency: { id: 'iso4217:USD', decimals: 2, reserve: 100n },
    });
    expect(openPair({ ...settings, currency: 'JPY' }).currency.decimals).toBe(0);
    expect(openPair({ ...settings, asset: 'native' }).asset.id).toBe('stellar:native');
  });
});
