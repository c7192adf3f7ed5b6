import { networks } from '@istsi/bitcoin-custody';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type BitcoinGateway, type Changed, startBitcoinGateway } from '../../test/bitcoin-gateway.ts';
import { type DepositSources, openDepositSources } from './deposit-sources.ts';

const { genesisHash } = networks.regtest;
const hashOf = (digit: string): string => digit.repeat(64);
const chainInfo = {
  ...{ chain: 'regtest', blocks: 0, headers: 0, bestblockhash: genesisHash, initialblockdownload: false },
};
/** Outputs that are spent, by address, or by script where there is none. */
const from = (...outputs: (string | { hex: string })[]) =>
  outputs.map((one) => ({ prevout: { scriptPubKey: typeof one === 'string' ? { hex: '00', address: one } : one } }));
const B = { addresses: ['1A', '1B'], unnamed: ['51'] };
const nothing = { addresses: [], unnamed: [] };

let node: BitcoinGateway;
let sources: DepositSources;
/** Hashes of the blocks that were asked for. */
let asked: string[];
let answer: () => Changed;

beforeAll(async () => {
  node = await startBitcoinGateway('http://nobody:nothing@127.0.0.1:1');
});
afterAll(async () => await node.stop());
beforeEach(() => {
  asked = [];
  answer = () => ({
    result: {
      tx: [
        { txid: hashOf('a'), vin: [{ coinbase: '00' }] },
        { txid: hashOf('b'), vin: from('1A', { hex: '51' }, '1B', '1A', { hex: '51' }) },
        { txid: hashOf('c'), vin: [{}] },
      ],
    },
  });
  node.change = (method, [block]) => {
    if (method === 'getblockchaininfo') return { result: chainInfo };
    if (method === 'getblockhash') return { result: genesisHash };
    asked.push(String(block));
    return answer();
  };
  sources = openDepositSources({ rpcUrl: node.url }, networks.regtest);
});

test('all deposits of a block are told from one answer of the node', async () => {
  const found = await Promise.all(['b', 'b', 'a'].map(async (txid) => await sources.of(hashOf(txid), hashOf('1'))));
  expect(found).toEqual([B, B, nothing]);
  await expect(sources.of(hashOf('c'), hashOf('1'))).rejects.toThrow(/does not tell/);
  await expect(sources.of(hashOf('d'), hashOf('1'))).rejects.toThrow(/is not in block/);
  expect(asked).toEqual([hashOf('1')]);
});

test('a block that the node does not tell of is asked for again, and does not stop others', async () => {
  const whole = answer;
  answer = () => ({ error: { code: -5, message: 'Block not found' } });
  await expect(sources.of(hashOf('b'), hashOf('1'))).rejects.toThrow(/Block not found/);
  answer = whole;
  const found = await Promise.all(['2', '1'].map(async (block) => await sources.of(hashOf('b'), hashOf(block))));
  expect(found).toEqual([B, B]);
  expect(asked).toEqual(['1', '2', '1'].map(hashOf));
});

test('no more than a few blocks are kept', async () => {
  for (const block of ['1', '2', '3', '4', '5', '5', '4', '1']) await sources.of(hashOf('b'), hashOf(block));
  expect(asked).toEqual(['1', '2', '3', '4', '5', '1'].map(hashOf));
});

test('a block that fills more than other answers may have is read', async () => {
  const { result } = answer() as { result: object };
  answer = () => ({ result: { ...result, hex: 'ab'.repeat(20 * 1024 * 1024) } });
  expect(await sources.of(hashOf('b'), hashOf('1'))).toEqual(B);
});
