import { UtxoState } from '@istsi/contracts/clients/reserve-manager';
import { describe, expect, test } from 'vitest';
import { type CoinsAndBooks, compareCoins } from './compare-coins.ts';

const PAYMENT = 'a1'.repeat(32);
const coinOf = (byte: string, vout = 0): string => `${byte.repeat(32)}:${vout}`;
const COIN = coinOf('c0');
const SATS = 300_000n;

const none: CoinsAndBooks = {
  ...{ height: 100, coins: new Map(), outputs: new Map(), payments: new Map(), spenders: new Map() },
  ...{ how: 'scanned', deposits: new Map(), unsearched: undefined },
};
const coin = (height = 50, isReserve = false, amountSats = SATS) => ({ amountSats, height, isReserve });
const booked = (state: UtxoState, amountSats = SATS) => ({ amountSats, state });
const there = (height?: number, isReserve?: boolean) => new Map([[COIN, coin(height, isReserve)]]);
const onBooks = (state: UtxoState) => new Map([[COIN, booked(state)]]);
const payment = (isOpen: boolean, inputs = [COIN]) => new Map([[PAYMENT, { batch: PAYMENT, inputs, isOpen }]]);
const deposit = (state: string, confirmationsRequired = 2) =>
  new Map([[COIN, { state, confirmationsRequired }]]) as CoinsAndBooks['deposits'];
const spent = new Map([[COIN, PAYMENT]]);

describe('a coin and the books', () => {
  test.each<[string, Partial<CoinsAndBooks>]>([
    ['that have it unspent', { coins: there(), outputs: onBooks(UtxoState.Unspent) }],
    ['that have it promised to a payment', { coins: there(), outputs: onBooks(UtxoState.Committed) }],
    ['that expect it, while it is not there', { outputs: onBooks(UtxoState.Expected) }],
    ['that have it spent, while it is not there', { outputs: onBooks(UtxoState.Spent) }],
    ['that have written it off, while it is not there', { outputs: onBooks(UtxoState.Lost) }],
    ['that never heard of it, and it holds nothing', { coins: new Map([[COIN, coin(50, false, 0n)]]) }],
  ])('agree %s', (_, facts) => {
    expect(compareCoins({ ...none, ...facts })).toEqual({ differences: [], unknown: [] });
  });

  test.each<[string, Partial<CoinsAndBooks>, explanation: string, sats: bigint, detail: string]>([
    ['not deep enough', { coins: there(100), deposits: deposit('confirming') }, 'unconfirmed', SATS, '1 of 2'],
    ['not deep enough, and not seen yet', { coins: there(100) }, 'unconfirmed', SATS, '1 of'],
    ['being minted', { coins: there(), deposits: deposit('submitted') }, 'mint-pending', SATS, 'not minted yet'],
    ['refused for now', { coins: there(), deposits: deposit('refused') }, 'mint-pending', SATS, 'not minted yet'],
    ['too small', { coins: there(), deposits: deposit('too-small') }, 'in-flight', SATS, 'never credited'],
    ['to be paid back', { coins: there(), deposits: deposit('registering') }, 'in-flight', SATS, 'paid back'],
    ['paid to the reserve itself', { coins: there(50, true) }, 'in-flight', SATS, 'custodians add it'],
    [
      'the change of a payment',
      { coins: there(), outputs: onBooks(UtxoState.Expected) },
      'payout-pending',
      SATS,
      'change',
    ],
    ['written off, and there', { coins: there(), outputs: onBooks(UtxoState.Lost) }, 'in-flight', SATS, 'reinstate'],
    [
      'spent by an authorized payment',
      { outputs: onBooks(UtxoState.Committed), spenders: spent, payments: payment(true) },
      ...(['payout-pending', -SATS, 'not settled yet'] as const),
    ],
    [
      'spent by another version than settled the batch',
      { outputs: onBooks(UtxoState.Unspent), spenders: spent, payments: payment(false) },
      ...(['in-flight', -SATS, 'put it right'] as const),
    ],
    ['of no operation', { coins: there() }, 'unexplained', SATS, 'no operation'],
    ['spent on the books', { coins: there(), outputs: onBooks(UtxoState.Spent) }, 'unexplained', SATS, 'it was spent'],
    ['in no block', { outputs: onBooks(UtxoState.Unspent) }, 'unexplained', -SATS, 'no block'],
    [
      'spent by a stranger',
      { outputs: onBooks(UtxoState.Unspent), spenders: spent },
      ...(['unexplained', -SATS, 'did not authorize'] as const),
    ],
    [
      'spent by a payment that was authorized for other coins',
      { outputs: onBooks(UtxoState.Unspent), spenders: spent, payments: payment(true, [coinOf('dd')]) },
      ...(['unexplained', -SATS, 'did not authorize'] as const),
    ],
    [
      'of another amount than the books have',
      { coins: new Map([[COIN, coin(50, false, SATS - 1n)]]), outputs: onBooks(UtxoState.Unspent) },
      ...(['unexplained', -1n, 'another amount'] as const),
    ],
  ])('differ by one %s', (_, facts, explanation, sats, detail) => {
    const { differences, unknown } = compareCoins({ ...none, ...facts });
    expect(unknown).toEqual([]);
    expect(differences).toMatchObject([{ explanation, sats, subject: COIN, detail: expect.stringContaining(detail) }]);
  });

  test('leave open what nothing explains while blocks were not searched, and explain the rest', () => {
    const outputs = new Map([
      [COIN, booked(UtxoState.Unspent)],
      [coinOf('bb'), booked(UtxoState.Committed)],
    ]);
    const spenders = new Map([[coinOf('bb'), PAYMENT]]);
    const payments = payment(true, [coinOf('bb')]);
    const found = compareCoins({ ...none, outputs, spenders, payments, unsearched: 'block 99 was not searched' });
    expect(found.differences).toMatchObject([{ subject: coinOf('bb'), explanation: 'payout-pending' }]);
    expect(found.unknown).toMatchObject([{ what: expect.stringContaining(COIN), why: 'block 99 was not searched' }]);
  });

  test('are not held to be all by a watcher that is behind, and are where the node searched for them', () => {
    const behind = { ...none, unsearched: 'blocks up to 99 were searched' };
    expect(compareCoins({ ...behind, how: 'watched' }).unknown).toMatchObject([{ why: behind.unsearched }]);
    expect(compareCoins({ ...behind, how: 'scanned' }).unknown).toEqual([]);
  });
});
