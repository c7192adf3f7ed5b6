import type { ContractArgs } from '@istsi/soroban-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventsOf } from './events.ts';
import type { Person } from './people.ts';
import { startWorld, type World } from './world.ts';

interface PriceData {
  price: bigint;
  timestamp: bigint;
}

const UNIT = 10n ** 14n;
const UNKNOWN = { tag: 'Other', values: ['JPY'] };

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const istsi = () => ({ tag: 'Stellar', values: [world.contracts['istsi-token'].contractId] });
const submit = (reporter: Person, price: bigint, asset: object = istsi()): Promise<boolean[]> =>
  world.invoke<boolean[]>(
    'price-oracle',
    'submit_prices',
    { reporter: world.address(reporter), reports: [{ asset, price }] },
    { by: reporter },
  );
const read = <T>(method: string, args: object = {}): Promise<T> =>
  world.read<T>('price-oracle', method, { asset: istsi(), ...args });
const lastPrice = async (): Promise<bigint | undefined> => (await read<PriceData | undefined>('lastprice'))?.price;
/** Two reporters agree. */
const agree = async (price: bigint): Promise<boolean> => {
  await submit('reporter1', price);
  const [accepted] = await submit('reporter2', price);
  return accepted ?? false;
};
/** The same price, again and again, until an average of `ticks` ticks stands behind it. */
const settle = async (price: bigint, ticks: number): Promise<void> => {
  for (let tick = 0; tick < ticks; tick++) {
    await agree(price);
    await world.advanceTime(60);
  }
};

test('it introduces itself as SEP-40 asks', async () => {
  expect(await world.read('price-oracle', 'base')).toEqual({ tag: 'Other', values: ['USD'] });
  expect(await world.read('price-oracle', 'assets')).toEqual([istsi()]);
  expect(await world.read('price-oracle', 'decimals')).toBe(14);
  expect(await world.read('price-oracle', 'resolution')).toBe(60);
});

describe('a price is', () => {
  test('nothing before a quorum has spoken', async () => {
    expect(await submit('reporter1', UNIT)).toEqual([false]);
    expect(await lastPrice()).toBeUndefined();
    expect(await submit('reporter1', 2n * UNIT)).toEqual([false]);
    expect(await lastPrice()).toBeUndefined();
  });

  test.each<[string, bigint[], bigint]>([
    ['the mean of two reports', [100n, 104n], 102n],
    ['the middle of three, however far the third is off', [100n, 101n, 10n ** 20n], 101n],
    ['the middle of three in any order', [103n, 1n, 102n], 102n],
  ])('%s', async (_, [first = 0n, second = 0n, third], median) => {
    await submit('reporter1', first);
    await submit('reporter2', second);
    if (third !== undefined) await submit('reporter3', third);
    expect(await lastPrice()).toBe(median);
  });

  test('stamped with the beginning of its tick, and one a tick', async () => {
    await agree(UNIT);
    await agree(UNIT + 1n);
    const history = await read<PriceData[]>('prices', { records: 10 });
    expect(history).toHaveLength(1);
    expect(history[0]!.timestamp % 60n).toBe(0n);
    expect(await read('price', { timestamp: history[0]!.timestamp + 59n })).toEqual(history[0]);
    expect(await read('price', { timestamp: history[0]!.timestamp - 1n })).toBeNull();
  });

  test('announced', async () => {
    await submit('reporter1', UNIT);
    await submit('reporter2', UNIT);
    const [event] = await eventsOf(world, 'latest');
    expect(event).toMatchObject({ contract: 'price-oracle', data: { price: UNIT, reports: 2 } });
    expect(event!.topics[0]).toBe('price_update');
  });
});

describe('there is no price, and never a failure,', () => {
  test('for an asset that is not quoted', async () => {
    for (const [method, more] of [
      ['lastprice', {}],
      ['price', { timestamp: 0n }],
      ['prices', { records: 3 }],
      ['twap', { records: 3 }],
    ] as const) {
      expect(await world.read('price-oracle', method, { asset: UNKNOWN, ...more })).toBeNull();
    }
  });

  test('when it is stale', async () => {
    await agree(UNIT);
    await world.advanceTime(500);
    expect(await lastPrice()).toBe(UNIT);
    await world.advanceTime(200);
    expect(await lastPrice()).toBeUndefined();
    expect(await read('twap', { records: 1 })).toBeNull();
  });

  test('when fewer than a quorum still stand behind it', async () => {
    await submit('reporter1', UNIT);
    await world.advanceTime(400);
    await submit('reporter2', UNIT);
    expect(await lastPrice()).toBe(UNIT);
    await world.advanceTime(300);
    expect(await lastPrice()).toBeUndefined();
  });

  test.each([0, 2, 4_294_967_295])('for %i records when there is one or none are wanted', async (records) => {
    await agree(UNIT);
    expect(await read('twap', { records })).toBeNull();
    if (records === 0) expect(await read('prices', { records })).toBeNull();
    else expect(await read<PriceData[]>('prices', { records })).toHaveLength(1);
  });
});

describe('a price moves', () => {
  test.each([
    ['up by the cap', 105n, true],
    ['down by the cap', 95n, true],
    ['up by more', 106n, false],
    ['down by more', 94n, false],
  ])('from one tick to the next %s or not at all', async (_, percent, accepted) => {
    await settle(UNIT, 2);
    const wanted = (UNIT * percent) / 100n;
    expect(await agree(wanted)).toBe(accepted);
    // The first of the two alone moved the median half the way.
    expect(await lastPrice()).toBe(accepted ? wanted : (UNIT + wanted) / 2n);
  });

  test('no further within one tick, whatever is said how often', async () => {
    await settle(UNIT, 2);
    await agree((UNIT * 104n) / 100n);
    expect(await agree((UNIT * 108n) / 100n)).toBe(false);
    expect(await lastPrice()).toBe((UNIT * 104n) / 100n);
  });

  test('no further from its average than the second cap, step by step or not', async () => {
    await settle(UNIT, 10);
    const climb = async (): Promise<bigint> => {
      let price = UNIT;
      while (await agree((price * 104n) / 100n)) {
        price = (price * 104n) / 100n;
        await world.advanceTime(60);
      }
      return price;
    };
    const reached = await climb();
    expect(reached).toBeGreaterThan(UNIT);
    expect(reached).toBeLessThanOrEqual((UNIT * 112n) / 100n);
    const events = await eventsOf(world, 'latest');
    expect(events.map(({ topics }) => topics[0])).toEqual(['price_rejected']);
  });

  test('with weights by time in its average', async () => {
    await agree(1_000n);
    await world.advanceTime(120);
    await agree(1_040n);
    const [first, second] = await read<PriceData[]>('prices', { records: 2 });
    const held = second!.timestamp - first!.timestamp;
    const mean = await read<bigint>('twap', { records: 2 });
    expect(mean).toBeGreaterThanOrEqual(1_000n);
    // The second price has held for less than one tick, the first one for `held` seconds.
    expect(mean).toBeLessThanOrEqual((1_000n * held + 1_040n * 60n) / (held + 60n));
  });
});

test('history keeps the last 32 prices', { timeout: 60_000 }, async () => {
  await settle(UNIT, 34);
  expect(await read<PriceData[]>('prices', { records: 100 })).toHaveLength(32);
  expect(await read<PriceData[]>('prices', { records: 3 })).toHaveLength(3);
});

describe('reports are refused', () => {
  test.each<[string, () => Promise<unknown>, object]>([
    ['of someone who is no reporter', () => submit('mallory', UNIT), { code: 502 }],
    ['of an asset that is not quoted', () => submit('reporter1', UNIT, UNKNOWN), { code: 503 }],
    ['of zero', () => submit('reporter1', 0n), { code: 504 }],
    ['below zero', () => submit('reporter1', -1n), { code: 504 }],
    ['too large to calculate with', () => submit('reporter1', 10n ** 27n + 1n), { code: 504 }],
    [
      'in the name of another',
      () =>
        world.invoke(
          'price-oracle',
          'submit_prices',
          { reporter: world.address('reporter1'), reports: [{ asset: istsi(), price: UNIT }] },
          { by: 'mallory' },
        ),
      { kind: 'auth' },
    ],
  ])('%s', async (_, attempt, refusal) => {
    await expect(attempt()).rejects.toMatchObject(refusal);
  });
});

test.each(['set_config', 'add_asset', 'reset_feed', 'set_paused', 'upgrade'])(
  '%s is for the router alone',
  async (method) => {
    const config = await world.read<object>('price-oracle', 'get_config');
    const args: Record<string, ContractArgs> = {
      set_config: { config },
      add_asset: { asset: UNKNOWN },
      reset_feed: { asset: istsi() },
      set_paused: { paused: true },
      upgrade: { new_wasm_hash: Buffer.alloc(32) },
    };
    for (const by of ['superAdmin', 'reporter1'] as const) {
      await expect(world.invoke('price-oracle', method, args[method]!, { by, alone: true })).rejects.toMatchObject({
        kind: 'auth',
      });
    }
  },
);
