import type { Chain } from '../chain/chain.ts';
import type { Coin } from '../chain/coins.ts';
import { inputKey, outpointKey, type Transaction } from '../encoding/transaction.ts';
import { descendantsOf, entryVirtualSize, type MempoolEntry } from './entry.ts';
import { DEFAULT_MAX_MEMPOOL_BYTES, RollingMinimum } from './limit.ts';

/** Transactions waiting for a block. Holds no rules: `accept.ts` decides what enters. */
export class Mempool {
  readonly entries = new Map<string, MempoolEntry>();
  /** Entry that spends an outpoint, by `txid:vout`. */
  readonly spenders = new Map<string, MempoolEntry>();
  /** Fee adjustments of prioritisetransaction, kept also for transactions that have yet to arrive. */
  readonly feeDeltas = new Map<string, bigint>();
  /** Counts every change, for clients that follow the mempool. */
  sequence = 1;
  virtualBytes = 0;
  /** Memory taken, as far as it counts against the limit: the transactions' bytes. */
  usageBytes = 0;
  /** No entry arrived before this (Unix seconds). May be earlier than the oldest that is left. */
  oldestSeconds = Number.POSITIVE_INFINITY;
  readonly maxBytes: number;
  readonly rollingMinimum = new RollingMinimum();
  readonly #chain: Chain;

  constructor(chain: Chain, maxBytes: number = DEFAULT_MAX_MEMPOOL_BYTES) {
    this.#chain = chain;
    this.maxBytes = maxBytes;
  }

  add(entry: MempoolEntry): void {
    const { tx } = entry;
    for (const input of tx.inputs) {
      const parent = this.entries.get(input.prevTxid);
      if (parent) {
        entry.parents.add(parent);
        parent.children.add(entry);
      }
      this.spenders.set(inputKey(input), entry);
    }
    this.entries.set(tx.txid, entry);
    this.virtualBytes += entryVirtualSize(entry);
    this.usageBytes += tx.raw.length;
    this.oldestSeconds = Math.min(this.oldestSeconds, entry.time);
    this.sequence += 1;
  }

  refreshOldest(): void {
    this.oldestSeconds = Number.POSITIVE_INFINITY;
    for (const { time } of this.entries.values()) this.oldestSeconds = Math.min(this.oldestSeconds, time);
  }

  /** Removes one entry and leaves its descendants, which is right only when it was mined. */
  removeMined(entry: MempoolEntry): void {
    const { tx } = entry;
    if (!this.entries.delete(tx.txid)) return;
    for (const input of tx.inputs) this.spenders.delete(inputKey(input));
    for (const parent of entry.parents) parent.children.delete(entry);
    for (const child of entry.children) child.parents.delete(entry);
    this.virtualBytes -= entryVirtualSize(entry);
    this.usageBytes -= tx.raw.length;
    this.sequence += 1;
  }

  /** Removes an entry and everything that spends from it. */
  evict(entry: MempoolEntry): void {
    for (const descendant of descendantsOf(entry)) this.removeMined(descendant);
    this.removeMined(entry);
  }

  clear(): void {
    this.entries.clear();
    this.spenders.clear();
    this.virtualBytes = 0;
    this.usageBytes = 0;
    this.oldestSeconds = Number.POSITIVE_INFINITY;
    this.sequence += 1;
  }

  /** The coin an outpoint names, confirmed or not, whether or not an entry spends it. */
  coin(key: string): Coin | undefined {
    const confirmed = this.#chain.coins.get(key);
    if (confirmed) return confirmed;
    const separator = key.indexOf(':');
    const output = this.entries.get(key.slice(0, separator))?.tx.outputs[Number(key.slice(separator + 1))];
    // An unconfirmed coin counts as confirmed in the next block.
    return output && { ...output, height: this.#chain.tip.height + 1, isCoinbase: false };
  }

  /** After a block: drops what it mined and what it made impossible. */
  removeForBlock(transactions: Transaction[]): void {
    for (const tx of transactions) {
      const mined = this.entries.get(tx.txid);
      if (mined) this.removeMined(mined);
      this.feeDeltas.delete(tx.txid);
      for (const input of tx.inputs) {
        const rival = this.spenders.get(inputKey(input));
        if (rival) this.evict(rival);
      }
    }
  }

  totalFeeSats(): bigint {
    let total = 0n;
    for (const entry of this.entries.values()) total += entry.feeSats;
    return total;
  }

  /** Whether an output exists unspent, counting the mempool. */
  isUnspent(txid: string, vout: number): boolean {
    const key = outpointKey(txid, vout);
    return !this.spenders.has(key) && this.coin(key) !== undefined;
  }
}
