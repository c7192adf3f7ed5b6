import type { BlockNode } from '../chain/block-tree.ts';
import { isFinalTransaction } from '../chain/locks.ts';
import { MAX_BLOCK_SIGOP_COST, MAX_BLOCK_WEIGHT } from '../chain/params.ts';
import { clusterOf, type MempoolEntry } from '../mempool/entry.ts';
import { BLOCK_MIN_SATS_PER_KVB, compareFeeRate } from '../mempool/fees.ts';
import { type Chunk, chunksOf } from '../mempool/linearize.ts';
import type { Mempool } from '../mempool/mempool.ts';

/** Room that Bitcoin Core keeps for header and coinbase. */
const RESERVED_WEIGHT = 8_000;
const RESERVED_SIGOP_COST = 400;

/** Picks chunks by fee rate until the block is full. Parents come before their children. */
export function selectTransactions(mempool: Mempool, tip: BlockNode): MempoolEntry[] {
  const seen = new Set<MempoolEntry>();
  const chunks: { chunk: Chunk; cluster: number; position: number }[] = [];
  let clusters = 0;
  for (const entry of mempool.entries.values()) {
    if (seen.has(entry)) continue;
    const cluster = clusterOf([entry]);
    for (const member of cluster) seen.add(member);
    for (const [position, chunk] of chunksOf(cluster).entries()) chunks.push({ chunk, cluster: clusters, position });
    clusters += 1;
  }
  chunks.sort((a, b) => compareFeeRate(b.chunk, a.chunk) || a.cluster - b.cluster || a.position - b.position);
  return fill(chunks, tip);
}

function fill(chunks: { chunk: Chunk; cluster: number }[], tip: BlockNode): MempoolEntry[] {
  const selected: MempoolEntry[] = [];
  const skipped = new Set<number>();
  let weight = RESERVED_WEIGHT;
  let sigops = RESERVED_SIGOP_COST;
  for (const { chunk, cluster } of chunks) {
    const chunkWeight = chunk.entries.reduce((sum, entry) => sum + entry.tx.weight, 0);
    const chunkSigops = chunk.entries.reduce((sum, entry) => sum + entry.sigopCost, 0);
    const pays = chunk.feeSats * 4000n >= BLOCK_MIN_SATS_PER_KVB * BigInt(chunk.size);
    const fits = weight + chunkWeight < MAX_BLOCK_WEIGHT && sigops + chunkSigops < MAX_BLOCK_SIGOP_COST;
    const isFinal = chunk.entries.every((entry) => isFinalTransaction(entry.tx, tip.height + 1, tip.medianTimePast));
    // Later chunks of a cluster may need the ones before them.
    if (!pays || !fits || !isFinal || skipped.has(cluster)) {
      skipped.add(cluster);
      continue;
    }
    weight += chunkWeight;
    sigops += chunkSigops;
    selected.push(...chunk.entries);
  }
  return selected;
}
