import { branchOf, deriveAddress } from '@istsi/bitcoin-custody';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { PaymentView } from '../src/index.ts';
import { startWorld, until, type World } from './world.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

vi.setConfig({ testTimeout: 400_000 });

let world: World;
beforeAll(async () => {
  world = await startWorld({
    rotating: true,
    withdrawals: {
      consolidation: {
        rotationBlocks: 6,
        smallCoins: { belowSats: 30_000n, leastCoins: 3, blocks: 6, mostSatsPerKvb: 2_000n, leaveCoins: 1 },
      },
    },
  });
});
afterAll(async () => await world?.stop());
// Of a node that knows none, the coordinator goes on with the rate that it heard last.
const ORDINARY_RATE = 10;

afterEach(async () => await setFeeRate(ORDINARY_RATE));

/**
 * What the reserve can spare, and what its own payments have cost it: together they change by what users pay alone,
 * whichever coins were moved in between. It is asked when none of those payments is on its way.
 */
async function spareAndSpent(): Promise<bigint> {
  const { items } = await until(
    async () => {
      const payments = await world.services.payments({ limit: 100 });
      if (payments.items.every(({ batchState }) => batchState === 'completed' || batchState === 'buried'))
        return payments;
      await world.bitcoin.mine();
      return undefined;
    },
    () => 'what is on its way to be over',
  );
  const sweeps = items.filter(({ kind, txid, completedBy }) => kind === 'sweep' && completedBy === txid);
  return (await surplus()) + sweeps.reduce((sum, { feeSats }) => sum + feeSats, 0n);
}

async function surplus(): Promise<bigint> {
  const { total_btc, total_istsi } = await world.contracts.reserve.read('get_reserve_status');
  return total_btc - total_istsi;
}

async function nextSweep(known = new Set<string>()): Promise<string> {
  return await until(
    async () =>
      (await world.services.payments({ limit: 100 })).items.find(
        ({ txid, kind, broadcastHeight }) => kind === 'sweep' && broadcastHeight !== null && !known.has(txid),
      )?.txid,
    () => 'a sweep',
  );
}

async function completed(txid: string): Promise<void> {
  await until(
    async () => ((await world.services.payment(txid))?.batchState === 'completed' ? true : undefined),
    () => `sweep ${txid} to be completed`,
  );
}

test('coins of retired keys are moved to the new ones, out of what the reserve can spare', async () => {
  const alice = await world.createHolder();
  const { index } = (await world.services.depositAddress(alice.address))!;
  const old = world.addressAt(index);
  expect(old).not.toBe(alice.depositAddress);
  const outpoints = await world.bitcoin.pay([old, 200_000n]);
  outpoints.push(...(await world.bitcoin.pay([old, 300_000n])));
  await world.bitcoin.mine(3);
  for (const outpoint of outpoints) await world.waitFor(outpoint, 'minted');
  await world.burn(alice, 50_000n);
  const spare = await surplus();
  const { scriptPubKey } = deriveAddress(branchOf(world.custody.nextDescriptor, 'change'), 0);
  await world.administer('set_reserve_script', { reserve_script: Buffer.from(scriptPubKey) });
  await world.bitcoin.mine();
  const txid = await nextSweep();
  await world.bitcoin.mine(3);
  await completed(txid);
  const shown = await world.services.payment(txid);
  expect(shown).toMatchObject({ withdrawals: [], completedBy: txid });
  expect(await surplus()).toBe(spare - shown!.feeSats);

  // What was moved pays withdrawals; late deposits to old addresses are minted all the same.
  const id = await world.withdraw(alice, { sats: 100_000n, to: await world.bitcoin.call('getnewaddress') });
  await world.waitForWithdrawal(id, 'broadcast');
  const [late] = await world.bitcoin.pay([old, 20_000n]);
  await world.bitcoin.mine(3);
  await world.waitForWithdrawal(id, 'settled');
  await world.waitFor(late!, 'minted');
});

/** Asks for Bitcoin at a fee that soon does not suffice, and waits until the reserve pays for it as well. */
async function stuckPayment(deposit: bigint): Promise<{ id: string; first: string; hex: string; child: PaymentView }> {
  const holder = await world.createHolder(deposit);
  await world.burn(holder, 40_000n);
  const to = await world.bitcoin.call<string>('getnewaddress');
  const id = await world.withdraw(holder, { sats: 60_000n, to, maxFee: 4_000n });
  const { txid: first } = await world.waitForWithdrawal(id, 'broadcast');
  const hex = await world.bitcoin.call<string>('getrawtransaction', first);
  const known = new Set((await world.services.payments({ limit: 100 })).items.map((payment) => payment.txid));
  await setFeeRate(60);
  // Blocks without it: first its users pay what they accepted, then the reserve.
  const child = await afterEmptyBlocks('a child', ({ kind, txid }) => kind === 'sweep' && !known.has(txid));
  return { id, first: first!, hex, child };
}

async function afterEmptyBlocks(what: string, isIt: (payment: PaymentView) => boolean): Promise<PaymentView> {
  return await until(
    async () => {
      await world.bitcoin.mineEmpty();
      const { items } = await world.services.payments({ limit: 100 });
      return items.find((payment) => payment.broadcastHeight !== null && isIt(payment));
    },
    () => what,
  );
}

async function setFeeRate(satsPerVbyte: number): Promise<void> {
  await world.bitcoin.call('setfeeestimate', satsPerVbyte / 100_000);
}

test('a payment whose users accept no more is paid for by a child, and by a dearer one when fees rise', async () => {
  const { id, child } = await stuckPayment(400_000n);
  await setFeeRate(100);
  const dearer = await afterEmptyBlocks(
    'a dearer child',
    ({ batchId, version }) => batchId === child.batchId && version > child.version,
  );
  expect(dearer.feeSats).toBeGreaterThan(child.feeSats);
  await setFeeRate(ORDINARY_RATE);
  await world.bitcoin.mine(3);
  await world.waitForWithdrawal(id, 'settled');
  await completed(child.txid);
  const { completedBy } = (await world.services.payment(child.txid))!;
  expect((await world.services.payment(completedBy!))!.version).toBeGreaterThan(child.version);
  expect((await world.services.withdrawal(id))!.feeSats).toBeLessThanOrEqual(4_000n);
});

test.runIf(isNightly)('a child whose parent lost to another version costs the reserve nothing', async () => {
  const before = await spareAndSpent();
  const { id, first, hex, child } = await stuckPayment(400_000n);
  expect((await world.services.withdrawal(id))!.txid).not.toBe(first);
  await setFeeRate(ORDINARY_RATE);
  // A miner who never heard of the replacement.
  await world.bitcoin.call('generateblock', await world.bitcoin.call('getnewaddress'), [hex]);
  await world.bitcoin.mine(2);
  expect((await world.waitForWithdrawal(id, 'settled')).txid).toBe(first);
  const over = await until(
    async () => {
      const shown = await world.services.payment(child.txid);
      return shown?.batchState === 'buried' ? shown : undefined;
    },
    () => 'the child to be given up',
  );
  expect(over).toMatchObject({ height: null, completedBy: null });
  expect(over.timeline.at(-1)?.state).toBe('abandoned');
  expect(await spareAndSpent()).toBe(before + 40_000n);
});

test.runIf(isNightly)('many small coins become one while fees are low', async () => {
  const carol = await world.createHolder(20_000n, 21_000n, 22_000n, 23_000n);
  const known = new Set((await world.services.payments({ limit: 100 })).items.map((payment) => payment.txid));
  const before = await spareAndSpent();
  await setFeeRate(1);
  await world.bitcoin.mine();
  const txid = await nextSweep(known);
  await setFeeRate(ORDINARY_RATE);
  const { vin, vout } = await world.bitcoin.call<{ vin: unknown[]; vout: unknown[] }>('getrawtransaction', txid, true);
  expect(vin.length).toBeGreaterThanOrEqual(4);
  expect(vout).toHaveLength(1);
  await world.bitcoin.mine(3);
  await completed(txid);
  expect(await spareAndSpent()).toBe(before);
  const id = await world.withdraw(carol, { sats: 80_000n, to: await world.bitcoin.call('getnewaddress') });
  await world.waitForWithdrawal(id, 'broadcast');
  await world.bitcoin.mine(3);
  await world.waitForWithdrawal(id, 'settled');
});
