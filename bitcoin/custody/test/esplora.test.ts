import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hex } from '@scure/base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  agreeing,
  type BitcoinView,
  catchUp,
  checkDeposit,
  createEsplora,
  createWatcherState,
  createWatchlist,
  deriveAddress,
  networks,
  watchMempool,
} from '../src/index.ts';
import { type RegtestWorld, type Sent, startRegtestWorld } from './regtest-world.ts';
import { custody, pay } from './watching.ts';

const network = networks.regtest;

/** Two nodes that do not talk to each other: Bitcoin Core's protocol is asked of one, Esplora's of either. */
let near: RegtestWorld;
let far: RegtestWorld;
let explorer: BitcoinView;
let distant: BitcoinView;
let deposit: Sent;
beforeAll(async () => {
  [near, far] = await Promise.all([startRegtestWorld(), startRegtestWorld()]);
  explorer = createEsplora({ url: near.node.esploraUrl, network });
  distant = createEsplora({ url: far.node.esploraUrl, network, retries: 0 });
  deposit = await near.pay(pay(1, 50_000n), pay(2, 600n));
  await near.mine(2);
});
afterAll(async () => {
  await near?.node.stop();
  await far?.node.stop();
});

const unspent = (view: BitcoinView, { txid, vout }: { txid: string; vout: number }) =>
  Promise.all((['chain', 'chain-and-mempool'] as const).map((source) => view.getUnspentOutput(txid, vout, source)));

describe('an explorer answers what the node answers', () => {
  test('about blocks', async () => {
    const tip = await near.rpc.getTip();
    expect(await explorer.getTip()).toEqual(tip);
    expect(await explorer.getBlockHash(7)).toBe(await near.rpc.getBlockHash(7));
    expect(await explorer.getBlockHash(tip.height + 1)).toBeUndefined();
    expect(await explorer.getRawBlock(tip.hash)).toEqual(await near.rpc.getRawBlock(tip.hash));
    const earlier = (await near.rpc.getBlockHash(9)) ?? '';
    expect(await explorer.getHeader(earlier)).toEqual(await near.rpc.getHeader(earlier));
    expect(await explorer.getHeader('ee'.repeat(32))).toBeUndefined();
  });

  test('about outputs: in a block, spent, announced, spent by what is announced, and unknown', async () => {
    const waiting = await near.pay(pay(3, 7_000n));
    const coinbase = { txid: near.coin().txid, vout: 0 };
    const outputs = [
      { txid: deposit.txid, vout: 0 },
      { txid: deposit.txid, vout: 9 },
      { ...deposit.coin },
      { txid: waiting.txid, vout: 0 },
      { ...waiting.coin },
      coinbase,
      { txid: 'ee'.repeat(32), vout: 0 },
    ];
    const [ours, theirs] = await Promise.all(
      [explorer, near.rpc].map((view) => Promise.all(outputs.map((output) => unspent(view, output)))),
    );
    expect(ours).toEqual(theirs);
    expect(ours?.map((pair) => pair.map((output) => output?.confirmations))).toEqual([
      [2, 2],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, 0],
      [expect.any(Number), undefined],
      [expect.any(Number), expect.any(Number)],
      [undefined, undefined],
    ]);
    expect(ours?.[5]?.[0]?.isCoinbase).toBe(true);
    await near.mine();
  });

  test('about transactions and the memory pool', async () => {
    expect(await explorer.getTransaction('ee'.repeat(32))).toBeUndefined();
    expect(await explorer.getTransaction(deposit.txid)).toEqual(await near.rpc.getTransaction(deposit.txid));
    const waiting = await near.pay(pay(1, 5_000n));
    expect(await explorer.getTransaction(waiting.txid)).toEqual({ bytes: Buffer.from(waiting.hex, 'hex') });
    expect(await explorer.getMempool()).toEqual([waiting.txid]);
    const watchlist = createWatchlist({ descriptor: custody, assignedThrough: 4, gap: 2 });
    expect(await watchMempool(explorer, watchlist)()).toMatchObject([{ txid: waiting.txid, index: 1 }]);
    await near.mine();
  });

  test('about fees', async () => {
    expect([await explorer.estimateFees(), await near.rpc.estimateFees()]).toEqual([new Map(), new Map()]);
    // 0.00012345 BTC has no exact binary fraction, and must not be rounded up for it.
    await near.rpc.call('setfeeestimate', ['0.00012345']);
    for (const view of [explorer, near.rpc]) {
      const estimates = await view.estimateFees();
      expect([estimates.get(1), estimates.get(144), estimates.get(1008)]).toEqual([12_345n, 12_345n, 12_345n]);
    }
    await near.rpc.call('setfeeestimate', []);
  });

  test('when sent a transaction: its id, or the same refusal', async () => {
    const { hex: raw, txid, coin } = near.build(near.coin(), [pay(1, 9_000n)]);
    expect(await explorer.sendTransaction(hex.decode(raw))).toBe(txid);
    expect(await explorer.sendTransaction(hex.decode(raw))).toBe(txid);
    const cheaper = hex.decode(near.build(coin, [pay(2, 9_000n)], 500n).hex);
    const refusals = await Promise.all(
      [explorer, near.rpc].map((view) => view.sendTransaction(cheaper).catch((error: unknown) => error)),
    );
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]).toMatchObject({ code: 'bitcoin/rpc', context: { rpcCode: -26 } });
    await near.mine();
  });

  test('when a signer checks a deposit', async () => {
    const claim = { index: 1, txid: deposit.txid, vout: 0, amountSats: 50_000n, confirmations: 2 };
    const check = (changes: object = {}) => checkDeposit({ rpc: explorer, descriptor: custody, ...claim, ...changes });
    expect(await check()).toEqual(await checkDeposit({ rpc: near.rpc, descriptor: custody, ...claim }));
    expect(await check({ amountSats: 50_001n })).toMatchObject({ ok: false, reason: { code: 'wrong-amount' } });
    expect(await check({ ...deposit.coin })).toMatchObject({ ok: false, reason: { code: 'output-spent' } });
  });

  test('also after a reorganisation', async () => {
    const { txid } = await near.pay(pay(1, 3_000n));
    const [hash = ''] = await near.mine();
    await near.undo(hash);
    await near.mineOnly([]);
    expect(await explorer.getHeader(hash)).toBeUndefined();
    expect(await unspent(explorer, { txid, vout: 0 })).toEqual(await unspent(near.rpc, { txid, vout: 0 }));
    await near.mine();
  });
});

describe('a node and an explorer must agree', () => {
  const watch = async (startHeight: number) => {
    const { credits } = await catchUp({
      state: createWatcherState(),
      view: agreeing([near.rpc, distant]),
      watchlist: createWatchlist({ descriptor: custody, assignedThrough: 4, gap: 2 }),
      policy: { startHeight },
      commit: () => undefined,
    });
    return [...credits.values()].map(({ txid }) => txid);
  };

  test('before a deposit is credited: the one behind decides, and one on another branch stops', async () => {
    const give = async (from: number, through: number) => {
      for (let height = from; height <= through; height++) {
        const block = await near.rpc.getRawBlock((await near.rpc.getBlockHash(height)) ?? '');
        await far.rpc.call('submitblock', [hex.encode(block)]);
      }
    };
    const { height, hash } = await near.rpc.getTip();
    await give(1, height);
    expect(await distant.getTip()).toEqual({ height, hash });

    // The other node mines by itself, so two branches begin here.
    const { address } = deriveAddress(custody, 4);
    await far.rpc.call('generatetoaddress', [1, address]);
    const { txid } = await near.pay(pay(1, 40_000n));
    await near.mine();
    await expect(watch(height + 1)).rejects.toMatchObject({
      code: 'bitcoin/backends-disagree',
      context: { height: height + 1 },
    });
    await near.mine();
    await expect(watch(height + 1)).rejects.toMatchObject({ code: 'bitcoin/backends-disagree' });
    await give(height + 1, height + 2);
    expect(await watch(height + 1)).toEqual([txid]);

    const late = await near.pay(pay(1, 30_000n));
    await near.mine();
    expect(await watch(height + 1)).toEqual([txid]);
    await give(height + 3, height + 3);
    expect(await watch(height + 1)).toEqual([txid, late.txid]);
  });

  test('and one out of reach stops everything', async () => {
    const gone = createEsplora({ url: 'http://127.0.0.1:9/api', network, retries: 0 });
    await expect(agreeing([near.rpc, gone]).getTip()).rejects.toMatchObject({ code: 'bitcoin/unreachable' });
  });
});

describe('an explorer that lies', () => {
  type Lie = { status?: number; body: string | Buffer };

  /** The honest server, except for paths that the test falsifies. */
  async function lying(lie: (path: string) => Lie | undefined | Promise<Lie | undefined>) {
    const server = createServer((request, response) => {
      const answer = async () => {
        const path = (request.url ?? '').replace(/^\/api/, '');
        const found = await lie(path);
        if (found) return response.writeHead(found.status ?? 200).end(found.body);
        const honest = await fetch(`${near.node.esploraUrl}${path}`);
        return response.writeHead(honest.status).end(Buffer.from(await honest.arrayBuffer()));
      };
      answer().catch((error: unknown) => response.destroy(error as Error));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return {
      view: createEsplora({ url: `http://127.0.0.1:${port}/api/`, network, retries: 0 }),
      close: () => server.close(),
    };
  }

  let asked = 0;
  const other = async () => Buffer.from(await near.rpc.getRawBlock((await near.rpc.getBlockHash(3)) ?? ''));
  const claim = () => ({ index: 1, txid: deposit.txid, vout: 0, amountSats: 50_000n, confirmations: 2 });
  const check = (rpc: BitcoinView) => checkDeposit({ rpc, descriptor: custody, ...claim() });

  test.each<[string, (path: string) => Lie | undefined | Promise<Lie | undefined>, object]>([
    [
      'about the chain',
      (path) => (path === '/block-height/0' ? { body: networks.signet.genesisHash } : undefined),
      { ok: false, reason: { code: 'wrong-chain', found: networks.signet.genesisHash } },
    ],
    [
      'with another block',
      async (path) => (path.endsWith('/raw') && path.startsWith('/block/') ? { body: await other() } : undefined),
      { code: 'block/wrong-hash' },
    ],
    [
      'with another transaction',
      (path) =>
        path === `/tx/${deposit.txid}/raw`
          ? { body: hex.decode(near.build(near.coin(), []).hex) as Buffer }
          : undefined,
      { code: 'bitcoin/bad-answer' },
    ],
    [
      'with no transaction at all',
      (path) => (path === `/tx/${deposit.txid}/raw` ? { status: 404, body: 'Transaction not found' } : undefined),
      { ok: false, reason: { code: 'transaction-not-found' } },
    ],
    [
      'about the height, deeper than it is',
      (path) =>
        path === `/tx/${deposit.txid}/status`
          ? { body: JSON.stringify({ confirmed: true, block_height: 1, block_hash: 'ab'.repeat(32) }) }
          : undefined,
      { code: 'watcher/unstable-chain' },
    ],
    [
      'in words that are not JSON',
      (path) => (path.endsWith('/status') ? { body: '<html>' } : undefined),
      { code: 'bitcoin/bad-answer' },
    ],
    ['by being busy', () => ({ status: 429, body: 'Too Many Requests' }), { code: 'bitcoin/unreachable' }],
    ['by being broken', () => ({ status: 500, body: 'panic' }), { code: 'bitcoin/bad-answer' }],
    [
      'about a tip that never stays',
      async (path) =>
        path === '/blocks/tip/hash' ? { body: (await near.rpc.getBlockHash(asked++ % 2)) ?? '' } : undefined,
      { code: 'watcher/unstable-chain' },
    ],
  ])('%s gets nothing credited', async (_, lie, outcome) => {
    const { view, close } = await lying(lie);
    try {
      expect(await check(view).catch((error: unknown) => error)).toMatchObject(outcome);
    } finally {
      close();
    }
  });

  test.each([
    [
      'as newer servers say it',
      'sendrawtransaction RPC error: {"code":-25,"message":"bad-txns-inputs-missingorspent"}',
    ],
    ['as older servers say it', 'sendrawtransaction RPC error -25: bad-txns-inputs-missingorspent'],
  ])('a refused transaction keeps its code, %s', async (_, body) => {
    const { view, close } = await lying((path) => (path === '/tx' ? { status: 400, body } : undefined));
    await expect(view.sendTransaction(Buffer.of(1))).rejects.toMatchObject({
      code: 'bitcoin/rpc',
      context: { rpcCode: -25, reason: 'bad-txns-inputs-missingorspent' },
    });
    close();
  });
});
