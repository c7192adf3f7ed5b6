import { Rejection } from '../chain/rejection.ts';
import { inputKey, type Transaction } from '../encoding/transaction.ts';
import {
  type AcceptContext,
  acceptTransaction,
  checkAcceptance,
  feeAndSizeOf,
  MEMPOOL_MIN_FEE,
  MIN_RELAY_FEE,
  MISSING_INPUTS,
} from './accept.ts';
import type { MempoolEntry } from './entry.ts';
import type { FeeAndSize } from './fees.ts';
import { judgePackage, requireBelow, sumOf, TRANSACTION_FAILED } from './judge-package.ts';

export const MAX_PACKAGE_COUNT = 25;
const MAX_PACKAGE_WEIGHT = 404_000;
const NOT_VALIDATED = 'package-not-validated';

export type MemberResult =
  /** `paid` is what was measured against the minimum: this transaction alone, or all those in `includes`. */
  | { status: 'accepted'; entry: MempoolEntry; paid: FeeAndSize; includes: string[] }
  | { status: 'known'; entry: MempoolEntry }
  | { status: 'other-witness'; wtxid: string }
  | { status: 'refused'; error: string };

export type PackageResult = { message: string; members: Map<Transaction, MemberResult>; replaced: Set<string> };

/** Why transactions cannot be looked at as a package at all: parents come first, and nothing may conflict. */
export function findPackageError(transactions: Transaction[]): string | undefined {
  if (transactions.length > MAX_PACKAGE_COUNT) return 'package-too-many-transactions';
  const weight = transactions.reduce((sum, tx) => sum + tx.weight, 0);
  if (transactions.length > 1 && weight > MAX_PACKAGE_WEIGHT) return 'package-too-large';
  const later = new Set(transactions.map((tx) => tx.txid));
  if (later.size !== transactions.length) return 'package-contains-duplicates';
  const spent = new Set<string>();
  for (const tx of transactions) {
    if (tx.inputs.some((input) => later.has(input.prevTxid))) return 'package-not-sorted';
    later.delete(tx.txid);
    if (tx.inputs.some((input) => spent.has(inputKey(input)))) return 'conflict-in-package';
    for (const input of tx.inputs) spent.add(inputKey(input));
  }
  return undefined;
}

/** A transaction preceded by parents of its own, none of which spends from another. */
export function isChildWithParents(transactions: Transaction[]): boolean {
  const parents = transactions.slice(0, -1);
  const spent = new Set(transactions.at(-1)!.inputs.map((input) => input.prevTxid));
  const txids = new Set(parents.map((tx) => tx.txid));
  return parents.every((tx) => spent.has(tx.txid) && !tx.inputs.some((input) => txids.has(input.prevTxid)));
}

/**
 * Takes what it can of a package: each transaction by itself if it pays by itself, and those that do not pay, or whose
 * parents were not there yet, together at the rate of them all.
 */
export function acceptPackage(
  context: AcceptContext,
  transactions: Transaction[],
  maxSatsPerKvb: bigint,
  hooks: { makeRoom: () => void; accepted: (entry: MempoolEntry) => void },
): PackageResult {
  const members = new Map<Transaction, MemberResult>();
  const replaced = new Set<string>();
  const malformed = findPackageError(transactions);
  if (malformed) {
    for (const tx of transactions) members.set(tx, { status: 'refused', error: NOT_VALIDATED });
    return { message: malformed, members, replaced };
  }
  const waiting: Transaction[] = [];
  let hasFailed = false;
  for (const tx of transactions) {
    const { result, isForPackage } = acceptAlone(context, tx, maxSatsPerKvb, replaced);
    members.set(tx, result);
    if (result.status !== 'refused') continue;
    if (isForPackage) waiting.push(tx);
    else hasFailed = true;
  }
  // One alone was asked already, and the answer would be the same.
  const failure =
    hasFailed || waiting.length < 2 ? undefined : acceptTogether(context, waiting, maxSatsPerKvb, members);
  for (const result of members.values()) if (result.status === 'accepted') hooks.accepted(result.entry);
  hooks.makeRoom();
  for (const [tx, result] of members) {
    if (result.status !== 'accepted' || context.mempool.entries.has(tx.txid)) continue;
    members.set(tx, { status: 'refused', error: 'mempool full' });
  }
  const isWhole = [...members.values()].every(({ status }) => status !== 'refused');
  return { message: isWhole ? 'success' : (failure ?? TRANSACTION_FAILED), members, replaced };
}

/** All or none. Those that are not at fault keep what was said of them alone. Returns why the package failed. */
function acceptTogether(
  context: AcceptContext,
  transactions: Transaction[],
  maxSatsPerKvb: bigint,
  members: Map<Transaction, MemberResult>,
): string | undefined {
  const { mempool } = context;
  const { entered, failure } = judgePackage(context, transactions, { asOne: true, maxSatsPerKvb });
  if (failure) {
    for (const entry of entered.reverse()) mempool.removeMined(entry);
    if (failure.at) members.set(failure.at, { status: 'refused', error: failure.rejection.message });
    return failure.message;
  }
  const paid = sumOf(entered);
  const includes = transactions.map((tx) => tx.wtxid);
  for (const entry of entered) members.set(entry.tx, { status: 'accepted', entry, paid, includes });
  return undefined;
}

export type PackageTest = {
  /** Why the transactions are no package, or cannot be together in the mempool. */
  packageError?: string;
  /** What could be decided: nothing of those that come before one that fails on more than its scripts, nor of those after it. */
  results: Map<Transaction, MempoolEntry | Rejection>;
};

/** Would these be taken one after the other, each paying for itself and replacing nothing? Changes nothing. */
export function testPackage(context: AcceptContext, transactions: Transaction[]): PackageTest {
  const malformed = findPackageError(transactions);
  if (malformed) return { packageError: malformed, results: new Map() };
  const { entered, passed, failure } = judgePackage(context, transactions, { asOne: false, maxSatsPerKvb: 0n });
  for (const entry of entered.reverse()) context.mempool.removeMined(entry);
  const results = new Map<Transaction, MempoolEntry | Rejection>(passed.map((entry) => [entry.tx, entry]));
  if (failure?.at) results.set(failure.at, failure.rejection);
  return failure && !failure.at ? { packageError: failure.message, results } : { results };
}

/** Failures that the other transactions of a package can mend. */
const mendable = new Set([MEMPOOL_MIN_FEE, MIN_RELAY_FEE, MISSING_INPUTS]);

function acceptAlone(
  context: AcceptContext,
  tx: Transaction,
  maxSatsPerKvb: bigint,
  replaced: Set<string>,
): { result: MemberResult; isForPackage: boolean } {
  const known = context.mempool.entries.get(tx.txid);
  if (known) {
    const isSame = known.tx.wtxid === tx.wtxid;
    const result: MemberResult = isSame
      ? { status: 'known', entry: known }
      : { status: 'other-witness', wtxid: known.tx.wtxid };
    return { result, isForPackage: false };
  }
  try {
    const { entry } = checkAcceptance(context, tx);
    requireBelow(feeAndSizeOf(entry), maxSatsPerKvb);
    const { entry: added, evicted } = acceptTransaction(context, tx);
    for (const gone of evicted) replaced.add(gone.tx.txid);
    const result: MemberResult = { status: 'accepted', entry: added, paid: feeAndSizeOf(added), includes: [tx.wtxid] };
    return { result, isForPackage: false };
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return { result: { status: 'refused', error: error.message }, isForPackage: mendable.has(error.reason) };
  }
}
