import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TransactionProof } from '../../src/relay-proofs.ts';
import { historyOf } from '../../src/relay-proofs.ts';
import { type Block, coinbase, mineBlock, payment, proofOf, rootOf, transaction } from './blocks.ts';
import { hash256, mine, mineChain, reversed } from './headers.ts';
import { EASY, NOW, type Relay, startRelay } from './relay.ts';

interface Proved {
  block_hash: Uint8Array;
  confirmations: number;
  height: number;
  outputs: { amount: bigint; script: Uint8Array }[];
  txid: Uint8Array;
}

const BITS = EASY.limit_bits;
const START = NOW - 1_000_000;
/** Numbers of transactions: odd ones anywhere in the tree, one alone, and a full tree. */
const SIZES = [1, 2, 3, 5, 6, 7, 8, 11, 16, 29];
const hexOf = (data: Uint8Array): string => Buffer.from(data).toString('hex');

/** A chain of blocks from 1,000 on: the first one has transactions, and so have the last ones, of every size. */
const BASE = 1_000;
const blockOf = (previous: Uint8Array, number: number, size: number): Block => {
  const payments = Array.from({ length: size - 1 }, (_, at) => payment(number * 100 + at));
  return mineBlock({ previous, time: START + number * 600, bits: BITS }, [coinbase(BASE + number), ...payments]);
};
const old = blockOf(Buffer.alloc(32, 7), 0, 9);
const plain = mineChain(hash256(old.header), 400, { bits: BITS, time: START + 600 });
const blocks: Block[] = [];
for (const [at, size] of SIZES.entries()) {
  const previous = hash256(at === 0 ? plain.at(-1)! : blocks[at - 1]!.header);
  blocks.push(blockOf(previous, 401 + at, size));
}
const headers = [old.header, ...plain, ...blocks.map(({ header }) => header)];
const heightOf = (size: number): number => BASE + 401 + SIZES.indexOf(size);
const blockWith = (size: number): Block => blocks[SIZES.indexOf(size)]!;
const proof = (size: number, index: number): TransactionProof => proofOf(blockWith(size), heightOf(size), index);

let relay: Relay;
let windowStart: number;
beforeAll(async () => {
  relay = await startRelay(EASY, {
    epoch_bits: BITS,
    epoch_time: START - 600_000,
    headers: Buffer.concat(headers.slice(0, 11)),
    height: BASE,
    work: 1n << 64n,
  });
  // In parts that end within groups, as it would be over time.
  for (const [from, to] of [
    [11, 150],
    [150, 151],
    [151, 300],
    [300, headers.length],
  ] as const) {
    await relay.submit(Buffer.concat(headers.slice(from, to)));
  }
  windowStart = await relay.read<number>('window_start');
});
afterAll(() => relay.stop());

const prove = (given: TransactionProof): Promise<Proved> => relay.read<Proved>('prove_transaction', { proof: given });
const judge = (given: TransactionProof): number | undefined => relay.refusalOf('prove_transaction', { proof: given });
const history = (height: number): Buffer => historyOf(headers.slice(0, windowStart - BASE).map(hash256), height - BASE);

test.each(SIZES)('every transaction of a block of %i is proved', async (size) => {
  for (const [index, raw] of blockWith(size).transactions.entries()) {
    const proved = await prove(proof(size, index));
    expect(hexOf(proved.txid)).toBe(reversed(hash256(raw)));
    expect(hexOf(proved.block_hash)).toBe(reversed(hash256(blockWith(size).header)));
    expect(proved).toMatchObject({ height: heightOf(size), confirmations: BASE + headers.length - heightOf(size) });
  }
});

test('a proof tells what the transaction pays to whom', async () => {
  const { outputs } = await prove(proof(29, 17));
  const number = (heightOf(29) - BASE) * 100 + 16;
  expect(outputs.map(({ amount, script }) => [amount, hexOf(script)])).toEqual([
    [100_000n + BigInt(number), '03'.repeat(34)],
    [7n, '04'.repeat(22)],
  ]);
});

test('a transaction of the first block is proved long after it left the window', async () => {
  expect(windowStart).toBeGreaterThan(BASE + 16 * 16);
  const proved = await prove({ ...proofOf(old, BASE, 4), history: history(BASE) });
  expect(proved).toMatchObject({ height: BASE, confirmations: headers.length });
});

test('every block that left the window has its place in the accumulator', () => {
  // The proof goes on to the transaction, which these blocks have none of, so the block was found.
  const { transaction, coinbase } = proof(1, 0);
  const empty = { branch: Buffer.alloc(0), coinbase_branch: Buffer.alloc(0), index: 0, transaction, coinbase };
  for (let height = BASE; height < windowStart; height += 5) {
    const header = headers[height - BASE]!;
    expect(judge({ ...empty, header, height, history: history(height) })).toBe(617);
  }
});

test('a large transaction with many outputs and scripts is read', async () => {
  const outputs = Array.from({ length: 300 }, (_, at) => ({ amount: BigInt(at), script: Buffer.alloc(at, 5) }));
  const large = transaction([{ previous: Buffer.alloc(32, 1), vout: 0, script: Buffer.alloc(600) }], outputs);
  const forked = mineBlock({ previous: hash256(headers.at(-1)!), time: START + 500 * 600, bits: BITS }, [
    coinbase(1),
    large,
  ]);
  const grown = await relay.copy();
  await grown.submit(forked.header);
  const { outputs: read } = await grown.read<Proved>('prove_transaction', {
    proof: proofOf(forked, BASE + headers.length, 1),
  });
  expect(read.map(({ amount, script }) => [amount, script.length])).toEqual(
    outputs.map(({ amount, script }) => [amount, script.length]),
  );
  await grown.stop();
});

describe('not proved is', () => {
  const flipped = (data: Uint8Array, at: number): Buffer => {
    const copy = Buffer.from(data);
    copy[at]! ^= 1;
    return copy;
  };
  const good = proof(7, 3);
  const inOld = { ...proofOf(old, BASE, 4) };
  const raw = good.transaction;
  test.each<[string, () => Partial<TransactionProof>, number]>([
    ['a header with a byte too many', () => ({ header: Buffer.concat([good.header, Buffer.alloc(1)]) }), 601],
    ['a block of another height', () => ({ height: good.height - 1 }), 613],
    ['a block above the tip', () => ({ height: BASE + headers.length }), 613],
    ['a block before the relay began', () => ({ height: BASE - 1 }), 613],
    ['a block that nobody mined', () => ({ header: flipped(good.header, 40) }), 613],
    ['a block of the window with a history', () => ({ history: history(BASE) }), 614],
    ['an old block without one', () => inOld, 614],
    ['an old block with half of one', () => ({ ...inOld, history: history(BASE).subarray(0, 500) }), 614],
    ['an old block with another path', () => ({ ...inOld, history: flipped(history(BASE), 520) }), 614],
    [
      'an old block with a path too long',
      () => ({ ...inOld, history: Buffer.concat([history(BASE), Buffer.alloc(32)]) }),
      614,
    ],
    ['an old block with a path too short', () => ({ ...inOld, history: history(BASE).subarray(0, -32) }), 614],
    ['an old block with another group', () => ({ ...inOld, history: history(BASE + 16) }), 613],
    ['an old block in a group that is made up', () => ({ ...inOld, history: flipped(history(BASE), 40) }), 614],
    ['an old block in another place of its group', () => ({ ...inOld, height: BASE + 1, history: history(BASE) }), 613],
    ['another transaction', () => ({ transaction: payment(1) }), 617],
    ['another place', () => ({ index: 2 }), 617],
    ['a place that no tree of this depth has', () => ({ index: 3 + 8 }), 619],
    ['a branch that is cut', () => ({ branch: good.branch.subarray(0, 95) }), 619],
    ['a branch deeper than any block', () => ({ branch: Buffer.alloc(16 * 32) }), 619],
    ['a transaction with a byte more', () => ({ transaction: Buffer.concat([raw, Buffer.alloc(1)]) }), 615],
    ['a transaction with a byte less', () => ({ transaction: raw.subarray(0, -1) }), 615],
    ['three bytes', () => ({ transaction: raw.subarray(0, 3) }), 615],
    [
      'a transaction with witnesses',
      () => ({ transaction: Buffer.concat([raw.subarray(0, 4), Buffer.of(0, 1), raw.subarray(4)]) }),
      615,
    ],
    [
      'a longer form of a number',
      () => ({ transaction: Buffer.concat([raw.subarray(0, 4), Buffer.of(0xfd, 1, 0), raw.subarray(5)]) }),
      615,
    ],
    [
      'a number of 64 bits',
      () => ({ transaction: Buffer.concat([raw.subarray(0, 4), Buffer.alloc(9, 0xff), raw.subarray(5)]) }),
      615,
    ],
    ['an output of more than there is', () => ({ transaction: flippedAmount(raw) }), 615],
    ['64 bytes', () => ({ transaction: Buffer.alloc(64) }), 616],
    ['with another transaction as the coinbase', () => ({ coinbase: raw, coinbase_branch: good.branch }), 620],
    ['with another block’s coinbase', () => ({ coinbase: coinbase(1) }), 620],
    ['with a coinbase at another depth', () => ({ coinbase_branch: good.coinbase_branch.subarray(0, 64) }), 620],
  ])('%s', (_, change, code) => {
    expect(judge({ ...good, ...change() })).toBe(code);
  });

  /** The value of the first output, of 7 bytes after the input, made impossible. */
  function flippedAmount(data: Buffer): Buffer {
    const copy = Buffer.from(data);
    copy[4 + 1 + 36 + 1 + 107 + 4 + 1 + 7] = 0xff;
    return copy;
  }

  test('an inner node of the tree that passes for a transaction, or a payment below one that passes for a node', async () => {
    // The thief has 64 bytes mined: as a node, its right half is the id of a payment that was never mined.
    const never = payment(999);
    const node = Buffer.concat([Buffer.alloc(32, 9), hash256(never)]);
    const block = mineBlock({ previous: hash256(headers.at(-1)!), time: START + 500 * 600, bits: BITS }, [
      coinbase(1),
      node,
    ]);
    const grown = await relay.copy();
    await grown.submit(block.header);
    const height = BASE + headers.length;
    const honest = proofOf(block, height, 1);
    const below: TransactionProof = {
      ...honest,
      branch: Buffer.concat([node.subarray(0, 32), hash256(coinbase(1))]),
      index: 3,
      transaction: never,
    };
    expect(grown.refusalOf('prove_transaction', { proof: below })).toBe(620);
    expect(grown.refusalOf('prove_transaction', { proof: honest })).toBe(616);
    const padded = { ...below, coinbase_branch: Buffer.concat([honest.coinbase_branch, Buffer.alloc(32)]) };
    expect(grown.refusalOf('prove_transaction', { proof: padded })).toBe(620);
    await grown.stop();
  });

  test.each([3, 5, 6, 7, 11, 29])('a copy of the last transactions of a block of %i', (size) => {
    const { transactions } = blockWith(size);
    // The tree is the same when what has no partner is listed twice.
    const depth = Math.ceil(Math.log2(size));
    for (let level = 0; level < depth; level++) {
      const width = Math.ceil(size / 2 ** level);
      if (width % 2 === 0) continue;
      const copied = [...transactions, ...transactions.slice((width - 1) * 2 ** level)];
      if (!rootOf(copied).equals(rootOf(transactions))) continue;
      for (let index = size; index < copied.length; index++) {
        const forged = proofOf({ ...blockWith(size), transactions: copied }, heightOf(size), index);
        expect(judge(forged)).toBe(618);
      }
    }
  });

  test('a block that a reorganization took back', async () => {
    const left = await relay.copy();
    const fork = mineChain(hash256(headers.at(-4)!), 4, { bits: BITS, time: START + 420 * 600 });
    const lost = proof(29, 1);
    expect(left.refusalOf('prove_transaction', { proof: lost })).toBeUndefined();
    await left.submit(Buffer.concat(fork));
    expect(left.refusalOf('prove_transaction', { proof: lost })).toBe(613);
    await left.stop();
  });
});

test('the branch of another tree is refused, whatever the index', () => {
  const header = mine({ previous: Buffer.alloc(32), time: START, bits: BITS });
  expect(judge({ ...proof(16, 3), header })).toBe(613);
  for (let index = 0; index < 16; index++) {
    if (index !== 3) expect(judge({ ...proof(16, 3), index })).toBe(617);
  }
});
