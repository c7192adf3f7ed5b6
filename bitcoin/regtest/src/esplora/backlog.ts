import { entryVirtualSize } from '../mempool/entry.ts';
import { compareFeeRate } from '../mempool/fees.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { JsonObject } from '../rpc/json.ts';

/** A bin of the histogram is closed once it holds this much, as Electrum's servers do. */
const BIN_VIRTUAL_BYTES = 50_000;

/** What waits, and at which rates: pairs of the lowest rate of a bin (sat/vB) and its virtual bytes, dearest first. */
export function mempoolBacklog(mempool: Mempool): JsonObject {
  const sorted = [...mempool.entries.values()]
    .map((entry) => ({ feeSats: entry.feeSats, size: entryVirtualSize(entry) }))
    .sort((a, b) => compareFeeRate(b, a));
  const histogram: [number, number][] = [];
  let binBytes = 0;
  for (const [i, { feeSats, size }] of sorted.entries()) {
    binBytes += size;
    if (binBytes <= BIN_VIRTUAL_BYTES && i < sorted.length - 1) continue;
    histogram.push([Number(feeSats) / size, binBytes]);
    binBytes = 0;
  }
  return {
    count: mempool.entries.size,
    vsize: mempool.virtualBytes,
    total_fee: Number(mempool.totalFeeSats()),
    fee_histogram: histogram,
  };
}
