import { Rejection, requireRule } from '../chain/rejection.ts';
import { formatBtc } from '../encoding/amount.ts';
import { ancestorsOf, clusterOf, descendantsOf, entryVirtualSize, type MempoolEntry, modifiedFee } from './entry.ts';
import { feeAtRate, INCREMENTAL_RELAY_SATS_PER_KVB } from './fees.ts';
import { type Chunk, chunksOf, improvesDiagram } from './linearize.ts';

const MAX_REPLACED_CLUSTERS = 100;
const MAX_CLUSTER_TRANSACTIONS = 64;
const MAX_CLUSTER_VIRTUAL_BYTES = 101_000;
export const TOO_LARGE_CLUSTER = 'too-large-cluster';

/** Everything that leaves the mempool when the conflicting entries are replaced. */
export function evictedBy(conflicts: Iterable<MempoolEntry>): Set<MempoolEntry> {
  const evicted = new Set<MempoolEntry>();
  for (const conflict of conflicts) {
    evicted.add(conflict);
    for (const descendant of descendantsOf(conflict)) evicted.add(descendant);
  }
  return evicted;
}

/** A transaction cannot spend from one that it replaces. Throws Rejection. */
export function requireNoConflictAmongAncestors(entry: MempoolEntry, conflicts: Set<MempoolEntry>): void {
  for (const ancestor of ancestorsOf(entry)) {
    if (conflicts.has(ancestor)) {
      const details = `${entry.tx.txid} spends conflicting transaction ${ancestor.tx.txid}`;
      throw new Rejection('bad-txns-spends-conflicting-tx', details);
    }
  }
}

/**
 * Rules of replacement by fee as of Bitcoin Core 31: every transaction can be replaced; the new one pays all fees it evicts, its own
 * relay on top, and leaves a mempool that is worth more to miners at every size. `entry` knows its parents but is not in the mempool.
 */
export function checkReplacement(entry: MempoolEntry, conflicts: Set<MempoolEntry>, evicted: Set<MempoolEntry>): void {
  const { txid } = entry.tx;
  const clusters = distinctClusters(conflicts);
  requireRule(
    clusters.length <= MAX_REPLACED_CLUSTERS,
    'too many potential replacements',
    `rejecting replacement ${txid}; too many conflicting clusters (${clusters.length} > ${MAX_REPLACED_CLUSTERS})`,
  );
  let evictedFees = 0n;
  for (const member of evicted) evictedFees += modifiedFee(member);
  const fee = modifiedFee(entry);
  requireRule(
    fee >= evictedFees,
    'insufficient fee',
    `rejecting replacement ${txid}, less fees than conflicting txs; ${formatBtc(fee)} < ${formatBtc(evictedFees)}`,
  );
  const additional = fee - evictedFees;
  const relayFee = feeAtRate(INCREMENTAL_RELAY_SATS_PER_KVB, entryVirtualSize(entry));
  requireRule(
    additional >= relayFee,
    'insufficient fee',
    `rejecting replacement ${txid}, not enough additional fees to relay; ${formatBtc(additional)} < ${formatBtc(relayFee)}`,
  );
  requireRule(
    replacementImprovesMempool(entry, conflicts, evicted),
    'replacement-failed',
    'insufficient feerate: does not improve feerate diagram',
  );
}

function distinctClusters(entries: Iterable<MempoolEntry>, excluded?: Set<MempoolEntry>): Set<MempoolEntry>[] {
  const clusters: Set<MempoolEntry>[] = [];
  for (const entry of entries) {
    if (excluded?.has(entry) || clusters.some((cluster) => cluster.has(entry))) continue;
    clusters.push(clusterOf([entry], excluded));
  }
  return clusters;
}

function replacementImprovesMempool(
  entry: MempoolEntry,
  conflicts: Set<MempoolEntry>,
  evicted: Set<MempoolEntry>,
): boolean {
  const touched = distinctClusters([...conflicts, ...entry.parents]);
  const before = touched.flatMap(chunksOf);
  const joined = clusterOf(entry.parents, evicted);
  const others = touched
    .flatMap((cluster) => [...cluster])
    .filter((member) => !evicted.has(member) && !joined.has(member));
  const after: Chunk[] = [
    ...chunksOf([...joined, entry]),
    ...distinctClusters(others, evicted).flatMap((cluster) => chunksOf(cluster)),
  ];
  return improvesDiagram(after, before);
}

/** Connected transactions are limited in number and size. Throws Rejection. */
export function checkClusterLimits(entry: MempoolEntry, evicted: Set<MempoolEntry>): void {
  requireRule(clusterFits(clusterOf(entry.parents, evicted).add(entry)), TOO_LARGE_CLUSTER);
}

export function clusterFits(cluster: ReadonlySet<MempoolEntry>): boolean {
  let virtualBytes = 0;
  for (const member of cluster) virtualBytes += entryVirtualSize(member);
  return cluster.size <= MAX_CLUSTER_TRANSACTIONS && virtualBytes <= MAX_CLUSTER_VIRTUAL_BYTES;
}
