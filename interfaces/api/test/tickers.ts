import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpSource } from '@istsi/reporter';

/** Markets that say what a test tells them to: three of them for each reporter, of two kinds. */
export interface Tickers {
  /** By name; a text goes out as it is. */
  prices: Map<string, string>;
  /** All of a reporter's. */
  set(reporter: number, ...prices: string[]): void;
  of(reporter: number): HttpSource[];
  stop(): void;
}

const MARKETS = 3;

export async function startTickers(first: string): Promise<Tickers> {
  const prices = new Map<string, string>();
  const server = createServer((request, response) => {
    const price = prices.get((request.url ?? '').slice(1)) ?? first;
    response.end(JSON.stringify({ data: { amount: price } }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const nameOf = (reporter: number, market: number): string => `${reporter}-${market}`;
  return {
    prices,
    set(reporter, ...given) {
      for (const [market, price] of given.entries()) prices.set(nameOf(reporter, market), price);
    },
    of: (reporter) =>
      Array.from({ length: MARKETS }, (_, market) => ({
        name: nameOf(reporter, market),
        kind: market === 0 ? 'aggregator' : 'exchange',
        url: `http://127.0.0.1:${port}/${nameOf(reporter, market)}`,
        price: 'data.amount',
      })),
    stop: () => server.close(),
  };
}
