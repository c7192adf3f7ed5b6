import { openNetwork } from '@istsi/soroban-client';
import { type ApiClient, answered, openApi, type Shape } from '../api/client.ts';
import type { Command } from '../context.ts';
import { quoteSwap, swapTokens } from '../exchange/swap-tokens.ts';
import { findPair, formatUnits, parseUnits } from '../exchange/tokens.ts';
import { dataDirectory } from '../state/data-directory.ts';
import { requireRunning } from '../system/find-running.ts';
import { fundWhereFree } from '../system/free-lumens.ts';
import { readManifest } from '../system/manifest-file.ts';
import { runStep } from '../system/steps.ts';
import { formatBasisPoints, formatSeconds, shorten } from '../terminal/format.ts';
import { factLine } from '../terminal/lines.ts';
import { moment } from '../withdrawals/describe.ts';
import { userKey } from '../withdrawals/user-key.ts';

export interface PairOptions {
  amount: string;
  from?: string;
  to?: string;
}

export type SwapOptions = PairOptions & { minOut?: string; user?: string; sponsored?: boolean };

type Exchange = Shape<'Exchange'>;

const readExchange = (api: ApiClient): Promise<Exchange> => answered(api.GET('/v1/exchange'));

/** Who says what a bitcoin costs, in the words of a person. */
const sourceNames: Record<string, string> = {
  local: 'a file of this machine, and no market',
  reporters: 'independent reporters',
  foreign: 'an oracle of somebody else',
};

function priceLine({ price, base, price_source }: Pick<Exchange, 'price' | 'base' | 'price_source'>): string {
  const source = sourceNames[price_source] ?? price_source;
  if (!price) return `none now, so nothing is exchanged; it comes from ${source}`;
  return `${price.per_bitcoin} ${base} a bitcoin, ${formatSeconds(price.age_seconds * 1_000)} old, from ${source}`;
}

/** `istsi exchange`: what is exchanged here, at what price, and who says so. */
export function showExchange(): Command {
  return async ({ configuration, print, colours }) => {
    const { endpoints } = requireRunning(configuration.dataDirectory);
    const exchange = await readExchange(openApi(endpoints.apiUrl));
    const line = (name: string, value: string) => factLine(colours, name, value);
    const lines = [
      line('price', priceLine(exchange)),
      line('fee', formatBasisPoints(exchange.fee_bps)),
      ...exchange.tokens.map((token) =>
        line(
          token.symbol,
          `${formatUnits(BigInt(token.inventory), token)} can be given out, ${shorten(token.contract, 6, 6)}`,
        ),
      ),
      ...exchange.reporters.map(({ address, ok, problem, price }) =>
        line(
          'reporter',
          `${shorten(address, 4, 4)}  ${ok ? (price ?? 'starting') : colours.warn(problem ?? 'is not well')}`,
        ),
      ),
    ];
    print(lines.join('\n'), { step: 'exchange', ...exchange });
    return exchange.price ? 0 : 1;
  };
}

/** `istsi exchange quote`: what it would give now. Nothing happens. */
export function quoteExchange({ amount, user, ...pair }: PairOptions & { user?: string }): Command {
  return async ({ configuration, print, colours }) => {
    const { endpoints } = requireRunning(configuration.dataDirectory);
    const api = openApi(endpoints.apiUrl);
    const exchange = await readExchange(api);
    const { from, to } = findPair(exchange, pair);
    const quote = await quoteSwap(api, { from, to, amount: parseUnits(amount, from, '--amount'), user });
    const { refusal } = quote;
    const line = (name: string, value: string) => factLine(colours, name, value);
    const lines = [
      line('gives', formatUnits(BigInt(quote.amount_out), to)),
      line('for', formatUnits(BigInt(quote.amount_in), from)),
      line('fee', formatUnits(BigInt(quote.fee), to)),
      line('price', priceLine({ ...exchange, price: quote.price })),
      line('until', moment(quote.expires_at)),
      ...(refusal ? [line('refused', colours.warn(`${refusal.message} ${refusal.remedy}`))] : []),
    ];
    print(lines.join('\n'), { step: 'quote', ...quote });
    return refusal ? 1 : 0;
  };
}

/** `istsi exchange swap`: what a wallet would do, with the key staying here. */
export function swap({ amount, minOut, user, sponsored, ...pair }: SwapOptions): Command {
  return async ({ configuration, reporter }) => {
    const key = userKey(dataDirectory(configuration.dataDirectory), user, configuration.userSecret);
    const { directory, endpoints } = requireRunning(configuration.dataDirectory);
    const api = openApi(endpoints.apiUrl);
    const { from, to } = findPair(await readExchange(api), pair);
    const units = parseUnits(amount, from, '--amount');
    const least = minOut === undefined ? undefined : parseUnits(minOut, to, '--min-out');
    const network = openNetwork({ rpcUrl: endpoints.stellarRpcUrl, networkPassphrase: endpoints.networkPassphrase });
    if (!sponsored) await fundWhereFree(network, endpoints, key.publicKey());
    const router = readManifest(directory.manifest).contracts['integration-router'].id;
    await runStep(reporter, 'exchange', async (update) => {
      update('preparing, signing, sending');
      const done = await swapTokens(api, router, { key, from, to, amount: units, minOut: least, sponsored });
      const facts = {
        ...{ from_token: from.contract, to_token: to.contract, amount_in: String(units) },
        ...{ amount_out: String(done.amountOut), min_out: String(done.minOut) },
        stellar_transaction: done.stellarTransaction,
      };
      const detail = `${formatUnits(units, from)} for ${formatUnits(done.amountOut, to)} of ${shorten(key.publicKey(), 4, 4)}`;
      return { value: undefined, detail, facts };
    });
    return 0;
  };
}

/** `istsi exchange show <id>`: one that happened. */
export function showExchanged(id: string): Command {
  return async ({ configuration, print, colours }) => {
    const { endpoints } = requireRunning(configuration.dataDirectory);
    const api = openApi(endpoints.apiUrl);
    const params = { path: { id } };
    const [{ tokens }, done] = await Promise.all([
      readExchange(api),
      answered(api.GET('/v1/exchanges/{id}', { params })),
    ]);
    const lines = [
      `  ${swapLine(tokens, done)}`,
      factLine(colours, 'by', done.user),
      factLine(colours, 'fee', unitsOf(tokens, done.fee, done.to_token)),
      factLine(colours, 'on Stellar', done.stellar_transaction),
    ];
    print(lines.join('\n'), { step: 'exchanged', ...done });
    return 0;
  };
}

/** `istsi exchange list`: what was exchanged, newest first. */
export function listExchanges({ user, limit }: { user?: string; limit: number }): Command {
  return async ({ configuration, print, colours }) => {
    const { endpoints } = requireRunning(configuration.dataDirectory);
    const api = openApi(endpoints.apiUrl);
    const query = { limit, ...(user !== undefined && { user }) };
    const [{ tokens }, page] = await Promise.all([
      readExchange(api),
      answered(api.GET('/v1/exchanges', { params: { query } })),
    ]);
    const lines = page.items.map((each) => `  ${swapLine(tokens, each)}\n    ${colours.faint(each.id)}`);
    print(lines.join('\n') || '  Nothing was exchanged yet.', { step: 'exchanges', ...page });
    return 0;
  };
}

type Tokens = Exchange['tokens'];

function swapLine(tokens: Tokens, each: Shape<'ExchangeRecord'>): string {
  const [given, got] = [
    unitsOf(tokens, each.amount_in, each.from_token),
    unitsOf(tokens, each.amount_out, each.to_token),
  ];
  return `${moment(each.at)}  ${given} for ${got}`;
}

function unitsOf(tokens: Tokens, units: string, contract: string): string {
  const token = tokens.find((each) => each.contract === contract);
  return formatUnits(BigInt(units), token ?? { decimals: 0, symbol: shorten(contract, 4, 4) });
}
