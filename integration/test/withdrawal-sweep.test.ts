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
