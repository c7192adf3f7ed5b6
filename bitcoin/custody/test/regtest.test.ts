import { hex } from '@scure/base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Credit,
  catchUp,
  checkDeposit,
  createBitcoinRpc,
  createWatcherState,
  createWatchlist,
  type DepositClaim,
  type DepositRefusal,
  deriveAddress,
  formatDescriptor,
  multisigDescriptor,
  networks,
  outpointKey,
  type WatcherState,
  watchMempool,
} from '../src/index.ts';
import { testAccounts } from './accounts.ts';
import { type RegtestWorld, startRegtestWorld } from './regtest-world.ts';
import { custody, pay } from './watching.ts';

let world: RegtestWorld;
beforeAll(async () => {
  world = await startRegtestWorld();
});
afterAll(() => world?.node.stop());

/** Follows the node from the next block on. */
async function startWatcher() {
  const { height } = await world.rpc.getTip();
  const watchlist = createWatchlist({ descriptor: custody, assignedThrough: 4, gap: 2 });
  const options = { view: world.rpc, watchlist, policy: { startHeight: height + 1 } };
  let state = createWatcherState();
  return async (): Promise<WatcherState> => {
    state = await catchUp({ ...options, state, commit: () => undefined });
    return state;
  };
}

const creditsOf = (state: WatcherState): Credit[] => [...state.credits.values()];

describe.each(['wsh', 'tr'] as const)('the node and this package derive the same %s addresses', (kind) => {
  test('from the same descriptor', async () => {
    const descriptor = multisigDescriptor({
      kind,
      network: networks.regtest,
      threshold: 2,
      keys: testAccounts(3, kind),
    });
    const ours = [0, 1, 2, 3].map((index) => deriveAddress(descriptor, index).address);
    expect(await world.rpc.deriveAddresses(formatDescriptor(descriptor), 0, 3)).toEqual(ours);
  });
});

describe('the watcher on a node', () => {
  test('credits two users paid by one transaction', async () => {
    const watch = await startWatcher();
    const { txid } = await world.pay(pay(0, 70_000n), pay(1, 30_000n));
    const [hash] = await world.mine();
    expect(creditsOf(await watch())).toMatchObject([
      { txid, vout: 0, index: 0, amountSats: 70_000n, blockHash: hash },
      { txid, vout: 1, index: 1, amountSats: 30_000n, blockHash: hash },
    ]);
  });

  test('credits both outputs of one transaction to the same user', async () => {
    const watch = await startWatcher();
    const { txid } = await world.pay(pay(2, 5_000n), pay(2, 5_000n));
    await world.mine();
    expect(creditsOf(await watch()).map(outpointKey)).toEqual([`${txid}:0`, `${txid}:1`]);
  });

  test('credits the bumped deposit and never the original', async () => {
    const watch = await startWatcher();
    const original = await world.pay(pay(0, 50_000n));
    const bumped = world.build(original.coin, [pay(0, 50_000n)], 20_000n);
    await world.rpc.sendTransaction(hex.decode(bumped.hex));
    await world.mine();
    expect(creditsOf(await watch()).map(({ txid }) => txid)).toEqual([bumped.txid]);
  });

  test('orphans a deposit whose block was replaced, and credits it again in its new block', async () => {
    const watch = await startWatcher();
    const { txid, hex: raw } = await world.pay(pay(0, 50_000n));
    const [hash = ''] = await world.mine();
    expect(creditsOf(await watch())).toMatchObject([{ txid, blockHash: hash }]);

    await world.undo(hash);
    await world.mineOnly([]);
    await world.mineOnly([]);
    expect(creditsOf(await watch())).toEqual([]);

    const again = await world.mineOnly([raw]);
    expect(creditsOf(await watch())).toMatchObject([{ txid, blockHash: again }]);
  });

  test('credits the other output when a reorganisation replaced the deposit by a double spend', async () => {
    const watch = await startWatcher();
    const original = await world.pay(pay(0, 50_000n));
    const [hash = ''] = await world.mine();
    await watch();

    await world.undo(hash);
    const other = world.build(original.coin, [pay(1, 44_000n)], 30_000n);
    await world.mineOnly([other.hex]);
    await world.mineOnly([]);
    expect(creditsOf(await watch())).toMatchObject([{ txid: other.txid, index: 1, amountSats: 44_000n }]);
  });

  test('shows a payment while it waits in the memory pool, and its replacement instead once it is bumped', async () => {
    const pending = watchMempool(world.rpc, createWatchlist({ descriptor: custody, assignedThrough: 4, gap: 2 }));
    expect(await pending()).toEqual([]);
    const original = await world.pay(pay(2, 6_000n));
    expect(await pending()).toEqual([{ txid: original.txid, vout: 0, amountSats: 6_000n, index: 2 }]);
    const bumped = world.build(original.coin, [pay(2, 5_000n)], 20_000n);
    await world.rpc.sendTransaction(hex.decode(bumped.hex));
    expect(await pending()).toMatchObject([{ txid: bumped.txid, amountSats: 5_000n }]);
    await world.mine();
    expect(await pending()).toEqual([]);
  });

  test('credits dust', async () => {
    const watch = await startWatcher();
    // Below the node's relay limit, so it comes in a block as a miner's own transaction would.
    const dust = world.build(world.coin(), [pay(0, 1n)]);
    await world.mineOnly([dust.hex]);
    expect(creditsOf(await watch())).toMatchObject([{ txid: dust.txid, amountSats: 1n }]);
  });
});

describe('a signer checks a deposit', () => {
  const amountSats = 50_000n;
  let deposit: { txid: string; coin: { txid: string; vout: number } };
  let claim: DepositClaim;
  beforeAll(async () => {
    deposit = await world.pay(pay(3, amountSats));
    await world.mine(3);
    claim = { index: 3, txid: deposit.txid, vout: 0, amountSats, confirmations: 2 };
  });
  const check = (changes: Partial<DepositClaim> = {}) =>
    checkDeposit({ rpc: world.rpc, descriptor: custody, ...claim, ...changes });
  const refusal = async (changes: Partial<DepositClaim>): Promise<DepositRefusal | undefined> => {
    const result = await check(changes);
    return result.ok ? undefined : result.reason;
  };

  test('and finds what was claimed', async () => {
    const { height } = await world.rpc.getTip();
    const blockHeight = height - 2;
    const blockHash = await world.rpc.getBlockHash(blockHeight);
    const { hash: tip } = await world.rpc.getTip();
    expect(await check()).toEqual({ ok: true, confirmations: 3, blockHeight, blockHash, tip });
  });

  test.each<[string, () => Partial<DepositClaim>, object]>([
    ['another amount', () => ({ amountSats: 49_999n }), { code: 'wrong-amount', expected: 49_999n, found: 50_000n }],
    ['another user', () => ({ index: 4 }), { code: 'wrong-script' }],
    ['the change of the payment', () => ({ vout: 1 }), { code: 'wrong-script' }],
    ['an output that does not exist', () => ({ vout: 2 }), { code: 'output-missing', vout: 2, outputs: 2 }],
    ['an unknown transaction', () => ({ txid: 'ee'.repeat(32) }), { code: 'transaction-not-found' }],
    ['an output already spent', () => ({ ...deposit.coin }), { code: 'output-spent' }],
    ['more confirmations than there are', () => ({ confirmations: 9 }), { code: 'too-few-confirmations', required: 9 }],
    ['no confirmations', () => ({ confirmations: 0 }), { code: 'bad-request', field: 'confirmations' }],
    ['nothing', () => ({ amountSats: 0n }), { code: 'bad-request', field: 'amountSats' }],
    ['a txid in capitals', () => ({ txid: deposit.txid.toUpperCase() }), { code: 'bad-request', field: 'txid' }],
    ['a negative output number', () => ({ vout: -1 }), { code: 'bad-request', field: 'vout' }],
    ['a hardened index', () => ({ index: 0x80000000 }), { code: 'bad-request', field: 'index' }],
  ])('and refuses %s', async (_, changes, reason) => {
    expect(await refusal(changes())).toMatchObject(reason);
  });

  test('and refuses one still in the memory pool', async () => {
    const { txid } = await world.pay(pay(3, amountSats));
    expect(await refusal({ txid })).toEqual({ code: 'unconfirmed', txid });
    await world.mine();
    expect(await refusal({ txid })).toMatchObject({ code: 'too-few-confirmations', required: 2, found: 1 });
    await world.mine();
    expect(await refusal({ txid })).toBeUndefined();
  });

  test('and asks for more confirmations for a larger amount', async () => {
    const { txid } = await world.pay(pay(3, 100_000_000n));
    await world.mine(5);
    const large = { txid, amountSats: 100_000_000n };
    expect(await refusal(large)).toEqual({ code: 'too-few-confirmations', required: 6, found: 5 });
    await world.mine();
    expect(await refusal(large)).toBeUndefined();
  });

  test('and refuses one that a reorganisation removed', async () => {
    const { txid } = await world.pay(pay(3, amountSats));
    const [hash = ''] = await world.mine(2);
    expect(await refusal({ txid })).toBeUndefined();
    await world.undo(hash);
    for (let i = 0; i < 3; i++) await world.mineOnly([]);
    expect(await refusal({ txid })).toEqual({ code: 'unconfirmed', txid });
  });

  test('and refuses a mined coin before it can be spent', async () => {
    const { address } = deriveAddress(custody, 3);
    const watch = await startWatcher();
    const [hash = ''] = (await world.rpc.call('generatetoaddress', [1, address])) as string[];
    const { credits } = await watch();
    const mined = [...credits.values()].find((credit) => credit.blockHash === hash);
    if (!mined) throw new Error('the reward was credited');
    expect(mined.isCoinbase).toBe(true);
    await world.mine(11);
    const { txid, vout, amountSats } = mined;
    expect(await refusal({ txid, vout, amountSats })).toEqual({ code: 'immature-coinbase', required: 100, found: 12 });
  });

  test('and refuses to ask a node of another chain', async () => {
    const rpc = createBitcoinRpc({ url: world.node.rpcUrl, network: networks.signet });
    const result = await checkDeposit({ rpc, descriptor: custody, ...claim });
    expect(result).toMatchObject({ ok: false, reason: { code: 'wrong-chain' } });
  });

  test('and answers with an error, not a refusal, when its node is away', async () => {
    const rpc = createBitcoinRpc({ url: 'http://127.0.0.1:9', network: networks.regtest, retries: 0 });
    await expect(checkDeposit({ rpc, descriptor: custody, ...claim })).rejects.toMatchObject({
      code: 'bitcoin/unreachable',
    });
  });
});
