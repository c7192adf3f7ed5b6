import { parseJson } from '@istsi/bitcoin-custody';
import { expect, test } from 'vitest';
import { textAt } from './json-place.ts';
import { knownTickers } from './known-tickers.ts';

const answer = '{"result":{"XXBTZUSD":{"c":["64000.10000","0.5"]}},"last":64000.123456789012345,"is":true,"no":null}';

test.each<[string, string | undefined]>([
  ['result.XXBTZUSD.c.0', '64000.10000'],
  ['last', '64000.123456789012345'],
  ['result.XXBTZUSD.c.2', undefined],
  ['result.XXBTZUSD.c.-1', undefined],
  ['result.XXBTZUSD.c.length', undefined],
  ['result', undefined],
  ['is', undefined],
  ['no.more', undefined],
  ['last.text', undefined],
  ['constructor.name', undefined],
  ['', undefined],
])('at %j', (place, text) => expect(textAt(parseJson(answer), place)).toBe(text));

test.each<[keyof typeof knownTickers, string, string]>([
  ['kraken', '{"error":[],"result":{"XXBTZUSD":{"a":["1","1","1.0"],"c":["64000.1","0.01"]}}}', '64000.1'],
  ['coinbase', '{"ask":"1","price":"64000.1","time":"2027-01-15T08:00:00.5Z","volume":"1"}', '64000.1'],
  ['bitstamp', '{"last":"64000.1","timestamp":"1800000000","high":"1"}', '64000.1'],
  ['gemini', '{"bid":"1","last":"64000.1","volume":{"BTC":"1","USD":"1","timestamp":1800000000000}}', '64000.1'],
  ['coingecko', '{"bitcoin":{"usd":64000.1,"last_updated_at":1800000000}}', '64000.1'],
])('the price of %s is where its documentation says', (name, text, price) =>
  expect(textAt(parseJson(text), knownTickers[name].price)).toBe(price),
);
