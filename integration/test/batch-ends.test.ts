import {
  assemble,
  branchOf,
  deriveAddress,
  encodeProposal,
  networks,
  parseTransaction,
  scriptOfAddress,
} from '@istsi/bitcoin-custody';
import { BatchEnd, UtxoState } from '@istsi/contracts/clients/reserve-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Outpoint, PaymentView } from '../src/index.ts';
import type { Holder } from './holders.ts';
import { startWorld, until, type World } from './world.ts';

/** Deep enough for whatever is at stake here. */
const DEEP = 6;
const ORDINARY_RATE = 10;

let world: World;
let elsewhere: string;
beforeAll(async () => {
  world = await startWorld();
  elsewhere = await world.bitcoin.call('getnewaddress');
  // What the reserve can spare: it pays for losses and cancellations.
  const giver = await world.createHolder(2_000_000n);
  await world.burn(giver, 2_000_000n);
});
afterAll(async () => await world?.stop());

const rawOf = async (txid: string): Promise<string> => await world.bitcoin.call('getrawtransaction', txid);
const mineRaw = async (...raw: string[]): Promise<void> =>
  void (await world.bitcoin.call('generateblock', elsewhere, raw));

async function inputsOf(txid: string): Promise<readonly Outpoint[]> {
  return parseTransaction(Buffer.from(await rawOf(txid), 'hex')).inputs;
}

async function stateOf({ txid, vout }: Outpoint): Promise<UtxoState> {
  return (await world.contracts.reserve.read('get_utxo', { tx_hash: Buffer.from(txid, 'hex'), vout })).state;
}

async function endOf(txid: string): Promise<BatchEnd> {
  return (await world.contracts.reserve.read('get_batch', { txid: Buffer.from(txid, 'hex') })).end;
}

/** Two thieves among the custodians spend a coin of the reserve that nobody authorized. Answers the whole transaction. */
async function steal(coin: Outpoint, index: number): Promise<string> {
  const { custody } = world;
  const previousTransaction = Buffer.from(await rawOf(coin.txid), 'hex');
  const { amountSats } = parseTransaction(previousTransaction).outputs[coin.vout]!;
  const proposal = {
    inputs: [{ ...coin, index, previousTransaction }],
    outputs: [{ scriptPubKey: scriptOfAddress(elsewhere, networks.regtest), amountSats: amountSats - 10_000n }],
    lockTime: 0,
  };
  const psbt = encodeProposal([custody.descriptor], proposal);
  const thieves = custody.keystores.slice(0, 2);
  const signed = await Promise.all(thieves.map((one) => one.signPsbt(psbt, { network: networks.regtest })));
  const { result } = assemble([custody.descriptor], proposal, signed);
  if (!result.complete) throw new Error('two of three signed');
  return Buffer.from(result.bytes).toString('hex');
}

/** Asks for Bitcoin, and waits until the payment is on its way. */
async function paying(holder: Holder, sats: bigint): Promise<{ id: string; first: string; deadline: Date }> {
  const id = await world.withdraw(holder, { sats, to: await world.bitcoin.call('getnewaddress'), maxFee: 50_000n });
  const { txid, deadline } = await world.waitForWithdrawal(id, 'broadcast');
  return { id, first: txid!, deadline };
}

/** It is pending again with more time than before, and then paid by another transaction. */
async function paidAnew({ id, first, deadline }: Awaited<ReturnType<typeof paying>>): Promise<void> {
  const again = await until(
    async () => {
      const found = await world.services.withdrawal(id);
      return found && found.state === 'broadcast' && found.batchId !== first ? found : undefined;
    },
    () => `another payment of ${id}`,
  );
  expect(again.deadline.getTime()).toBeGreaterThan(deadline.getTime());
  expect(again.timeline.map(({ state }) => state)).toContain('pending');
  await world.bitcoin.mine(DEEP);
  const settled = await world.waitForWithdrawal(id, 'settled');
  expect(settled.txid).toBe(again.txid);
}

async function shown(
  txid: string,
  is: (payment: PaymentView) => boolean,
): Promise<PaymentView & { timeline: { state: string }[] }> {
  return await until(
    async () => {
      const found = await world.services.payment(txid);
      return found && is(found) ? found : undefined;
    },
    () => `payment ${txid}`,
  );
}

test('a payment whose first coin was stolen ends: that coin leaves the books, the others are free, and it is paid anew', async () => {
  const alice = await world.createHolder(900_000n, 900_000n, 900_000n);
  const { index } = (await world.services.depositAddress(alice.address))!;
  const order = await paying(alice, 2_600_000n);
  const coins = await inputsOf(order.first);
  expect(coins.length).toBeGreaterThan(1);
  const [anchor, ...others] = coins as [Outpoint, ...Outpoint[]];
  expect(await stateOf(anchor)).toBe(UtxoState.Committed);
  await mineRaw(await steal(anchor, await indexOf(anchor, index)));

  const told = await shown(order.first, ({ refusal }) => refusal?.code === 'conflict');
  expect(told.refusal?.message).toContain('6 confirmations');
  expect(await endOf(order.first)).toBe(BatchEnd.Open);
  await world.bitcoin.mine(DEEP);
  const ended = await shown(order.first, ({ batchState }) => batchState === 'buried');
  expect(ended.completedBy).toBeNull();
  expect(ended.timeline.at(-1)?.state).toBe('undone');
  expect(await endOf(order.first)).toBe(BatchEnd.Undone);
  expect(await stateOf(anchor)).toBe(UtxoState.Lost);
  for (const coin of others) expect(await stateOf(coin)).not.toBe(UtxoState.Lost);
  await paidAnew(order);
});

/** The address that a coin lies at: of this holder, or the one that the surplus came from. */
async function indexOf({ txid, vout }: Outpoint, own: number): Promise<number> {
  const { scriptPubKey } = parseTransaction(Buffer.from(await rawOf(txid), 'hex')).outputs[vout]!;
  const isAt = (index: number): boolean =>
    Buffer.compare(deriveAddress(world.custody.descriptor, index).scriptPubKey, scriptPubKey) === 0;
  return isAt(own) ? own : Array.from({ length: own }, (_, i) => i).find(isAt)!;
}

test('a payment whose first coin a reorganization undid, and its owner spent otherwise, ends; filled up, it is paid anew', async () => {
  const thief = await world.createHolder();
  const [coin] = (await world.bitcoin.pay([thief.depositAddress, 9_000_000n])) as [Outpoint];
  await world.bitcoin.mine(2);
  await world.bitcoin.mine(1);
  await world.waitFor(coin, 'minted');
  const order = await paying(thief, 8_000_000n);
  const [anchor] = await inputsOf(order.first);
  expect(anchor).toEqual(coin);

  await world.bitcoin.reorganize(3);
  await world.bitcoin.replace(coin, [elsewhere, 100_000n]);
  await world.bitcoin.mine(1 + DEEP);
  const ended = await shown(order.first, ({ batchState }) => batchState === 'buried');
  expect(ended.timeline.at(-1)?.state).toBe('undone');
  expect(await stateOf(coin)).toBe(UtxoState.Lost);

  // Somebody makes up for it.
  const { address } = deriveAddress(branchOf(world.custody.descriptor, 'change'), 0);
  await world.bitcoin.pay([address, 9_500_000n]);
  await world.bitcoin.mine(DEEP);
  await paidAnew(order);
});

test('a payment that is cancelled pays nobody: its coins return, and its withdrawal is paid anew', async () => {
  const carol = await world.createHolder(700_000n);
  const order = await paying(carol, 600_000n);
  const cancelling = await world.services.cancelPayment(order.first);
  expect(cancelling).toMatchObject({ batchId: order.first, version: 2 });
  expect((await world.services.cancelPayment(order.first))?.txid).toBe(cancelling!.txid);
  await shown(cancelling!.txid, ({ broadcastHeight }) => broadcastHeight !== null);
  expect((await world.services.withdrawal(order.id))?.txid).toBe(order.first);

  await world.bitcoin.mine(DEEP);
  const ended = await shown(order.first, ({ batchState }) => batchState === 'completed');
  expect(ended.completedBy).toBe(cancelling!.txid);
  expect(await endOf(order.first)).toBe(BatchEnd.Cancelled);
  expect(await stateOf({ txid: cancelling!.txid, vout: 0 })).not.toBe(UtxoState.Lost);
  await paidAnew(order);
  await expect(world.services.cancelPayment(order.first)).rejects.toMatchObject({ code: 'services/not-cancellable' });
});

test('a completed payment of which another version confirms after all is corrected', async () => {
  const dave = await world.createHolder(800_000n);
  const order = await paying(dave, 500_000n);
  const raw = await rawOf(order.first);
  await world.bitcoin.call('setfeeestimate', 60 / 100_000);
  const second = await until(
    async () => {
      await world.bitcoin.mineEmpty();
      const { items } = await world.services.payments({ batchId: order.first, limit: 10 });
      return items.find(({ version, broadcastHeight }) => version > 1 && broadcastHeight !== null);
    },
    () => 'a dearer version',
  );
  await world.bitcoin.call('setfeeestimate', ORDINARY_RATE / 100_000);
  await world.bitcoin.mine(DEEP);
  await world.waitForWithdrawal(order.id, 'settled');
  const completedBy = (await world.services.payment(order.first))!.completedBy!;
  expect(completedBy).toBe(second.txid);

  // A miner who never heard of the replacement, and the longer chain.
  await world.bitcoin.reorganize(DEEP);
  await mineRaw(raw);
  await world.bitcoin.mine(DEEP);
  await shown(order.first, (payment) => payment.completedBy === order.first);
  const batch = await world.contracts.reserve.read('get_batch', { txid: Buffer.from(order.first, 'hex') });
  expect(Buffer.from(batch.settled_by).toString('hex')).toBe(order.first);
  expect(await stateOf({ txid: order.first, vout: 1 })).toBe(UtxoState.Unspent);
});
