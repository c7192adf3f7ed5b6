import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balance, deposit, depositArgs, register, stateOf, totalReserves, totalSupply, txid } from './actions.ts';
import { eventsOf } from './events.ts';
import { decree, setCustodians } from './governance.ts';
import type { Person } from './people.ts';
import { reserveScript, startWorld, type World } from './world.ts';

const ONE_BTC = 100_000_000n;

describe('the reserve', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
  });
  afterAll(() => world.stop());

  test('has a ratio of 10000 while nothing is issued', async () => {
    expect(await world.read('reserve-manager', 'get_reserve_ratio')).toBe(10_000n);
  });

  let block = 800_000;
  test.each([
    [1_000n, 2],
    [ONE_BTC / 10n - 1n, 2],
    [ONE_BTC / 10n, 3],
    [ONE_BTC - 1n, 3],
    [ONE_BTC, 6],
    [10n * ONE_BTC - 1n, 6],
    [10n * ONE_BTC, 12],
    [21_000_000n * ONE_BTC, 12],
  ])('asks %i satoshis for %i confirmations', async (amount, confirmations) => {
    expect(await world.read('reserve-manager', 'required_confirmations', { amount })).toBe(confirmations);
    if (amount > 1_000n * ONE_BTC) return;
    // Far from all others: no reorganization takes back both.
    block += 100;
    await deposit(world, { amount, confirmations, block, tx: txid(`exactly ${amount}`) });
  });

  test('registers what mints for the router alone, though all custodians agree', async () => {
    const before = await stateOf(world);
    const { user, btc_amount, btc_tx_hash, btc_vout, ...seen } = depositArgs(world, { tx: txid('past the router') });
    const { attestors, confirmations, block_height, block_hash } = seen;
    const finding = { tx_hash: btc_tx_hash, vout: btc_vout, amount: btc_amount, confirmations };
    const args = { attestors, user, ...finding, block_height, block_hash };
    const signers: Person[] = ['custodian1', 'custodian2', 'custodian3'];
    const attempt = world.invoke('reserve-manager', 'register_bitcoin_deposit', args, { by: 'operator', signers });
    await expect(attempt).rejects.toMatchObject({ kind: 'auth' });
    expect(await stateOf(world)).toEqual(before);
  });

  test('shows a surplus in basis points after a burn', async () => {
    const supply = await totalSupply(world);
    const args = { from: world.address('alice'), amount: supply / 2n };
    await world.invoke('istsi-token', 'burn', args, { by: 'alice' });
    const reserves = await totalReserves(world);
    const left = await totalSupply(world);
    expect(await world.read('reserve-manager', 'get_reserve_status')).toEqual({
      total_btc: reserves,
      total_istsi: left,
      reserve_ratio: (reserves * 10_000n) / left,
    });
  });

  test('saturates its ratio instead of failing', async () => {
    const rest = (await balance(world, 'alice')) - 1n;
    const args = { from: world.address('alice'), amount: rest };
    await world.invoke('istsi-token', 'burn', args, { by: 'alice' });
    expect(await world.read('reserve-manager', 'get_reserve_ratio')).toBe((await totalReserves(world)) * 10_000n);
  });

  test('backs exactly what it holds', async () => {
    const supply_after = await totalReserves(world);
    await world.read('reserve-manager', 'require_backing', { supply_after });
    for (const more of [supply_after + 1n, 2n ** 64n - 1n]) {
      await expect(world.read('reserve-manager', 'require_backing', { supply_after: more })).rejects.toMatchObject({
        code: 410,
      });
    }
  });

  test('knows no output that was never registered', async () => {
    const unknown = { tx_hash: txid('unknown'), vout: 0 };
    await expect(world.read('reserve-manager', 'get_utxo', unknown)).rejects.toMatchObject({ code: 408 });
  });

  test('follows new custodians, and no longer the old ones', async () => {
    const set = (custodians: ('custodian1' | 'custodian2' | 'bob' | 'carol')[], threshold: number) =>
      decree(world, setCustodians(world, custodians, threshold));
    for (const [custodians, threshold] of [
      [[], 0],
      [['bob'], 0],
      [['bob'], 2],
      [['bob', 'bob'], 1],
    ] as const) {
      await expect(set([...custodians], threshold)).rejects.toMatchObject({ code: 41 });
    }
    await set(['bob', 'carol'], 2);
    expect((await eventsOf(world, 'latest')).filter(({ contract }) => contract === 'reserve-manager')).toEqual([
      {
        contract: 'reserve-manager',
        topics: ['custodians_changed'],
        data: {
          custodians: [world.address('bob'), world.address('carol')],
          epoch: expect.any(Number) as number,
          reserve_script: new Uint8Array(reserveScript),
          threshold: 2,
        },
      },
    ]);
    await expect(deposit(world, { tx: txid('old custodians') })).rejects.toMatchObject({ code: 404 });
    await deposit(world, { tx: txid('new custodians'), attestors: ['carol', 'bob'] });
    await set(['custodian1', 'custodian2'], 2);
  });
});

describe('a minimum ratio above 100 %', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ minRatioBps: 10_100 });
    await register(world, 'alice', 4);
  });
  afterAll(() => world.stop());

  test('stops a mint that would leave less than the margin', async () => {
    const before = await stateOf(world);
    await expect(deposit(world)).rejects.toMatchObject({ code: 31, codes: expect.arrayContaining([411]) });
    expect(await stateOf(world)).toEqual(before);
  });
});
