import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, until, type World } from './world.ts';

interface Decoded {
  version: number;
  vsize: number;
  vout: { n: number; value: number; scriptPubKey: { address?: string } }[];
}

/** A child of so many outputs has some 4,700 vbytes. */
const MANY = 150;
let world: World;
let many: string[];
beforeAll(async () => {
  world = await startWorld();
  many = await Promise.all(Array.from({ length: MANY }, () => world.bitcoin.call<string>('getnewaddress')));
});
afterAll(async () => await world?.stop());

const decoded = async (txid: string): Promise<Decoded> => await world.bitcoin.call('getrawtransaction', txid, true);

/** Spends what the recipient was paid, in this version of Bitcoin's transactions, at about one satoshi per vbyte. */
async function spendPayment(txid: string, recipient: string, to: string[], version: 2 | 3): Promise<string> {
  const output = (await decoded(txid)).vout.find(({ scriptPubKey }) => scriptPubKey.address === recipient)!;
  const sats = BigInt(Math.round(output.value * 1e8));
  const each = (sats - 200n - 33n * BigInt(to.length)) / BigInt(to.length);
  const outputs = Object.fromEntries(to.map((address) => [address, `0.${String(each).padStart(8, '0')}`]));
  const raw = await world.bitcoin.call<string>('createrawtransaction', [{ txid, vout: output.n }], outputs);
  const { hex } = await world.bitcoin.call<{ hex: string }>(
    'signrawtransactionwithwallet',
    `0${version}000000${raw.slice(8)}`,
  );
  return await world.bitcoin.call<string>('sendrawtransaction', hex);
}

test('a recipient’s large child with a low fee cannot hold up the replacement of a payment', async () => {
  const alice = await world.createHolder(600_000n);
  const recipient = await world.bitcoin.call<string>('getnewaddress');
  const id = await world.withdraw(alice, { sats: 300_000n, to: recipient, maxFee: 60_000n });
  const first = (await world.waitForWithdrawal(id, 'broadcast')).txid!;
  expect((await decoded(first)).version).toBe(3);

  await expect(spendPayment(first, recipient, many, 2)).rejects.toThrow(/TRUC/);
  await expect(spendPayment(first, recipient, many, 3)).rejects.toThrow(/TRUC/);
  const small = await spendPayment(first, recipient, many.slice(0, 1), 3);
  // What an ordinary payment would have waited for: this child is taken, and a replacement has to pay for it too.
  const elsewhere = await world.bitcoin.call<string>('getnewaddress');
  const ordinary = await world.bitcoin.call<string>('sendtoaddress', elsewhere, '0.003');
  const large = await spendPayment(ordinary, elsewhere, many, 2);
  expect((await decoded(large)).vsize).toBeGreaterThan(4_000);

  await world.bitcoin.call('setfeeestimate', 60 / 100_000);
  const second = await until(
    async () => {
      await world.bitcoin.mineEmpty();
      const { items } = await world.services.payments({ batchId: first, limit: 10 });
      return items.find(({ version, broadcastHeight }) => version > 1 && broadcastHeight !== null);
    },
    () => 'a dearer version',
  );
  const waiting = await world.bitcoin.call<string[]>('getrawmempool');
  expect(waiting).toContain(second.txid);
  expect(waiting).not.toContain(first);
  expect(waiting).not.toContain(small);
  expect((await decoded(second.txid)).version).toBe(3);
  await world.bitcoin.mine(6);
  expect((await world.waitForWithdrawal(id, 'settled')).txid).toBe(second.txid);
});
