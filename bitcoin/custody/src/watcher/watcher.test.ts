import { describe, expect, test } from 'vitest';
import { testAccounts } from '../../test/accounts.ts';
import { ScriptedChain } from '../../test/scripted-chain.ts';
import { custody, pay } from '../../test/watching.ts';
import { deriveAddress } from '../address/address.ts';
import { outpointKey } from '../block/transaction.ts';
import { branchOf } from '../descriptor/branch.ts';
import { type Descriptor, multisigDescriptor } from '../descriptor/descriptor.ts';
import { advanceWatcher, type WatcherPolicy } from './advance.ts';
import { applyChange } from './apply.ts';
import { catchUp } from './follow.ts';
import { confirmationsOf, createWatcherState, tipOf, type WatcherChange, type WatcherState } from './state.ts';
import { createWatchlist, type Watchlist } from './watchlist.ts';

const policy: WatcherPolicy = { startHeight: 0, keepBlocks: 20 };

/** A watcher of a scripted chain, with all the changes it made. */
function startWatcher(chain: ScriptedChain, options: { policy?: WatcherPolicy; watchlist?: Watchlist } = {}) {
  const watchlist = options.watchlist ?? createWatchlist({ descriptor: custody, assignedThrough: 3, gap: 4 });
  const world = { state: createWatcherState(), changes: [] as WatcherChange[], watchlist };
  async function watch(): Promise<WatcherState> {
    const commit = (change: WatcherChange) => void world.changes.push(change);
    world.state = await catchUp({
      state: world.state,
      view: chain,
      watchlist,
      policy: options.policy ?? policy,
      commit,
    });
    return world.state;
  }
  return Object.assign(world, { watch });
}

const creditsOf = (state: WatcherState) => [...state.credits.values()];
const orphanedIn = (changes: WatcherChange[]) =>
  changes.flatMap((change) => (change.type === 'disconnected' ? change.orphaned.map(outpointKey) : []));

describe('a deposit', () => {
  test('is credited with its index, exact amount and depth', async () => {
    const chain = new ScriptedChain();
    const { txids, hash, height } = chain.mine({ pays: [pay(2, 123_456_789n)] });
    chain.mine();
    const watcher = startWatcher(chain);
    const state = await watcher.watch();

    expect(creditsOf(state)).toEqual([
      {
        ...{ txid: txids[0], vout: 0, amountSats: 123_456_789n, isCoinbase: false },
        ...{ index: 2, height, blockHash: hash },
      },
    ]);
    expect(creditsOf(state).map((credit) => confirmationsOf(state, credit))).toEqual([2]);
  });

  test('in two outputs of one transaction to two users is two credits', async () => {
    const chain = new ScriptedChain();
    chain.mine({ pays: [pay(0, 1n), pay(1, 2n)] });
    const state = await startWatcher(chain).watch();
    expect(creditsOf(state)).toMatchObject([
      { vout: 0, index: 0, amountSats: 1n },
      { vout: 1, index: 1, amountSats: 2n },
    ]);
  });

  test('in two outputs to the same user is two credits', async () => {
    const chain = new ScriptedChain();
    chain.mine({ pays: [pay(1, 5n), pay(1, 5n)] });
    const state = await startWatcher(chain).watch();
    expect(creditsOf(state)).toMatchObject([
      { vout: 0, index: 1 },
      { vout: 1, index: 1 },
    ]);
  });

  test.each([
    ['dust', 1n],
    ['nothing at all', 0n],
    ['more than anyone owns', 2_100_000_000_000_000n],
  ])('of %s is credited as it is', async (_, amountSats) => {
    const chain = new ScriptedChain();
    chain.mine({ pays: [pay(0, amountSats)] });
    expect(creditsOf(await startWatcher(chain).watch())).toMatchObject([{ amountSats }]);
  });

  test('long after its address was made is still credited', async () => {
    const chain = new ScriptedChain();
    const watcher = startWatcher(chain);
    for (let i = 0; i < 50; i++) chain.mine();
    await watcher.watch();
    chain.mine({ pays: [pay(0, 9n)] });
    expect(creditsOf(await watcher.watch())).toMatchObject([{ index: 0, height: 51 }]);
  });

  test('before the start height is not looked for', async () => {
    const chain = new ScriptedChain();
    chain.mine({ pays: [pay(0, 9n)] });
    chain.mine({ pays: [pay(0, 10n)] });
    const state = await startWatcher(chain, { policy: { startHeight: 2 } }).watch();
    expect(creditsOf(state)).toMatchObject([{ amountSats: 10n }]);
  });
});

describe('a reorganisation', () => {
  test('that removes a deposit orphans it', async () => {
    const chain = new ScriptedChain();
    const watcher = startWatcher(chain);
    const { txids } = chain.mine({ pays: [pay(0, 9n)] });
    await watcher.watch();
    chain.undo(1);
    chain.mine();
    chain.mine();
    const state = await watcher.watch();
    expect(creditsOf(state)).toEqual([]);
    expect(orphanedIn(watcher.changes)).toEqual([`${txids[0]}:0`]);
  });

  test('that replaces a deposit by another output credits only the other (fee bump)', async () => {
    const chain = new ScriptedChain();
    const watcher = startWatcher(chain);
    const coin = { txid: 'cc'.repeat(32), vout: 0 };
    const original = chain.mine({ spends: [coin], pays: [pay(0, 1000n)] });
    await watcher.watch();
    chain.undo(1);
    const bumped = chain.mine({ spends: [coin], pays: [pay(0, 900n), pay(1, 50n)] });
    const state = await watcher.watch();
    expect(orphanedIn(watcher.changes)).toEqual([`${original.txids[0]}:0`]);
    expect(creditsOf(state)).toMatchObject([
      { txid: bumped.txids[0], vout: 0, amountSats: 900n },
      { txid: bumped.txids[0], vout: 1, amountSats: 50n },
    ]);
  });

  test('that moves a deposit to another block counts its confirmations anew', async () => {
    const chain = new ScriptedChain();
    const watcher = startWatcher(chain);
    const deposit = chain.transaction({ pays: [pay(0, 9n)] });
    chain.mineRaw([deposit]);
    chain.mine();
    await watcher.watch();
    chain.undo(2);
    chain.mine();
    chain.mine();
    const { hash, height } = chain.mineRaw([deposit]);
    const state = await watcher.watch();
    expect(creditsOf(state)).toMatchObject([{ txid: deposit.txid, blockHash: hash, height }]);
    expect(creditsOf(state).map((credit) => confirmationsOf(state, credit))).toEqual([1]);
  });

  test('gives back what the removed blocks had spent', async () => {
    const chain = new ScriptedChain();
    const watcher = startWatcher(chain);
    const { txids } = chain.mine({ pays: [pay(0, 9n)] });
    chain.mine({ spends: [{ txid: txids[0] ?? '', vout: 0 }], pays: [] });
    expect(creditsOf(await watcher.watch())).toMatchObject([{ spent: { height: 2 } }]);
    chain.undo(1);
    chain.mine();
    expect(creditsOf(await watcher.watch())[0]).not.toHaveProperty('spent');
  });

  test('to a shorter chain of other blocks is followed at once', async () => {
    const chain = new ScriptedChain();
    const watcher = startWatcher(chain);
    for (let i = 0; i < 5; i++) chain.mine({ pays: [pay(0, 9n)] });
    await watcher.watch();
    chain.undo(5);
    chain.mine();
    const state = await watcher.watch();
    expect(tipOf(state)).toMatchObject({ height: 1 });
    expect(creditsOf(state)).toEqual([]);
  });

  test('deeper than the blocks kept stops with an error and changes nothing', async () => {
    const chain = new ScriptedChain();
    const watcher = startWatcher(chain, { policy: { startHeight: 0, keepBlocks: 3 } });
    for (let i = 0; i < 6; i++) chain.mine({ pays: [pay(0, 9n)] });
    const before = await watcher.watch();
    const changes = watcher.changes.length;
    chain.undo(4);
    for (let i = 0; i < 5; i++) chain.mine();
    await expect(watcher.watch()).rejects.toMatchObject({
      code: 'watcher/reorg-too-deep',
      context: { keptFrom: 4, tipHeight: 6 },
    });
    expect(watcher.state).toBe(before);
    expect(watcher.changes).toHaveLength(changes);
  });

  test('as deep as the blocks kept is followed', async () => {
    const chain = new ScriptedChain();
    const watcher = startWatcher(chain, { policy: { startHeight: 0, keepBlocks: 3 } });
    for (let i = 0; i < 6; i++) chain.mine({ pays: [pay(0, 9n)] });
    await watcher.watch();
    chain.undo(2);
    for (let i = 0; i < 3; i++) chain.mine();
    expect(creditsOf(await watcher.watch()).map(({ height }) => height)).toEqual([1, 2, 3, 4]);
  });
});

test('a node that was restarted with fewer blocks of the same chain orphans nothing', async () => {
  const chain = new ScriptedChain();
  const watcher = startWatcher(chain);
  chain.mine({ pays: [pay(0, 9n)] });
  chain.mine();
  const before = await watcher.watch();
  const [last] = chain.blocks.splice(2, 1);
  expect(await watcher.watch()).toBe(before);
  if (last) chain.blocks.push(last);
  expect(await watcher.watch()).toBe(before);
});

describe('a spend', () => {
  test('marks the credit with the spending transaction', async () => {
    const chain = new ScriptedChain();
    const { txids } = chain.mine({ pays: [pay(0, 9n)] });
    const spender = chain.mine({ spends: [{ txid: txids[0] ?? '', vout: 0 }], pays: [] });
    const state = await startWatcher(chain).watch();
    expect(creditsOf(state)).toMatchObject([{ spent: { by: spender.txids[0], height: 2, blockHash: spender.hash } }]);
  });

  test('in the block of the deposit itself is seen', async () => {
    const chain = new ScriptedChain();
    const deposit = chain.transaction({ pays: [pay(0, 9n)] });
    const sweep = chain.transaction({ spends: [{ txid: deposit.txid, vout: 0 }], pays: [pay(1, 8n)] });
    chain.mineRaw([deposit, sweep]);
    const state = await startWatcher(chain).watch();
    expect(creditsOf(state)).toMatchObject([{ txid: deposit.txid, spent: { by: sweep.txid } }, { txid: sweep.txid }]);
  });

  test('is forgotten with its credit once it cannot be undone', async () => {
    const chain = new ScriptedChain();
    const watcher = startWatcher(chain, { policy: { startHeight: 0, keepBlocks: 3 } });
    const { txids } = chain.mine({ pays: [pay(0, 9n)] });
    chain.mine({ spends: [{ txid: txids[0] ?? '', vout: 0 }], pays: [] });
    for (let i = 0; i < 3; i++) chain.mine();
    chain.mine({ pays: [pay(1, 1n)] });
    const state = await watcher.watch();
    expect(creditsOf(state)).toMatchObject([{ index: 1 }]);
    expect(state.blocks).toHaveLength(3);
  });
});

describe('the watchlist', () => {
  test('sees a deposit to an index nobody is known to own yet', async () => {
    const chain = new ScriptedChain();
    const watchlist = createWatchlist({ descriptor: custody, assignedThrough: -1, gap: 4 });
    chain.mine({ pays: [pay(3, 9n)] });
    expect(creditsOf(await startWatcher(chain, { watchlist }).watch())).toMatchObject([{ index: 3 }]);
  });

  test('reads recent blocks again when indices were assigned faster than its gap', async () => {
    const chain = new ScriptedChain();
    const watcher = startWatcher(chain);
    const far = chain.mine({ pays: [pay(30, 9n), pay(31, 8n)] });
    chain.mine({ pays: [pay(0, 7n)] });
    const sweep = chain.mine({ spends: [{ txid: far.txids[0] ?? '', vout: 1 }], pays: [] });
    expect(creditsOf(await watcher.watch())).toMatchObject([{ index: 0 }]);

    watcher.watchlist.assign(31);
    const state = await watcher.watch();
    const byIndex = creditsOf(state).sort((a, b) => a.index - b.index);
    expect(byIndex).toMatchObject([
      { index: 0 },
      { index: 30, height: far.height, blockHash: far.hash },
      { index: 31, spent: { by: sweep.txids[0], height: sweep.height } },
    ]);
    expect(byIndex[1]).not.toHaveProperty('spent');
    expect(state.rescan).toBeUndefined();
  });

  test('growing within its gap reads nothing again', async () => {
    const chain = new ScriptedChain();
    const watcher = startWatcher(chain);
    await watcher.watch();
    watcher.watchlist.assign(7);
    await watcher.watch();
    expect(watcher.changes.map((change) => change.type)).toEqual(['connected']);
    expect(watcher.watchlist.watchedThrough).toBe(11);
  });

  test('tells deposits of every epoch and change apart', async () => {
    const rotated = multisigDescriptor({ network: custody.network, threshold: 2, keys: testAccounts(4) });
    const options = { descriptor: rotated, earlier: [custody], assignedThrough: 1, gap: 1, changeLanes: 2 };
    const chain = new ScriptedChain();
    const payTo = (descriptor: Descriptor, index: number) => ({
      scriptPubKey: deriveAddress(descriptor, index).scriptPubKey,
      amountSats: 1n,
    });
    chain.mine({
      pays: [
        payTo(custody, 1),
        payTo(rotated, 1),
        payTo(branchOf(custody, 'change'), 1),
        payTo(branchOf(rotated, 'change'), 0),
      ],
    });
    const state = await startWatcher(chain, { watchlist: createWatchlist(options) }).watch();
    expect(creditsOf(state).map(({ index, epoch, branch }) => ({ index, epoch, branch }))).toEqual([
      { index: 1 },
      { index: 1, epoch: 1 },
      { index: 1, branch: 'change' },
      { index: 0, epoch: 1, branch: 'change' },
    ]);
  });

  test('never shrinks', () => {
    const watchlist = createWatchlist({ descriptor: custody, assignedThrough: 9, gap: 1 });
    watchlist.assign(2);
    expect([watchlist.assignedThrough, watchlist.watchedThrough]).toEqual([9, 10]);
  });
});

describe('applying a change', () => {
  async function twoBlocks() {
    const chain = new ScriptedChain();
    chain.mine({ pays: [pay(0, 9n)] });
    const watcher = startWatcher(chain);
    await watcher.watch();
    return { chain, ...watcher };
  }

  test('twice is the same as once', async () => {
    const { changes } = await twoBlocks();
    let state = createWatcherState();
    for (const change of changes) {
      state = applyChange(state, change);
      expect(applyChange(state, change)).toBe(state);
    }
  });

  test('a removal twice is the same as once', async () => {
    const { chain, state, watchlist } = await twoBlocks();
    chain.undo(1);
    chain.mine();
    const removal = await advanceWatcher(state, chain, watchlist, policy);
    if (removal?.type !== 'disconnected') throw new Error('the tip was replaced');
    const after = applyChange(state, removal);
    expect(applyChange(after, removal)).toBe(after);
  });

  test('out of order is refused', async () => {
    const { changes } = await twoBlocks();
    const [first, second] = changes;
    if (!first || second?.type !== 'connected') throw new Error('two blocks were connected');
    const later = { ...second, block: { ...second.block, height: 5 } };
    const state = applyChange(createWatcherState(), first);
    expect(() => applyChange(state, later)).toThrow(expect.objectContaining({ code: 'watcher/out-of-order' }));
  });

  test('does not touch the state it was given', async () => {
    const { chain, state, watchlist } = await twoBlocks();
    const before = structuredClone({ ...state });
    chain.mine({ pays: [pay(1, 3n)] });
    const change = await advanceWatcher(state, chain, watchlist, policy);
    if (change) applyChange(state, change);
    expect(structuredClone({ ...state })).toEqual(before);
  });
});

test('a failed commit leaves the watcher where it was', async () => {
  const chain = new ScriptedChain();
  chain.mine({ pays: [pay(0, 9n)] });
  const watchlist = createWatchlist({ descriptor: custody, gap: 1 });
  const state = createWatcherState();
  const commit = () => Promise.reject(new Error('the database is away'));
  await expect(catchUp({ state, view: chain, watchlist, policy, commit })).rejects.toThrow('the database is away');
  expect(state).toEqual(createWatcherState());
});
