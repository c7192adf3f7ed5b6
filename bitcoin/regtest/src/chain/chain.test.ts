import { beforeEach, describe, expect, test } from 'vitest';
import { ANYONE, type BlockChanges, buildBlock, moveCoins } from '../../test/build-block.ts';
import { type Block, encodeBlock, parseBlock } from '../encoding/block.ts';
import { buildTransaction, outpointKey } from '../encoding/transaction.ts';
import { mineBlock } from '../mining/mine.ts';
import { createNode, type Node } from '../node.ts';
import { coinSetHash } from '../rpc/methods/coins.ts';
import { Rejection } from './rejection.ts';

let node: Node;
beforeEach(() => {
  node = createNode();
});

const tip = () => node.chain.tip;
const mine = (count = 1): Block[] => Array.from({ length: count }, () => mineBlock(node, ANYONE));
const rewardOf = (block: Block) => ({ txid: block.transactions[0]!.txid, vout: 0 });

/** The answer of submitblock, with the reason of a rejection as its word. */
function submit(block: Block): string | null {
  try {
    return node.chain.submitBlock(block);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return error.reason;
  }
}

describe('a block is refused', () => {
  const child = buildTransaction({
    version: 2,
    lockTime: 0,
    inputs: [{ prevTxid: '22'.repeat(32), vout: 0, scriptSig: Buffer.alloc(0), sequence: 0, witness: [] }],
    outputs: [{ valueSats: 1n, script: ANYONE }],
  });
  const fresh = (): number => node.nowSeconds();
  test.each<[string, () => BlockChanges, string]>([
    ['without proof of work', () => ({ solve: false }), 'high-hash'],
    ['with another difficulty', () => ({ header: { bits: 0x207ffffe } }), 'bad-diffbits'],
    ['before the median time past', () => ({ header: { time: tip().medianTimePast } }), 'time-too-old'],
    ['more than two hours ahead', () => ({ header: { time: fresh() + 7201 + 5 } }), 'time-too-new'],
    ['with a retired version', () => ({ header: { version: 3 } }), 'bad-version(0x00000003)'],
    ['with another merkle root', () => ({ header: { merkleRoot: Buffer.alloc(32, 1) } }), 'bad-txnmrklroot'],
    ['without a parent', () => ({ header: { prevHash: '33'.repeat(32) } }), 'prev-blk-not-found'],
    [
      'without its coinbase first',
      () => ({ coinbase: (draft) => ({ ...draft, inputs: draft.inputs.map((input) => ({ ...input, vout: 0 })) }) }),
      'bad-cb-missing',
    ],
    [
      'with a coinbase of one byte',
      () => ({
        coinbase: (draft) => ({
          ...draft,
          inputs: draft.inputs.map((input) => ({ ...input, scriptSig: Buffer.from([1]) })),
        }),
      }),
      'bad-cb-length',
    ],
    [
      'with another height in its coinbase',
      () => ({
        coinbase: (draft) => ({
          ...draft,
          inputs: draft.inputs.map((input) => ({ ...input, scriptSig: Buffer.from('0101', 'hex') })),
        }),
      }),
      'bad-cb-height',
    ],
    [
      'with one satoshi too much',
      () => ({
        coinbase: (draft) => ({
          ...draft,
          outputs: draft.outputs.map((output, index) =>
            index === 0 ? { ...output, valueSats: output.valueSats + 1n } : output,
          ),
        }),
      }),
      'bad-cb-amount',
    ],
    ['spending what does not exist', () => ({ transactions: [child] }), 'bad-txns-inputs-missingorspent'],
    [
      'with an output below zero',
      () => ({ transactions: [moveCoins([{ txid: '22'.repeat(32), vout: 0 }], [-1n])] }),
      'bad-txns-vout-negative',
    ],
    [
      'with the same input twice',
      () => ({
        transactions: [
          moveCoins(
            [
              { txid: '22'.repeat(32), vout: 0 },
              { txid: '22'.repeat(32), vout: 0 },
            ],
            [1n],
          ),
        ],
      }),
      'bad-txns-inputs-duplicate',
    ],
    [
      'with a lock time ahead',
      () => ({ transactions: [moveCoins([{ txid: '22'.repeat(32), vout: 0 }], [1n], { lockTime: 99 })] }),
      'bad-txns-nonfinal',
    ],
    [
      'with a doubled transaction',
      () => ({ transactions: [child], list: (list) => [...list, ...list.slice(-2)] }),
      'bad-txnmrklroot',
    ],
    [
      'with witnesses but no commitment',
      () => ({
        commitment: false,
        coinbase: (draft) => ({
          ...draft,
          inputs: draft.inputs.map((input) => ({ ...input, witness: [Buffer.alloc(32)] })),
        }),
      }),
      'unexpected-witness',
    ],
    [
      'with a wrong commitment',
      () => ({
        coinbase: (draft) => ({
          ...draft,
          inputs: draft.inputs.map((input) => ({ ...input, witness: [Buffer.alloc(32, 1)] })),
        }),
      }),
      'bad-witness-merkle-match',
    ],
    [
      'with a short witness reserve',
      () => ({
        coinbase: (draft) => ({
          ...draft,
          inputs: draft.inputs.map((input) => ({ ...input, witness: [Buffer.alloc(31)] })),
        }),
      }),
      'bad-witness-nonce-size',
    ],
    [
      'with too many signature operations',
      () => ({
        coinbase: (draft) => ({
          ...draft,
          outputs: [
            ...draft.outputs,
            { valueSats: 0n, script: Buffer.alloc(9_999, 0xac) },
            { valueSats: 0n, script: Buffer.alloc(9_999, 0xac) },
            { valueSats: 0n, script: Buffer.alloc(9, 0xac) },
          ],
        }),
      }),
      'bad-blk-sigops',
    ],
    [
      'heavier than four million',
      () => ({
        coinbase: (draft) => ({
          ...draft,
          outputs: [...draft.outputs, { valueSats: 0n, script: Buffer.alloc(1_000_000) }],
        }),
      }),
      'bad-blk-length',
    ],
  ])('%s', (_, changes, reason) => {
    mine(3);
    const before = coinSetHash(node);
    expect(submit(buildBlock(tip(), changes()))).toBe(reason);
    expect([tip().height, coinSetHash(node)]).toEqual([3, before]);
  });

  test('when it spends a reward of fewer than 100 blocks', () => {
    const [first] = mine(100) as [Block];
    const spend = moveCoins([rewardOf(first)], [49_0000_0000n]);
    expect(submit(buildBlock(node.chain.active[99]!, { transactions: [spend] }))).toBe('inconclusive');
    expect(submit(buildBlock(tip(), { transactions: [spend] }))).toBeNull();
  });

  test('when its script does not hold, naming the rule', () => {
    const [first] = mine(101) as [Block];
    const locked = moveCoins([rewardOf(first)], [49_0000_0000n], { script: Buffer.from([0x52, 0x53, 0x87]) });
    expect(submit(buildBlock(tip(), { transactions: [locked] }))).toBeNull();
    const theft = moveCoins([{ txid: locked.txid, vout: 0 }], [48_0000_0000n]);
    expect(submit(buildBlock(tip(), { transactions: [theft] }))).toBe(
      'block-script-verify-flag-failed (Script evaluated without error but finished with a false/empty top stack element)',
    );
  });

  test('when an input is younger than its relative lock time (BIP68)', () => {
    const [first] = mine(101) as [Block];
    const parent = moveCoins([rewardOf(first)], [49_0000_0000n]);
    const locked = moveCoins([{ txid: parent.txid, vout: 0 }], [48_0000_0000n], { sequence: 2 });
    expect(submit(buildBlock(tip(), { transactions: [parent, locked] }))).toBe('bad-txns-nonfinal');
    expect(submit(buildBlock(tip(), { transactions: [parent] }))).toBeNull();
    expect(submit(buildBlock(tip(), { transactions: [locked] }))).toBe('bad-txns-nonfinal');
    mine(1);
    expect(submit(buildBlock(tip(), { transactions: [locked] }))).toBeNull();
  });

  test('a second time: duplicate, or duplicate-invalid', () => {
    const [block] = mine(1) as [Block];
    expect(submit(block)).toBe('duplicate');
    node.chain.invalidate(node.chain.nodes.get(block.header.hash)!);
    expect(submit(block)).toBe('duplicate-invalid');
    const bad = buildBlock(tip(), { transactions: [moveCoins([{ txid: '22'.repeat(32), vout: 0 }], [1n])] });
    expect([submit(bad), submit(bad)]).toEqual(['bad-txns-inputs-missingorspent', 'duplicate-invalid']);
    expect(submit(buildBlock({ ...node.chain.nodes.get(bad.header.hash)! }))).toBe('bad-prevblk');
  });

  test('a mangled body leaves the header free for the right one (CVE-2012-2459)', () => {
    const [first] = mine(102) as [Block];
    const one = moveCoins([rewardOf(first)], [49_0000_0000n]);
    const two = moveCoins([{ txid: one.txid, vout: 0 }], [48_0000_0000n]);
    const block = buildBlock(tip(), { transactions: [one, two] });
    const doubled = parseBlock(encodeBlock(block.header.raw, [...block.transactions, block.transactions[2]!]));
    expect(submit(doubled)).toBe('bad-txns-duplicate');
    expect(submit(block)).toBeNull();
  });
});

describe('the chain', () => {
  test('starts at the genesis block of regtest, whose coinbase nobody owns', () => {
    expect(tip().hash).toBe('0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206');
    expect(node.chain.coins.size).toBe(0);
  });

  test('halves the subsidy every 150 blocks', () => {
    mine(300);
    const reward = (height: number) => node.chain.active[height]!.block!.transactions[0]!.outputs[0]!.valueSats;
    expect([149, 150, 299, 300].map(reward)).toEqual([50_0000_0000n, 25_0000_0000n, 25_0000_0000n, 12_5000_0000n]);
  });

  test('prefers the branch with the most work, and among equals the first seen', () => {
    mine(2);
    const fork = node.chain.active[1]!;
    const rival = buildBlock(fork);
    const before = tip();
    expect(submit(rival)).toBe('inconclusive');
    expect(tip()).toBe(before);
    const longer = buildBlock(node.chain.nodes.get(rival.header.hash)!);
    expect(submit(longer)).toBeNull();
    expect(tip().hash).toBe(longer.header.hash);
    expect(node.chain.confirmations(before)).toBe(-1);
  });

  test('goes back to the old branch when a longer one turns out invalid', () => {
    mine(3);
    const before = { hash: tip().hash, coins: coinSetHash(node) };
    const first = buildBlock(node.chain.active[2]!);
    submit(first);
    const theft = moveCoins([{ txid: '44'.repeat(32), vout: 0 }], [1n]);
    const bad = buildBlock(node.chain.nodes.get(first.header.hash)!, { transactions: [theft] });
    expect(submit(bad)).toBe('bad-txns-inputs-missingorspent');
    expect({ hash: tip().hash, coins: coinSetHash(node) }).toEqual(before);
  });

  test('undo restores exactly the coins that were', () => {
    const [first] = mine(101) as [Block];
    const before = coinSetHash(node);
    const one = moveCoins([rewardOf(first)], [20_0000_0000n, 29_0000_0000n]);
    const two = moveCoins([{ txid: one.txid, vout: 1 }], [28_0000_0000n]);
    submit(buildBlock(tip(), { transactions: [one, two] }));
    expect(node.chain.coins.has(outpointKey(two.txid, 0))).toBe(true);
    node.chain.invalidate(tip());
    expect(coinSetHash(node)).toBe(before);
  });

  test('reconsiderblock undoes invalidateblock; preciousblock settles a tie', () => {
    mine(3);
    const old = tip();
    node.chain.invalidate(node.chain.active[2]!);
    expect(tip().height).toBe(1);
    mine(2);
    const rival = tip();
    node.chain.reconsider(old);
    expect(tip()).toBe(old);
    node.chain.makePrecious(rival);
    expect(tip()).toBe(rival);
  });

  test('connects blocks that arrive after their children’s headers', () => {
    const first = buildBlock(tip());
    node.chain.submitHeader(first.header);
    const second = buildBlock(node.chain.nodes.get(first.header.hash)!);
    expect(submit(second)).toBe('inconclusive');
    expect(submit(first)).toBeNull();
    expect(tip().hash).toBe(second.header.hash);
  });
});
