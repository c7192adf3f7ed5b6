import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { balance, decide, deposit, pause, register, resume, stateOf, txid } from './actions.ts';
import { eventsOf } from './events.ts';
import {
  type ExchangeOptions,
  exchange,
  fundInventory,
  ISTSI_PRICE,
  openExchange,
  quoteOf,
  setPrice,
} from './exchange.ts';
import { administer, cancel, decree, propose } from './governance.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let nonce = 0n;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 3);
  await register(world, 'bob', 3);
  await openExchange(world);
  await deposit(world, { user: 'alice', amount: 1_000_000n, tx: txid('alice') });
  await deposit(world, { user: 'bob', amount: 1_000_000n, tx: txid('bob') });
  await fundInventory(world, { istsi: 500_000n, dollars: 10n ** 12n, from: 'bob' });
});
beforeEach(async () => {
  await setPrice(world, ISTSI_PRICE);
});
afterAll(() => world.stop());

const dollars = (): Promise<bigint> => world.read('fungible-token', 'balance', { id: world.address('alice') });
const swap = (options: Partial<ExchangeOptions> = {}): Promise<bigint> =>
  exchange(world, { user: 'alice', amount: 10_000n, nonce: nonce++, ...options });

describe('an exchange', () => {
  test('gives what was quoted: the rate less the fee, rounded down', async () => {
    // One satoshi is 0.0006 dollars, which have 7 decimals: 6000 units. 30 basis points are the fee.
    const quote = await quoteOf(world, 'istsi-token', 'fungible-token', 10_000n);
    expect(quote).toMatchObject({ amount_in: 10_000n, amount_out: 59_820_000n, fee: 180_000n, value: 10_000n });
    const [sats, cash] = [await balance(world, 'alice'), await dollars()];
    expect(await swap()).toBe(quote.amount_out);
    const events = await eventsOf(world, 'latest');
    expect(events.at(-1)).toMatchObject({
      contract: 'integration-router',
      data: { amount_in: 10_000n, amount_out: 59_820_000n, fee: 180_000n },
    });
    expect(await balance(world, 'alice')).toBe(sats - 10_000n);
    expect(await dollars()).toBe(cash + 59_820_000n);
  });

  test('goes both ways, never mints, and always leaves the fee', async () => {
    const [supply, sats] = [await world.read('istsi-token', 'total_supply'), await balance(world, 'alice')];
    const got = await swap({ amount: 10_000n });
    const back = await swap({ from: 'fungible-token', to: 'istsi-token', amount: got });
    expect(back).toBeLessThan(10_000n);
    expect(await balance(world, 'alice')).toBe(sats - 10_000n + back);
    expect(await world.read('istsi-token', 'total_supply')).toBe(supply);
  });

  test('keeps a record of the operation', async () => {
    await swap();
    const events = await eventsOf(world, 'latest');
    const operation_id = events.at(-1)!.topics[2] as Buffer;
    expect(await world.read('integration-router', 'get_operation', { operation_id })).toMatchObject({
      amount: 10_000n,
      operation_type: 2,
      status: 1,
      user: world.address('alice'),
    });
  });
});

describe('a configuration of exchanges is not even proposed', () => {
  const proposeWith = async (change: (config: { tokens: { token: string }[] }) => object): Promise<number> => {
    const config = await world.read<{ tokens: { token: string }[] }>('integration-router', 'get_exchange_config');
    return await propose(world, { tag: 'SetExchangeConfig', values: [{ ...config, ...change(config) }] });
  };

  test.each<[string, Parameters<typeof proposeWith>[0], number]>([
    ['with a fee above a tenth', () => ({ fee_bps: 1_001 }), 41],
    ['with prices of no age', () => ({ max_age: 0n }), 41],
    ['that lets prices be no way off', () => ({ max_deviation_bps: 0 }), 41],
    ['that lets prices be all the way off', () => ({ max_deviation_bps: 10_000 }), 41],
    ['without records', () => ({ twap_records: 0 }), 41],
    ['with a token twice', ({ tokens: [one] }) => ({ tokens: [one, one] }), 41],
    [
      'with a token that is not the router’s',
      ({ tokens: [one, two] }) => ({ tokens: [one, { ...two, token: world.address('mallory') }] }),
      10,
    ],
  ])('%s', async (_, change, code) => {
    await expect(proposeWith(change)).rejects.toMatchObject({ code });
  });

  test('but at the last bounds', async () => {
    const id = await proposeWith(() => ({ fee_bps: 1_000, max_age: 1n, max_deviation_bps: 9_999, twap_records: 1 }));
    await cancel(world, id);
  });
});

describe('execute_cross_token_exchange refuses', () => {
  test.each<[string, () => Promise<unknown>, object]>([
    ['less than the user accepts', () => swap({ min_out: 59_820_001n }), { code: 41 }],
    ['what comes after its deadline', () => swap({ deadline: 1n }), { code: 40 }],
    ['a token for itself', () => swap({ to: 'istsi-token' }), { code: 41 }],
    ['nothing', () => swap({ amount: 0n }), { code: 41 }],
    [
      'so little that nothing comes out',
      () => swap({ from: 'fungible-token', to: 'istsi-token', amount: 1n }),
      { code: 41 },
    ],
    ['more than the user has', () => swap({ amount: 900_000_000n, min_out: 0n }), { code: 30 }],
    ['a contract that is no token here', () => swap({ to: 'reserve-manager' }), { code: 10 }],
    ['a user without an identity', () => swap({ user: 'mallory' }), { code: 20 }],
    ['what the user did not authorize', () => swap({ by: 'bob' }), { kind: 'auth' }],
  ])('%s', async (_, attempt, refusal) => {
    const before = await stateOf(world);
    await expect(attempt()).rejects.toMatchObject(refusal);
    expect(await stateOf(world)).toEqual(before);
  });

  test('the same order twice', async () => {
    await swap({ nonce: 77_777n });
    await expect(swap({ nonce: 77_777n })).rejects.toMatchObject({ code: 42 });
  });

  test('a frozen user, and one whose limit is reached', async () => {
    await decide(world, 'freeze', 'alice');
    await expect(swap()).rejects.toMatchObject({ code: 20, codes: expect.arrayContaining([113]) });
    await decide(world, 'unfreeze', 'alice');
    await decide(world, 'set_tier', 'alice', { tier: 0 });
    await expect(swap()).rejects.toMatchObject({ code: 21 });
    await decide(world, 'set_tier', 'alice', { tier: 3 });
  });

  test('everything while paused', async () => {
    await pause(world);
    await expect(swap()).rejects.toMatchObject({ code: 50 });
    await resume(world);
  });

  test('an old price', async () => {
    await world.advanceTime(400);
    await expect(swap()).rejects.toMatchObject({ code: 12 });
  });
});

describe('knowing the next prices', () => {
  test.each([
    ['rise', 101n, 100n],
    ['fall', 99n, 100n],
  ])('that %s wins nothing to whoever buys and sells within the window', async (_, step, per) => {
    await world.advanceTime(60);
    let price = ISTSI_PRICE;
    await setPrice(world, price);
    const rises = step > per;
    const dollarsBefore = await swap({ amount: 10_000n });
    const sats = rises
      ? await swap({ from: 'fungible-token', to: 'istsi-token', amount: dollarsBefore })
      : await swap({ amount: 10_000n });
    for (let tick = 0; tick < 12; tick++) {
      await world.advanceTime(60);
      if (tick < 2) price = (price * step) / per;
      await setPrice(world, price);
    }
    const back = rises
      ? await swap({ amount: sats })
      : await swap({ from: 'fungible-token', to: 'istsi-token', amount: sats });
    expect(back).toBeLessThan(rises ? dollarsBefore : 10_000n);
    await administer(world, 'price-oracle', 'reset_feed', {
      asset: { tag: 'Stellar', values: [world.contracts['istsi-token'].contractId] },
    });
  });
});

describe('governance', () => {
  const withdraw = (to: string, amount: bigint): Promise<void> =>
    decree(world, { tag: 'WithdrawInventory', values: [world.contracts['istsi-token'].contractId, to, amount] });

  test('takes inventory and fees out, to whom the token admits', async () => {
    const before = await balance(world, 'bob');
    await withdraw(world.address('bob'), 1_000n);
    expect(await balance(world, 'bob')).toBe(before + 1_000n);
    const events = await eventsOf(world, 'latest');
    expect(events).toContainEqual({
      contract: 'integration-router',
      topics: ['inventory_withdrawn', world.contracts['istsi-token'].contractId, world.address('bob')],
      data: { amount: 1_000n },
    });
    await expect(withdraw(world.address('mallory'), 1n)).rejects.toThrow();
    await expect(withdraw(world.address('bob'), 10n ** 12n)).rejects.toThrow();
    await expect(withdraw(world.address('bob'), 0n)).rejects.toMatchObject({ code: 41 });
  });

  test('gives its last token out, and not one more', async () => {
    await swap();
    const router = world.contracts['integration-router'].contractId;
    const back = { from: 'fungible-token', to: 'istsi-token', amount: 10_000_000n } as const;
    const { amount_out } = await quoteOf(world, back.from, back.to, back.amount);
    const held = await world.read<bigint>('istsi-token', 'balance', { id: router });
    await withdraw(world.address('bob'), held - amount_out + 1n);
    await expect(swap(back)).rejects.toMatchObject({ code: 30 });
    const one = { from: world.address('bob'), to: router, amount: 1n };
    await world.invoke('istsi-token', 'transfer', one, { by: 'bob' });
    expect(await swap(back)).toBe(amount_out);
    expect(await world.read('istsi-token', 'balance', { id: router })).toBe(0n);
  });
});
