import { defaultExchange, defaultOracle, type ExchangePlan, exchangeIds, openExchange } from '@istsi/integration';
import { type Reporter, startReporter } from '@istsi/reporter';
import { Keypair, StrKey } from '@stellar/stellar-sdk';
import { parse } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';
import { type Asking, createSepClient } from './sep-client.ts';
import { startTickers, type Tickers } from './tickers.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
const voices = [Keypair.random(), Keypair.random(), Keypair.random()];
const plan: ExchangePlan = {
  reporters: voices.map((key) => key.publicKey()),
  token: { name: 'Digital Dollar', symbol: 'DUSD', decimals: 7, cap: 10n ** 15n },
  ...{ oracle: defaultOracle, exchange: defaultExchange },
};
const issuer = Keypair.random().publicKey();
const ASSET = `stellar:BTC:${issuer}`;
const DOLLAR = 'iso4217:USD';
const quotes = {
  ...{ asset: `BTC:${issuer}`, currency: 'USD', reserve: { asset: '500', currency: '100000000.00' } },
  // What is promised at first counts to the last, however long the tests between take.
  validSeconds: 1_800,
  countryCodes: ['CH', 'US-CA'],
  buyDeliveryMethods: [
    { name: 'wire', description: 'To a bank account.' },
    { name: 'cash', description: 'At a counter.' },
  ],
};

let world: World;
let api: Api;
let tickers: Tickers;
let reporters: Reporter[] = [];
let token: string;
beforeAll(async () => {
  world = await startWorld({ quotes });
  tickers = await startTickers('60000.00');
  api = await createApi({ services: world.services, keys, version: '1', log: () => {} });
  token = await signIn(Keypair.random());
});
afterAll(async () => {
  await api?.close();
  await Promise.all(reporters.map((each) => each.stop()));
  tickers?.stop();
  await world?.stop();
});

const { ask, signIn } = createSepClient(() => api);
const get = (path: string, query: Record<string, string> = {}, session: string | undefined = token) =>
  ask('GET', `/sep38/${path}?${new URLSearchParams(query)}`, { token: session });
const post = (json: object, asking: Asking = { token }) => ask('POST', '/sep38/quote', { ...asking, json });
const contexts = ['sep6', 'sep31', 'sep24'];
/** A hundred of the asset, for dollars. */
const selling = { sell_asset: ASSET, buy_asset: DOLLAR, sell_amount: '100' };
const wired = { ...selling, buy_delivery_method: 'wire', context: 'sep6' };

async function openMarket(): Promise<void> {
  const ids = exchangeIds(world.manifest);
  await openExchange({
    ...{ rpcUrl: world.sandbox.rpcUrl, friendbotUrl: world.sandbox.friendbotUrl, manifest: world.manifest, plan },
    ...{ payer: world.keys.deployer, governance: world.keys.superAdmin },
  });
  const refused = await get('price', wired);
  expect(refused).toMatchObject({ status: 409, body: { error: expect.stringMatching(/no price/) } });
  reporters = await Promise.all(
    voices.map((key, n) =>
      startReporter({
        ...{ key, rpcUrl: world.sandbox.rpcUrl, manifest: world.manifest, oracle: ids['price-oracle'] },
        ...{ feed: { tickers: tickers.of(n) }, everyMs: 300, log: () => {} },
      }),
    ),
  );
  await until(
    async () => ((await get('price', wired)).status === 200 ? true : undefined),
    () => 'a price',
  );
}

test('while there is no exchange, and then no price, none is said and nothing is promised', async () => {
  for (const asked of [
    await get('prices', { sell_asset: ASSET, sell_amount: '1' }),
    await get('price', wired),
    await post(wired),
  ])
    expect(asked).toMatchObject({ status: 409, body: { error: expect.stringMatching(/There is no price now/) } });
  await openMarket();
});

/** To the places that the bought asset has, as SEP-38 wants its formulas to hold: in a client's floating point. */
function expectSound(shown: Record<string, never> & { fee: { total: string; asset: string } }, decimals: number): void {
  const [sell, buy, price, total, fee] = [
    ...[shown.sell_amount, shown.buy_amount, shown.price, shown.total_price].map(Number),
    Number(shown.fee.total),
  ] as [number, number, number, number, number];
  for (const each of [sell, buy, price, total, fee]) expect(each).toBeGreaterThan(0);
  const rounded = (value: number): number => Math.round(value * 10 ** decimals) / 10 ** decimals;
  expect(rounded(sell / total)).toBe(rounded(buy));
  expect([ASSET, DOLLAR]).toContain(shown.fee.asset);
  expect(rounded(sell - fee)).toBe(rounded(price * buy));
}

const priceFields = ['buy_amount', 'fee', 'price', 'sell_amount', 'total_price'];

/** What anchor-tests asks of SEP-38, by the names that it has for it. */
describe('SEP-38', () => {
  test('has an ANCHOR_QUOTE_SERVER attribute', async () => {
    const toml = parse((await ask('GET', '/.well-known/stellar.toml')).text);
    expect(toml.ANCHOR_QUOTE_SERVER).toBe('http://localhost:8787/sep38');
  });

  test('GET /info: returns a valid info response', async () => {
    const { status, body } = await get('info', {}, undefined);
    expect(status).toBe(200);
    const [stellar, fiat] = body.assets;
    expect(body.assets).toHaveLength(2);
    expect(stellar).toEqual({ asset: ASSET });
    expect(StrKey.isValidEd25519PublicKey(stellar.asset.split(':')[2])).toBe(true);
    expect(fiat).toEqual({
      ...{ asset: DOLLAR, country_codes: ['CH', 'US-CA'], buy_delivery_methods: quotes.buyDeliveryMethods },
      sell_delivery_methods: [{ name: 'bank_account', description: expect.any(String) }],
    });
  });

  test('GET /prices: returns a valid response', async () => {
    const { status, body } = await get('prices', { sell_asset: ASSET, sell_amount: '100' });
    expect(status).toBe(200);
    expect(body).toEqual({ buy_assets: [{ asset: DOLLAR, price: expect.any(String), decimals: 2 }] });
    expect(Number(body.buy_assets[0].price)).toBeCloseTo(1 / (60_000 * 0.997), 10);
  });

  test("GET /prices: allows off-chain assets as 'sell_asset'", async () => {
    const { status, body } = await get('prices', { sell_asset: DOLLAR, sell_amount: '100' });
    expect(status).toBe(200);
    expect(body).toEqual({ buy_assets: [{ asset: ASSET, price: expect.any(String), decimals: 7 }] });
    expect(Number(body.buy_assets[0].price) / 60_000).toBeCloseTo(1 / 0.997, 2);
  });

  test('GET /prices: specifying delivery method is optional; it may be what is bought that is named', async () => {
    const named = { sell_asset: ASSET, sell_amount: '100', buy_delivery_method: 'cash', country_code: 'US' };
    expect(await get('prices', named)).toMatchObject({ status: 200 });
    // As the suite asks, though the standard says that one asset excludes the other.
    const both = await get('prices', { sell_asset: ASSET, buy_asset: DOLLAR, sell_amount: '100' });
    expect(both.body).toEqual((await get('prices', { sell_asset: ASSET, sell_amount: '100' })).body);
    const { body } = await get('prices', { buy_asset: ASSET, buy_amount: '2' }, undefined);
    expect(body).toEqual({ sell_assets: [{ asset: DOLLAR, price: expect.any(String), decimals: 2 }] });
    expect(Number(body.sell_assets[0].price)).toBeCloseTo(60_000 / 0.997, 1);
  });

  test.each(contexts)(
    'GET /price: returns a valid response with %s; amounts are calculated correctly',
    async (context) => {
      const { status, body } = await get('price', { ...wired, context });
      expect(status, JSON.stringify(body)).toBe(200);
      expect(Object.keys(body).sort()).toEqual(priceFields);
      expect(body).toMatchObject({ sell_amount: '100', buy_amount: '5982000', fee: { total: '0.3', asset: ASSET } });
      expectSound(body, 2);
    },
  );

  test.each(contexts)("GET /price: accepts the 'buy_amount' parameter with %s", async (context) => {
    const { sell_amount: _, ...named } = wired;
    const { status, body } = await get('price', { ...named, buy_amount: '100', context });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(priceFields);
    expect(body).toMatchObject({ buy_amount: '100' });
    expectSound(body, 2);
  });

  test.each(contexts)('GET /price: specifying delivery method is optional with %s', async (context) => {
    expect(await get('price', { ...selling, context })).toMatchObject({ status: 200 });
  });

  test.each(contexts)('POST /quote: requires SEP-10 authentication, whatever else is wrong (%s)', async (context) => {
    for (const session of [undefined, 'a.b.c'])
      expect(await post({ ...selling, context }, { token: session })).toMatchObject({
        ...{ status: 403, body: { error: expect.any(String), type: 'authentication_required' } },
      });
  });

  test.each(contexts)(
    'POST /quote: returns a valid response with %s, which GET /quote answers again',
    async (context) => {
      const { status, body } = await post({ ...wired, context });
      expect(status, JSON.stringify(body)).toBe(201);
      const fields = ['id', 'expires_at', 'sell_asset', 'buy_asset', 'buy_delivery_method'];
      expect(Object.keys(body).sort()).toEqual([...priceFields, ...fields].sort());
      expect(body).toMatchObject({ sell_asset: ASSET, buy_asset: DOLLAR, buy_delivery_method: 'wire' });
      expect(Number(body.sell_amount)).toBe(100);
      expect(Date.parse(body.expires_at)).toBeGreaterThan(Date.now());
      expect(body.expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expectSound(body, 2);
      // The suite takes the fee of a quote as the text that it is: beside an amount bought, that would be put behind it, not added.
      expect(body.fee.asset).toBe(body.sell_asset);
      const found = await get(`quote/${body.id}`);
      expect(found).toMatchObject({ status: 200 });
      expect(found.body).toEqual(body);
    },
  );

  test('GET /quote: requires SEP-10 authentication', async () => {
    const { body } = await post({ ...wired, sell_amount: '0.001' });
    expect(await get(`quote/${body.id}`, {}, '')).toMatchObject({ status: 403, body: { error: expect.any(String) } });
    expect(await ask('GET', `/sep38/quote/${body.id}`)).toMatchObject({ status: 403 });
  });

  test("GET /quote: returns a 404 for unknown quote IDs, and for somebody else's", async () => {
    expect(await get('quote/18e413284')).toMatchObject({ status: 404, body: { error: expect.any(String) } });
    const { body } = await post({ ...wired, sell_amount: '0.001' });
    expect(await get(`quote/${body.id}`, {}, await signIn(Keypair.random()))).toMatchObject({ status: 404 });
  });
});

describe('a price is refused', () => {
  test.each<[string, Record<string, string>]>([
    ['for a pair that is not quoted', { buy_asset: 'iso4217:EUR' }],
    ['for one thing twice', { buy_asset: ASSET }],
    ['for both amounts', { buy_amount: '1' }],
    ['for no amount', { sell_amount: '' }],
    ['for nothing', { sell_amount: '0' }],
    ['for less than a cent', { sell_amount: '0.0000001' }],
    ['for less than the asset has', { sell_amount: '0.00000001' }],
    ['for what is no amount', { sell_amount: '1e3' }],
    ['by a way that is not offered', { buy_delivery_method: 'pigeon' }],
    ['by two ways', { sell_delivery_method: 'bank_account' }],
    ['in another country', { country_code: 'AQ' }],
    ['in no country', { country_code: 'Atlantis' }],
    ['for another purpose', { context: 'sep99' }],
  ])('%s', async (_, change) => {
    for (const asked of [await get('price', { ...wired, ...change }), await post({ ...wired, ...change })])
      expect(asked).toMatchObject({ status: 400, body: { error: expect.any(String) } });
  });

  test.each<[string, Record<string, string>]>([
    ['without an asset', { sell_amount: '1' }],
    ['with both amounts', { sell_asset: ASSET, buy_asset: DOLLAR, sell_amount: '1', buy_amount: '1' }],
    ['with a second asset that is not quoted', { sell_asset: ASSET, buy_asset: 'iso4217:EUR', sell_amount: '1' }],
    ['with an amount of the other asset', { sell_asset: ASSET, buy_amount: '1' }],
    ['of something unknown', { sell_asset: 'iso4217:EUR', sell_amount: '1' }],
  ])('in a list %s', async (_, query) => {
    expect(await get('prices', query)).toMatchObject({ status: 400, body: { error: expect.any(String) } });
  });

  test('with a session that does not hold, though none is needed', async () => {
    expect(await get('price', wired, 'a.b.c')).toMatchObject({ status: 403 });
  });
});

describe('a firm quote', () => {
  test('says how it is delivered, where there is a choice', async () => {
    const { buy_delivery_method: _, ...silent } = wired;
    expect(await post(silent)).toMatchObject({ status: 400, body: { error: expect.stringMatching(/GET \/info/) } });
    const back = { sell_asset: DOLLAR, buy_asset: ASSET, sell_amount: '600', context: 'sep6' };
    const { body } = await post(back);
    expect(body).not.toHaveProperty('sell_delivery_method');
    expect(await post({ ...back, sell_delivery_method: 'bank_account' })).toMatchObject({ status: 201 });
  });

  test('holds as long as is asked for, or is refused', async () => {
    const small = { ...wired, sell_amount: '0.001' };
    const soon = new Date(Date.now() + 60_000).toISOString();
    const { body } = await post({ ...small, expire_after: soon });
    expect(Date.parse(body.expires_at)).toBeGreaterThan(Date.parse(soon));
    const late = new Date(Date.now() + 3_600_000).toISOString();
    expect(await post({ ...small, expire_after: late })).toMatchObject({ status: 400 });
  });

  test('is kept: ten at once promise no more than a fifth to all who are not registered, and others have theirs', async () => {
    // Half a fifth of the 500 that are kept, each.
    const order = { sell_asset: DOLLAR, buy_asset: ASSET, buy_amount: '50', context: 'sep24' };
    const sessions = await Promise.all(Array.from({ length: 10 }, () => signIn(Keypair.random())));
    const answers = await Promise.all(sessions.map((session) => post(order, { token: session })));
    const given = answers.filter(({ status }) => status === 201);
    // What was quoted above is part of that fifth.
    expect(given).toHaveLength(1);
    for (const { status, body } of answers)
      if (status !== 201) expect([status, body.error]).toEqual([400, expect.stringMatching(/leaves 49\.\d+ of/)]);
    const known = Keypair.random();
    await world.services.registerIdentity({ address: known.publicKey(), tier: 2 });
    const session = await signIn(known);
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await post(order, { token: session })).status);
    expect(statuses).toEqual([201, 201, 400]);
    expect(await post(order, { token: await signIn(known, '7') })).toMatchObject({ status: 400 });
  });

  test('is one of ten at most that a registered account has open', async () => {
    const known = Keypair.random();
    await world.services.registerIdentity({ address: known.publicKey(), tier: 2 });
    const session = await signIn(known);
    const ask = () => post({ ...wired, sell_amount: '0.001' }, { token: session });
    const statuses = (await Promise.all(Array.from({ length: 12 }, ask))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([...Array(10).fill(201), 400, 400]);
  });

  test('is found by another instance, also after this one', async () => {
    const { body } = await post({ ...wired, sell_amount: '0.001' });
    const other = await world.startInstance();
    try {
      const { seps } = other;
      expect(await seps!.quotes.find(await seps!.webAuth.session(token), body.id)).toEqual(body);
    } finally {
      await other.stop();
    }
  });
});
