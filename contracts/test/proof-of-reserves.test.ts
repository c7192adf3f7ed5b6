import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BLOCK, deposit, register, totalReserves, totalSupply, txid } from './actions.ts';
import { commitment } from './commitment.ts';
import { eventsOf } from './events.ts';
import { administer, propose } from './governance.ts';
import type { Person } from './people.ts';
import { generateProof, publishProof } from './proofs.ts';
import {
  type Coin,
  completePayment,
  fund,
  paymentOf,
  processPayment,
  UtxoState,
  utxo,
  withdraw,
} from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

const POLICY = {
  fee_cap: 1_000_000n,
  min_ratio_bps: 10_000,
  proof_max_age: 0n,
  warning_ratio_bps: 10_000,
  withdrawal_timeout: 259_200n,
};
const setPolicy = (world: World, changes: Partial<typeof POLICY>): Promise<void> =>
  administer(world, 'reserve-manager', 'set_policy', { policy: { ...POLICY, ...changes } });

describe('the proof of reserves', () => {
  let world: World;
  let coin: Coin;
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
  });
  afterAll(() => world.stop());

  test('is empty before anything happened', async () => {
    await expect(world.read('reserve-manager', 'get_proof')).rejects.toMatchObject({ code: 413 });
    const proof = await generateProof(world);
    expect(proof).toMatchObject({ bitcoin_height: 0, epoch: 1, total_btc: 0n, total_istsi: 0n, utxo_count: 0 });
    expect(Buffer.from(proof.utxo_commitment)).toEqual(commitment([]));
  });

  test('commits to the outputs so that anyone can replay them from the events', async () => {
    coin = await fund(world, 'one', 60_000n);
    const two = await fund(world, 'two', 40_000n);
    const owed = await withdraw(world, 'paid', { amount: 50_000n });
    const payment = await processPayment(world, [owed.id], paymentOf([owed], [coin], 60_000n, 100n));
    expect(await generateProof(world)).toMatchObject({ owed_btc: 50_000n, total_btc: 100_000n, utxo_count: 2 });
    await completePayment(world, payment);
    const completed = (await eventsOf(world, 'latest')).find(({ topics }) => topics[0] === 'payment_completed');
    expect(completed?.data).toMatchObject({
      change: [10_000n],
      inputs: [{ tx_hash: new Uint8Array(coin.txid), vout: 0 }],
    });
    const proof = await generateProof(world);
    expect(proof).toMatchObject({ owed_btc: 0n, total_btc: 50_000n, total_istsi: 50_000n, utxo_count: 2 });
    expect(Buffer.from(proof.utxo_commitment)).toEqual(
      commitment([
        ['+', coin, 60_000n],
        ['+', two, 40_000n],
        ['-', coin, 60_000n],
        ['+', { txid: payment, vout: 1 }, 10_000n],
      ]),
    );
  });

  test('is published by enough custodians who saw the same', async () => {
    const proof = await generateProof(world);
    const { total_btc, utxo_commitment } = proof;
    await expect(publishProof(world, 900_000, proof, ['custodian1'])).rejects.toMatchObject({ code: 403 });
    await expect(publishProof(world, 900_000, proof, ['custodian1', 'mallory'])).rejects.toMatchObject({ code: 404 });
    await expect(publishProof(world, 900_000, { total_btc: total_btc + 1n, utxo_commitment })).rejects.toMatchObject({
      code: 414,
    });
    await expect(publishProof(world, 900_000, { total_btc, utxo_commitment: Buffer.alloc(32) })).rejects.toMatchObject({
      code: 414,
    });
    await publishProof(world, 900_000, proof);
    expect(await world.read('reserve-manager', 'get_proof')).toMatchObject({ bitcoin_height: 900_000, total_btc });
    await expect(publishProof(world, 899_999, proof)).rejects.toMatchObject({ code: 414 });
    // A height that cannot be would be the last one, because no true one is higher.
    await expect(publishProof(world, 2 ** 32 - 1, proof)).rejects.toMatchObject({ code: 478 });
    await publishProof(world, 900_000, proof);
  });

  test('is of the books as they are: what was signed before they changed is signed anew', async () => {
    const seen = await generateProof(world);
    await fund(world, 'in between', 1_000n);
    await expect(publishProof(world, 900_000, seen)).rejects.toMatchObject({ code: 414 });
    await publishProof(world, 900_000, await generateProof(world));
    expect(await world.read('reserve-manager', 'get_proof')).toMatchObject({ total_btc: seen.total_btc + 1_000n });
  });

  test('that is too old stops minting, and a fresh one lets it go on', async () => {
    await setPolicy(world, { proof_max_age: 3_600n });
    await world.advanceTime(3_700);
    await expect(fund(world, 'stale', 1_000n)).rejects.toMatchObject({ codes: expect.arrayContaining([412]) });
    await publishProof(world, 900_001, await generateProof(world));
    await fund(world, 'fresh', 1_000n);
    await setPolicy(world, {});
  });

  test.each<[string, number[]]>([
    ['a program of one byte', [0, 1, 9]],
    ['a program of 41 bytes', [0x51, 41, ...Array<number>(41).fill(9)]],
    ['a push that is shorter than it says', [0x51, 32, ...Array<number>(31).fill(9)]],
    ['a version that there is not', [0x61, 32, ...Array<number>(32).fill(9)]],
    ['nothing', []],
  ])('is never of a reserve that is kept under %s', async (_, script) => {
    const change = administer(world, 'reserve-manager', 'set_reserve_script', { reserve_script: Buffer.from(script) });
    await expect(change).rejects.toMatchObject({ codes: expect.arrayContaining([424]) });
  });

  test('counts epochs, and knows the custodians of each', async () => {
    const reserve_script = Buffer.concat([Buffer.from([0x51, 32]), Buffer.alloc(32, 9)]);
    await administer(world, 'reserve-manager', 'set_reserve_script', { reserve_script });
    expect(await generateProof(world)).toMatchObject({ epoch: 2 });
    const [first, second] = [1, 2].map((epoch) => world.read('reserve-manager', 'get_epoch', { epoch }));
    expect(await first).toMatchObject({ threshold: 2 });
    const { reserve_script: stored } = (await second) as { reserve_script: Uint8Array };
    expect(Buffer.from(stored)).toEqual(reserve_script);
    await expect(world.read('reserve-manager', 'get_epoch', { epoch: 3 })).rejects.toMatchObject({ code: 423 });

    // Change to the script of the epoch before is no longer change.
    const owed = await withdraw(world, 'old script');
    const coins = [{ txid: txid('two'), vout: 0 }];
    const unsigned = paymentOf([owed], coins, 40_000n, 100n);
    await expect(processPayment(world, [owed.id], unsigned)).rejects.toMatchObject({ code: 455 });
  });
});

describe('a lost output', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
    await fund(world, 'kept', 90_000n);
    await fund(world, 'lost', 10_000n);
  });
  afterAll(() => world.stop());

  const writeOff = (attestors: Person[], label = 'lost') =>
    world.invoke(
      'reserve-manager',
      'write_off_output',
      { attestors: attestors.map(world.address), tx_hash: Buffer.from(txid(label)), vout: 0, ...BLOCK },
      { by: 'operator', signers: attestors },
    );

  test('is written off by enough custodians, raises an alert, and stops minting', async () => {
    await expect(writeOff(['custodian3'])).rejects.toMatchObject({ code: 403 });
    await writeOff(['custodian3', 'custodian1']);
    const events = await eventsOf(world, 'latest');
    expect(events.map(({ topics }) => topics[0])).toEqual(['output_lost', 'reserve_update', 'reserve_alert']);
    expect(events[2]).toMatchObject({ topics: ['reserve_alert', 2, 0], data: { reserve_ratio: 9_000n } });
    expect(await totalReserves(world)).toBe(90_000n);
    expect(await totalSupply(world)).toBe(100_000n);
    expect((await utxo(world, { txid: txid('lost'), vout: 0 })).state).toBe(UtxoState.Lost);
    await expect(fund(world, 'more', 1_000n)).rejects.toMatchObject({ code: 30 });
  });

  test('is lost once, and never comes back', async () => {
    await expect(writeOff(['custodian1', 'custodian2'])).rejects.toMatchObject({ code: 452 });
    await expect(deposit(world, { tx: txid('lost'), amount: 10_000n })).rejects.toMatchObject({ code: 42 });
  });
});

describe('set_policy', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await register(world, 'alice', 4);
  });
  afterAll(() => world.stop());

  test.each<[string, Partial<typeof POLICY>, number]>([
    ['a minimum below 100 %', { min_ratio_bps: 9_999 }, 421],
    ['a warning below the minimum', { min_ratio_bps: 10_100, warning_ratio_bps: 10_099 }, 422],
    ['a fee cap of nothing', { fee_cap: 0n }, 422],
    ['a fee cap over 1 BTC', { fee_cap: 100_000_001n }, 422],
    ['a timeout of a moment', { withdrawal_timeout: 3_599n }, 422],
    ['a timeout that never ends', { withdrawal_timeout: 2n ** 64n - 1n }, 422],
    ['a timeout of more than 30 days', { withdrawal_timeout: 2_592_001n }, 422],
    ['a proof that never gets old', { proof_max_age: 2n ** 64n - 1n }, 422],
  ])('refuses %s', async (_, changes, code) => {
    const { contractId, spec } = world.contracts['reserve-manager'];
    const values = [
      contractId,
      'set_policy',
      spec.funcArgsToScVals('set_policy', { policy: { ...POLICY, ...changes } }),
    ];
    const proposing = propose(world, { tag: 'Administer', values });
    await expect(proposing).rejects.toMatchObject({ codes: expect.arrayContaining([code]) });
  });

  test.each([3_600n, 2_592_000n])('admits a timeout of %s seconds', async (withdrawal_timeout) => {
    await setPolicy(world, { withdrawal_timeout });
    expect(await world.read('reserve-manager', 'get_policy')).toMatchObject({ withdrawal_timeout });
    await setPolicy(world, {});
  });

  test('caps the fee of one Bitcoin transaction', async () => {
    await setPolicy(world, { fee_cap: 400n });
    const coin = await fund(world, 'capped', 50_000n);
    const owed = await withdraw(world, 'capped');
    const pay = (fee: bigint) => processPayment(world, [owed.id], paymentOf([owed], [coin], 50_000n, fee));
    await expect(pay(401n)).rejects.toMatchObject({ code: 457 });
    await pay(400n);
  });

  test('belongs to governance alone', async () => {
    const args = { policy: POLICY };
    await expect(
      world.invoke('reserve-manager', 'set_policy', args, { by: 'superAdmin', alone: true }),
    ).rejects.toMatchObject({ kind: 'auth' });
  });
});
