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
export function checkTruc(entry: MempoolEntry, evicted: Set<MempoolEntry>): MempoolEntry | undefined {
  const { tx, parents } = entry;
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
  if (parents.size > 1 || ancestorsOf(parent).size > 0) violation(`tx ${name(tx)} would have too many ancestors`);
  if (size > MAX_CHILD_VIRTUAL_BYTES) {
    violation(`version=3 child tx ${name(tx)} is too big: ${size} > ${MAX_CHILD_VIRTUAL_BYTES} virtual bytes`);
  }
  const siblings = [...parent.children].filter((child) => !evicted.has(child));
  const [sibling] = siblings;
  if (!sibling) return undefined;
  const isReplaceable = siblings.length === 1 && descendantsOf(sibling).size === 0;
  return isReplaceable ? sibling : violation(`tx ${name(parent.tx)} would exceed descendant count limit`);
}
