import { Rejection } from '../chain/rejection.ts';
import type { Transaction } from '../encoding/transaction.ts';
import { ancestorsOf, descendantsOf, entryVirtualSize, type MempoolEntry } from './entry.ts';

const TRUC_VERSION = 3;
const MAX_VIRTUAL_BYTES = 10_000;
const MAX_CHILD_VIRTUAL_BYTES = 1_000;

const name = (tx: Transaction): string => `${tx.txid} (wtxid=${tx.wtxid})`;

function violation(details: string): never {
  throw new Rejection('TRUC-violation', details);
}

/**
 * BIP431 (version 3 transactions): at most one unconfirmed parent and one child, both of version 3, and small.
 * Returns the parent's other child when the new transaction may replace it under the usual rules. Throws Rejection.
 */
export function checkTruc(
  entry: MempoolEntry,
  evicted: ReadonlySet<MempoolEntry>,
  companions: ReadonlySet<MempoolEntry> = new Set(),
): MempoolEntry | undefined {
  const { tx } = entry;
  // What comes along in the same package is looked at by `findPackageTrucError`.
  const parents = [...entry.parents].filter((parent) => !companions.has(parent));
  for (const parent of parents) {
    if (tx.version === TRUC_VERSION && parent.tx.version !== TRUC_VERSION) {
      violation(`version=3 tx ${name(tx)} cannot spend from non-version=3 tx ${name(parent.tx)}`);
    }
    if (tx.version !== TRUC_VERSION && parent.tx.version === TRUC_VERSION) {
      violation(`non-version=3 tx ${name(tx)} cannot spend from version=3 tx ${name(parent.tx)}`);
    }
  }
  if (tx.version !== TRUC_VERSION) return undefined;
  const size = entryVirtualSize(entry);
  if (size > MAX_VIRTUAL_BYTES)
    violation(`version=3 tx ${name(tx)} is too big: ${size} > ${MAX_VIRTUAL_BYTES} virtual bytes`);
  const [parent] = parents;
  if (!parent) return undefined;
  if (parents.length > 1 || ancestorsOf(parent).size > 0) violation(exceedsAncestors(tx));
  if (size > MAX_CHILD_VIRTUAL_BYTES) {
    violation(`version=3 child tx ${name(tx)} is too big: ${size} > ${MAX_CHILD_VIRTUAL_BYTES} virtual bytes`);
  }
  const siblings = [...parent.children].filter((child) => !evicted.has(child) && !companions.has(child));
  const [sibling] = siblings;
  if (!sibling) return undefined;
  const isReplaceable = siblings.length === 1 && descendantsOf(sibling).size === 0;
  return isReplaceable ? sibling : violation(exceedsDescendants(parent.tx));
}

const exceedsDescendants = (parent: Transaction): string => `tx ${name(parent)} would exceed descendant count limit`;
const exceedsAncestors = (tx: Transaction): string => `tx ${name(tx)} would have too many ancestors`;

/** Why a parent's other child stands in the way of this one, where it may not be replaced. */
export const siblingDetails = ({ parents }: MempoolEntry): string => exceedsDescendants([...parents][0]!.tx);

/**
 * BIP431 over a package whose members are in the mempool for as long as it is looked at, and of which each is within the
 * limits by itself: the first violation in the order of the transactions, or undefined.
 */
export function findPackageTrucError(members: readonly MempoolEntry[]): string | undefined {
  for (const entry of members) {
    const details =
      entry.tx.version === TRUC_VERSION ? trucDetails(entry, members) : inheritanceDetails(entry, members);
    if (details !== undefined) return details;
  }
  return undefined;
}

/** Parents that were in the mempool before, then those of the package in its order. */
function parentsInOrder({ parents }: MempoolEntry, members: readonly MempoolEntry[]): [MempoolEntry[], MempoolEntry[]] {
  const inside = new Set(members);
  return [[...parents].filter((parent) => !inside.has(parent)), members.filter((member) => parents.has(member))];
}

function inheritanceDetails(entry: MempoolEntry, members: readonly MempoolEntry[]): string | undefined {
  const parent = parentsInOrder(entry, members)
    .flat()
    .find(({ tx }) => tx.version === TRUC_VERSION);
  return parent && `non-version=3 tx ${name(entry.tx)} cannot spend from version=3 tx ${name(parent.tx)}`;
}

function trucDetails(entry: MempoolEntry, members: readonly MempoolEntry[]): string | undefined {
  const { tx } = entry;
  const [before, within] = parentsInOrder(entry, members);
  const parent = before[0] ?? within[0];
  if (!parent) return undefined;
  const inherited = before[0] ? ancestorsOf(before[0]).size + 1 : 0;
  if (before.length + within.length > 1 || inherited + within.length > 1) return exceedsAncestors(tx);
  const size = entryVirtualSize(entry);
  if (size > MAX_CHILD_VIRTUAL_BYTES) {
    return `version=3 child tx ${name(tx)} is too big: ${size} > ${MAX_CHILD_VIRTUAL_BYTES} virtual bytes`;
  }
  if (parent.tx.version !== TRUC_VERSION) {
    return `version=3 tx ${name(tx)} cannot spend from non-version=3 tx ${name(parent.tx)}`;
  }
  for (const other of members) {
    if (other === entry) continue;
    for (const input of other.tx.inputs) {
      if (input.prevTxid === parent.tx.txid) return exceedsDescendants(parent.tx);
      if (input.prevTxid === tx.txid) return exceedsAncestors(other.tx);
    }
  }
  const others = [...parent.children].filter((child) => !members.includes(child));
  return before[0] && others.length > 0 ? exceedsDescendants(parent.tx) : undefined;
}
