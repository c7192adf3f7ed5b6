import type { BlockNode } from '../chain/block-tree.ts';
import { targetOf } from '../encoding/block.ts';
import { toDisplay } from '../encoding/hash.ts';
import type { Node } from '../node.ts';
import type { Json, JsonObject } from './json.ts';
import { transactionShape } from './transaction-shape.ts';

/** Multiple of the easiest target of mainnet. */
export function difficultyOf(bits: number): number {
  let shift = (bits >>> 24) & 0xff;
  let difficulty = 0x0000ffff / (bits & 0x00ffffff);
  for (; shift < 29; shift++) difficulty *= 256;
  for (; shift > 29; shift--) difficulty /= 256;
  return difficulty;
}

export const hexBits = (bits: number): string => bits.toString(16).padStart(8, '0');
export const hexTarget = (bits: number): string => targetOf(bits).toString(16).padStart(64, '0');
export const hexWork = (work: bigint): string => work.toString(16).padStart(64, '0');

export function headerShape(node: Node, block: BlockNode): JsonObject {
  const { chain } = node;
  const { header } = block;
  return {
    hash: block.hash,
    confirmations: chain.confirmations(block),
    height: block.height,
    version: header.version,
    versionHex: (header.version >>> 0).toString(16).padStart(8, '0'),
    merkleroot: toDisplay(header.merkleRoot),
    time: header.time,
    mediantime: block.medianTimePast,
    nonce: header.nonce,
    bits: hexBits(header.bits),
    target: hexTarget(header.bits),
    difficulty: difficultyOf(header.bits),
    chainwork: hexWork(block.chainWork),
    nTx: block.block?.transactions.length ?? 0,
    previousblockhash: block.parent?.hash,
    nextblockhash: chain.isActive(block) ? chain.active[block.height + 1]?.hash : undefined,
  };
}

/** `detail` 1 lists txids, 2 decodes transactions, 3 adds the outputs they spend. */
export function blockShape(node: Node, at: BlockNode, detail: number): JsonObject {
  const block = at.block!;
  const coinbase = block.transactions[0]!;
  const input = coinbase.inputs[0]!;
  const transactions: Json[] = block.transactions.map((tx, index) =>
    detail === 1 ? tx.txid : transactionShape(tx, { spent: at.undo?.[index], withPrevouts: detail >= 3 }),
  );
  return {
    ...headerShape(node, at),
    strippedsize: block.strippedSize,
    size: block.raw.length,
    weight: block.weight,
    coinbase_tx: {
      version: coinbase.version,
      locktime: coinbase.lockTime,
      sequence: input.sequence,
      coinbase: input.scriptSig.toString('hex'),
      witness: input.witness[0]?.toString('hex'),
    },
    tx: transactions,
  };
}
