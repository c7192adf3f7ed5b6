import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { networks } from '../networks.ts';
import type { BitcoinView } from './bitcoin-view.ts';
import { createEsplora } from './esplora.ts';

type Answer = { status?: number; body: string };

const network = networks.regtest;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const hash = 'ab'.repeat(32);
const txid = 'cd'.repeat(32);
const json = (value: unknown): Answer => ({ body: JSON.stringify(value) });

/** What comes before the answer that a test is about, as a server of the right chain gives it. */
function chainAnswer(path: string): Answer | undefined {
  if (path === '/block-height/0') return { body: network.genesisHash };
  if (path === '/blocks/tip/hash') return { body: hash };
  if (path === `/block/${hash}`) return json({ id: hash, height: 7 });
  if (path === `/block/${hash}/status`) return json({ in_best_chain: true });
  return undefined;
}

/** An Esplora server that answers some path as the test says. */
async function openView(answer: (path: string) => Answer | undefined): Promise<BitcoinView> {
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '';
    request.resume();
    const { status = 200, body } = answer(path) ?? chainAnswer(path) ?? { status: 404, body: 'Transaction not found' };
    response.writeHead(status).end(body);
  };
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return createEsplora({ url: `http://127.0.0.1:${port}`, network, retries: 0 });
}

describe('every answer of an Esplora server is decoded', () => {
  const questions: [string, string, (view: BitcoinView) => Promise<unknown>][] = [
    ['the tip', '/blocks/tip/hash', (view) => view.getTip()],
    ['the block of the tip', `/block/${hash}`, (view) => view.getTip()],
    ['a block hash', '/block-height/3', (view) => view.getBlockHash(3)],
    ['a header', `/block/${hash}`, (view) => view.getHeader(hash)],
    ['a block that is in the chain or not', `/block/${hash}/status`, (view) => view.getHeader(hash)],
    ['a block', `/block/${hash}/raw`, (view) => view.getRawBlock(hash)],
    ['a transaction', `/tx/${txid}/raw`, (view) => view.getTransaction(txid)],
    ['an output', `/tx/${txid}/status`, (view) => view.getUnspentOutput(txid, 0, 'chain')],
    ['the memory pool', '/mempool/txids', (view) => view.getMempool()],
    ['estimates', '/fee-estimates', (view) => view.estimateFees()],
    ['a transaction sent', '/tx', (view) => view.sendTransaction(Buffer.of(1))],
    ['a package sent', '/txs/package', (view) => view.sendPackage([Buffer.of(1)])],
  ];
  const hollow: [string, Answer][] = [
    ['an object of something else', json({ ok: 'yes' })],
    ['a list of nothing useful', json([{}])],
    ['a fraction', json(1.5)],
    ['true', json(true)],
    ['null', json(null)],
    ['a page', { body: '<html></html>' }],
    ['a page that says that nothing was found', { status: 404, body: '<html>block not found</html>' }],
    ['a gateway that has no such route', { status: 404, body: '{"message":"no Route matched with those values"}' }],
    ['half an answer', { body: '{"id":"' }],
    ['nothing', { body: '' }],
    ['a refusal without words', { status: 400, body: '' }],
  ];
  test.each(
    questions.flatMap(([what, path, ask]) => hollow.map(([how, answer]) => ({ what, how, path, ask, answer }))),
  )('$what, answered with $how, is a failure of the server', async ({ path, ask, answer }) => {
    const view = await openView((asked) => (asked === path ? answer : undefined));
    await view.checkChain();
    await expect(ask(view)).rejects.toMatchObject({ code: expect.stringMatching(/^(bitcoin\/bad-answer|block\/)/) });
  });

  test.each<[string, string, (view: BitcoinView) => Promise<unknown>]>([
    ['a height above its tip', 'Block not found', (view) => view.getBlockHash(3)],
    ['a transaction', 'Transaction not found', (view) => view.getTransaction(txid)],
    ['a transaction that a newer version does not have', 'transaction not found', (view) => view.getTransaction(txid)],
  ])('but %s that it says it does not have is an absence', async (_, body, ask) => {
    const view = await openView((path) => (path === '/block-height/0' ? undefined : { status: 404, body }));
    expect(await ask(view)).toBeUndefined();
  });

  test.each([429, 502, 503, 504])('HTTP %i is not the server’s answer', async (status) => {
    const view = await openView((path) => (path === '/mempool/txids' ? { status, body: '' } : undefined));
    await view.checkChain();
    await expect(view.getMempool()).rejects.toMatchObject({ code: 'bitcoin/unreachable' });
  });
});
