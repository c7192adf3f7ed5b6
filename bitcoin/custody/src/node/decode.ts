import { isDisplayHash } from '../block/hash.ts';
import { CustodyError } from '../errors.ts';
import { type Json, JsonNumber, scaled } from './json.ts';

/** Reads one kind of value out of an answer, or throws what is wrong with it. */
export type Decoder<T> = (value: Json | undefined) => T;

/** 21 million BTC. */
const MOST_SATS = 2_100_000_000_000_000n;
const BTC_DIGITS = 8;

class Mismatch extends Error {}

const fail = (wanted: string): never => {
  throw new Mismatch(wanted);
};

export const badAnswer = (method: string, reason: string): CustodyError =>
  new CustodyError('bitcoin/bad-answer', { method, reason });

/** What a node answered, as it was asked for. Whatever lacks that is a failure of the node, and never an absence. */
export function decode<T>(method: string, decoder: Decoder<T>, value: Json | undefined): T {
  try {
    return decoder(value);
  } catch (error) {
    if (error instanceof Mismatch) throw badAnswer(method, error.message);
    throw error;
  }
}

export const text: Decoder<string> = (value) => (typeof value === 'string' ? value : fail('a text is missing'));

export const flag: Decoder<boolean> = (value) =>
  typeof value === 'boolean' ? value : fail('true or false is missing');

export const hash: Decoder<string> = (value) =>
  isDisplayHash(value) ? value : fail('a hash of 64 hex digits is missing');

export const bytes: Decoder<Uint8Array> = (value) =>
  typeof value === 'string' && value.length % 2 === 0 && /^[0-9a-f]*$/.test(value)
    ? Buffer.from(value, 'hex')
    : fail('hex digits are missing');

/** Written as a whole number, and small enough to be one here. */
export const integer: Decoder<number> = (value) => {
  const number = value instanceof JsonNumber && /^-?\d+$/.test(value.text) ? Number(value.text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : fail('a whole number is missing');
};

export const count: Decoder<number> = (value) => {
  const number = integer(value);
  return number >= 0 ? number : fail('a number of at least 0 is missing');
};

/** An amount in bitcoin, in satoshis. */
export const sats: Decoder<bigint> = (value) => {
  const amount = value instanceof JsonNumber ? scaled(value, BTC_DIGITS, 'exact') : undefined;
  return amount !== undefined && amount >= 0n && amount <= MOST_SATS ? amount : fail('an amount of bitcoin is missing');
};

/** A rate in satoshis per thousand virtual bytes, from one in a unit that is 10^digits larger. Rounded up. */
export const rate =
  (digits: number): Decoder<bigint> =>
  (value) => {
    const satsPerKvb = value instanceof JsonNumber ? scaled(value, digits, 'up') : undefined;
    const isOne = satsPerKvb !== undefined && satsPerKvb >= 0n && satsPerKvb <= MOST_SATS;
    return isOne ? satsPerKvb : fail('a fee rate is missing');
  };

/** In BTC/kvB, as Bitcoin Core has them. */
export const btcPerKvb = rate(BTC_DIGITS);

export const list =
  <T>(item: Decoder<T>): Decoder<T[]> =>
  (value) =>
    Array.isArray(value) ? (value as Json[]).map(item) : fail('a list is missing');

export const fields: Decoder<{ readonly [name: string]: Json }> = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)
    ? (value as { readonly [name: string]: Json })
    : fail('it is not an object');

export const object =
  <T extends Record<string, unknown>>(shape: { readonly [K in keyof T]: Decoder<T[K]> }): Decoder<T> =>
  (value) => {
    const found = fields(value);
    const read = (name: keyof T & string): unknown => {
      try {
        return shape[name](found[name]);
      } catch (error) {
        throw error instanceof Mismatch ? new Mismatch(`${name}: ${error.message}`) : error;
      }
    };
    return Object.fromEntries(Object.keys(shape).map((name) => [name, read(name)])) as T;
  };

/** Undefined where the field is not there. */
export const optional =
  <T>(decoder: Decoder<T>): Decoder<T | undefined> =>
  (value) =>
    value === undefined ? undefined : decoder(value);

/** Undefined for `null`, which is how Bitcoin Core says that there is none. */
export const nullable =
  <T>(decoder: Decoder<T>): Decoder<T | undefined> =>
  (value) =>
    value === null ? undefined : decoder(value);

/** Whatever it is, as JSON.parse would have it: for what is neither an amount nor a rate. */
export const plain: Decoder<unknown> = (value) => {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return (value as Json[]).map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field as Json)]));
};
