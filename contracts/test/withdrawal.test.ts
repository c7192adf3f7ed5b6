import { xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { balance, decide, pause, register, stateOf, totalReserves, totalSupply, txid } from './actions.ts';
import { eventsOf } from './events.ts';
import { dataKey, isStored } from './ledger-entries.ts';
import {
  type Coin,
  completePayment,
  fund,
  type Owed,
  paymentOf,
  payTo,
  processPayment,
  rollback,
  TIMEOUT,
  txidOf,
  UtxoState,
  unsignedTx,
  utxo,
  WithdrawalState,
  withdraw,
  withdrawalState,
} from './withdrawals.ts';
import { reserveScript, startWorld, type World } from './world.ts';

const status = async (world: World, id: Uint8Array): Promise<number> =>
  (await world.read<{ status: number }>('integration-router', 'get_operation', { operation_id: Buffer.from(id) }))
    .status;
const burnOf = (world: World, id: Uint8Array): xdr.LedgerKey =>
  dataKey(world, 'istsi-token', 'Burn', xdr.ScVal.scvBytes(Buffer.from(id)));
const OperationStatus = { Pending: 0, Completed: 1, RolledBack: 3 } as const;

describe('a withdrawal', () => {
  let world: World;
  let coin: Coin;
  let owed: Owed;
  let payment: Buffer;
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
    coin = await fund(world, 'reserve', 100_000n);
  });
  afterAll(() => world.stop());

  test('burns the tokens, owes the Bitcoin, and says so', async () => {
    owed = await withdraw(world, 'alice', { amount: 30_000n, maxFee: 900n });
    expect(await balance(world, 'alice')).toBe(70_000n);
    expect(await totalSupply(world)).toBe(70_000n);
    expect(await totalReserves(world)).toBe(100_000n);
    expect(await world.read('reserve-manager', 'get_reserve_status')).toMatchObject({
      total_btc: 70_000n,
      total_istsi: 70_000n,
      reserve_ratio: 10_000n,
    });
    expect(await status(world, owed.id)).toBe(OperationStatus.Pending);
    const names = (await eventsOf(world, 'latest')).map(({ contract, topics }) => `${contract} ${topics[0]}`);
    expect(names).toEqual(
      expect.arrayContaining([
        'istsi-token burn',
        'istsi-token integrated_burn',
        'reserve-manager withdrawal_recorded',
        'integration-router token_withdrawal',
        'integration-router reserve_update',
      ]),
    );
  });

  test('is authorized to be paid by exactly one transaction, whose id the contract computes', async () => {
    const unsigned = paymentOf([owed], [coin], 100_000n, 500n);
    payment = await processPayment(world, [owed.id], unsigned);
    expect(payment).toEqual(txidOf(unsigned));
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Authorized);
    expect((await utxo(world, coin)).state).toBe(UtxoState.Committed);
    expect(await utxo(world, { txid: payment, vout: 1 })).toMatchObject({ amount: 70_000n, state: UtxoState.Expected });
    expect(await totalReserves(world)).toBe(100_000n);
  });

  test('cannot be settled before it is paid', async () => {
    const args = { operation_id: owed.id };
    await expect(world.invoke('integration-router', 'settle_operation', args, { by: 'mallory' })).rejects.toMatchObject(
      { code: 41 },
    );
  });

  test('is complete when custodians saw it buried, and its change is reserve again', async () => {
    await expect(completePayment(world, payment, { confirmations: 1 })).rejects.toMatchObject({ code: 406 });
    await completePayment(world, payment, { confirmations: 2 });
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Completed);
    expect((await utxo(world, coin)).state).toBe(UtxoState.Spent);
    expect((await utxo(world, { txid: payment, vout: 1 })).state).toBe(UtxoState.Unspent);
    expect(await totalReserves(world)).toBe(70_000n);
    expect(await world.read('reserve-manager', 'get_reserve_ratio')).toBe(10_000n);
  });

  test('is not paid once more', async () => {
    const again = paymentOf([owed], [{ txid: payment, vout: 1 }], 70_000n, 600n);
    await expect(processPayment(world, [owed.id], again)).rejects.toMatchObject({ code: 443 });
  });

  test('can then be settled by anyone, once', async () => {
    const settle = () =>
      world.invoke('integration-router', 'settle_operation', { operation_id: owed.id }, { by: 'mallory' });
    await settle();
    expect(await status(world, owed.id)).toBe(OperationStatus.Completed);
    await expect(settle()).rejects.toMatchObject({ code: 41 });
  });

  test('leaves no record of what it burned that outlives it', async () => {
    expect(await isStored(world, burnOf(world, owed.id))).toBe(false);
    const next = await withdraw(world, 'alice', { amount: 1_000n, maxFee: 100n });
    expect(await isStored(world, burnOf(world, next.id))).toBe(true);
    await world.advanceTime(TIMEOUT);
    await rollback(world, next.id);
    expect(await isStored(world, burnOf(world, next.id))).toBe(false);
  });

  test('spends the change of the one before it', async () => {
    const next = await withdraw(world, 'alice again', { amount: 70_000n });
    // No change is left: everything that was in the reserve is paid out.
    const unsigned = paymentOf([next], [{ txid: payment, vout: 1 }], 70_000n, 200n);
    await completePayment(world, await processPayment(world, [next.id], unsigned));
    expect(await totalReserves(world)).toBe(0n);
    expect(await totalSupply(world)).toBe(0n);
  });
});

describe('a withdrawal nobody authorized', () => {
  let world: World;
  let coin: Coin;
  let owed: Owed;
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
    coin = await fund(world, 'reserve', 100_000n);
    owed = await withdraw(world, 'alice', { amount: 30_000n });
  });
  afterAll(() => world.stop());

  test('cannot be rolled back before its deadline', async () => {
    await expect(rollback(world, owed.id)).rejects.toMatchObject({ code: 41, codes: expect.arrayContaining([445]) });
  });

  test('is given back by anyone after it, once', async () => {
    await world.advanceTime(TIMEOUT);
    await rollback(world, owed.id);
    expect(await balance(world, 'alice')).toBe(100_000n);
    expect(await totalSupply(world)).toBe(100_000n);
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Refunded);
    expect(await status(world, owed.id)).toBe(OperationStatus.RolledBack);
    expect(await world.read('reserve-manager', 'get_reserve_ratio')).toBe(10_000n);
    await expect(rollback(world, owed.id)).rejects.toMatchObject({ code: 41 });
    expect(await balance(world, 'alice')).toBe(100_000n);
    const late = paymentOf([owed], [coin], 100_000n, 300n);
    await expect(processPayment(world, [owed.id], late)).rejects.toMatchObject({ code: 443 });
  });

  test('is given back to someone who was frozen meanwhile, and stays frozen with them', async () => {
    const frozen = await withdraw(world, 'alice frozen', { amount: 10_000n });
    await decide(world, 'freeze', 'alice');
    await world.advanceTime(TIMEOUT);
    await rollback(world, frozen.id);
    expect(await balance(world, 'alice')).toBe(100_000n);
    await expect(withdraw(world, 'alice frozen again')).rejects.toMatchObject({ code: 20 });
  });
});

describe('execute_token_withdrawal refuses', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
    await register(world, 'bob', 1);
    await fund(world, 'reserve', 1_000_000n);
  });
  afterAll(() => world.stop());

  const reserveAddress = 'bcrt1q';
  test.each<[string, Parameters<typeof withdraw>[2], object]>([
    ['nothing', { amount: 0n, maxFee: 0n }, {}],
    ['more than the balance', { amount: 1_000_001n }, { code: 203 }],
    ['the largest amount', { amount: 2n ** 64n - 1n }, {}],
    ['what would leave dust', { amount: 1_545n, maxFee: 1_000n }, { code: 442 }],
    ['a fee of all of it', { amount: 10_000n, maxFee: 10_000n }, { code: 442 }],
    ['a fee larger than it', { amount: 10_000n, maxFee: 2n ** 64n - 1n }, { code: 442 }],
    ['a fee of nothing, which could never be paid', { maxFee: 0n }, { code: 442 }],
    ['something that is no address', { address: 'satoshi' }, { code: 435 }],
    ['half an address', { address: reserveAddress }, { code: 435 }],
    ['an address of the main network', { address: '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa' }, { code: 435 }],
    ['someone without an identity', { by: 'mallory' }, { code: 20 }],
    ['someone without tokens', { by: 'bob' }, {}],
  ])('%s', async (label, options, refusal) => {
    const before = await stateOf(world);
    await expect(withdraw(world, label, options)).rejects.toMatchObject(refusal);
    expect(await stateOf(world)).toEqual(before);
  });

  test('to spend for somebody else', async () => {
    const args = {
      user: world.address('alice'),
      token_amount: 10_000n,
      btc_address: payTo('mallory').address,
      max_fee: 500n,
    };
    const invoke = world.invoke('integration-router', 'execute_token_withdrawal', args, { by: 'mallory', alone: true });
    await expect(invoke).rejects.toMatchObject({ kind: 'auth' });
  });

  test('while the system is paused', async () => {
    await pause(world);
    await expect(withdraw(world, 'paused')).rejects.toMatchObject({ code: 50 });
  });
});

describe('a payment is refused', () => {
  let world: World;
  let coin: Coin;
  let a: Owed;
  let b: Owed;
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
    coin = await fund(world, 'reserve', 100_000n);
    a = await withdraw(world, 'a', { amount: 20_000n, maxFee: 600n });
    b = await withdraw(world, 'b', { amount: 30_000n, maxFee: 500n });
  });
  afterAll(() => world.stop());

  let before: string[];
  beforeEach(async () => {
    before = await stateOf(world);
  });

  const change = (amount: bigint) => ({ amount, script: reserveScript });
  const pays = (owed: Owed, fee: bigint) => ({ amount: owed.amount - fee, script: owed.script });
  test.each<[string, () => [ids: Buffer[], unsigned: Buffer], number]>([
    ['without withdrawals', () => [[], unsignedTx([coin], [change(99_000n)])], 447],
    ['that is garbage', () => [[a.id], Buffer.from('garbage')], 430],
    ['of a withdrawal that nobody asked for', () => [[Buffer.alloc(32)], paymentOf([a], [coin], 100_000n, 500n)], 441],
    [
      'from an output that is not the reserve',
      () => [[a.id], paymentOf([a], [{ txid: txid('x'), vout: 0 }], 100_000n, 9n)],
      408,
    ],
    ['with less than it pays', () => [[a.id], unsignedTx([coin], [pays(a, 500n), change(99_000n)])], 453],
    ['a satoshi short', () => [[a.id], unsignedTx([coin], [pays(a, 501n), change(80_000n), change(0n)])], 455],
    ['a satoshi too generous', () => [[a.id], unsignedTx([coin], [pays(a, 499n), change(80_000n - 1n)])], 454],
    [
      'to somebody else',
      () => [[a.id], unsignedTx([coin], [pays({ ...a, script: b.script }, 500n), change(80_000n)])],
      454,
    ],
    ['without an output for each', () => [[a.id, b.id], paymentOf([a], [coin], 100_000n, 500n)], 454],
    ['in the wrong order', () => [[b.id, a.id], paymentOf([a, b], [coin], 100_000n, 600n)], 454],
    ['with a fee over what one user allowed', () => [[a.id, b.id], paymentOf([a, b], [coin], 100_000n, 1_002n)], 456],
    ['with change of dust', () => [[a.id], unsignedTx([coin], [pays(a, 500n), change(79_500n), change(500n)])], 455],
    ...[4, 2 ** 31].map((version): [string, () => [Buffer[], Buffer], number] => [
      `of version ${version}, which is not relayed`,
      () => [[a.id], unsignedTx([coin], [pays(a, 500n), change(80_000n)], { version })],
      436,
    ]),
    [
      'that cannot be replaced',
      () => [[a.id], unsignedTx([coin], [pays(a, 500n), change(80_000n)], { sequence: 0xffff_fffe })],
      436,
    ],
    [
      'with a relative lock time',
      () => [[a.id], unsignedTx([coin], [pays(a, 500n), change(80_000n)], { sequence: 144 })],
      436,
    ],
    [
      'with a lock time in the future',
      () => [[a.id], unsignedTx([coin], [pays(a, 500n), change(80_000n)], { lockTime: 900_000 })],
      436,
    ],
    ['of version 0', () => [[a.id], unsignedTx([coin], [pays(a, 500n), change(80_000n)], { version: 0 })], 436],
  ])('%s', async (_, given, code) => {
    const [ids, unsigned] = given();
    await expect(processPayment(world, ids, unsigned)).rejects.toMatchObject({ code });
    expect(await stateOf(world)).toEqual(before);
  });

  test('with too few custodians, or with one twice, or with someone else', async () => {
    const unsigned = paymentOf([a], [coin], 100_000n, 500n);
    const by = (...attestors: ('custodian1' | 'custodian2' | 'mallory')[]) =>
      processPayment(world, [a.id], unsigned, { attestors });
    await expect(by('custodian1')).rejects.toMatchObject({ code: 403 });
    await expect(by('custodian1', 'custodian1')).rejects.toMatchObject({ code: 405 });
    await expect(by('custodian1', 'mallory')).rejects.toMatchObject({ code: 404 });
  });

  test('without their signatures', async () => {
    const unsigned = paymentOf([a], [coin], 100_000n, 500n);
    await expect(processPayment(world, [a.id], unsigned, { signers: ['custodian1'] })).rejects.toMatchObject({
      kind: 'auth',
    });
  });

  test('for none of the versions that are relayed, of which 3 is the one that no recipient’s child can pin', async () => {
    for (const [version, fee] of [
      [1, 300n],
      [2, 400n],
      [3, 500n],
    ] as const) {
      const own = await withdraw(world, `version ${version}`, { amount: 2_000n, maxFee: 600n });
      const input = await fund(world, `version ${version}`, 10_000n);
      const unsigned = unsignedTx([input], [pays(own, fee), change(8_000n)], { version });
      expect(await processPayment(world, [own.id], unsigned)).toEqual(txidOf(unsigned));
    }
  });

  test('after the deadline, when it can only be refunded', async () => {
    await world.advanceTime(TIMEOUT);
    await expect(processPayment(world, [a.id], paymentOf([a], [coin], 100_000n, 500n))).rejects.toMatchObject({
      code: 444,
    });
  });
});

describe('a batch', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
  });
  afterAll(() => world.stop());

  test('shares its fee to the satoshi, and the reserve pays none of it', async () => {
    const coins = [await fund(world, 'one', 100_000n), await fund(world, 'two', 50_000n)];
    const owed: Owed[] = [];
    for (const label of ['a', 'b', 'c']) owed.push(await withdraw(world, label, { amount: 25_000n, maxFee: 400n }));
    const ids = owed.map(({ id }) => id);
    const payment = await processPayment(world, ids, paymentOf(owed, coins, 150_000n, 1_000n));
    await completePayment(world, payment);
    expect(await totalReserves(world)).toBe(75_000n);
    expect(await totalSupply(world)).toBe(75_000n);
    for (const id of ids) expect(await withdrawalState(world, id)).toBe(WithdrawalState.Completed);
  });

  test('of 32 withdrawals fits into one transaction', { timeout: 120_000 }, async () => {
    const coin = await fund(world, 'many', 32n * 2_000n);
    const owed: Owed[] = [];
    for (let i = 0; i < 32; i++) owed.push(await withdraw(world, `many ${i}`, { amount: 2_000n, maxFee: 500n }));
    const ids = owed.map(({ id }) => id);
    const payment = await processPayment(world, ids, paymentOf(owed, [coin], 64_000n, 3_217n));
    await completePayment(world, payment);
    expect(await totalReserves(world)).toBe(await totalSupply(world));
  });
});
