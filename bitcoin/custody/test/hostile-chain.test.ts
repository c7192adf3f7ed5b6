import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRegtest } from '@istsi/bitcoin-regtest';
import { Transaction } from '@scure/btc-signer';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { catchUp } from '../src/watcher/follow.ts';
import { watchMempool } from '../src/watcher/mempool.ts';
import { confirmationsOf, createWatcherState, type WatcherState } from '../src/watcher/state.ts';
import { createWatchlist } from '../src/watcher/watchlist.ts';
import { type RegtestWorld, startRegtestWorld } from './regtest-world.ts';
import type { Payment } from './scripted-chain.ts';
import { custody, pay } from './watching.ts';

const watchlist = () => createWatchlist({ descriptor: custody, assignedThrough: 6, gap: 2 });

/** Follows a node from a height on; a new watcher from the same height is what the first must end with. */
function startWatcher({ rpc }: RegtestWorld, startHeight: number) {
  const follow = (state: WatcherState) =>
    catchUp({ state, view: rpc, watchlist: watchlist(), policy: { startHeight }, commit: () => undefined });
  let state = createWatcherState();
  const watch = async () => {
    state = await follow(state);
    return state;
  };
  return { watch, scanAnew: () => follow(createWatcherState()) };
}

const creditsOf = (state: WatcherState) =>
  [...state.credits.values()].map((credit) => ({ ...credit, confirmations: confirmationsOf(state, credit) }));

describe('a chain that is rewritten', () => {
  let world: RegtestWorld;
  beforeAll(async () => {
    world = await startRegtestWorld();
  });
  afterAll(() => world.node.stop());

  test.each([1, 2, 3, 4, 5, 6])(
    '%d deep takes every deposit back, and gives each where it is mined again',
    async (depth) => {
      const { height } = await world.rpc.getTip();
      const { watch, scanAnew } = startWatcher(world, height + 1);
      // One deposit in every block that will be undone; every other one will not come back.
      const deposits = [];
      const blocks = [];
      for (let i = 0; i < depth; i++) {
        deposits.push(await world.pay(pay(i, BigInt(1_000 + i))));
        blocks.push(...(await world.mine()));
      }
      expect(creditsOf(await watch()).map(({ confirmations }) => confirmations)).toEqual(
        deposits.map((_, i) => depth - i),
      );

      await world.undo(blocks[0] ?? '');
      const returning = deposits.filter((_, i) => i % 2 === 0);
      const rivals = deposits
        .filter((_, i) => i % 2 === 1)
        .map(({ coin }) => world.build(coin, [pay(0, 500n)], 50_000n));
      await world.mineOnly(returning.map((deposit) => deposit.hex));
      expect(creditsOf(await watch()).map(({ txid }) => txid)).toEqual(returning.map(({ txid }) => txid));
      await world.mineOnly(rivals.map((rival) => rival.hex));
      for (let i = 0; i < depth; i++) await world.mineOnly([]);

      const final = creditsOf(await watch());
      expect(final.map(({ txid }) => txid)).toEqual([...returning, ...rivals].map(({ txid }) => txid));
      expect(final.map(({ confirmations }) => confirmations)).toEqual([
        ...returning.map(() => depth + 2),
        ...rivals.map(() => depth + 1),
      ]);
      expect(final).toEqual(creditsOf(await scanAnew()));
    },
  );
});

describe('transactions that nobody expects', () => {
  let world: RegtestWorld;
  beforeAll(async () => {
    world = await startRegtestWorld();
  });
  afterAll(() => world.node.stop());

  const ours = pay(1, 0n).scriptPubKey;
  const to = (script: Uint8Array | number[], amountSats = 1n): Payment => ({
    scriptPubKey: Uint8Array.from(script),
    amountSats,
  });

  const poisons: [string, () => Payment[]][] = [
    ['pay to nothing', () => [to([])]],
    ['push past their end', () => [to([0x4c, 0xff]), to([0x4d, 0xff]), to([0x4e, 0xff, 0xff, 0xff, 0xff]), to([75])]],
    ['pay to a script longer than any that can be spent', () => [to(Buffer.alloc(20_000, 0x6a))]],
    ['carry data', () => [to([0x6a, ...Buffer.alloc(60, 1)], 0n)]],
    ['pay to almost our script', () => [to(ours.slice(1)), to([...ours, 0]), to(ours.slice(0, -1)), to([0, ...ours])]],
    ['pay to unknown witness versions', () => [to([0x60, 2, 1, 2]), to([0x52, 40, ...Buffer.alloc(40, 3)])]],
    ['have thousands of outputs', () => Array.from({ length: 3_000 }, (_, i) => to([0x51, i & 0xff]))],
    ['move nothing to us', () => [to(ours, 0n)]],
    ['are as long as an inner node of the merkle tree', () => []],
  ];

  test('stop no scan: the block with all of them, and a deposit after them, is read', async () => {
    const { height } = await world.rpc.getTip();
    const { watch } = startWatcher(world, height + 1);
    const built = poisons.map(([name, pays]) =>
      name.startsWith('are as long') ? shortTransaction() : world.build(world.coin(), pays()).hex,
    );
    const deposit = world.build(world.coin(), [pay(2, 12_345n)]);
    const hash = await world.mineOnly([...built, deposit.hex]);
    const credits = creditsOf(await watch());
    expect(credits).toMatchObject([
      { index: 1, amountSats: 0n, blockHash: hash },
      { txid: deposit.txid, index: 2, amountSats: 12_345n, blockHash: hash },
    ]);
    await world.mine();
    expect((await watch()).blocks.at(-1)?.height).toBe(height + 2);
  });

  /** 64 bytes without its witness: one input, one output with a script of four bytes. */
  function shortTransaction(): string {
    const coin = world.coin();
    const { hex: raw } = world.build(coin, [to([0x51, 0x51, 0x51, 0x51], coin.amountSats - 1_000n)], 1_000n);
    expect(
      Transaction.fromRaw(Buffer.from(raw, 'hex'), { allowUnknownOutputs: true, disableScriptCheck: true }).unsignedTx,
    ).toHaveLength(64);
    return raw;
  }

  test('hold up nobody who looks at the memory pool', async () => {
    const pending = watchMempool(world.rpc, watchlist());
    for (let i = 0; i < 3; i++) await world.pay(to([0x6a, ...Buffer.alloc(30, i)], 0n));
    const deposit = await world.pay(pay(3, 9_000n));
    expect(await pending()).toMatchObject([{ txid: deposit.txid, index: 3, amountSats: 9_000n }]);
  });
});

describe('a node that goes away', () => {
  let dataDir: string;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'istsi-node-'));
  });
  afterEach(() => stop());
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  test('and comes back is followed on, with what waited in its memory pool; an empty one in its place orphans nothing', async () => {
    const world = await startRegtestWorld({ dataDir });
    stop = () => world.node.stop();
    const port = Number(new URL(world.node.rpcUrl).port);
    const { height } = await world.rpc.getTip();
    const { watch, scanAnew } = startWatcher(world, height + 1);
    const mined = await world.pay(pay(1, 4_000n));
    await world.mine();
    const waiting = await world.pay(pay(2, 5_000n));
    expect(creditsOf(await watch()).map(({ txid }) => txid)).toEqual([mined.txid]);

    await world.node.stop();
    await expect(watch()).rejects.toMatchObject({ code: 'bitcoin/unreachable' });
    const again = await startRegtest({ dataDir, port });
    stop = () => again.stop();
    expect(creditsOf(await watch()).map(({ txid }) => txid)).toEqual([mined.txid]);
    expect(await world.rpc.getMempool()).toEqual([waiting.txid]);
    await world.mine();
    const credits = creditsOf(await watch());
    expect(credits.map(({ txid }) => txid)).toEqual([mined.txid, waiting.txid]);
    expect(credits).toEqual(creditsOf(await scanAnew()));

    // A node that lost its disk: the same network, no blocks. Nothing is orphaned for that.
    await again.stop();
    const empty = await startRegtest({ port });
    stop = () => empty.stop();
    expect(creditsOf(await watch()).map(({ txid }) => txid)).toEqual([mined.txid, waiting.txid]);
  });
});
