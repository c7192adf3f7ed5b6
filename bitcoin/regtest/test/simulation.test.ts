import { expect, test } from 'vitest';
import type { BlockNode } from '../src/chain/block-tree.ts';
import { subsidySats } from '../src/chain/params.ts';
import { Rejection } from '../src/chain/rejection.ts';
import { sha256 } from '../src/encoding/hash.ts';
import { buildTransaction, inputKey, outpointKey, type Transaction } from '../src/encoding/transaction.ts';
import { ancestorsOf, entryVirtualSize } from '../src/mempool/entry.ts';
import { mineBlock } from '../src/mining/mine.ts';
import { createNode, type Node, prioritise, submitTransaction } from '../src/node.ts';
import { coinSetHash } from '../src/rpc/methods/coins.ts';
import { payToWitness } from '../src/script/address.ts';
import { type JournalRecord, volatileJournal } from '../src/storage/journal.ts';
import { buildBlock } from './build-block.ts';

const STEPS = Number(process.env.STEPS ?? 160);
const SEEDS = process.env.SEED ? [Number(process.env.SEED)] : [1, 2, Date.now() % 1_000_000];
/** Anyone can spend: DROP 1. */
const CODE = Buffer.from('7551', 'hex');
const OPEN = payToWitness(0, sha256(CODE));

type World = {
  node: Node;
  records: JournalRecord[];
  random: (limit: number) => number;
  /** Hash of the coins at each tip that ever was. */
  coinsAt: Map<string, string>;
  counts: Record<string, number>;
};

function createWorld(seed: number): World {
  const records: JournalRecord[] = [];
  const journal = { ...volatileJournal(), append: (record: JournalRecord) => void records.push(record) };
  const node = createNode({ records: [], journal }, { walletSeed: Buffer.alloc(32, 1) });
  let state = seed;
  const random = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  node.mockTime = 1_700_000_000;
  node.record({ type: 'mockTime', seconds: node.mockTime });
  for (let i = 0; i < 125; i++) mineBlock(node, OPEN);
  return { node, records, random, coinsAt: new Map(), counts: {} };
}

type Outpoint = { txid: string; vout: number; valueSats: bigint };

/** Outputs a transaction could name: spendable ones, or with `any` also young rewards and what is spent already. */
function outpoints({ node }: World, any: boolean): Outpoint[] {
  const { chain, mempool } = node;
  const all: Outpoint[] = [];
  for (const [key, { valueSats, isCoinbase, height }] of chain.coins) {
    const isYoung = isCoinbase && chain.tip.height + 1 - height < 100;
    if (any || !isYoung) all.push({ txid: key.slice(0, 64), vout: Number(key.slice(65)), valueSats });
  }
  for (const { tx } of mempool.entries.values()) {
    for (const [vout, { valueSats }] of tx.outputs.entries()) all.push({ txid: tx.txid, vout, valueSats });
  }
  return any ? all : all.filter(({ txid, vout }) => !mempool.spenders.has(outpointKey(txid, vout)));
}

/** Something for replacements to aim at: outputs that the mempool spends. */
function contested({ node }: World): Outpoint[] {
  return [...node.mempool.spenders.keys()].map((key) => ({
    txid: key.slice(0, 64),
    vout: Number(key.slice(65)),
    valueSats: node.mempool.coin(key)!.valueSats,
  }));
}

function randomSpend(world: World): Transaction {
  const { random } = world;
  const rivals = random(3) === 0 ? contested(world) : [];
  const available = rivals.length > 0 ? rivals : outpoints(world, random(10) === 0);
  const inputCount = 1 + random(2);
  const inputs = new Set<Outpoint>();
  for (let i = 0; i < inputCount; i++) inputs.add(available[random(available.length)]!);
  const total = [...inputs].reduce((sum, { valueSats }) => sum + valueSats, 0n);
  const fee = BigInt([0, 30, 200, 1000, 5000, 50_000, 200_000][random(7)]!);
  const count = 1 + random(3);
  const share = (total - fee) / BigInt(count);
  return buildTransaction({
    version: random(8) === 0 ? 3 : 2,
    lockTime: random(6) === 0 ? world.node.chain.tip.height + random(3) : 0,
    inputs: [...inputs].map(({ txid, vout }) => ({
      prevTxid: txid,
      vout,
      scriptSig: Buffer.alloc(0),
      sequence: random(8) === 0 ? random(5) : 0xfffffffd,
      witness: random(12) === 0 ? [CODE] : [Buffer.alloc(0), CODE],
    })),
    outputs: Array.from({ length: count }, () => ({ valueSats: share, script: OPEN })),
  });
}

const attempt = (action: () => void): boolean => {
  try {
    action();
    return true;
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return false;
  }
};

const operations: [name: string, weight: number, run: (world: World) => unknown][] = [
  ['spend', 12, (world) => attempt(() => submitTransaction(world.node, randomSpend(world)))],
  ['mine', 4, ({ node }) => void mineBlock(node, OPEN)],
  [
    'invalidate',
    1,
    ({ node, random }) => void node.chain.invalidate(node.chain.active[node.chain.tip.height - random(4)]!),
  ],
  [
    'reconsider',
    1,
    ({ node, random }) => {
      const invalid = [...node.chain.nodes.values()].filter((at) => at.isInvalid);
      if (invalid.length > 0) node.chain.reconsider(invalid[random(invalid.length)]!);
    },
  ],
  ['branch', 2, growBranch],
  [
    'prioritise',
    1,
    ({ node, random }) => {
      const [txid] = [...node.mempool.entries.keys()].slice(random(node.mempool.entries.size + 1));
      if (txid === undefined) return;
      prioritise(node.mempool, txid, 1000n);
      node.record({ type: 'feeDelta', txid, sats: '1000' });
    },
  ],
  [
    'wait',
    2,
    ({ node, random }) => {
      node.mockTime += random(1200);
      node.record({ type: 'mockTime', seconds: node.mockTime });
    },
  ],
];

/** Blocks by another miner, from a little below the tip, with a transaction of their own or a wrong one. */
function growBranch({ node, random }: World): boolean {
  let parent: BlockNode = node.chain.active[node.chain.tip.height - random(3)]!;
  const length = 1 + random(4);
  for (let i = 0; i < length; i++) {
    const entries = [...node.mempool.entries.values()].filter((entry) => entry.parents.size === 0);
    const entry = entries[random(entries.length + 1)];
    const block = buildBlock(parent, {
      transactions: entry ? [entry.tx] : [],
      header: { time: parent.medianTimePast + 1 },
    });
    if (!attempt(() => node.chain.submitBlock(block))) return false;
    parent = node.chain.nodes.get(block.header.hash)!;
  }
  return true;
}

function step(world: World): void {
  const total = operations.reduce((sum, [, weight]) => sum + weight, 0);
  let choice = world.random(total);
  const operation = operations.find(([, weight]) => {
    choice -= weight;
    return choice < 0;
  })!;
  const outcome = operation[2](world) === false ? `${operation[0]} refused` : operation[0];
  world.counts[outcome] = (world.counts[outcome] ?? 0) + 1;
}

/** The coins as a plain reading of the blocks gives them. */
function recomputeCoins(node: Node): Map<string, bigint> {
  const coins = new Map<string, bigint>();
  for (const { block } of node.chain.active.slice(1)) {
    for (const tx of block!.transactions) {
      for (const input of tx.inputs) coins.delete(inputKey(input));
      tx.outputs.forEach((output, vout) => {
        if (output.script[0] !== 0x6a) coins.set(outpointKey(tx.txid, vout), output.valueSats);
      });
    }
  }
  return coins;
}

function checkChain({ node, coinsAt }: World): void {
  const { chain } = node;
  const hash = coinSetHash(node);
  expect(coinsAt.get(chain.tip.hash) ?? hash).toBe(hash);
  coinsAt.set(chain.tip.hash, hash);
  const expected = recomputeCoins(node);
  expect(chain.coins.size).toBe(expected.size);
  let total = 0n;
  for (const [key, coin] of chain.coins) {
    expect(coin.valueSats).toBe(expected.get(key));
    total += coin.valueSats;
  }
  // Never more than was issued. Blocks of the other miner leave their fees unclaimed.
  const issued = chain.active.slice(1).reduce((sum, { height }) => sum + subsidySats(height), 0n);
  let unclaimed = 0n;
  for (const { block, undo } of chain.active.slice(1)) {
    const spent = undo!.flat().reduce((sum, coin) => sum + coin.valueSats, 0n);
    const created = block!.transactions.flatMap((tx) => tx.outputs).reduce((sum, output) => sum + output.valueSats, 0n);
    unclaimed += spent - created;
  }
  expect(total).toBe(-unclaimed);
  expect(total).toBeLessThanOrEqual(issued);
}

function checkMempool({ node }: World): void {
  const { chain, mempool } = node;
  const seen = new Set<string>();
  let virtualBytes = 0;
  for (const entry of mempool.entries.values()) {
    virtualBytes += entryVirtualSize(entry);
    const parents = new Set<string>();
    for (const input of entry.tx.inputs) {
      const key = inputKey(input);
      expect(seen.has(key)).toBe(false);
      seen.add(key);
      expect(mempool.spenders.get(key)).toBe(entry);
      const parent = mempool.entries.get(input.prevTxid);
      if (parent) parents.add(input.prevTxid);
      else expect(chain.coins.has(key)).toBe(true);
    }
    expect(new Set([...entry.parents].map((parent) => parent.tx.txid))).toEqual(parents);
    for (const parent of entry.parents) expect(parent.children.has(entry)).toBe(true);
    for (const child of entry.children) expect(child.parents.has(entry)).toBe(true);
    expect(ancestorsOf(entry).has(entry)).toBe(false);
    expect(chain.transactionIndex.has(entry.tx.txid)).toBe(false);
  }
  expect(mempool.spenders.size).toBe(seen.size);
  expect(mempool.virtualBytes).toBe(virtualBytes);
}

const summary = (node: Node) => ({
  tip: node.chain.tip.hash,
  coins: coinSetHash(node),
  mempool: [...node.mempool.entries.keys()].sort(),
  deltas: [...node.mempool.feeDeltas],
});

test.each(SEEDS)('any mix of payments, blocks and reorgs keeps the books (seed %i)', (seed) => {
  const world = createWorld(seed);
  for (let i = 0; i < STEPS; i++) {
    step(world);
    checkChain(world);
    checkMempool(world);
  }
  console.log(`seed ${seed}:`, world.counts);
  const restored = createNode({ records: world.records, journal: world.node.journal });
  const before = summary(world.node);
  const after = summary(restored);
  expect(after.tip).toBe(before.tip);
  expect(after.coins).toBe(before.coins);
  expect(after.mempool).toEqual(before.mempool);
  expect(after.deltas).toEqual(before.deltas);
});
