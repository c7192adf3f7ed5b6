import { type ContractArgs, invocation } from '@istsi/soroban-client';
import { Address, TEST_NETWORK } from '@scure/btc-signer';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BLOCK, register, txid } from './actions.ts';
import { undo } from './batch-ends.ts';
import { approve, decree, propose, setCustodians } from './governance.ts';
import type { Person } from './people.ts';
import { type Prepared, prepare } from './prepared.ts';
import { holdReturn, nameReturn, proposeReturn, registerReturnable } from './returns.ts';
import { addSurplus, processSweep, sweepOf } from './sweeps.ts';
import { prepare as prepareSigned, send as sendSigned, signWith } from './transaction.ts';
import {
  type Coin,
  completePayment,
  fund,
  type Owed,
  paymentOf,
  payTo,
  processPayment,
  UtxoState,
  utxo,
  WithdrawalState,
  withdraw,
  withdrawalState,
} from './withdrawals.ts';
import { startWorld, type World } from './world.ts';

/*
 * What custodians, officers and governance prepared and signed about the reserve goes through whatever the others did since:
 * none of the entries that it writes has grown, and it needs none that it did not name.
 */
const DAY = 86_400;
const QUORUM: Person[] = ['custodian1', 'custodian2'];
const DECIDERS: Person[] = ['superAdmin', 'bob', 'carol'];

let origin: World;
let world: World;
beforeAll(async () => {
  origin = await startWorld({ governance: { superAdmins: DECIDERS, threshold: 1, delay: 0n, expiry: 604_800n } });
  await register(origin, 'alice', 4);
  await addSurplus(origin, 'surplus', 50_000n);
  return () => origin.stop();
});
beforeEach(async () => {
  world = await origin.copy();
});
afterEach(() => world.stop());

/** What custodians signed, to be sent later. */
async function attested(method: string, args: ContractArgs): Promise<() => Promise<void>> {
  const { network, people, contracts } = world;
  const all = { attestors: QUORUM.map(world.address), ...args };
  const prepared = await prepareSigned({
    network,
    source: people.mallory,
    invoke: invocation(contracts['reserve-manager'], method, all),
    sign: signWith(
      network,
      QUORUM.map((name) => people[name]),
    ),
  });
  return async () => void (await sendSigned(network, prepared));
}

const outpoint = ({ txid: hash, vout }: Coin) => ({ tx_hash: Buffer.from(hash), vout });

describe('about a batch, while others act on it,', () => {
  let coins: Coin[];
  let owed: Owed;
  let first: Buffer;
  beforeEach(async () => {
    coins = [await fund(world, 'one', 100_000n), await fund(world, 'two', 100_000n)];
    owed = await withdraw(world, 'x', { amount: 150_000n, maxFee: 20_000n });
    first = await processPayment(world, [owed.id], payment(100n));
  });
  const payment = (fee: bigint, inputs = coins): Buffer =>
    paymentOf([owed], inputs, 100_000n * BigInt(inputs.length), fee);
  const replaced = (fee: bigint) => ({ withdrawal_ids: [owed.id], unsigned_tx: payment(fee) });
  const cancelling = (fee: bigint) => ({ unsigned_tx: sweepOf(coins, 200_000n, fee), replaces: first });
  const gone = () => ({ lost: coins.map(outpoint), spent_by: txid('a conflict'), confirmations: 100 });

  test.each<[string, string, () => ContractArgs]>([
    ['a further version', 'process_bitcoin_withdrawal', () => replaced(900n)],
    ['a cancellation', 'process_bitcoin_sweep', () => cancelling(950n)],
    ['the end by its first version', 'complete_bitcoin_withdrawal', () => ({ txid: first, confirmations: 12 })],
    ['its undoing', 'undo_batch', () => ({ txid: first, ...gone() })],
  ])('%s goes through', async (_, method, args) => {
    const isDated = method === 'complete_bitcoin_withdrawal' || method === 'undo_batch';
    const send = await attested(method, { ...args(), ...(isDated ? BLOCK : {}) });
    for (const fee of [200n, 300n]) await processPayment(world, [owed.id], payment(fee));
    await processSweep(world, sweepOf(coins, 200_000n, 400n), { replaces: first });
    await send();
  });

  test('every version spends the same outputs: one that brings another, leaves one out or turns them around is refused', async () => {
    const third = await fund(world, 'three', 100_000n);
    for (const inputs of [[...coins, third], coins.slice(0, 1), coins.toReversed()]) {
      const unsigned = sweepOf(inputs, 100_000n * BigInt(inputs.length), 900n);
      await expect(processSweep(world, unsigned, { replaces: first })).rejects.toMatchObject({ code: 459 });
    }
    for (const inputs of [[...coins, third], coins.toReversed()]) {
      const attempt = processPayment(world, [owed.id], payment(900n, inputs));
      await expect(attempt).rejects.toMatchObject({ code: 459 });
    }
    expect((await utxo(world, third)).state).toBe(UtxoState.Unspent);
  });

  test('it ends with the loss of any of them, and the rest is free', async () => {
    const second = await processPayment(world, [owed.id], payment(200n));
    await expect(undo(world, second, [])).rejects.toMatchObject({ code: 480 });
    await undo(world, second, [coins[1]!]);
    expect((await utxo(world, coins[0]!)).state).toBe(UtxoState.Unspent);
    expect((await utxo(world, coins[1]!)).state).toBe(UtxoState.Lost);
    expect(await withdrawalState(world, owed.id)).toBe(WithdrawalState.Pending);
    await expect(completePayment(world, first)).rejects.toMatchObject({ code: 462 });
  });
});

describe('about a deposit that goes back,', () => {
  const coin = { txid: txid('refused'), vout: 0 };
  const long = Address({ ...TEST_NETWORK, bech32: 'bcrt' }).encode({ type: 'wsh', hash: new Uint8Array(32).fill(7) });

  test('the end of its output goes through when an officer has proposed meanwhile where it goes, and when none has any more', async () => {
    await registerReturnable(world, { owner: null });
    const send = await attested('write_off_output', { ...outpoint(coin), ...BLOCK });
    await proposeReturn(world, 'officer', { address: long });
    await send();
    expect((await utxo(world, coin)).state).toBe(UtxoState.Lost);
    const back = await attested('reinstate_output', { ...outpoint(coin), confirmations: 100, ...BLOCK });
    await holdReturn(world, 'superAdmin', true);
    await back();
    const { proposer } = await world.read<{ proposer?: string }>('reserve-manager', 'get_return', outpoint(coin));
    expect(proposer ?? undefined).toBeUndefined();
  });

  test('its payment is found out to have confirmed though its owner has named a longer address since', async () => {
    await registerReturnable(world);
    const spare = await fund(world, 'spare', 100_000n);
    const home = payTo('home');
    const id = await nameReturn(world, 'alice', { address: home.address });
    await world.advanceTime(DAY);
    const owed: Owed = { id, amount: 50_000n, script: home.script };
    const paid = await processPayment(world, [id], paymentOf([owed], [spare], 100_000n, 400n));
    await undo(world, paid, [spare]);
    const send = await attested('correct_payment', { txid: paid, confirmations: 100, ...BLOCK });
    await nameReturn(world, 'alice', { address: long });
    const { script } = await world.read<{ script: Uint8Array }>('reserve-manager', 'get_withdrawal', {
      withdrawal_id: id,
    });
    expect(script).toHaveLength(34);
    await send();
    expect(await withdrawalState(world, id)).toBe(WithdrawalState.Completed);
  });

  test('no rate changes what is paid, so that nobody brings it to one', async () => {
    await registerReturnable(world);
    const id = await nameReturn(world, 'alice', { address: long });
    const sharing = world.invoke('reserve-manager', 'share_loss', { withdrawal_ids: [id] }, { by: 'mallory' });
    await expect(sharing).rejects.toMatchObject({ code: 443 });
  });
});

describe('two decisions that each begin an epoch', () => {
  const six: Person[] = ['custodian1', 'custodian2', 'custodian3', 'custodian4', 'custodian5', 'custodian6'];
  const reserve_script = Buffer.concat([Buffer.from([0x51, 32]), Buffer.alloc(32, 9)]);
  const agree = async (action: Parameters<typeof propose>[1]): Promise<number> => {
    const id = await propose(world, action);
    await approve(world, id);
    return id;
  };
  const decision = async (by: Person, id: number) =>
    await prepare(world, by, 'integration-router', 'execute', { caller: world.address(by), id });
  const epoch = (number: number): Promise<{ custodians: string[]; reserve_script: Uint8Array; threshold: number }> =>
    world.read('reserve-manager', 'get_epoch', { epoch: number });

  test.each<[string, (all: Prepared[]) => Prepared[]]>([
    ['in the order in which they were prepared', (all) => all],
    ['in the other', (all) => all.toReversed()],
  ])('go through %s', async (_, ordered) => {
    const { contractId, spec } = world.contracts['reserve-manager'];
    const script = spec.funcArgsToScVals('set_reserve_script', { reserve_script });
    const ids = [
      await agree(setCustodians(world, six.slice(0, 3), 3)),
      await agree({ tag: 'Administer', values: [contractId, 'set_reserve_script', script] }),
      await agree(setCustodians(world, six, 4)),
    ];
    const prepared = [];
    for (const [i, id] of ids.entries()) prepared.push(await decision(DECIDERS[i]!, id));
    for (const { send } of ordered(prepared)) expect(await send()).toBe('SUCCESS');
    expect(await world.read('reserve-manager', 'get_config')).toMatchObject({ epoch: 4 });
    const { custodians, ...last } = await epoch(4);
    const isTurned = ordered(prepared)[0] !== prepared[0];
    expect(custodians).toHaveLength(isTurned ? 3 : 6);
    expect(last.threshold).toBe(isTurned ? 3 : 4);
    expect(Buffer.from(last.reserve_script)).toEqual(reserve_script);
    expect((await epoch(1)).threshold).toBe(2);
  });

  test('leave the last eight epochs on the books', async () => {
    for (let i = 0; i < 8; i++) await decree(world, setCustodians(world, six.slice(0, 3), 1 + (i % 3)));
    expect((await epoch(2)).threshold).toBe(1);
    expect((await epoch(9)).threshold).toBe(2);
    for (const none of [0, 1, 10]) await expect(epoch(none)).rejects.toMatchObject({ code: 423 });
  });
});
