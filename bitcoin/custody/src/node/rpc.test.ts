import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  chainInfo,
  failure,
  type Request,
  result,
  startNode,
  stopNodes,
  whenOver,
} from '../../test/answering-node.ts';
import { ScriptedChain } from '../../test/scripted-chain.ts';
import { networks } from '../networks.ts';
import { type BitcoinRpc, createBitcoinRpc } from './rpc.ts';

const regtest = networks.regtest;
afterEach(stopNodes);

const hash = 'ab'.repeat(32);

/** Bitcoin Core's, of this run of the node. */
function cookieFile(): { path: string; write(secret: string): void } {
  const directory = mkdtempSync(path.join(tmpdir(), 'istsi-cookie-'));
  whenOver(() => rmSync(directory, { recursive: true }));
  const file = path.join(directory, '.cookie');
  return { path: file, write: (secret) => writeFileSync(file, `__cookie__:${secret}`) };
}

describe('a node with a cookie', () => {
  test('is reached again after a restart, reads and writes, and asked anew which chain it follows', async () => {
    const cookie = cookieFile();
    let secret = 'first';
    const asked: string[] = [];
    const node = await startNode(({ method, authorization }) => {
      if (authorization !== `Basic ${Buffer.from(`__cookie__:${secret}`).toString('base64')}`) {
        return { status: 401, body: '' };
      }
      asked.push(method);
      return method === 'sendrawtransaction' ? result(hash) : undefined;
    });
    cookie.write(secret);
    const url = node.url.replace(/\/\/.*@/, '//');
    const rpc = createBitcoinRpc({ url, cookieFile: cookie.path, network: regtest, retries: 0 });
    await rpc.getTip();
    secret = 'second';
    await expect(rpc.sendTransaction(Buffer.of(1))).rejects.toMatchObject({ code: 'bitcoin/unauthorized' });
    cookie.write(secret);
    asked.length = 0;
    expect(await rpc.sendTransaction(Buffer.of(1))).toBe(hash);
    expect(asked).toEqual(['getblockchaininfo', 'getblockhash', 'sendrawtransaction']);
  });
});

test('credentials in the URL are sent, decoded, and appear in no message', async () => {
  const node = await startNode(() => ({ status: 401, body: '' }));
  const rpc = createBitcoinRpc({ url: node.url, network: regtest });
  const error = await rpc.getTip().catch((reason: unknown) => reason as Error);
  expect(error).toMatchObject({ code: 'bitcoin/unauthorized' });
  expect(String((error as Error).message)).not.toMatch(/p%40ss|p@ss|alice/);
  expect(node.seen[0]?.authorization).toBe(`Basic ${Buffer.from('alice:p@ss').toString('base64')}`);
});

/** Names and first blocks as Bitcoin Core's chain parameters have them; custody's own table is what is tested. */
test.each([
  ['main', '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f', 'mainnet'],
  ['test', '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943', 'testnet'],
  ['testnet4', '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043', 'testnet4'],
  ['signet', '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6', 'signet'],
  ['regtest', '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206', 'regtest'],
])('a node of the chain %s is taken for its own network, and for no other', async (chain, genesis, name) => {
  const info = { ...chainInfo, chain, bestblockhash: genesis };
  const node = await startNode(({ method }) => result(method === 'getblockhash' ? genesis : info));
  const taken: string[] = [];
  for (const network of Object.values(networks)) {
    const asked = createBitcoinRpc({ url: node.url, network, retries: 0 }).checkChain();
    await asked.then(
      () => taken.push(network.name),
      (error: unknown) => expect(error).toMatchObject({ code: 'bitcoin/wrong-chain' }),
    );
  }
  expect(taken).toEqual([name]);
});

test.each([
  ['that runs with -blocksonly', failure(-32_603, 'Fee estimation disabled')],
  ['that has seen too few blocks', result({ errors: ['Insufficient data or no feerate found'], blocks: 2 })],
])('a node %s has no fee estimates, and that is no failure', async (_, answer) => {
  const node = await startNode(({ method }) => (method === 'estimatesmartfee' ? answer : undefined));
  expect(await createBitcoinRpc({ url: node.url, network: regtest, retries: 0 }).estimateFees()).toEqual(new Map());
});

describe('a node of another chain is refused', () => {
  test.each([
    ['by its name', { ...chainInfo, chain: 'main' }, regtest.genesisHash],
    ['by its first block', chainInfo, networks.mainnet.genesisHash],
  ])('%s', async (_, info, genesis) => {
    const node = await startNode(({ method }) => result(method === 'getblockhash' ? genesis : info));
    const rpc = createBitcoinRpc({ url: node.url, network: regtest });
    await expect(rpc.sendTransaction(Buffer.of(1))).rejects.toMatchObject({ code: 'bitcoin/wrong-chain' });
    expect(node.seen.map(({ method }) => method)).not.toContain('sendrawtransaction');
  });

  test('also when it takes the place of the right one', async () => {
    let isBack = false;
    const node = await startNode(({ method }) => {
      if (method === 'getmempoolinfo' && !isBack) return { status: 503, body: '' };
      return isBack && method === 'getblockchaininfo' ? result({ ...chainInfo, chain: 'main' }) : undefined;
    });
    const rpc = createBitcoinRpc({ url: node.url, network: regtest, retries: 0 });
    await expect(rpc.call('getmempoolinfo')).rejects.toMatchObject({ code: 'bitcoin/unreachable' });
    isBack = true;
    await expect(rpc.call('getmempoolinfo')).rejects.toMatchObject({ code: 'bitcoin/wrong-chain' });
  });
});

describe('repeating a call', () => {
  const overloaded = { status: 503, body: 'Work queue depth exceeded' };

  test('a read is repeated until it succeeds', async () => {
    const node = await startNode(({ method }, count) =>
      method === 'getrawmempool' ? (count < 3 ? overloaded : result([])) : undefined,
    );
    expect(await createBitcoinRpc({ url: node.url, network: regtest }).getMempool()).toEqual([]);
  });

  test('a read is given up after the retries allowed', async () => {
    const node = await startNode(({ method }) => (method === 'getrawmempool' ? overloaded : undefined));
    const rpc = createBitcoinRpc({ url: node.url, network: regtest, retries: 1 });
    await expect(rpc.getMempool()).rejects.toMatchObject({ code: 'bitcoin/unreachable' });
    expect(node.seen.filter(({ method }) => method === 'getrawmempool')).toHaveLength(2);
  });

  test('a write is sent once, whatever happens', async () => {
    const node = await startNode(({ method }) => (method === 'sendrawtransaction' ? overloaded : undefined));
    const rpc = createBitcoinRpc({ url: node.url, network: regtest, retries: 5 });
    await expect(rpc.sendTransaction(Buffer.of(1))).rejects.toMatchObject({ code: 'bitcoin/unreachable' });
    expect(node.seen.filter(({ method }) => method === 'sendrawtransaction')).toHaveLength(1);
  });
});

describe('what a proxy or a rate limit answers', () => {
  test.each([429, 502, 503, 504])('HTTP %i is not the node’s answer, and a read is repeated', async (status) => {
    const node = await startNode(({ method }, count) =>
      method === 'getrawmempool' && count === 1 ? { status, body: '<html></html>' } : undefined,
    );
    const answers = { status, body: '<html></html>' };
    const busy = await startNode(({ method }) => (method === 'getrawmempool' ? answers : undefined));
    await expect(createBitcoinRpc({ url: busy.url, network: regtest, retries: 0 }).getMempool()).rejects.toMatchObject({
      code: 'bitcoin/unreachable',
    });
    await createBitcoinRpc({ url: node.url, network: regtest })
      .getMempool()
      .catch(() => undefined);
    expect(node.seen.filter(({ method }) => method === 'getrawmempool').length).toBeGreaterThan(1);
  });
});

describe('every answer is decoded', () => {
  const txid = 'cd'.repeat(32);
  const questions: [string, string, (rpc: BitcoinRpc) => Promise<unknown>][] = [
    ['the tip', 'getblockchaininfo', (rpc) => rpc.getTip()],
    ['a block hash', 'getblockhash', (rpc) => rpc.getBlockHash(1)],
    ['a header', 'getblockheader', (rpc) => rpc.getHeader(hash)],
    ['a block', 'getblock', (rpc) => rpc.getRawBlock(hash)],
    ['an output', 'gettxout', (rpc) => rpc.getUnspentOutput(txid, 0, 'chain')],
    ['a transaction', 'getrawtransaction', (rpc) => rpc.getTransaction(txid)],
    ['a mined transaction', 'getrawtransaction', (rpc) => rpc.getMinedTransaction(txid, hash)],
    ['the memory pool', 'getrawmempool', (rpc) => rpc.getMempool()],
    ['a member of the memory pool', 'getmempoolentry', (rpc) => rpc.isInMempool(txid)],
    ['the relay floor', 'getmempoolinfo', (rpc) => rpc.readRelayFloor()],
    ['estimates', 'estimatesmartfee', (rpc) => rpc.estimateFees()],
    ['addresses', 'deriveaddresses', (rpc) => rpc.deriveAddresses('', 0, 1)],
    ['a transaction sent', 'sendrawtransaction', (rpc) => rpc.sendTransaction(Buffer.of(1))],
    ['a package sent', 'submitpackage', (rpc) => rpc.sendPackage([Buffer.of(1)])],
  ];
  const hollow: [string, Answer][] = [
    ['an empty object', result({})],
    ['a list of nothing useful', result([{}])],
    ['a fraction', result(1.5)],
    ['true', result(true)],
    ['a page', { body: '<html></html>' }],
    ['half an answer', { body: '{"result":{"bestblockhash":"' }],
    ['nothing', { body: '' }],
    ['an error that is a text', { status: 500, body: '{"error":"down"}' }],
  ];
  test.each(
    questions.flatMap(([what, method, ask]) => hollow.map(([how, answer]) => ({ what, how, method, ask, answer }))),
  )('$what, answered with $how, is a failure of the node', async ({ method, ask, answer }) => {
    const node = await startNode((asked) =>
      asked.method === method && asked.params[0] !== 0 && isAfterChainCheck(asked, node) ? answer : undefined,
    );
    const rpc = createBitcoinRpc({ url: node.url, network: regtest, retries: 0 });
    await rpc.checkChain();
    await expect(ask(rpc)).rejects.toMatchObject({ code: expect.stringMatching(/^(bitcoin\/bad-answer|block\/)/) });
  });

  test('but null is an absence, where Bitcoin Core means that', async () => {
    const node = await startNode(({ method }) => (method === 'gettxout' ? result(null) : undefined));
    const rpc = createBitcoinRpc({ url: node.url, network: regtest });
    expect(await rpc.getUnspentOutput(txid, 0, 'chain')).toBeUndefined();
  });

  test.each<[string, unknown, bigint]>([
    ['as Bitcoin Core writes it', '0.00001234', 1_234n],
    ['as a library wrote it again', '1.234e-5', 1_234n],
    ['finer than a satoshi, rounded up', '0.000012341', 1_235n],
  ])('a rate %s is exact', async (_, rate, satsPerKvb) => {
    const body = `{"result":{"mempoolminfee":${String(rate)}}}`;
    const node = await startNode(({ method }) => (method === 'getmempoolinfo' ? { body } : undefined));
    expect(await createBitcoinRpc({ url: node.url, network: regtest }).readRelayFloor()).toBe(satsPerKvb);
  });

  test('a pruned block is told from one that is not there', async () => {
    const node = await startNode(({ method }) =>
      method === 'getblock' ? failure(-1, 'Block not available (pruned data)') : undefined,
    );
    const rpc = createBitcoinRpc({ url: node.url, network: regtest });
    await expect(rpc.getRawBlock(hash)).rejects.toMatchObject({ code: 'bitcoin/pruned', context: { hash } });
  });
});

/** Who asks about the chain first is given the right one. */
const isAfterChainCheck = ({ method }: Request, { seen }: { seen: Request[] }): boolean =>
  method !== 'getblockchaininfo' || seen.filter((one) => one.method === method).length > 1;

describe('answers that cannot be used', () => {
  test.each<[string, Answer | 'silence', object]>([
    [
      'nothing in time',
      'silence',
      { code: 'bitcoin/unreachable', message: expect.stringContaining('no answer in time') },
    ],
    ['a page instead of JSON', { body: '<html>' }, { code: 'bitcoin/bad-answer' }],
    ['JSON that is no object', { body: 'null' }, { code: 'bitcoin/bad-answer' }],
    ['no result', { body: '{}' }, { code: 'bitcoin/bad-answer' }],
    ['a hash that is none', result('zz'), { code: 'bitcoin/bad-answer' }],
    [
      'an error of the node',
      failure(-1, 'no'),
      { code: 'bitcoin/rpc', context: { method: 'getblockhash', rpcCode: -1, reason: 'no' } },
    ],
    ['a node that is starting', failure(-28, 'Loading…'), { code: 'bitcoin/warming-up' }],
  ])('%s', async (_, answer, error) => {
    const node = await startNode(({ method, params }) =>
      method === 'getblockhash' && params[0] !== 0 ? answer : undefined,
    );
    // Who is to answer has all the time that it takes; who is silent is not waited for.
    const timeoutMs = answer === 'silence' ? 500 : 20_000;
    const rpc = createBitcoinRpc({ url: node.url, network: regtest, timeoutMs, retries: 0 });
    await expect(rpc.getBlockHash(7)).rejects.toMatchObject(error);
  });

  test('an answer without end', async () => {
    const node = await startNode(({ method }) =>
      method === 'getrawmempool' ? { body: Buffer.alloc(33 * 1024 * 1024, 0x20) } : undefined,
    );
    const rpc = createBitcoinRpc({ url: node.url, network: regtest });
    await expect(rpc.getMempool()).rejects.toMatchObject({ code: 'bitcoin/answer-too-large' });
  });

  test('nobody listening', async () => {
    const { url } = await startNode(() => undefined);
    stopNodes();
    const rpc = createBitcoinRpc({ url, network: regtest, retries: 0 });
    await expect(rpc.getTip()).rejects.toMatchObject({
      code: 'bitcoin/unreachable',
      context: { method: 'getblockchaininfo', reason: 'ECONNREFUSED' },
    });
  });

  test.each(['not a url', 'ftp://127.0.0.1'])('a URL like %s', (url) => {
    expect(() => createBitcoinRpc({ url, network: regtest })).toThrow(expect.objectContaining({ code: 'bitcoin/url' }));
  });
});

describe('a raw block', () => {
  const chain = new ScriptedChain();
  const block = { hash: chain.blocks[0]?.hash ?? '', bytes: Buffer.from(chain.blocks[0]?.bytes ?? []) };

  test('comes over REST where that is on', async () => {
    const node = await startNode(({ path }) =>
      path === `/rest/block/${block.hash}.bin` ? { body: block.bytes } : undefined,
    );
    expect(await createBitcoinRpc({ url: node.url, network: regtest }).getRawBlock(block.hash)).toEqual(block.bytes);
    expect(node.seen.map(({ method }) => method)).not.toContain('getblock');
  });

  test('comes over JSON-RPC where REST is off, which is asked only once', async () => {
    const node = await startNode(({ method }) =>
      method === 'getblock' ? result(block.bytes.toString('hex')) : undefined,
    );
    const rpc = createBitcoinRpc({ url: node.url, network: regtest });
    expect(await rpc.getRawBlock(block.hash)).toEqual(block.bytes);
    expect(await rpc.getRawBlock(block.hash)).toEqual(block.bytes);
    expect(node.seen.filter(({ path }) => path.startsWith('/rest'))).toHaveLength(1);
  });

  test('that is another one is refused', async () => {
    const node = await startNode(({ path }) => (path.startsWith('/rest') ? { body: block.bytes } : undefined));
    const rpc = createBitcoinRpc({ url: node.url, network: regtest });
    await expect(rpc.getRawBlock(hash)).rejects.toMatchObject({ code: 'block/wrong-hash' });
  });
});
