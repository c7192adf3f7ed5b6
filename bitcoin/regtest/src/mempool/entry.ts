import { type Transaction, virtualSize } from '../encoding/transaction.ts';

export type MempoolEntry = {
  tx: Transaction;
  feeSats: bigint;
  /** What prioritisetransaction added to the fee for mining and replacement. */
  feeDeltaSats: bigint;
  /** Unix seconds of arrival. */
  time: number;
  /** Height of the tip on arrival. */
  height: number;
  /** Sent by a client of this node, and no peer has asked for it: there are none. What a reorganization brings back was seen. */
  isUnbroadcast: boolean;
  sigopCost: number;
  /** Weight, or the weight that its signature operations are charged, if more. */
  adjustedWeight: number;
  /** Unconfirmed transactions it spends from, and that spend from it. */
  parents: Set<MempoolEntry>;
  children: Set<MempoolEntry>;
};

const BYTES_PER_SIGOP = 20;

export function createEntry(
  tx: Transaction,
  arrival: { feeSats: bigint; feeDeltaSats: bigint; time: number; height: number; sigopCost: number },
): MempoolEntry {
  const adjustedWeight = Math.max(tx.weight, arrival.sigopCost * BYTES_PER_SIGOP);
  return { ...arrival, tx, adjustedWeight, isUnbroadcast: false, parents: new Set(), children: new Set() };
}

export const entryVirtualSize = (entry: MempoolEntry): number => virtualSize(entry.adjustedWeight);
export const modifiedFee = (entry: MempoolEntry): bigint => entry.feeSats + entry.feeDeltaSats;

type Relation = 'parents' | 'children';

/** Everything reachable over one relation, without the entries it starts from unless they are reachable themselves. */
export function reachable(start: Iterable<MempoolEntry>, relation: Relation): Set<MempoolEntry> {
  const found = new Set<MempoolEntry>();
  const queue = [...start];
  for (let entry = queue.pop(); entry; entry = queue.pop()) {
    for (const next of entry[relation]) {
      if (found.has(next)) continue;
      found.add(next);
      queue.push(next);
    }
  }
  return found;
}

export const ancestorsOf = (entry: MempoolEntry): Set<MempoolEntry> => reachable([entry], 'parents');
export const descendantsOf = (entry: MempoolEntry): Set<MempoolEntry> => reachable([entry], 'children');

/** All entries connected with the given ones in any direction, these included; `excluded` ones cut the connection. */
export function clusterOf(
  start: Iterable<MempoolEntry>,
  excluded: ReadonlySet<MempoolEntry> = new Set(),
): Set<MempoolEntry> {
  const found = new Set<MempoolEntry>();
  const queue = [...start];
  for (let entry = queue.pop(); entry; entry = queue.pop()) {
    if (found.has(entry) || excluded.has(entry)) continue;
    found.add(entry);
    queue.push(...entry.parents, ...entry.children);
  }
  return found;
}
