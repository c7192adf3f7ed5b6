import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, until, type World } from './world.ts';

/** Room for a few payments of strangers, each of some 9,000 bytes. */
const MAX_MEMPOOL_BYTES = 60_000;
const DATA_BYTES = 9_000;

let world: World;
beforeAll(async () => {
  world = await startWorld({ maxMempoolBytes: MAX_MEMPOOL_BYTES });
});
afterAll(async () => await world?.stop());

const mempool = (): Promise<string[]> => world.bitcoin.call('getrawmempool');

/** Strangers fill the memory pool at this rate until the payment has to go. */
async function crowdOut(txid: string, satsPerVbyte: number): Promise<void> {
  for (let n = 0; n < 12 && (await mempool()).includes(txid); n++) {
    const data = Buffer.alloc(DATA_BYTES, n).toString('hex');
    const options = { fee_rate: satsPerVbyte };
    const { psbt } = await world.bitcoin.call<{ psbt: string }>('walletcreatefundedpsbt', [], [{ data }], 0, options);
    const signed = await world.bitcoin.call<{ psbt: string }>('walletprocesspsbt', psbt);
    const { hex } = await world.bitcoin.call<{ hex: string }>('finalizepsbt', signed.psbt);
    await world.bitcoin.call('sendrawtransaction', hex);
  }
  expect(await mempool()).not.toContain(txid);
}

test('a payment that a full memory pool threw out comes back at the fee that is asked now', async () => {
  const alice = await world.createHolder(200_000n);
  const to = await world.bitcoin.call<string>('getnewaddress');
  const id = await world.withdraw(alice, { sats: 150_000n, to, maxFee: 40_000n });
  const { txid: first } = await world.waitForWithdrawal(id, 'broadcast');
  await crowdOut(first!, 60);

  await world.bitcoin.mineEmpty();
  const { txid: second } = await until(
    async () => {
      const shown = await world.services.withdrawal(id);
      return shown?.txid && shown.txid !== first && (await mempool()).includes(shown.txid) ? shown : undefined;
    },
    () => 'a version that pays for its place',
  );
  await world.bitcoin.mine(3);
  const settled = await world.waitForWithdrawal(id, 'settled');
  expect(settled.txid).toBe(second);
  expect(await world.bitcoin.call('gettxout', second, 0)).toMatchObject({
    value: Number(150_000n - settled.feeSats!) / 1e8,
    scriptPubKey: { address: to },
  });
});
