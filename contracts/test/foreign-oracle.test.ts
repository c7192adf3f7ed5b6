import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { register } from './actions.ts';
import { upgradeTo } from './canary.ts';
import { fundInventory, ISTSI_PRICE, openExchange, type Quote, quoteOf, setPrice } from './exchange.ts';
import { decree } from './governance.ts';
import { compileEdited } from './next-version.ts';
import { fund } from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

// SEP-40 does not say which way around `prices` answers, nor how many of them an oracle gives at once. The best-known one
// says the newest first, and at most twenty.

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'bob', 4);
  await openExchange(world);
  await fund(world, 'inventory', 900_000_000n, 'bob');
  await fundInventory(world, { istsi: 500_000_000n, dollars: 10n ** 13n, from: 'bob' });
  // It stands, and then climbs.
  let price = ISTSI_PRICE;
  for (let tick = 0; tick < 8; tick++) {
    await setPrice(world, price);
    await world.advanceTime(60);
    if (tick > 3) price = (price * 1_004n) / 1_000n;
  }
  await setPrice(world, price);
});
afterAll(() => world.stop());

const quotes = async (): Promise<Omit<Quote, 'expires_at'>[]> =>
  await Promise.all([
    quoteOf(world, 'istsi-token', 'fungible-token', 1_000_000n),
    quoteOf(world, 'fungible-token', 'istsi-token', 6_000_000_000n),
  ]);

const NEWEST_FIRST = [
  { file: 'feed.ts', from: ', type Vec }', to: ', Vec }' },
  {
    file: 'feed.ts',
    from: '  return Option.some<Vec<PriceData>>(newest(feed, records < length ? records : length));',
    to: `  if (records > 20) return Option.none<Vec<PriceData>>();
  let turned = Vec.empty<PriceData>();
  for (const entry of newest(feed, records < length ? records : length)) turned = turned.pushFront(entry);
  return Option.some<Vec<PriceData>>(turned);`,
  },
];

describe('an oracle that answers newest first, and twenty records at most', () => {
  test('gives the same quotes as one that answers oldest first', { timeout: 240_000 }, async () => {
    const before = await quotes();
    const { wasm } = await compileEdited('price-oracle', NEWEST_FIRST);
    await upgradeTo(world, 'price-oracle', wasm);
    expect(await quotes()).toEqual(before);
  });

  test('is never asked for more', async () => {
    const config = await world.read<object>('integration-router', 'get_exchange_config');
    const action = { tag: 'SetExchangeConfig', values: [{ ...config, twap_records: 21 }] };
    await expect(decree(world, action)).rejects.toMatchObject({ code: 41 });
    await decree(world, { tag: 'SetExchangeConfig', values: [{ ...config, twap_records: 20 }] });
    expect(await quotes()).toHaveLength(2);
  });
});
