import { signerOf } from '@istsi/soroban-client';
import type { xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BLOCK, deposit, register, stateOf, totalSupply } from '../actions.ts';
import { impersonating, signing } from '../forgery.ts';
import { administer } from '../governance.ts';
import type { Person } from '../people.ts';
import { abandon, addSurplus, books, processSweep, sweepOf } from '../sweeps.ts';
import type { Sign } from '../transaction.ts';
import {
  type Coin,
  completePayment,
  fund,
  paymentOf,
  processPayment,
  UtxoState,
  unsignedTx,
  utxo,
  withdraw,
} from '../withdrawals.ts';
import { reserveScript, startWorld, type World } from '../world.ts';

const stolen = Buffer.concat([Buffer.from([0, 20]), Buffer.alloc(20, 0xee)]);

let world: World;
let coin: Coin;
let round = 0;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  await addSurplus(world, 'surplus', 10_000n);
});
beforeEach(async () => {
  coin = await fund(world, `coin ${round++}`, 100_000n);
});
afterAll(() => world.stop());

describe('the reserve swept elsewhere', () => {
  test.each<[string, { amount: bigint; script: Buffer }[]]>([
    ['altogether', [{ amount: 99_000n, script: stolen }]],
    [
      'in part',
      [
        { amount: 50_000n, script: reserveScript },
        { amount: 49_000n, script: stolen },
      ],
    ],
    ['to a script that begins like ours', [{ amount: 99_000n, script: Buffer.concat([reserveScript, Buffer.of(0)]) }]],
    [
      'with a message of no value',
      [
        { amount: 99_000n, script: reserveScript },
        { amount: 0n, script: Buffer.from('6a', 'hex') },
      ],
    ],
  ])('%s is refused, whoever attests it', async (_, outputs) => {
    const before = await stateOf(world);
    await expect(processSweep(world, unsignedTx([coin], outputs))).rejects.toMatchObject({ code: 455 });
    expect(await stateOf(world)).toEqual(before);
  });

  test('by a change of what withdrawals are paid to is not possible either: a sweep pays no withdrawal', async () => {
    const owed = await withdraw(world, 'by the way', { amount: 20_000n });
    const outputs = [
      { amount: 19_900n, script: owed.script },
      { amount: 80_000n, script: reserveScript },
    ];
    await expect(processSweep(world, unsignedTx([coin], outputs))).rejects.toMatchObject({ code: 455 });
  });
});

describe('fees that drain the backing', () => {
  test('stop at the satoshi where tokens would be uncovered, however many sweeps they are spread over', async () => {
    const { owed_btc, total_btc, total_istsi } = await books(world);
    const surplus = total_btc - owed_btc - total_istsi;
    const other = await fund(world, 'drained', 100_000n);
    await processSweep(world, sweepOf([coin], 100_000n, surplus - 1n));
    const sweep = (fee: bigint) => processSweep(world, sweepOf([other], 100_000n, fee));
    await expect(sweep(2n)).rejects.toMatchObject({ code: 410 });
    const last = await sweep(1n);
    // Nor does replacing find more than there is, which it would if the fee were not owed until it is paid.
    const dearer = sweepOf([other], 100_000n, 2n);
    await expect(processSweep(world, dearer, { replaces: last })).rejects.toMatchObject({ code: 410 });
    expect(await world.read('reserve-manager', 'get_reserve_ratio')).toBe(10_000n);
    // What is owed covers no new token.
    await expect(
      world.read('reserve-manager', 'require_backing', { supply_after: total_istsi + 100_001n }),
    ).rejects.toMatchObject({ code: 410 });
    await completePayment(world, last);
    await addSurplus(world, `surplus ${round++}`, 20_000n);
  });

  test('stop at the minimum ratio where governance asks for more than one to one', async () => {
    const strict = await startWorld();
    await register(strict, 'alice', 4);
    const inputs = [await fund(strict, 'tokens', 100_000n), await addSurplus(strict, 'margin', 1_500n)];
    const policy = await strict.read<object>('reserve-manager', 'get_policy');
    const ratios = { min_ratio_bps: 10_100, warning_ratio_bps: 10_100 };
    await administer(strict, 'reserve-manager', 'set_policy', { policy: { ...policy, ...ratios } });
    await expect(processSweep(strict, sweepOf(inputs, 101_500n, 501n))).rejects.toMatchObject({ code: 411 });
    await processSweep(strict, sweepOf(inputs, 101_500n, 500n));
    await strict.stop();
  });
});

describe('custodians that are not enough', () => {
  test.each<[string, Person[], number]>([
    ['one', ['custodian1'], 403],
    ['none', [], 403],
    ['one, twice', ['custodian1', 'custodian1'], 405],
    ['one, and somebody', ['custodian1', 'mallory'], 404],
    ['the operators of the system', ['superAdmin', 'operator'], 404],
  ])('%s', async (_, attestors, code) => {
    const before = await stateOf(world);
    const unsigned = sweepOf([coin], 100_000n, 100n);
    await expect(processSweep(world, unsigned, { attestors })).rejects.toMatchObject({ code });
    expect(await stateOf(world)).toEqual(before);
  });

  test('without their signatures, with those of others, or with what they signed for something else', async () => {
    const unsigned = sweepOf([coin], 100_000n, 100n);
    await expect(processSweep(world, unsigned, { signers: ['custodian1'] })).rejects.toMatchObject({ kind: 'auth' });
    const sign = impersonating(world);
    await expect(processSweep(world, unsigned, { sign })).rejects.toMatchObject({ kind: 'auth' });

    const signed: xdr.SorobanAuthorizationEntry[] = [];
    const first = await processSweep(world, unsigned, { sign: signing(world, (entry) => signed.push(entry)) });
    const replay: Sign = (entry) => Promise.resolve(signed.find((old) => signerOf(old) === signerOf(entry)) ?? entry);
    const dearer = sweepOf([coin], 100_000n, 200n);
    await expect(processSweep(world, dearer, { replaces: first, sign: replay })).rejects.toMatchObject({
      kind: 'auth',
    });
  });
});

describe('two of the same sweep', () => {
  test('cannot confirm both through a chain of replacements', async () => {
    const [second, third] = [
      await fund(world, `second ${round}`, 100_000n),
      await fund(world, `third ${round}`, 100_000n),
    ];
    const first = await processSweep(world, sweepOf([coin, second], 200_000n, 100n));
    const replace = (inputs: Coin[], fee: bigint, replaces = first) =>
      processSweep(world, sweepOf(inputs, 100_000n * BigInt(inputs.length), fee), { replaces });
    const next = await replace([coin, second], 200n);
    await expect(replace([second], 300n, next)).rejects.toMatchObject({ code: 459 });
    for (const inputs of [[second, third], [coin], [coin, second, third]]) {
      await expect(replace(inputs, 300n, next)).rejects.toMatchObject({ code: 459 });
    }
    // Under another name it is another sweep, for which the outputs are not free.
    await expect(processSweep(world, sweepOf([second], 100_000n, 300n))).rejects.toMatchObject({ code: 452 });
    const { total_btc } = await books(world);
    await completePayment(world, first);
    for (const txid of [first, next]) await expect(completePayment(world, txid)).rejects.toMatchObject({ code: 462 });
    await expect(replace([coin, second], 400n, next)).rejects.toMatchObject({ code: 462 });
    expect((await books(world)).total_btc).toBe(total_btc - 100n);
    expect((await utxo(world, second)).state).toBe(UtxoState.Spent);
    // What the replacement would have paid never comes to exist.
    const phantom = sweepOf([{ txid: next, vout: 0 }], 199_800n, 500n);
    await expect(processSweep(world, phantom)).rejects.toMatchObject({ code: 452 });
  });

  test('do not count twice: not as a deposit either', async () => {
    const sweep = await processSweep(world, sweepOf([coin], 100_000n, 100n));
    const claim = () => deposit(world, { tx: sweep, vout: 0, amount: 99_900n });
    await expect(claim()).rejects.toMatchObject({ code: 407 });
    await completePayment(world, sweep);
    await expect(claim()).rejects.toMatchObject({ code: 407 });
  });
});

test('the change of a replaced payment is never freed, nor what its child would have moved', async () => {
  const owed = await withdraw(world, 'replaced parent', { amount: 40_000n, maxFee: 5_000n });
  const pay = (fee: bigint) => processPayment(world, [owed.id], paymentOf([owed], [coin], 100_000n, fee));
  const parent = await pay(100n);
  const change = { txid: parent, vout: 1 };
  const child = await processSweep(world, sweepOf([change], 60_000n, 900n));
  const confirmed = await pay(200n);
  const before = await books(world);
  await completePayment(world, confirmed);
  await abandon(world, child);
  expect(await books(world)).toMatchObject({
    owed_btc: before.owed_btc - 40_900n,
    total_btc: before.total_btc - 40_000n,
    utxo_count: before.utxo_count,
  });
  for (const phantom of [change, { txid: child, vout: 0 }]) {
    await expect(processSweep(world, sweepOf([phantom], 59_100n, 950n))).rejects.toMatchObject({
      code: expect.toBeOneOf([452, 453]) as number,
    });
    const args = {
      attestors: ['custodian1', 'custodian2'].map((p) => world.address(p as Person)),
      tx_hash: phantom.txid,
      vout: phantom.vout,
      ...BLOCK,
    };
    await expect(
      world.invoke('reserve-manager', 'write_off_output', args, {
        by: 'operator',
        signers: ['custodian1', 'custodian2'],
      }),
    ).rejects.toMatchObject({ code: 452 });
  }
});

test('an output that a sweep may still spend cannot be written off under it', async () => {
  await processSweep(world, sweepOf([coin], 100_000n, 100n));
  const attestors: Person[] = ['custodian1', 'custodian2'];
  const args = { attestors: attestors.map(world.address), tx_hash: Buffer.from(coin.txid), vout: coin.vout, ...BLOCK };
  await expect(
    world.invoke('reserve-manager', 'write_off_output', args, { by: 'operator', signers: attestors }),
  ).rejects.toMatchObject({ code: 452 });
});

test('after all of it, the reserve covers supply and debts', async () => {
  const { owed_btc, total_btc } = await books(world);
  expect(total_btc - owed_btc).toBeGreaterThanOrEqual(await totalSupply(world));
});
