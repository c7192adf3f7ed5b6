import { afterEach, describe, expect, test } from 'vitest';
import { type Answer, chainInfo, failure, result, startNode, stopNodes } from '../../test/answering-node.ts';
import { type Network, networks } from '../networks.ts';
import { type ChainProgress, whyBehind } from './progress.ts';
import { type BitcoinRpc, createBitcoinRpc } from './rpc.ts';

afterEach(stopNodes);

const { mainnet, regtest, signet } = networks;
const NOW = 1_800_000_000;
const HOUR = 3600;
const hash = 'ab'.repeat(32);
const caughtUp: ChainProgress = {
  chain: 'main',
  blocks: 900_000,
  headers: 900_000,
  initialblockdownload: false,
  time: NOW - 600,
};

describe('a node is behind', () => {
  test.each<[string, Network, Partial<ChainProgress>, string | undefined]>([
    ['never when it has every block', mainnet, {}, undefined],
    ['never for a header that came before its block', mainnet, { headers: 900_002 }, undefined],
    ['never for a clock that differs', mainnet, { time: NOW + 600 }, undefined],
    ['never for an hour without a block', mainnet, { time: NOW - 5 * HOUR }, undefined],
    ['with three headers ahead', mainnet, { headers: 900_003 }, 'it has 900000 of 900003 blocks'],
    [
      'in its initial download',
      mainnet,
      { initialblockdownload: true },
      'it is in its initial block download, at block 900000',
    ],
    [
      'that has heard of no block for a long time',
      signet,
      { time: NOW - 7 * HOUR },
      'its newest block, 900000, is 7 hours old: it may have no peers',
    ],
    ['of a version that tells no time, by the rest', mainnet, { time: undefined, headers: 1e6 }, 'it has 900000 of'],
    ['never on regtest for an old tip', regtest, { initialblockdownload: true, time: NOW - 48 * HOUR }, undefined],
    ['on regtest as elsewhere by its headers', regtest, { headers: 900_009 }, 'it has 900000 of 900009 blocks'],
    [
      'on regtest when it says so of a young tip',
      regtest,
      { initialblockdownload: true },
      'it is in its initial block download',
    ],
  ])('%s', (_, network, changed, why) => {
    const found = whyBehind({ ...caughtUp, ...changed }, network, NOW);
    if (why === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(why);
  });
});

describe('a node that is behind is not believed', () => {
  const questions: [string, (rpc: BitcoinRpc) => Promise<unknown>][] = [
    ['which block is the tip', (rpc) => rpc.getTip()],
    ['which block is at a height', (rpc) => rpc.getBlockHash(3)],
    ['what is in a block', (rpc) => rpc.getRawBlock(hash)],
    ['how deep a block is', (rpc) => rpc.getHeader(hash)],
    ['whether an output is unspent', (rpc) => rpc.getUnspentOutput(hash, 0, 'chain')],
    ['what a transaction is', (rpc) => rpc.getTransaction(hash)],
    ['to send a payment', (rpc) => rpc.sendTransaction(Buffer.of(1))],
  ];
  test.each(questions)('about %s', async (_, ask) => {
    const node = await startNode(({ method }) =>
      method === 'getblockchaininfo' ? result({ ...chainInfo, headers: 700 }) : undefined,
    );
    const asking = ask(createBitcoinRpc({ url: node.url, network: regtest }));
    await expect(asking).rejects.toMatchObject({ code: 'bitcoin/behind' });
    await expect(asking).rejects.toThrow(
      'is behind (it has 0 of 700 blocks); nothing that it says is believed until it has caught up.',
    );
    expect(new Set(node.seen.map(({ method }) => method))).toEqual(new Set(['getblockchaininfo', 'getblockhash']));
  });

  test('once it falls behind, and again as soon as it has caught up', async () => {
    let headers = 0;
    let nowMs = 0;
    const node = await startNode(({ method }) => {
      if (method === 'getblockchaininfo') return result({ ...chainInfo, headers });
      return method === 'getrawmempool' ? result([]) : undefined;
    });
    const rpc = createBitcoinRpc({ url: node.url, network: regtest, nowMs: () => nowMs });
    expect(await rpc.getMempool()).toEqual([]);
    headers = 10;
    // For a moment it counts as where it was: not every question is two.
    expect(await rpc.getMempool()).toEqual([]);
    nowMs += 2_001;
    await expect(rpc.getMempool()).rejects.toMatchObject({ code: 'bitcoin/behind' });
    await expect(rpc.getMempool()).rejects.toMatchObject({ code: 'bitcoin/behind' });
    headers = 1;
    expect(await rpc.getMempool()).toEqual([]);
  });
});

test('what the tip tells ends the moment in which a node counts as where it was', async () => {
  let headers = 0;
  const node = await startNode(({ method }) => {
    if (method === 'getblockchaininfo') return result({ ...chainInfo, bestblockhash: hash, headers });
    return method === 'getrawmempool' ? result([]) : undefined;
  });
  const rpc = createBitcoinRpc({ url: node.url, network: regtest, nowMs: () => 0 });
  expect(await rpc.getMempool()).toEqual([]);
  headers = 10;
  await expect(rpc.getTip()).rejects.toMatchObject({ code: 'bitcoin/behind' });
  await expect(rpc.getMempool()).rejects.toMatchObject({ code: 'bitcoin/behind' });
});

describe('a block that the node does not have', () => {
  const words: [string, string, string][] = [
    ['28 to 31, pruned', 'Block not available (pruned data)', 'bitcoin/pruned'],
    ['28 to 31, of a transaction', 'Block not available', 'bitcoin/pruned'],
    ['28 to 31, not there yet', 'Block not available (not fully downloaded)', 'bitcoin/behind'],
  ];
  test.each(words)('in the words of %s', async (_, message, code) => {
    const node = await startNode(({ method }) =>
      ['getblock', 'getrawtransaction'].includes(method) ? failure(-1, message) : undefined,
    );
    const rpc = createBitcoinRpc({ url: node.url, network: regtest });
    await expect(rpc.getRawBlock(hash)).rejects.toMatchObject({ code });
    await expect(rpc.getMinedTransaction(hash, hash)).rejects.toMatchObject({ code });
  });
});

describe('the answers of versions 28 to 31', () => {
  const common = { ...chainInfo, time: 1_296_688_602, mediantime: 1_296_688_602, size_on_disk: 293, pruned: false };
  /** As each writes it: 28 without the target, 29 with, 30 with a lower relay minimum, 31 with clusters. */
  const versions: [string, Record<string, Answer>][] = [
    [
      '28',
      {
        getblockchaininfo: result({ ...common, difficulty: 4.656542373906925e-10, warnings: [] }),
        getmempoolinfo: { body: '{"result":{"mempoolminfee":0.00001000,"minrelaytxfee":0.00001000,"fullrbf":true}}' },
        submitpackage: result({ package_msg: 'success', 'tx-results': {}, 'replaced-transactions': [] }),
        gettxout: result({
          bestblock: hash,
          confirmations: 3,
          value: 1.5,
          scriptPubKey: { asm: '1', desc: 'raw(51)#8lvh9jxk', hex: '51', type: 'nonstandard' },
          coinbase: false,
        }),
      },
    ],
    [
      '29',
      {
        getblockchaininfo: result({ ...common, bits: '207fffff', target: '7f'.repeat(32), warnings: [] }),
        getmempoolinfo: { body: '{"result":{"mempoolminfee":0.00001000,"minrelaytxfee":0.00001000,"fullrbf":true}}' },
        submitpackage: result({ package_msg: 'success', 'tx-results': {}, 'replaced-transactions': [] }),
        gettxout: result({ bestblock: hash, confirmations: 3, value: 1, scriptPubKey: { hex: '51' }, coinbase: false }),
      },
    ],
    [
      '30',
      {
        getblockchaininfo: result({ ...common, bits: '207fffff', target: '7f'.repeat(32), warnings: [] }),
        getmempoolinfo: { body: '{"result":{"mempoolminfee":0.00000100,"minrelaytxfee":0.00000100,"fullrbf":true}}' },
        submitpackage: result({
          package_msg: 'success',
          'tx-results': { [hash]: { txid: hash, vsize: 110, fees: { base: 0.00000011 } } },
        }),
        gettxout: result({ bestblock: hash, confirmations: 3, value: 1, scriptPubKey: { hex: '51' }, coinbase: false }),
      },
    ],
    [
      '31',
      {
        getblockchaininfo: result({ ...common, bits: '207fffff', target: '7f'.repeat(32), warnings: ['unknown'] }),
        getmempoolinfo: { body: '{"result":{"mempoolminfee":1e-6,"limitclustercount":64,"optimal":true}}' },
        submitpackage: result({
          package_msg: 'success',
          'tx-results': { [hash]: { txid: hash, vsize_bip141: 110, vsize_adjusted: 110, vsize: 110, fees: {} } },
        }),
        gettxout: result({ bestblock: hash, confirmations: 3, value: 1, scriptPubKey: { hex: '51' }, coinbase: false }),
      },
    ],
  ];
  test.each(versions)('%s are read alike', async (version, answers) => {
    const node = await startNode(({ method }) => answers[method]);
    const rpc = createBitcoinRpc({ url: node.url, network: regtest });
    expect(await rpc.getTip()).toEqual({ height: 0, hash: regtest.genesisHash });
    expect(await rpc.readRelayFloor()).toBe(version < '30' ? 1_000n : 100n);
    await rpc.sendPackage([Buffer.of(1)]);
    expect(await rpc.getUnspentOutput(hash, 0, 'chain')).toMatchObject({ confirmations: 3, isCoinbase: false });
  });

  test.each<[string, unknown, RegExp]>([
    [
      '28 and 29 refuse a package',
      { package_msg: 'transaction failed', 'tx-results': { [hash]: { txid: hash, error: 'min relay fee not met' } } },
      /transaction failed; abab.*: min relay fee not met/,
    ],
    [
      '31 refuses one for what its members are together',
      { package_msg: 'TRUC-violation, tx x would have too many ancestors', 'tx-results': {} },
      /TRUC-violation/,
    ],
  ])('%s', async (_, answer, message) => {
    const node = await startNode(({ method }) => (method === 'submitpackage' ? result(answer) : undefined));
    const rpc = createBitcoinRpc({ url: node.url, network: regtest });
    await expect(rpc.sendPackage([Buffer.of(1)])).rejects.toThrow(message);
  });
});
