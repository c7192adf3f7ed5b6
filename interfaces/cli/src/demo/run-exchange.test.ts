import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Keypair } from '@stellar/stellar-sdk';
import { afterEach, expect, test } from 'vitest';
import { openApi } from '../api/client.ts';
import { createJsonReporter } from '../terminal/json-reporter.ts';
import { runExchange } from './run-exchange.ts';
import type { Stage } from './stage.ts';

const token = (symbol: string) => ({ contract: `C${symbol}`, name: symbol, symbol, decimals: 0, inventory: '1' });
const exchange = {
  ...{ oracle: 'C', base: 'USD', price_source: 'local', price_max_age_seconds: 600, fee_bps: 30, reporters: [] },
  tokens: [token('iSTSi'), token('DUSD')],
};
const price = { per_bitcoin: '60000', at: '2026-01-01T00:00:00Z', age_seconds: 0 };

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** An API whose first price is there the third time that somebody looks. */
async function startApi(): Promise<string> {
  let looks = 0;
  server = createServer((request, response) => {
    const isPriced = looks >= 3;
    const refusal = isPriced
      ? { code: 'enough', message: 'Enough was seen.', remedy: '' }
      : { code: 'no-price', message: 'There is no price now.', remedy: '' };
    const quote = {
      ...{ from_token: 'a', to_token: 'b', amount_in: '1', amount_out: '1', fee: '0', suggested_min_out: '1' },
      ...{ value_sats: '1', price, price_source: 'local', expires_at: price.at, refusal },
    };
    if (request.method === 'GET') looks += 1;
    const body = request.method === 'GET' ? { ...exchange, price: looks >= 3 ? price : null } : quote;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('nothing is asked of an exchange before its reporters, which begin with it, have said a first price', async () => {
  const reporter = createJsonReporter({ write: () => undefined });
  const stage = { context: { reporter }, api: openApi(await startApi()) } as unknown as Stage;
  await expect(runExchange(stage, 'C', Keypair.random(), 1_000n)).rejects.toThrow('Enough was seen.');
});
