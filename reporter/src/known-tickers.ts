import type { HttpSource } from './sources/http-source.ts';

/** Public tickers of bitcoin in dollars, as their operators document them. A reporter names those that it asks. */
export const knownTickers = {
  kraken: {
    ...{ name: 'kraken', kind: 'exchange' },
    url: 'https://api.kraken.com/0/public/Ticker?pair=XBTUSD',
    price: 'result.XXBTZUSD.c.0',
  },
  coinbase: {
    ...{ name: 'coinbase', kind: 'exchange' },
    url: 'https://api.exchange.coinbase.com/products/BTC-USD/ticker',
    price: 'price',
    time: { place: 'time', unit: 'iso' },
  },
  bitstamp: {
    ...{ name: 'bitstamp', kind: 'exchange' },
    url: 'https://www.bitstamp.net/api/v2/ticker/btcusd/',
    price: 'last',
    time: { place: 'timestamp', unit: 'seconds' },
  },
  gemini: {
    ...{ name: 'gemini', kind: 'exchange' },
    url: 'https://api.gemini.com/v1/pubticker/btcusd',
    price: 'last',
    time: { place: 'volume.timestamp', unit: 'milliseconds' },
  },
  coingecko: {
    ...{ name: 'coingecko', kind: 'aggregator' },
    url: 'https://api.coingecko.com/api/v3/simple/price?ids=bitcoin&vs_currencies=usd&include_last_updated_at=true',
    price: 'bitcoin.usd',
    time: { place: 'bitcoin.last_updated_at', unit: 'seconds' },
  },
} as const satisfies Record<string, HttpSource>;

export type KnownTicker = keyof typeof knownTickers;
