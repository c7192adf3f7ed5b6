import {
  defaultExchange,
  defaultOracle,
  type ExchangePlan,
  exchangeIds,
  openExchange,
  type Services,
} from '@istsi/integration';
import { type Reporter, startReporter } from '@istsi/reporter';
import { fundAccount, openNetwork } from '@istsi/soroban-client';
import { Keypair, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Holder } from '../../../integration/test/holders.ts';
import { startWorld, until as untilFound, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';
import { startTickers, type Tickers } from './tickers.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
const voices = [Keypair.random(), Keypair.random(), Keypair.random()];
const plan: ExchangePlan = {
  reporters: voices.map((key) => key.publicKey()),
  token: { name: 'Digital Dollar', symbol: 'DUSD', decimals: 7, cap: 10n ** 15n },
  ...{ oracle: defaultOracle, exchange: defaultExchange },
};
/** A thousand dollars. */
const INVENTORY = 10n ** 10n;

let world: World;
let tickers: Tickers;
let reporters: Reporter[];
let services: Services;
let api: Api;
let url: string;
let alice: Holder;
let ids: ReturnType<typeof exchangeIds>;
const done: string[] = [];
const open = () =>
  openExchange({
    ...{ rpcUrl: world.sandbox.rpcUrl, friendbotUrl: world.sandbox.friendbotUrl, manifest: world.manifest },
    plan: { ...plan, inventory: { minter: world.keys.superAdmin.publicKey(), amount: INVENTORY } },
    ...{ payer: world.keys.deployer, governance: world.keys.superAdmin },
    onAction: (action) => void done.push(action),
  });

beforeAll(async () => {
  world = await startWorld();
  tickers = await startTickers('60000.00');
  ids = exchangeIds(world.manifest);
  await open();
  // Before the reporters, who ask the same network all the time: a deposit takes many steps on it.
  alice = await world.createHolder(1_000_000n);
  reporters = await Promise.all(
    voices.map((key, n) =>
      startReporter({
        ...{ key, rpcUrl: world.sandbox.rpcUrl, manifest: world.manifest, oracle: ids['price-oracle'] },
        ...{ feed: { tickers: tickers.of(n) }, everyMs: 300, log: () => {} },
      }),
    ),
  );
  const exchange = { reporters: reporters.map(({ url, address }) => ({ url, address })), isLocal: false };
  services = await world.startInstance({ exchange });
  api = await createApi({ services, keys, version: '1', log: () => {} });
  url = await api.listen({ host: '127.0.0.1', port: 0 });
  // There is a price a moment before the last of them hears that its word was taken.
  await until(async () => {
    const { price, reporters: voicing } = (await get('/v1/exchange')).body;
    return price !== null && voicing.every(({ state }: { state: string }) => state === 'reporting');
  });
});
afterAll(async () => {
  await api?.close();
  await Promise.all([services, ...(reporters ?? [])].map((each) => each?.stop()));
  tickers?.stop();
  await world?.stop();
});
beforeEach(() => tickers.prices.clear());

async function until(isSo: () => Promise<boolean>): Promise<void> {
  await untilFound(
    async () => ((await isSo()) ? true : undefined),
    () => String(isSo),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: what comes is what is tested.
type Answer = { status: number; body: any };
const get = async (path: string, key?: string): Promise<Answer> => {
  const headers = key === undefined ? undefined : { authorization: `Bearer ${key}` };
  const response = await fetch(`${url}${path}`, { ...(headers && { headers }) });
  return { status: response.status, body: await response.json() };
};
async function post(path: string, body: unknown, key?: string): Promise<Answer> {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const headers = { 'content-type': 'application/json', ...authorization };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

const istsi = (): string => world.manifest.contracts['istsi-token'].id;
const dollar = (): string => ids['fungible-token'];
const order = (change: object = {}) => ({
  ...{ user: alice.address, from_token: istsi(), to_token: dollar(), amount: '10000', min_out: '1' },
  ...change,
});
const sign = (envelope: string, key = alice.keypair): string => {
  const transaction = TransactionBuilder.fromXdr(envelope, world.sandbox.networkPassphrase) as Transaction;
  transaction.sign(key);
  return transaction.toXdr();
};
/** Its nth reporter’s own words about how it stands. */
const standing = async (n: number) => (await get('/v1/exchange')).body.reporters[n];

test('opened once more, nothing is left to do', async () => {
  expect(done).toContain('opening the exchange');
  done.length = 0;
  expect(await open()).toMatchObject({ done: true });
  expect(done).toEqual([]);
});

test('it says what is exchanged, at whose price, and how each reporter came by it', async () => {
  const { body } = await get('/v1/exchange');
  expect(body).toMatchObject({
    ...{ base: 'USD', price_source: 'reporters', fee_bps: 30, price: { per_bitcoin: '60000' } },
    tokens: [
      { contract: istsi(), symbol: 'iSTSi', decimals: 0 },
      { contract: dollar(), symbol: 'DUSD', decimals: 7, inventory: String(INVENTORY) },
    ],
  });
  expect(body.reporters).toHaveLength(3);
  for (const reporter of body.reporters)
    expect(reporter).toMatchObject({ ok: true, state: 'reporting', word: { price: '60000' } });
});

test('it says what somebody has of each', async () => {
  const { body } = await get(`/v1/exchange?user=${alice.address}`);
  expect(body.tokens.map(({ balance }: { balance: string }) => balance)).toEqual(['1000000', '0']);
});

test('who reports the price is a part of the system, and is well', async () => {
  const { parts } = (await get('/v1/status')).body;
  expect(parts).toContainEqual({
    ...{ part: 'reporters', state: 'ok' },
    diagnosis: expect.stringMatching(/^60000 USD a bitcoin, .* old; all 3 report$/),
  });
});

test('quoted, prepared, signed and sent: the user has what was quoted, once', async () => {
  const quoted = await post('/v1/exchanges/quote', { ...order(), min_out: undefined });
  // One satoshi is 0.0006 dollars; 30 basis points are the fee.
  expect(quoted.body).toMatchObject({ amount_out: '59820000', fee: '180000', value_sats: '10000', refusal: null });
  const { suggested_min_out: min_out } = quoted.body;
  const prepared = await post('/v1/exchanges/prepare', order({ min_out }));
  expect(prepared.body).toMatchObject({ amount_in: '10000', amount_out: '59820000', min_out });
  const envelope = sign(prepared.body.envelope);
  const sent = await post('/v1/exchanges', { envelope });
  expect(sent).toMatchObject({ status: 200, body: { state: 'done', amount_out: '59820000' } });
  expect(await post('/v1/exchanges', { envelope })).toEqual(sent);
  expect(await world.balance(alice.address)).toBe(990_000n);

  const back = order({ from_token: dollar(), to_token: istsi(), amount: '29910000' });
  const returned = await post('/v1/exchanges', {
    envelope: sign((await post('/v1/exchanges/prepare', back)).body.envelope),
  });
  expect(returned.body).toMatchObject({ state: 'done', amount_out: '4970' });
  expect(await world.balance(alice.address)).toBe(994_970n);

  await until(async () => (await get('/v1/exchanges')).body.items.length === 2);
  const [newest, first] = (await get(`/v1/exchanges?user=${alice.address}`)).body.items;
  expect(newest).toMatchObject({ from_token: dollar(), amount_in: '29910000', amount_out: '4970' });
  expect(first).toMatchObject({ user: alice.address, amount_in: '10000', amount_out: '59820000', fee: '180000' });
  expect(first.stellar_transaction).toBe(sent.body.stellar_transaction);
  const page = await get('/v1/exchanges?limit=1');
  expect(page.body).toMatchObject({ items: [newest], next_cursor: newest.id });
  expect((await get(`/v1/exchanges?limit=1&cursor=${newest.id}`)).body).toEqual({ items: [first], next_cursor: null });
  expect((await get(`/v1/exchanges/${first.id}`)).body).toEqual(first);
  expect((await get(`/v1/exchanges?user=${voices[0]!.publicKey()}`)).body.items).toEqual([]);
  expect(await get(`/v1/exchanges/${'0'.repeat(64)}`)).toMatchObject({
    status: 404,
    body: { code: 'unknown-exchange' },
  });
});

describe('an exchange, for those who watch over all operations,', () => {
  const desk = async (path: string) => (await get(path, keys.operator)).body;
  const listed = async (query: string) =>
    (await desk(`/v1/operations?${query}`)).items as { id: string; kind: string; created_at: string }[];

  test('stands among the others, newest first, in pages that have each once', async () => {
    const all = await listed('limit=100');
    const [newest, first] = (await get('/v1/exchanges')).body.items;
    expect(all.filter(({ kind }) => kind === 'exchange').map(({ id }) => id)).toEqual([newest.id, first.id]);
    expect(all.map(({ kind }) => kind)).toContain('deposit');
    const times = all.map(({ created_at }) => created_at);
    expect(times).toEqual(times.toSorted().reverse());
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await desk(`/v1/operations?limit=1${cursor ? `&cursor=${cursor}` : ''}`);
      paged.push(...page.items.map(({ id }: { id: string }) => id));
      cursor = page.next_cursor;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
  });

  test.each<[string, () => string, number]>([
    ['its kind', () => 'kind=exchange', 2],
    ['its kind and holder', () => `kind=exchange&user=${alice.address}`, 2],
    ['somebody else', () => `kind=exchange&user=${voices[0]!.publicKey()}`, 0],
    ['what is done', () => 'kind=exchange&phase=done&state=done', 2],
    ['what is open', () => 'kind=exchange&phase=open', 0],
    ['what is stuck', () => 'kind=exchange&phase=attention', 0],
    ['another kind', () => 'kind=withdrawal', 0],
  ])('is found by %s', async (_, query, count) => {
    expect(await listed(query())).toHaveLength(count);
  });

  test('is told whole, is found by its id and its transaction, and is not looked at again', async () => {
    const [newest, first] = await listed('kind=exchange');
    // In satoshis, whichever way it went.
    expect([newest, first]).toMatchObject([{ amount_sats: '4970' }, { amount_sats: '10000' }]);
    const shown = await desk(`/v1/operations/${first!.id}`);
    expect(shown).toMatchObject({
      ...{ kind: 'exchange', state: 'done', phase: 'done', user: alice.address, operation_id: first!.id },
      next: { text: 'Nothing: it is done.', at: null },
    });
    // All that its transaction did, in the order of the bus.
    expect(shown.timeline.map(({ source }: { source: string }) => source)).toEqual(Array(4).fill('stellar'));
    expect(shown.timeline.at(-1).what).toBe('com.istsi.integration-router.CrossTokenExchange.v1');
    for (const text of [first!.id, shown.stellar_transaction])
      expect((await desk(`/v1/search?q=${text}`)).items).toMatchObject([{ kind: 'operation', id: first!.id }]);
    const retried = await post(`/v1/operations/${first!.id}/retry`, { reason: 'to see' }, keys.operator);
    expect(retried).toMatchObject({ status: 409, body: { code: 'operation-over' } });
    expect((await desk(`/v1/operations/${first!.id}`)).timeline).toEqual(shown.timeline);
  });
});

describe('is refused before anything is signed:', () => {
  test.each<[string, () => object, number, string]>([
    ['a token that is not exchanged', () => ({ to_token: ids['price-oracle'] }), 404, 'unknown-token'],
    ['a token for itself', () => ({ to_token: istsi() }), 404, 'unknown-token'],
    ['less than the user asks for', () => ({ min_out: '59820001' }), 409, 'price-moved'],
    ['more than the exchange holds', () => ({ amount: '900000000' }), 422, 'inventory-short'],
    ['more than the user has', () => ({ amount: '1000001' }), 422, 'insufficient-balance'],
    [
      'so little that nothing comes out',
      () => ({ from_token: dollar(), to_token: istsi(), amount: '1' }),
      422,
      'amount-too-small',
    ],
    ['a stranger to the registry', () => ({ user: voices[0]!.publicKey() }), 404, 'unknown-user'],
    ['a contract as the user', () => ({ user: dollar() }), 422, 'contract-account'],
    ['an amount above what contracts count', () => ({ amount: '18446744073709551616' }), 400, 'invalid-request'],
    ['an amount with a point', () => ({ amount: '1.5' }), 400, 'invalid-request'],
    ['nothing', () => ({ amount: '0' }), 400, 'invalid-request'],
  ])('%s', async (_, change, status, code) => {
    expect(await post('/v1/exchanges/prepare', order(change()))).toMatchObject({ status, body: { code } });
  });

  test.each<[string, () => Promise<string>, string]>([
    [
      'an envelope that nobody signed',
      async () => (await post('/v1/exchanges/prepare', order())).body.envelope,
      'not-signed',
    ],
    [
      'one that somebody else signed',
      async () => sign((await post('/v1/exchanges/prepare', order())).body.envelope, voices[0]),
      'envelope-rejected',
    ],
    [
      'a transfer',
      async () => {
        const to = (await world.createUser()).address;
        const prepared = await post('/v1/transfers/prepare', { from: alice.address, to, amount_sats: '1' });
        return sign(prepared.body.envelope);
      },
      'other-transaction',
    ],
    ['no envelope at all', async () => 'AAAA', 'not-an-envelope'],
  ])('%s', async (_, envelope, code) => {
    const before = await world.balance(alice.address);
    expect((await post('/v1/exchanges', { envelope: await envelope() })).body).toMatchObject({ code });
    expect(await world.balance(alice.address)).toBe(before);
  });
});

describe('a price', () => {
  const price = async () => (await get('/v1/exchange')).body.price?.per_bitcoin;

  test('is not moved by one thin market a hundred times too high, and that is said', async () => {
    tickers.set(0, '6000000.00');
    await until(async () => (await standing(0)).state === 'silent');
    const { ok, problem, sources } = await standing(0);
    expect(ok).toBe(false);
    expect(problem).toContain('2 sources agree on a fresh price, and 3 must');
    expect(sources[0].problem).toContain('from the median');
    expect(await price()).toBe('60000');
  });

  test('is not moved by one reporter all of whose markets say so', async () => {
    await until(async () => (await standing(0)).state === 'reporting');
    tickers.set(0, '60600.00', '60600.00', '60600.00');
    await until(async () => (await standing(0)).word.price === '60600');
    expect(await price()).toBe('60000');
    tickers.set(0, '90000.00', '90000.00', '90000.00');
    await until(async () => (await standing(0)).word.price === '90000');
    // Three must agree and two do: there is none but the last one, and it is not theirs.
    expect(await price()).toBe('60000');
  });

  test('moves when all of them see it move', async () => {
    for (const n of [0, 1, 2]) tickers.set(n, '61000.00', '61010.00', '60990.00');
    await until(async () => (await price()) === '61000');
  });

  test('that nobody stands behind any more is none, and nothing is exchanged', async () => {
    await Promise.all(reporters.map((reporter) => reporter.stop()));
    await world.advanceTime(700);
    expect(await price()).toBeUndefined();
    expect(await post('/v1/exchanges/prepare', order())).toMatchObject({ status: 409, body: { code: 'no-price' } });
    const { body } = await get('/v1/exchange');
    expect(body.reporters.map(({ ok }: { ok: boolean }) => ok)).toEqual([false, false, false]);
  });
});

test('reporters that are gone are told of, with what follows', async () => {
  const part = async () =>
    (await get('/v1/status')).body.parts.find(({ part: name }: { part: string }) => name === 'reporters');
  await until(async () => (await part()).state === 'warning');
  const { diagnosis } = await part();
  expect(diagnosis).toContain('there is no price, and nothing is exchanged');
  for (const voice of voices) expect(diagnosis).toContain(`${voice.publicKey()}: the reporter does not answer`);
});

test('a key that is no reporter’s is refused at once', async () => {
  const stranger = Keypair.random();
  await fundAccount(openNetwork(world.sandbox), world.sandbox.friendbotUrl, stranger.publicKey());
  const options = {
    rpcUrl: world.sandbox.rpcUrl,
    manifest: world.manifest,
    oracle: ids['price-oracle'],
    log: () => {},
  };
  const feed = { tickers: tickers.of(0) };
  await expect(startReporter({ ...options, key: stranger, feed })).rejects.toMatchObject({
    code: 'reporter/not-a-reporter',
  });
});

test('a file is no source of prices where others would take it for a market', async () => {
  const networkPassphrase = 'Public Global Stellar Network ; September 2015';
  const manifest = { ...world.manifest, networkPassphrase };
  const options = { rpcUrl: world.sandbox.rpcUrl, manifest, oracle: ids['price-oracle'], log: () => {} };
  const refused = startReporter({ ...options, key: voices[0]!, feed: { local: '/nowhere' } });
  await expect(refused).rejects.toMatchObject({ code: 'reporter/local-feed' });
});
