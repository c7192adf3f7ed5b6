import { virtualSize } from '../encoding/transaction.ts';
import { clusterOf, type MempoolEntry } from './entry.ts';
import { compareFeeRate, INCREMENTAL_RELAY_SATS_PER_KVB } from './fees.ts';
import { type Chunk, chunksOf } from './linearize.ts';
import type { Mempool } from './mempool.ts';

/** Bitcoin Core's -maxmempool. */
export const DEFAULT_MAX_MEMPOOL_BYTES = 300_000_000;
const HALF_LIFE_SECONDS = 12 * 60 * 60;
const LEAST_SECONDS_BETWEEN_DECAYS = 10;

/**
 * What a full mempool asks of newcomers: more than what was thrown out for want of room, so that the same does not come
 * back. Decays once blocks make room, faster the emptier the mempool is.
 */
export class RollingMinimum {
  #satsPerKvb = 0;
  #decayedAt = 0;
  #blockSince = false;

  raise(evicted: Chunk): void {
    const rate = (Number(evicted.feeSats) * 1000) / virtualSize(evicted.size) + Number(INCREMENTAL_RELAY_SATS_PER_KVB);
    this.#blockSince = false;
    if (rate > this.#satsPerKvb) this.#satsPerKvb = rate;
  }

  blockArrived(nowSeconds: number): void {
    this.#blockSince = true;
    this.#decayedAt = nowSeconds;
  }

  /** Satoshis per 1,000 virtual bytes; 0 while there was room for all. */
  at(nowSeconds: number, fillRatio: number): bigint {
    const incremental = Number(INCREMENTAL_RELAY_SATS_PER_KVB);
    if (!this.#blockSince || this.#satsPerKvb === 0) return BigInt(Math.round(this.#satsPerKvb));
    if (nowSeconds > this.#decayedAt + LEAST_SECONDS_BETWEEN_DECAYS) {
      const halfLife = HALF_LIFE_SECONDS / (fillRatio < 0.25 ? 4 : fillRatio < 0.5 ? 2 : 1);
      this.#satsPerKvb /= 2 ** ((nowSeconds - this.#decayedAt) / halfLife);
      this.#decayedAt = nowSeconds;
      if (this.#satsPerKvb < incremental / 2) {
        this.#satsPerKvb = 0;
        return 0n;
      }
    }
    return BigInt(Math.round(Math.max(this.#satsPerKvb, incremental)));
  }
}

export const minimumSatsPerKvb = (mempool: Mempool, nowSeconds: number): bigint =>
  mempool.rollingMinimum.at(nowSeconds, mempool.usageBytes / mempool.maxBytes);

/** Throws out the chunks that a miner would take last until the rest fits. Returns the ids of what had to go. */
export function limitSize(mempool: Mempool): string[] {
  const evicted: string[] = [];
  while (mempool.usageBytes > mempool.maxBytes) {
    const worst = worstChunk(mempool);
    if (!worst) break;
    mempool.rollingMinimum.raise(worst);
    for (const entry of worst.entries) {
      mempool.evict(entry);
      evicted.push(entry.tx.txid);
    }
  }
  return evicted;
}

function worstChunk(mempool: Mempool): Chunk | undefined {
  const seen = new Set<MempoolEntry>();
  let worst: Chunk | undefined;
  for (const entry of mempool.entries.values()) {
    if (seen.has(entry)) continue;
    const cluster = clusterOf([entry]);
    for (const member of cluster) seen.add(member);
    const last = chunksOf(cluster).at(-1)!;
    if (!worst || compareFeeRate(last, worst) < 0) worst = last;
  }
  return worst;
}
