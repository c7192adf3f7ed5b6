import type { ContractArgs } from '@istsi/soroban-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventsOf } from './events.ts';
import { administer, registerOthers } from './governance.ts';
import { createPeople, type Person, personNames } from './people.ts';
import { startWorld, type World } from './world.ts';

interface PriceData {
  price: bigint;
  timestamp: bigint;
}

interface OracleConfig {
  max_age: bigint;
  max_deviation_bps: number;
  max_twap_deviation_bps: number;
  quorum: number;
  reporters: string[];
}

const UNIT = 10n ** 14n;
const REPORTERS = ['reporter1', 'reporter2', 'reporter3'] as const;
const UNKNOWN = { tag: 'Other', values: ['JPY'] };

const people = (count: number): string[] => {
  const keys = createPeople();
  return personNames.slice(0, count).map((name) => keys[name].publicKey());
};

/** As every test finds its own. */
let prepared: World;
let world: World;
beforeAll(async () => {
  // Five seconds into a tick, and time stands still unless a test says otherwise.
  prepared = await startWorld({ now: () => Date.UTC(2027, 0, 15, 8, 0, 5) });
  world = prepared;
  await registerOthers(world);
});
beforeEach(async () => {
  world = await prepared.copy();
});
afterEach(() => world.stop());
afterAll(() => prepared.stop());

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
/** All reporters agree. */
const agree = async (price: bigint): Promise<boolean> => {
  await submit('reporter1', price);
  await submit('reporter2', price);
  const [accepted] = await submit('reporter3', price);
  return accepted ?? false;
};
/** Three reporters say what each thinks. */
const say = async (...prices: bigint[]): Promise<void> => {
  for (const [index, price] of prices.entries()) await submit(REPORTERS[index]!, price);
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
    expect(await submit('reporter1', UNIT)).toEqual([false]);
    expect(await submit('reporter2', UNIT)).toEqual([false]);
    expect(await lastPrice()).toBeUndefined();
    expect(await submit('reporter3', UNIT)).toEqual([true]);
  });

  test.each<[string, bigint[]]>([
    ['in ascending order', [1_000n, 1_020n, 1_050n]],
    ['in descending order', [1_050n, 1_020n, 1_000n]],
    ['in any order', [1_020n, 1_050n, 1_000n]],
  ])('the middle of three that lie within the bound, %s', async (_, prices) => {
    await say(...prices);
    expect(await lastPrice()).toBe(1_020n);
  });

  test.each<[string, bigint[]]>([
    ['one says nonsense', [UNIT, 333n * UNIT, UNIT]],
    ['the highest is a little too far from the lowest', [1_000n, 1_020n, 1_051n]],
    ['each is far from each', [1_000n, 2_000n, 4_000n]],
  ])('nothing when %s', async (_, prices) => {
    await say(...prices);
    expect(await lastPrice()).toBeUndefined();
    // One that comes to its senses is enough.
    await agree(prices[0]!);
    expect(await lastPrice()).toBe(prices[0]);
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
    await agree(UNIT);
    const [event] = await eventsOf(world, 'latest');
    expect(event).toMatchObject({ contract: 'price-oracle', data: { price: UNIT, reports: 3 } });
    expect(event!.topics[0]).toBe('price_update');
  });

  test('and so is a word of which none comes', async () => {
    await submit('reporter1', UNIT);
    expect(await eventsOf(world, 'latest')).toMatchObject([
      { topics: ['price_reported', expect.anything()], data: { price: UNIT, reporter: world.address('reporter1') } },
    ]);
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
    await submit('reporter3', UNIT);
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
    expect(await lastPrice()).toBe(accepted ? wanted : UNIT);
  });

  test('no further within one tick, whatever is said how often', async () => {
    await settle(UNIT, 2);
    await agree((UNIT * 104n) / 100n);
    expect(await agree((UNIT * 108n) / 100n)).toBe(false);
    // On the way there the median went to where it may be.
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

  test('in the end where a unanimous quorum is, by a cap more for each tick in which it could not', async () => {
    await settle(UNIT, 10);
    const wanted = (UNIT * 112n) / 100n;
    expect(await agree(wanted)).toBe(false);
    await world.advanceTime(60);
    expect(await agree(wanted)).toBe(false);
    await world.advanceTime(60);
    expect(await agree(wanted)).toBe(true);
  });

  test('by six per cent after an hour of silence, at once', async () => {
    await settle(UNIT, 1);
    await world.advanceTime(3_600);
    expect(await agree((UNIT * 106n) / 100n)).toBe(true);
    expect(await lastPrice()).toBe((UNIT * 106n) / 100n);
  });

  test('not at all by one reporter, who says what just passes tick after tick while another is silent', async () => {
    await settle(UNIT, 2);
    for (let tick = 0; tick < 15; tick++) {
      await world.advanceTime(60);
      await submit('reporter1', UNIT);
      for (const bps of [990n, 490n, 400n, 200n, 100n]) {
        await submit('reporter2', UNIT + (UNIT * bps) / 10_000n);
        const price = await lastPrice();
        if (price !== undefined) expect(price).toBe(UNIT);
      }
    }
    expect(await lastPrice()).toBeUndefined();
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

test('history keeps the last 32 prices', async () => {
  await settle(UNIT, 34);
  expect(await read<PriceData[]>('prices', { records: 100 })).toHaveLength(32);
  expect(await read<PriceData[]>('prices', { records: 3 })).toHaveLength(3);
});

describe('governance', () => {
  test('gives a feed the price to begin with, from which it moves no faster than from any other', async () => {
    await agree(UNIT);
    const start = 3n * UNIT;
    await administer(world, 'price-oracle', 'start_feed', { asset: istsi(), price: start });
    expect(await lastPrice()).toBeUndefined();
    expect(await agree((start * 106n) / 100n)).toBe(false);
    expect(await agree((start * 105n) / 100n)).toBe(true);
    expect(await read<PriceData[]>('prices', { records: 10 })).toHaveLength(2);
  });

  test('lets a feed begin anew, with a whole quorum again', async () => {
    await agree(UNIT);
    await administer(world, 'price-oracle', 'reset_feed', { asset: istsi() });
    await say(UNIT, 200n * UNIT);
    expect(await lastPrice()).toBeUndefined();
    expect(await agree(2n * UNIT)).toBe(true);
  });

  test('that changes the reporters has all of them speak again, and keeps prices', async () => {
    await agree(UNIT);
    await world.advanceTime(60);
    const config = await world.read<OracleConfig>('price-oracle', 'get_config');
    const reporters = [...config.reporters, world.address('carol')];
    await administer(world, 'price-oracle', 'set_config', { config: { ...config, reporters } });
    expect(await lastPrice()).toBeUndefined();
    expect(await read('prices', { records: 1 })).toMatchObject([{ price: UNIT }]);
    await say(UNIT, UNIT);
    expect(await submit('carol', UNIT)).toEqual([true]);
  });

  test('that changes anything else does not interrupt prices', async () => {
    await agree(UNIT);
    const config = await world.read<OracleConfig>('price-oracle', 'get_config');
    await administer(world, 'price-oracle', 'set_config', { config: { ...config, max_age: 300n } });
    expect(await lastPrice()).toBe(UNIT);
  });

  test.each<[string, Partial<OracleConfig>]>([
    ['of two', { quorum: 2 }],
    ['of none', { quorum: 0 }],
    ['of more than there are', { quorum: 4 }],
    ['of half', { quorum: 3, reporters: people(6) }],
    ['of less than half', { quorum: 7, reporters: people(15) }],
  ])('cannot demand a quorum %s', async (_, change) => {
    const config = await world.read<OracleConfig>('price-oracle', 'get_config');
    const attempt = administer(world, 'price-oracle', 'set_config', { config: { ...config, ...change } });
    await expect(attempt).rejects.toMatchObject({ codes: expect.arrayContaining([505]) });
  });

  test('has no more than fifteen reporters, each once', async () => {
    const config = await world.read<OracleConfig>('price-oracle', 'get_config');
    const change = (reporters: string[], quorum: number) =>
      administer(world, 'price-oracle', 'set_config', { config: { ...config, quorum, reporters } });
    await expect(change(people(16), 9)).rejects.toMatchObject({ codes: expect.arrayContaining([507]) });
    const twice = [...people(3), ...people(1)];
    await expect(change(twice, 3)).rejects.toMatchObject({ kind: 'contract' });
    expect(await world.read('price-oracle', 'get_config')).toEqual(config);
  });

  test('can have fifteen reporters of whom eight must agree', async () => {
    const config = await world.read<OracleConfig>('price-oracle', 'get_config');
    const reporters = people(15);
    await administer(world, 'price-oracle', 'set_config', { config: { ...config, quorum: 8, reporters } });
    expect(await world.read('price-oracle', 'get_config')).toMatchObject({ quorum: 8, reporters });
  });
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

// Nine letters: the network's host does not compare them, the router does.
test('governance adds an asset, and reporters may speak for it', async () => {
  await administer(world, 'price-oracle', 'add_asset', { asset: UNKNOWN });
  expect(await world.read('price-oracle', 'assets')).toEqual([istsi(), UNKNOWN]);
  // Without the asset a report is refused; with it one waits for others.
  expect(await submit('reporter1', UNIT, UNKNOWN)).toEqual([false]);
});

test.each(['set_config', 'add_asset', 'start_feed', 'reset_feed', 'set_paused', 'upgrade'])(
  '%s is for the router alone',
  async (method) => {
    const config = await world.read<object>('price-oracle', 'get_config');
    const args: Record<string, ContractArgs> = {
      set_config: { config },
      add_asset: { asset: UNKNOWN },
      start_feed: { asset: istsi(), price: UNIT },
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
