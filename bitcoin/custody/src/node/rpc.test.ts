import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ScriptedChain } from '../../test/scripted-chain.ts';
import { networks } from '../networks.ts';
import { createBitcoinRpc } from './rpc.ts';

type Request = { method: string; params: unknown[]; path: string; authorization: string | undefined };
type Answer = { status?: number; body: string | Buffer };

const regtest = networks.regtest;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const result = (value: unknown): Answer => ({ body: JSON.stringify({ result: value, error: null, id: 1 }) });
const failure = (code: number, message: string): Answer => ({
  status: 500,
  body: JSON.stringify({ result: null, error: { code, message }, id: 1 }),
});

/** Answers as a node of the right chain would to the questions every client asks first. */
function chainAnswer({ method, params }: Request): Answer | undefined {
  if (method === 'getblockchaininfo')
    return result({ chain: 'regtest', blocks: 0, bestblockhash: regtest.genesisHash });
  if (method === 'getblockhash' && params[0] === 0) return result(regtest.genesisHash);
  return undefined;
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** A node that misbehaves as the test says; the embedded one never does. */
async function startNode(answer: (request: Request, count: number) => Answer | 'silence' | undefined) {
  const seen: Request[] = [];
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { method = '', params = [] } = body ? (JSON.parse(body) as Partial<Request>) : {};
    const asked = { method, params, path: request.url ?? '', authorization: request.headers.authorization };
    seen.push(asked);
    const given = answer(asked, seen.filter((one) => one.method === method).length) ??
      chainAnswer(asked) ?? { status: 404, body: '' };
    if (given === 'silence') return;
    response.writeHead(given.status ?? 200).end(given.body);
  }
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://alice:p%40ss@127.0.0.1:${port}`, seen };
}

const hash = 'ab'.repeat(32);

test('credentials in the URL are sent, decoded, and appear in no message', async () => {
  const node = await startNode(() => ({ status: 401, body: '' }));
  const rpc = createBitcoinRpc({ url: node.url, network: regtest });
  const error = await rpc.getTip().catch((reason: unknown) => reason as Error);
  expect(error).toMatchObject({ code: 'bitcoin/unauthorized' });
  expect(String((error as Error).message)).not.toMatch(/p%40ss|p@ss|alice/);
  expect(node.seen[0]?.authorization).toBe(`Basic ${Buffer.from('alice:p@ss').toString('base64')}`);
});

describe('a node of another chain is refused', () => {
  test.each([
    ['by its name', { chain: 'main' }, regtest.genesisHash],
    ['by its first block', { chain: 'regtest' }, networks.mainnet.genesisHash],
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
      return isBack && method === 'getblockchaininfo' ? result({ chain: 'main' }) : undefined;
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
    const rpc = createBitcoinRpc({ url: node.url, network: regtest, timeoutMs: 500, retries: 0 });
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
    for (const close of closing.splice(0)) close();
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
