import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Transaction } from '../src/encoding/transaction.ts';
import type { RegtestOptions } from '../src/index.ts';
import { scriptToAddress } from '../src/script/address.ts';
import { type RunningNode, startNode } from './node-client.ts';
import { OPEN, spend } from './open-coins.ts';

type Json = Record<string, unknown>;
const COIN = 50_0000_0000n;
const ADDRESS = scriptToAddress(OPEN) ?? '';
/** Room for three transactions of ten thousand bytes, not for four. */
const MAX_BYTES = 35_000;

let node: RunningNode;
let coins: { txid: string; vout: number }[];
async function start(options: RegtestOptions): Promise<void> {
  node = await startNode(options);
  const hashes = await node.call<string[]>('generatetoaddress', [130, ADDRESS]);
  const blocks = await Promise.all(hashes.slice(0, 30).map((hash) => node.call<Json>('getblock', [hash, 1])));
  coins = blocks.map(({ tx }) => ({ txid: (tx as string[])[0]!, vout: 0 }));
}
afterEach(() => node.node.stop());

const nextCoin = () => coins.shift()!;
const raw = (tx: Transaction): string => tx.raw.toString('hex');
const send = (tx: Transaction) => node.call<string>('sendrawtransaction', [raw(tx), 0]);
const pool = () => node.call<string[]>('getrawmempool');
/** About 10,100 virtual bytes. */
const large = (feeSats: bigint, from = nextCoin(), amount = COIN) =>
  spend([from], [amount - feeSats], { padding: 10_000 });
const minimum = async () => {
  const { mempoolminfee } = await node.call<Json>('getmempoolinfo');
  return Math.round(Number(mempoolminfee) * 1e8);
};

describe('a full mempool', () => {
  beforeEach(() => start({ maxMempoolBytes: MAX_BYTES }));

  test('throws out what pays least, asks more of newcomers, and forgets it when blocks make room', async () => {
    const [cheap, fair, good, best] = [20_000n, 30_000n, 40_000n, 50_000n].map((fee) => large(fee)) as [
      Transaction,
      Transaction,
      Transaction,
      Transaction,
    ];
    for (const tx of [fair, cheap, good]) await send(tx);
    expect(await minimum()).toBe(100);
    await send(best);
    expect(new Set(await pool())).toEqual(new Set([fair.txid, good.txid, best.txid]));
    const { vsize } = (await node.call<Json>('decoderawtransaction', [raw(cheap)])) as { vsize: number };
    // What was thrown out paid, and the relay increment on top.
    const asked = await minimum();
    expect(asked).toBe(Math.round(20_000_000 / vsize + 100));

    expect(await node.failure('sendrawtransaction', [raw(cheap)])).toEqual({
      code: -26,
      message: `mempool min fee not met, 20000 < ${Math.ceil((asked * vsize) / 1000)}`,
    });
    const [verdict] = (await node.call<Json[]>('testmempoolaccept', [[raw(cheap)]])) as [Json];
    expect(verdict).toMatchObject({ allowed: false, 'reject-reason': 'mempool min fee not met' });
    // Above what is asked, but still the least of all: it comes in and is the first to go.
    const tight = large(BigInt(Math.ceil((asked * vsize) / 1000)));
    expect(await node.failure('sendrawtransaction', [raw(tight)])).toEqual({ code: -26, message: 'mempool full' });

    const { time } = await node.call<Json>('getblockheader', [await node.call('getbestblockhash')]);
    await node.call('setmocktime', [Number(time) + 60]);
    await node.call('generatetoaddress', [1, ADDRESS]);
    expect(await pool()).toEqual([]);
    const before = await minimum();
    // An all but empty pool halves what it asks every three hours.
    await node.call('setmocktime', [Number(time) + 60 + 3 * 3600]);
    expect(await minimum()).toBe(Math.round(before / 2));
    await node.call('setmocktime', [Number(time) + 60 + 36 * 3600]);
    expect(await minimum()).toBe(100);
  });

  test('throws out a parent with its child, or keeps both for the child’s fee', async () => {
    const parent = large(1_100n);
    const child = spend([{ txid: parent.txid, vout: 0 }], [COIN - 1_100n - 90_000n]);
    await send(parent);
    await send(child);
    const rivals = [20_000n, 30_000n, 40_000n].map((fee) => large(fee));
    for (const rival of rivals) await send(rival);
    expect(new Set(await pool())).toEqual(new Set([parent, child, ...rivals.slice(1)].map(({ txid }) => txid)));
    // When better ones come both go together.
    await send(large(400_000n));
    await send(large(400_000n));
    await send(large(400_000n));
    const left = await pool();
    expect([left.includes(parent.txid), left.includes(child.txid), left.length]).toEqual([false, false, 3]);
  });

  test('takes a parent that alone pays too little, with a child that pays for both', async () => {
    for (const fee of [20_000n, 30_000n, 40_000n, 50_000n]) await send(large(fee));
    const parent = large(1_100n);
    const child = spend([{ txid: parent.txid, vout: 0 }], [COIN - 1_100n - 200_000n]);
    expect(await node.failure('sendrawtransaction', [raw(parent)])).toMatchObject({ code: -26 });
    const result = await node.call<Json>('submitpackage', [[raw(parent), raw(child)], 0]);
    expect(result).toMatchObject({ package_msg: 'success', 'replaced-transactions': [] });
    const results = result['tx-results'] as Record<string, { fees: Json }>;
    expect(results[parent.wtxid]!.fees['effective-includes']).toEqual([parent.wtxid, child.wtxid]);
    expect(results[parent.wtxid]!.fees['effective-feerate']).toBe(results[child.wtxid]!.fees['effective-feerate']);
    expect(await pool()).toEqual(expect.arrayContaining([parent.txid, child.txid]));
  });

  test('is the same after a restart', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'istsi-regtest-'));
    await node.node.stop();
    try {
      await start({ maxMempoolBytes: MAX_BYTES, dataDir });
      for (const fee of [20_000n, 30_000n, 40_000n, 50_000n]) await send(large(fee));
      const parent = large(0n);
      const child = spend([{ txid: parent.txid, vout: 0 }], [COIN - 300_000n]);
      const { package_msg } = await node.call<Json>('submitpackage', [[raw(parent), raw(child)], 0]);
      expect(package_msg).toBe('success');
      const before = new Set(await pool());
      await node.node.stop();
      node = await startNode({ maxMempoolBytes: MAX_BYTES, dataDir });
      expect(new Set(await pool())).toEqual(before);
      expect(before.size).toBe(4);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

describe('a package', () => {
  beforeEach(() => start({}));

  const free = (changes: object = {}) => spend([nextCoin()], [COIN], changes);
  const payingChild = (parent: Transaction, feeSats = 5_000n, more: { txid: string; vout: number }[] = []) =>
    spend([{ txid: parent.txid, vout: 0 }, ...more], [COIN * BigInt(1 + more.length) - feeSats]);
  const submit = (...transactions: Transaction[]) => node.call<Json>('submitpackage', [transactions.map(raw)]);
  const errors = (result: Json) =>
    Object.values(result['tx-results'] as Record<string, Json>).map(({ error }) => error);

  test('of one transaction is that transaction', async () => {
    const tx = spend([nextCoin()], [COIN - 1_000n]);
    const result = await submit(tx);
    expect(result).toMatchObject({ package_msg: 'success' });
    expect(result['tx-results']).toEqual({
      [tx.wtxid]: {
        txid: tx.txid,
        vsize_adjusted: expect.any(Number),
        vsize: expect.any(Number),
        vsize_bip141: expect.any(Number),
        fees: { base: 0.00001, 'effective-feerate': expect.any(Number), 'effective-includes': [tx.wtxid] },
      },
    });
    expect((await submit(tx))['tx-results']).toMatchObject({ [tx.wtxid]: { fees: { base: 0.00001 } } });
  });

  test('of free parents and a child that pays is taken whole, and replaces what it conflicts with by itself', async () => {
    const [first, second] = [free(), free()];
    const child = payingChild(first, 5_000n, [{ txid: second.txid, vout: 0 }]);
    expect(await submit(first, second, child)).toMatchObject({ package_msg: 'success' });
    expect(await pool()).toHaveLength(3);
    const better = payingChild(first, 50_000n, [{ txid: second.txid, vout: 0 }]);
    expect(await submit(first, second, better)).toMatchObject({
      package_msg: 'success',
      'replaced-transactions': [child.txid],
    });
  });

  test('that pays too little together is refused whole', async () => {
    const parent = free();
    const result = await submit(parent, payingChild(parent, 10n));
    expect(result.package_msg).toBe('transaction failed');
    expect(errors(result)).toEqual([
      expect.stringMatching(/^min relay fee not met, 0 < 1[0-9]$/),
      // Of both: what is asked of the child is what the parent needs too.
      expect.stringMatching(/^min relay fee not met, 10 < 2[0-9]$/),
    ]);
    expect(await pool()).toEqual([]);
  });

  test('keeps a parent that is good by itself when the child is not', async () => {
    const parent = spend([nextCoin()], [COIN - 1_000n]);
    const child = spend([{ txid: parent.txid, vout: 0 }], [COIN]);
    const result = await submit(parent, child);
    expect(result.package_msg).toBe('transaction failed');
    expect(errors(result)).toEqual([undefined, expect.stringMatching(/bad-txns-in-belowout/)]);
    expect(await pool()).toEqual([parent.txid]);
  });

  test('may leave dust only if its child spends it', async () => {
    const withDust = (from = nextCoin()) => spend([from], [COIN - 300n, 300n]);
    const dusty = withDust();
    const unspent = spend([{ txid: dusty.txid, vout: 0 }], [COIN - 9_000n]);
    const refused = await submit(dusty, unspent);
    expect(refused.package_msg).toBe('unspent-dust');
    expect(errors(refused)).toEqual([
      expect.stringMatching(/^min relay fee not met, 0 < /),
      `missing-ephemeral-spends, tx ${unspent.txid} (wtxid=${unspent.wtxid}) did not spend parent's ephemeral dust`,
    ]);
    const spent = spend(
      [0, 1].map((vout) => ({ txid: dusty.txid, vout })),
      [COIN - 9_000n],
    );
    expect(await submit(dusty, spent)).toMatchObject({ package_msg: 'success' });
  });

  test.each<[string, () => unknown[], number, RegExp]>([
    ['nothing', () => [], -8, /between 1 and 25/],
    ['26 transactions', () => Array.from({ length: 26 }, () => raw(free())), -8, /between 1 and 25/],
    ['noise', () => ['00'], -22, /^TX decode failed for tx 0/],
    ['strangers', () => [raw(free()), raw(free())], -25, /^package topology disallowed/],
    [
      'a grandparent',
      () => {
        const first = free();
        const second = spend([{ txid: first.txid, vout: 0 }], [COIN]);
        return [raw(first), raw(second), raw(payingChild(second))];
      },
      -25,
      /^package topology disallowed/,
    ],
  ])('of %s is not one', async (_, transactions, code, message) => {
    expect(await node.failure('submitpackage', [transactions()])).toEqual({
      code,
      message: expect.stringMatching(message),
    });
  });
});
