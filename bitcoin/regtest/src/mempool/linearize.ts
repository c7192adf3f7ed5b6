import { type MempoolEntry, modifiedFee } from './entry.ts';
import { compareFeeRate, type FeeAndSize } from './fees.ts';

/** Transactions that are mined together, in an order that keeps parents first. Size is adjusted weight. */
export type Chunk = FeeAndSize & { entries: MempoolEntry[] };

/** Up to this many transactions every closed subset is tried; beyond, only ancestor sets. */
const EXACT_LIMIT = 10;

type Members = { entries: MempoolEntry[]; ancestors: Map<MempoolEntry, Set<MempoolEntry>> };

/**
 * Splits a cluster into chunks of falling fee rate: each is a set closed under ancestors with the highest rate among what is left.
 * Optimal for small clusters; for larger ones the candidates are the ancestor sets, as mining did before clusters.
 */
export function chunksOf(cluster: Iterable<MempoolEntry>): Chunk[] {
  const remaining = membersOf(cluster);
  const chunks: Chunk[] = [];
  while (remaining.entries.length > 0) {
    const chosen = remaining.entries.length <= EXACT_LIMIT ? bestClosedSubset(remaining) : bestAncestorSet(remaining);
    chunks.push(createChunk(chosen));
    remaining.entries = remaining.entries.filter((entry) => !chosen.has(entry));
    for (const entry of remaining.entries) {
      for (const taken of chosen) remaining.ancestors.get(entry)!.delete(taken);
    }
  }
  return mergeRising(chunks);
}

/** Entries with parents first, each with its ancestors inside the cluster, itself included. */
function membersOf(cluster: Iterable<MempoolEntry>): Members {
  const inside = new Set(cluster);
  const ancestors = new Map<MempoolEntry, Set<MempoolEntry>>();
  const visit = (entry: MempoolEntry): Set<MempoolEntry> => {
    let set = ancestors.get(entry);
    if (!set) {
      set = new Set();
      for (const parent of entry.parents) if (inside.has(parent)) for (const member of visit(parent)) set.add(member);
      set.add(entry);
      ancestors.set(entry, set);
    }
    return set;
  };
  for (const entry of inside) visit(entry);
  return { entries: [...ancestors.keys()], ancestors };
}

function feeAndSize(entries: Iterable<MempoolEntry>): FeeAndSize {
  let feeSats = 0n;
  let size = 0;
  for (const entry of entries) {
    feeSats += modifiedFee(entry);
    size += entry.adjustedWeight;
  }
  return { feeSats, size };
}

const createChunk = (entries: Set<MempoolEntry>): Chunk => ({ ...feeAndSize(entries), entries: [...entries] });

function bestClosedSubset({ entries, ancestors }: Members): Set<MempoolEntry> {
  const masks = entries.map((entry) =>
    entries.reduce((mask, other, bit) => (ancestors.get(entry)!.has(other) ? mask | (1 << bit) : mask), 0),
  );
  let best: { mask: number; value: FeeAndSize } | undefined;
  for (let mask = 1; mask < 1 << entries.length; mask++) {
    const isClosed = masks.every((needed, bit) => (mask & (1 << bit)) === 0 || (mask & needed) === needed);
    if (!isClosed) continue;
    const value = feeAndSize(entries.filter((_, bit) => mask & (1 << bit)));
    if (!best || compareFeeRate(value, best.value) > 0) best = { mask, value };
  }
  return new Set(entries.filter((_, bit) => best!.mask & (1 << bit)));
}

function bestAncestorSet({ entries, ancestors }: Members): Set<MempoolEntry> {
  let best: { set: Set<MempoolEntry>; value: FeeAndSize } | undefined;
  for (const entry of entries) {
    const set = ancestors.get(entry)!;
    const value = feeAndSize(set);
    if (!best || compareFeeRate(value, best.value) > 0) best = { set, value };
  }
  return new Set(best!.set);
}

/** A later chunk with a higher rate than the one before it is mined together with that one. */
function mergeRising(chunks: Chunk[]): Chunk[] {
  const merged: Chunk[] = [];
  for (const chunk of chunks) {
    let current = chunk;
    for (let last = merged.at(-1); last && compareFeeRate(current, last) > 0; last = merged.at(-1)) {
      merged.pop();
      current = {
        feeSats: last.feeSats + current.feeSats,
        size: last.size + current.size,
        entries: [...last.entries, ...current.entries],
      };
    }
    merged.push(current);
  }
  return merged;
}

/** Whether the first list of chunks collects at least as much fee at every size, and somewhere more. */
export function improvesDiagram(next: FeeAndSize[], previous: FeeAndSize[]): boolean {
  const first = diagramOf(next);
  const second = diagramOf(previous);
  let better = false;
  for (const size of new Set([...first, ...second].map((point) => point.size))) {
    const difference = compareAt(first, second, size);
    if (difference < 0) return false;
    if (difference > 0) better = true;
  }
  return better;
}

function diagramOf(chunks: FeeAndSize[]): FeeAndSize[] {
  const points: FeeAndSize[] = [{ feeSats: 0n, size: 0 }];
  for (const chunk of chunks.toSorted((a, b) => -compareFeeRate(a, b))) {
    const last = points.at(-1)!;
    points.push({ feeSats: last.feeSats + chunk.feeSats, size: last.size + chunk.size });
  }
  return points;
}

/** Height of a diagram at a size, as a fraction; flat after its end. */
function heightAt(points: FeeAndSize[], size: number): { numerator: bigint; denominator: bigint } {
  const next = points.findIndex((point) => point.size >= size);
  if (next < 0) return { numerator: points.at(-1)!.feeSats, denominator: 1n };
  const right = points[next]!;
  if (right.size === size) return { numerator: right.feeSats, denominator: 1n };
  const left = points[next - 1]!;
  const width = BigInt(right.size - left.size);
  return {
    numerator: left.feeSats * width + (right.feeSats - left.feeSats) * BigInt(size - left.size),
    denominator: width,
  };
}

function compareAt(first: FeeAndSize[], second: FeeAndSize[], size: number): number {
  const a = heightAt(first, size);
  const b = heightAt(second, size);
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
