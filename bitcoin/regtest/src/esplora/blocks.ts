import type { BlockNode } from '../chain/block-tree.ts';
import { hash256, toDisplay } from '../encoding/hash.ts';
import type { Node } from '../node.ts';
import { difficultyOf } from '../rpc/block-shape.ts';
import type { JsonObject } from '../rpc/json.ts';

export function esploraBlock(at: BlockNode): JsonObject {
  const { header, block } = at;
  return {
    id: at.hash,
    height: at.height,
    version: header.version,
    timestamp: header.time,
    tx_count: block!.transactions.length,
    size: block!.raw.length,
    weight: block!.weight,
    merkle_root: toDisplay(header.merkleRoot),
    // The genesis block alone has none.
    previousblockhash: at.parent?.hash,
    mediantime: at.medianTimePast,
    nonce: header.nonce,
    bits: header.bits,
    difficulty: difficultyOf(header.bits),
  };
}

export function blockStatus(node: Node, hash: string): JsonObject {
  const at = node.chain.nodes.get(hash);
  if (!at || !node.chain.isActive(at)) return { in_best_chain: false };
  return { in_best_chain: true, height: at.height, next_best: node.chain.active[at.height + 1]?.hash };
}

/** The hashes beside the path from a transaction up to the merkle root, as Electrum's protocol lists them. */
export function merkleBranch(leaves: readonly Buffer[], position: number): string[] {
  const branch: string[] = [];
  let level = [...leaves];
  for (let at = position; level.length > 1; at >>= 1) {
    branch.push(toDisplay(level[at ^ 1] ?? level[at]!));
    level = level
      .filter((_, i) => i % 2 === 0)
      .map((left, i) => hash256(Buffer.concat([left, level[2 * i + 1] ?? left])));
  }
  return branch;
}
