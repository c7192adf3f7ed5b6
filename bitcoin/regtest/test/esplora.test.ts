import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fund, type RunningNode, startNode } from './node-client.ts';

type Json = Record<string, unknown>;
const PAYEE = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
const UNKNOWN = '00'.repeat(32);

let node: RunningNode;
let miner: string;
let hash: string;
let first: string;
let second: string;
beforeAll(async () => {
  node = await startNode();
  miner = await fund(node, 2);
  first = await node.call<string>('sendtoaddress', [PAYEE, 1]);
  [hash] = (await node.call<string[]>('generatetoaddress', [1, miner])) as [string];
  second = await node.call<string>('sendtoaddress', [PAYEE, 0.25]);
});
afterAll(() => node.node.stop());

const get = (path: string) => fetch(`${node.node.esploraUrl}${path}`);
const text = async (path: string) => await (await get(path)).text();
const json = async <T = Json>(path: string) => (await (await get(path)).json()) as T;
const post = (body: string) => fetch(`${node.node.esploraUrl}/tx`, { method: 'POST', body });

describe('blocks', () => {
  test('the tip, heights and headers are those of the node', async () => {
    expect(await text('/blocks/tip/height')).toBe('103');
    expect(await text('/blocks/tip/hash')).toBe(hash);
    expect(await text('/block-height/103')).toBe(hash);
    expect(await text(`/block/${hash}/header`)).toBe(await node.call('getblockheader', [hash, false]));
    expect(await json(`/block/${hash}/status`)).toEqual({ in_best_chain: true, height: 103 });
    expect((await json<Json[]>('/blocks/12')).map(({ height }) => height)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    expect((await json<Json[]>('/blocks/1')).map(({ height }) => height)).toEqual([1, 0]);
  });

  test('a block in every form', async () => {
    const core = await node.call<Json>('getblock', [hash, 1]);
    expect(await json(`/block/${hash}`)).toEqual({
      id: hash,
      height: 103,
      version: core.version,
      timestamp: core.time,
      tx_count: 2,
      size: core.size,
      weight: core.weight,
      merkle_root: core.merkleroot,
      previousblockhash: core.previousblockhash,
      mediantime: core.mediantime,
      nonce: core.nonce,
      bits: Number.parseInt(String(core.bits), 16),
      difficulty: core.difficulty,
    });
    const raw = Buffer.from(await (await get(`/block/${hash}/raw`)).arrayBuffer());
    expect(raw.toString('hex')).toBe(await node.call('getblock', [hash, 0]));
    expect(await json(`/block/${hash}/txids`)).toEqual(core.tx);
    expect(await text(`/block/${hash}/txid/1`)).toBe(first);
    expect((await json<Json[]>(`/block/${hash}/txs`)).map(({ txid }) => txid)).toEqual(core.tx);
  });
});

describe('transactions', () => {
  test('with what they spend, their fee and where they are', async () => {
    const tx = await json(`/tx/${first}`);
    const core = await node.call<Json>('getrawtransaction', [first, 2]);
    expect(tx).toMatchObject({ txid: first, size: core.size, weight: core.weight, locktime: core.locktime });
    expect(tx.fee).toBe(Math.round(Number(core.fee) * 1e8));
    const block = await node.call<Json>('getblockheader', [hash]);
    expect(tx.status).toEqual({ confirmed: true, block_height: 103, block_hash: hash, block_time: block.time });
    expect(tx.vin).toMatchObject([{ is_coinbase: false, prevout: { scriptpubkey_type: 'v0_p2wpkh' } }]);
    expect(tx.vout).toContainEqual({
      scriptpubkey: '0014751e76e8199196d454941c45d1b3a323f1433bd6',
      scriptpubkey_asm: 'OP_0 OP_PUSHBYTES_20 751e76e8199196d454941c45d1b3a323f1433bd6',
      scriptpubkey_type: 'v0_p2wpkh',
      scriptpubkey_address: PAYEE,
      value: 100_000_000,
    });
    const coinbase = await json(`/tx/${await text(`/block/${hash}/txid/0`)}`);
    expect(coinbase).toMatchObject({ fee: 0, vin: [{ is_coinbase: true, prevout: null }] });
  });

  test('as hex and bytes, in a block or not', async () => {
    for (const txid of [first, second]) {
      const raw = await node.call('getrawtransaction', [txid]);
      expect(await text(`/tx/${txid}/hex`)).toBe(raw);
      expect(Buffer.from(await (await get(`/tx/${txid}/raw`)).arrayBuffer()).toString('hex')).toBe(raw);
    }
    expect(await json(`/tx/${second}/status`)).toEqual({ confirmed: false });
    expect(await json(`/tx/${UNKNOWN}/status`)).toEqual({ confirmed: false });
  });

  test('with who spends their outputs', async () => {
    const [{ txid: spent, vout }] = (await json(`/tx/${first}`)).vin as [{ txid: string; vout: number }];
    const spend = { spent: true, txid: first, vin: 0, status: { confirmed: true, block_hash: hash } };
    expect(await json(`/tx/${spent}/outspend/${vout}`)).toMatchObject(spend);
    expect((await json<Json[]>(`/tx/${spent}/outspends`))[vout]).toMatchObject(spend);
    expect(await json(`/tx/${second}/outspend/0`)).toEqual({ spent: false });
    const [{ txid: waiting, vout: at }] = (await json(`/tx/${second}`)).vin as [{ txid: string; vout: number }];
    expect(await json(`/tx/${waiting}/outspend/${at}`)).toEqual({
      spent: true,
      txid: second,
      vin: 0,
      status: { confirmed: false },
    });
  });

  test('with proofs that lead to the block', async () => {
    expect(await json(`/tx/${first}/merkle-proof`)).toEqual({
      block_height: 103,
      merkle: [await text(`/block/${hash}/txid/0`)],
      pos: 1,
    });
    expect(await node.call('verifytxoutproof', [await text(`/tx/${first}/merkleblock-proof`)])).toEqual([first]);
  });

  test('are taken once, and refused in the words of the node', async () => {
    const raw = await text(`/tx/${second}/hex`);
    expect(await (await post(raw)).text()).toBe(second);
    const refused = await post(await text(`/tx/${first}/hex`));
    expect([refused.status, await refused.text()]).toEqual([
      400,
      'sendrawtransaction RPC error: {"code":-27,"message":"Transaction outputs already in utxo set"}',
    ]);
    expect(await (await post('00')).text()).toMatch(/"code":-22/);
    const sendPackage = (body: string) => fetch(`${node.node.esploraUrl}/txs/package`, { method: 'POST', body });
    expect(await (await sendPackage(JSON.stringify([raw]))).json()).toMatchObject({ package_msg: 'success' });
    expect(await (await sendPackage('[]')).text()).toMatch(/^submitpackage RPC error: \{"code":-8/);
    expect((await sendPackage('nonsense')).status).toBe(400);
  });
});

describe('the mempool and fees', () => {
  test('as the node has them', async () => {
    const core = await node.call<Json>('getmempoolentry', [second]);
    const fee = Math.round(Number((core.fees as Json).base) * 1e8);
    const rate = fee / Number(core.vsize);
    expect(await json('/mempool')).toEqual({
      count: 1,
      vsize: core.vsize,
      total_fee: fee,
      fee_histogram: [[rate, core.vsize]],
    });
    expect(await json('/mempool/txids')).toEqual([second]);
    expect(await json('/mempool/recent')).toMatchObject([{ txid: second, fee, vsize: core.vsize }]);
  });

  test('estimates only where the node has data', async () => {
    expect(await json('/fee-estimates')).toEqual({});
    await node.call('setfeeestimate', ['0.00012345']);
    const estimates = await json('/fee-estimates');
    expect([Object.keys(estimates).length, estimates['1'], estimates['1008']]).toEqual([28, 12.345, 12.345]);
    await node.call('setfeeestimate', []);
  });
});

describe('an address', () => {
  test('with its sums, history and coins', async () => {
    expect(await json(`/address/${PAYEE}`)).toEqual({
      address: PAYEE,
      chain_stats: {
        tx_count: 1,
        funded_txo_count: 1,
        funded_txo_sum: 100_000_000,
        spent_txo_count: 0,
        spent_txo_sum: 0,
      },
      mempool_stats: {
        tx_count: 1,
        funded_txo_count: 1,
        funded_txo_sum: 25_000_000,
        spent_txo_count: 0,
        spent_txo_sum: 0,
      },
    });
    const ids = async (path: string) => (await json<Json[]>(`/address/${PAYEE}${path}`)).map(({ txid }) => txid);
    expect(await ids('/txs')).toEqual([second, first]);
    expect(await ids('/txs/mempool')).toEqual([second]);
    expect(await ids('/txs/chain')).toEqual([first]);
    expect(await ids(`/txs/chain/${first}`)).toEqual([]);
    const coins = await json<Json[]>(`/address/${PAYEE}/utxo`);
    expect(coins.map(({ value, status }) => [value, (status as Json).confirmed])).toEqual([
      [100_000_000, true],
      [25_000_000, false],
    ]);
  });

  test('by the hash of its script, with pages of the chain', async () => {
    const { vout } = await json(`/tx/${await text(`/block/${hash}/txid/0`)}`);
    const script = Buffer.from((vout as { scriptpubkey: string }[])[0]!.scriptpubkey, 'hex');
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', script)).toString('hex');
    const page = async (after: string) => await json<Json[]>(`/scripthash/${digest}/txs/chain${after}`);
    const newest = await page('');
    expect(newest).toHaveLength(25);
    const next = await page(`/${String(newest[24]!.txid)}`);
    expect(next).toHaveLength(25);
    const heights = [...newest, ...next].map(({ status }) => Number((status as Json).block_height));
    expect(heights).toEqual(heights.toSorted((a, b) => b - a));
    const { chain_stats: stats } = await json<{ chain_stats: Json }>(`/scripthash/${digest}`);
    expect(stats).toMatchObject({ funded_txo_count: 103 });
  });
});

test.each<[string, number, string]>([
  ['/block-height/104', 404, 'Block not found'],
  ['/block-height/x', 400, 'Invalid number'],
  [`/block/${UNKNOWN}`, 404, 'Block not found'],
  ['/block/xyz/raw', 400, 'Invalid hex string'],
  [`/tx/${UNKNOWN}`, 404, 'Transaction not found'],
  [`/tx/${UNKNOWN}/merkle-proof`, 404, 'Transaction not found or is unconfirmed'],
  ['/address/nonsense', 400, 'Invalid Bitcoin address'],
  ['/scripthash/12', 400, 'Invalid scripthash'],
  ['/blocks/104', 404, 'Block not found'],
  ['/nonsense', 404, 'endpoint does not exist "/nonsense"'],
])('%s: %i', async (path, status, message) => {
  const answer = await get(path);
  expect([answer.status, await answer.text()]).toEqual([status, message]);
});

test('a block that was left behind is not found, and its transaction waits again', async () => {
  await node.call('invalidateblock', [hash]);
  expect((await get(`/block/${hash}`)).status).toBe(404);
  expect(await json(`/block/${hash}/status`)).toEqual({ in_best_chain: false });
  expect(await json(`/tx/${first}/status`)).toEqual({ confirmed: false });
  await node.call('reconsiderblock', [hash]);
  expect(await text('/blocks/tip/hash')).toBe(hash);
});
