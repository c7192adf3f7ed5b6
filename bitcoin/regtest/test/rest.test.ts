import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fund, type RunningNode, startNode } from './node-client.ts';

type Json = Record<string, unknown>;
let node: RunningNode;
let hash: string;
let txid: string;
beforeAll(async () => {
  node = await startNode();
  const address = await fund(node, 2);
  txid = await node.call<string>('sendtoaddress', ['bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080', 1]);
  [hash] = (await node.call<string[]>('generatetoaddress', [1, address])) as [string];
});
afterAll(() => node.node.stop());

const bytes = async (path: string): Promise<Buffer> => Buffer.from(await (await node.rest(path)).arrayBuffer());
const json = async <T = Json>(path: string): Promise<T> => (await (await node.rest(path)).json()) as T;

describe('REST', () => {
  test('needs no credentials and names its content', async () => {
    const response = await node.rest('chaininfo.json');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await response.json()).toEqual(await node.call('getblockchaininfo'));
  });

  test('a block as bytes, hex and JSON is the block of the RPC', async () => {
    const raw = await node.call<string>('getblock', [hash, 0]);
    expect((await bytes(`block/${hash}.bin`)).toString('hex')).toBe(raw);
    expect(await (await node.rest(`block/${hash}.hex`)).text()).toBe(`${raw}\n`);
    expect(await json(`block/${hash}.json`)).toEqual(await node.call('getblock', [hash, 3]));
    expect(await json(`block/notxdetails/${hash}.json`)).toEqual(await node.call('getblock', [hash, 1]));
  });

  test('headers in both forms of the path', async () => {
    const genesis = await node.call<string>('getblockhash', [0]);
    expect(await bytes(`headers/5/${genesis}.bin`)).toHaveLength(400);
    expect(await bytes(`headers/${genesis}.bin?count=3`)).toHaveLength(240);
    expect((await json<Json[]>(`headers/2/${hash}.json`)).map((header) => header.hash)).toEqual([hash]);
  });

  test('block hashes by height', async () => {
    expect(await json('blockhashbyheight/103.json')).toEqual({ blockhash: hash });
    expect((await bytes('blockhashbyheight/103.bin')).reverse().toString('hex')).toBe(hash);
  });

  test('transactions, confirmed and not', async () => {
    expect((await bytes(`tx/${txid}.bin`)).toString('hex')).toBe(await node.call('getrawtransaction', [txid]));
    expect(await json(`tx/${txid}.json`)).toMatchObject({ txid, blockhash: hash });
  });

  test('mempool', async () => {
    expect(await json('mempool/info.json')).toEqual(await node.call('getmempoolinfo'));
    expect(await json('mempool/contents.json')).toEqual({});
    expect(await json('mempool/contents.json?verbose=false')).toEqual([]);
  });

  test('unspent outputs (BIP64) and the outputs a block spends', async () => {
    const missing = '00'.repeat(32);
    const answer = await json(`getutxos/checkmempool/${txid}-0/${missing}-0.json`);
    expect(answer).toMatchObject({ chainHeight: 103, chaintipHash: hash, bitmap: '10', utxos: [{ height: 103 }] });
    expect((await bytes(`getutxos/${txid}-0.bin`)).readUInt32LE(0)).toBe(103);
    const spent = await json<Json[][]>(`spenttxouts/${hash}.json`);
    expect(spent.map((outputs) => outputs.length)).toEqual([0, 1]);
  });

  test.each<[string, number]>([
    [`block/${'00'.repeat(32)}.bin`, 404],
    ['block/xyz.bin', 400],
    ['block/xyz', 400],
    ['headers/0/xyz.bin', 400],
    ['headers/2001/xyz.bin', 400],
    ['blockhashbyheight/9999.json', 404],
    ['blockhashbyheight/-1.json', 400],
    [`tx/${'00'.repeat(32)}.json`, 404],
    ['getutxos.json', 400],
    ['getutxos/xyz.json', 400],
    ['mempool/nonsense.json', 400],
    ['chaininfo.bin', 404],
    ['nonsense', 404],
  ])('%s: %i', async (path, status) => {
    expect((await node.rest(path)).status).toBe(status);
  });
});
