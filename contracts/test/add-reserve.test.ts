import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BLOCK,
  balance,
  deposit,
  pause,
  register,
  resume,
  stateOf,
  totalReserves,
  totalSupply,
  txid,
} from './actions.ts';
import { eventsOf } from './events.ts';
import { addReserve } from './limits.ts';
import { books, processSweep, sweepOf } from './sweeps.ts';
import { fund } from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

const ratio = (world: World): Promise<bigint> => world.read('reserve-manager', 'get_reserve_ratio');

describe('an output that is added to the reserve', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
    await fund(world, 'held', 100_000n);
    await fund(world, 'lost', 10_000n);
  });
  afterAll(() => world.stop());

  test('counts, and mints nothing', async () => {
    const supply = await totalSupply(world);
    await addReserve(world, { label: 'donated', amount: 5_000n });
    expect(await totalReserves(world)).toBe(115_000n);
    expect(await totalSupply(world)).toBe(supply);
    expect(await eventsOf(world, 'latest')).toMatchObject([
      { topics: ['reserve_added', expect.anything(), 0], data: { amount: 5_000n, block: { height: 800_000 } } },
      { topics: ['reserve_update'] },
    ]);
  });

  test('pays for a sweep', async () => {
    const coin = { txid: txid('donated'), vout: 0 };
    await processSweep(world, sweepOf([coin], 5_000n, 4_000n));
    expect(await books(world)).toMatchObject({ owed_btc: 4_000n });
  });

  test('fills a loss, and minting goes on', async () => {
    const lost = { attestors: ['custodian1', 'custodian2'].map((p) => world.address(p as 'custodian1')) };
    await world.invoke(
      'reserve-manager',
      'write_off_output',
      { ...lost, tx_hash: Buffer.from(txid('lost')), vout: 0, ...BLOCK },
      { by: 'operator', signers: ['custodian1', 'custodian2'] },
    );
    await expect(fund(world, 'more', 1_000n)).rejects.toMatchObject({ code: 30 });
    await addReserve(world, { label: 'filled', amount: 9_000n });
    expect(await ratio(world)).toBe(10_000n);
    await fund(world, 'more', 1_000n);
  });

  test.each<[string, Parameters<typeof addReserve>[1], object]>([
    ['twice', { label: 'filled' }, { code: 407 }],
    ['of nothing', { label: 'none', amount: 0n }, { code: 402 }],
    ['by too few', { label: 'few', attestors: ['custodian1'] }, { code: 403 }],
    ['by a stranger', { label: 'stranger', attestors: ['custodian1', 'mallory'] }, { code: 404 }],
    ['that a custodian did not sign', { label: 'unsigned', signers: ['custodian1'] }, { kind: 'auth' }],
    ['of 1 BTC too early', { label: 'early', amount: 100_000_000n, confirmations: 5 }, { code: 406 }],
    ['in a block that cannot be', { label: 'block', block: 2 ** 32 - 1 }, { code: 478 }],
  ])('is refused %s', async (_, addition, refusal) => {
    const before = await stateOf(world);
    await expect(addReserve(world, addition)).rejects.toMatchObject(refusal);
    expect(await stateOf(world)).toEqual(before);
  });

  test('is refused while paused', async () => {
    await pause(world);
    await expect(addReserve(world, { label: 'paused' })).rejects.toMatchObject({ code: 401 });
    await resume(world);
  });

  test('never mints, nor does what minted count again', async () => {
    await expect(deposit(world, { tx: txid('filled'), amount: 9_000n })).rejects.toMatchObject({ code: 407 });
    await expect(addReserve(world, { label: 'held' })).rejects.toMatchObject({ code: 407 });
  });
});

describe('a minimum ratio above 100 % from the start', () => {
  test('begins with a margin that is added, and mints up to it', async () => {
    const world = await startWorld({ minRatioBps: 10_100 });
    await register(world, 'alice', 4);
    await expect(deposit(world, { amount: 100_000n })).rejects.toMatchObject({ code: 31 });
    await addReserve(world, { amount: 1_000n });
    await deposit(world, { amount: 100_000n });
    expect(await balance(world, 'alice')).toBe(100_000n);
    await expect(deposit(world, { amount: 1_000n, tx: txid('over') })).rejects.toMatchObject({ code: 31 });
    await world.stop();
  });
});
