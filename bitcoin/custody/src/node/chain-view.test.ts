import { describe, expect, test } from 'vitest';
import { ScriptedChain } from '../../test/scripted-chain.ts';
import { custody, pay } from '../../test/watching.ts';
import { catchUp } from '../watcher/follow.ts';
import { createWatcherState } from '../watcher/state.ts';
import { createWatchlist } from '../watcher/watchlist.ts';
import { agreeing, type ChainView, keepingBlocks, prefetching } from './chain-view.ts';

/** Two nodes that have seen the same three blocks. */
function twoNodes() {
  const first = new ScriptedChain();
  const deposit = first.transaction({ pays: [pay(0, 5n)] });
  first.mineRaw([deposit]);
  first.mine();
  const second = new ScriptedChain();
  follow(second, first);
  return { first, second };
}

/** Gives a node all blocks of another. */
function follow(follower: ScriptedChain, leader: ScriptedChain): void {
  follower.blocks.splice(0, follower.blocks.length, ...leader.blocks);
  for (const { hash, bytes } of leader.blocks) follower.everMined.set(hash, bytes);
}

const watch = (view: ChainView) =>
  catchUp({
    state: createWatcherState(),
    view,
    watchlist: createWatchlist({ descriptor: custody, gap: 2 }),
    policy: { startHeight: 0 },
    commit: () => undefined,
  });

describe('two backends', () => {
  test('that agree are followed to the height both have', async () => {
    const { first, second } = twoNodes();
    first.mine();
    const state = await watch(agreeing([first, second]));
    expect(state.blocks).toHaveLength(3);
    expect(state.credits.size).toBe(1);
    expect(await agreeing([second, first]).getTip()).toEqual(await second.getTip());
  });

  test('that differ credit nothing until one gives way', async () => {
    const { first, second } = twoNodes();
    second.undo(2);
    second.mine();
    second.mine();
    await expect(watch(agreeing([first, second]))).rejects.toMatchObject({
      code: 'bitcoin/backends-disagree',
      context: { height: 1, hashes: [first.blocks[1]?.hash, second.blocks[1]?.hash] },
    });
    follow(second, first);
    expect((await watch(agreeing([first, second]))).credits.size).toBe(1);
  });

  test('of which one lost its blocks give them from the other', async () => {
    const { first, second } = twoNodes();
    first.everMined.clear();
    expect((await watch(agreeing([first, second]))).credits.size).toBe(1);
  });

  test('of which none can give a block fail with the reason', async () => {
    const { first, second } = twoNodes();
    first.everMined.clear();
    second.everMined.clear();
    await expect(watch(agreeing([first, second]))).rejects.toThrow(/no block/);
  });
});

describe('fetching ahead', () => {
  test('asks for each block once and hands them out in order', async () => {
    const chain = new ScriptedChain();
    for (let i = 0; i < 40; i++) chain.mine({ pays: [pay(0, BigInt(i))] });
    const asked: string[] = [];
    const counting: ChainView = {
      getTip: () => chain.getTip(),
      getBlockHash: (height) => chain.getBlockHash(height),
      getRawBlock(hash) {
        asked.push(hash);
        return chain.getRawBlock(hash);
      },
    };
    const state = await watch(counting);
    expect(state.credits.size).toBe(40);
    expect(new Set(asked).size).toBe(41);
    expect(asked).toHaveLength(41);
  });

  test('reports a block that cannot be had only to whoever asks for it', async () => {
    const chain = new ScriptedChain();
    chain.mine();
    const { hash } = chain.mine();
    chain.everMined.delete(hash);
    const view = prefetching(chain);
    await view.getBlockHash(0);
    await view.getRawBlock((await view.getBlockHash(0)) ?? '');
    await view.getRawBlock((await view.getBlockHash(1)) ?? '');
    await expect(view.getRawBlock(hash)).rejects.toThrow(/no block/);
  });
});

test('a block that was read is kept, one that could not be read is asked for again', async () => {
  const chain = new ScriptedChain();
  const hashes = [chain.mine(), chain.mine(), chain.mine()].map(({ hash }) => hash);
  const asked: string[] = [];
  let isDown = true;
  const view = keepingBlocks<ChainView>({
    getTip: () => chain.getTip(),
    getBlockHash: (height) => chain.getBlockHash(height),
    async getRawBlock(hash) {
      asked.push(hash);
      if (isDown) throw new Error('down');
      return await chain.getRawBlock(hash);
    },
  });
  const [first = '', second = '', third = ''] = hashes;
  await expect(view.getRawBlock(first)).rejects.toThrow('down');
  isDown = false;
  for (const hash of [first, first, second, first, third, first]) {
    expect(await view.getRawBlock(hash)).toEqual(await chain.getRawBlock(hash));
  }
  // Two are kept: the third put out the first.
  expect(asked).toEqual([first, first, second, third, first]);
});
