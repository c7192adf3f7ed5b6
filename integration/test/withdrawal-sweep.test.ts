import { branchOf, deriveAddress } from '@istsi/bitcoin-custody';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startWorld, until, type World } from './world.ts';

vi.setConfig({ testTimeout: 400_000, hookTimeout: 200_000 });

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

test('a payment whose users accept no more is paid for by a child, as far as the reserve can spare it', async () => {
  const bob = await world.createHolder(400_000n);
  await world.burn(bob, 40_000n);
  const to = await world.bitcoin.call<string>('getnewaddress');
  const id = await world.withdraw(bob, { sats: 60_000n, to, maxFee: 4_000n });
  const { txid } = await world.waitForWithdrawal(id, 'broadcast');
  const known = new Set((await world.services.payments({ limit: 100 })).items.map((payment) => payment.txid));
  await world.bitcoin.call('setfeeestimate', 60 / 100_000);
  const child = await until(
    async () => {
      // Blocks without it: first its users pay what they accepted, then the reserve.
      await world.bitcoin.mineEmpty();
      const { items } = await world.services.payments({ limit: 100 });
      const found = items.find((payment) => payment.kind === 'sweep' && !known.has(payment.txid));
      return found?.broadcastHeight ? found : undefined;
    },
    () => 'a child',
  );
  await world.bitcoin.call('setfeeestimate', null);
  await world.bitcoin.mine(3);
  await world.waitForWithdrawal(id, 'settled');
  await completed(child.txid);
  expect((await world.services.withdrawal(id))!.feeSats).toBeLessThanOrEqual(4_000n);
  expect(txid).not.toBeNull();
});
