import { Rejection } from '../chain/rejection.ts';
import { inputKey, type Transaction } from '../encoding/transaction.ts';
import {
  type AcceptContext,
  type Checked,
  checkFee,
  checkPolicy,
  feeAndSizeOf,
  requireDustIsSpent,
  verifyStandardScripts,
} from './accept.ts';
import { clusterOf, type MempoolEntry } from './entry.ts';
import { type FeeAndSize, feeAtRate } from './fees.ts';
import { clusterFits, TOO_LARGE_CLUSTER } from './replacement.ts';
import { findPackageTrucError } from './truc.ts';

export const TRANSACTION_FAILED = 'transaction failed';

/** One member's fault, or something about all of them. `message` is what is said of the package. */
export type PackageFailure =
  | { message: string; at: Transaction; rejection: Rejection }
  | { message: string; at?: undefined };

export type PackageJudgement = {
  /** In the mempool now; the caller takes them out again unless they are to stay. */
  entered: MempoolEntry[];
  /** Those whose scripts hold, which are looked at last. */
  passed: MempoolEntry[];
  failure?: PackageFailure;
};

export type JudgeOptions = {
  /** The minimum is asked of the sum instead of each. */
  asOne: boolean;
  /** Highest rate a client accepts of any member; 0 for any. */
  maxSatsPerKvb: bigint;
};

/**
 * Bitcoin Core's AcceptMultipleTransactions: everything cheap about each, then what concerns them as a package, then scripts.
 * Nothing in the mempool may be replaced.
 */
export function judgePackage(
  context: AcceptContext,
  transactions: Transaction[],
  options: JudgeOptions,
): PackageJudgement {
  const members: Checked[] = [];
  try {
    return judgeMembers(context, transactions, options, members);
  } catch (error) {
    // Whatever is no rejection is a fault of ours: nothing that was only tried stays.
    for (const { entry } of members.reverse()) context.mempool.removeMined(entry);
    throw error;
  }
}

function judgeMembers(
  context: AcceptContext,
  transactions: Transaction[],
  { asOne, maxSatsPerKvb }: JudgeOptions,
  members: Checked[],
): PackageJudgement {
  const { mempool } = context;
  const companions = new Set<MempoolEntry>();
  const entered = (): MempoolEntry[] => members.map(({ entry }) => entry);
  for (const tx of transactions) {
    if (asOne && replaces(context, tx)) {
      return {
        entered: entered(),
        passed: [],
        failure: { message: 'package RBF failed: package must be 1-parent-1-child' },
      };
    }
    const rejection = rejectionOf(() => {
      const member = checkPolicy(context, tx, { companions, refuseReplacement: true, bypassLimits: asOne });
      requireBelow(feeAndSizeOf(member.entry), maxSatsPerKvb);
      member.entry.parents.clear();
      mempool.add(member.entry);
      companions.add(member.entry);
      members.push(member);
    });
    if (rejection) return { entered: entered(), passed: [], failure: failedAt(tx, rejection) };
  }
  const failure = findSharedFailure(context, entered(), asOne);
  if (failure) return { entered: entered(), passed: [], failure };
  const passed: MempoolEntry[] = [];
  for (const { entry, coins } of members) {
    const rejection = rejectionOf(() => verifyStandardScripts(context, entry.tx, coins));
    if (rejection) return { entered: entered(), passed, failure: failedAt(entry.tx, rejection) };
    passed.push(entry);
  }
  return { entered: entered(), passed };
}

function findSharedFailure(
  { mempool, nowSeconds }: AcceptContext,
  entered: MempoolEntry[],
  asOne: boolean,
): PackageFailure | undefined {
  const violation = findPackageTrucError(entered);
  if (violation !== undefined) return { message: `TRUC-violation, ${violation}` };
  const underpaid = asOne && rejectionOf(() => checkFee(mempool, sumOf(entered), nowSeconds()));
  if (underpaid) return failedAt(entered.at(-1)!.tx, underpaid);
  if (!entered.every((entry) => clusterFits(clusterOf([entry])))) return { message: TOO_LARGE_CLUSTER };
  for (const entry of entered) {
    const rejection = rejectionOf(() => requireDustIsSpent(entry));
    if (rejection) return failedAt(entry.tx, rejection, 'unspent-dust');
  }
  return undefined;
}

const replaces = ({ mempool }: AcceptContext, tx: Transaction): boolean =>
  tx.inputs.some((input) => mempool.spenders.has(inputKey(input)));

const failedAt = (at: Transaction, rejection: Rejection, message = TRANSACTION_FAILED): PackageFailure => ({
  message,
  at,
  rejection,
});

function rejectionOf(check: () => void): Rejection | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
}

export const sumOf = (entries: MempoolEntry[]): FeeAndSize =>
  entries.map(feeAndSizeOf).reduce((sum, one) => ({ feeSats: sum.feeSats + one.feeSats, size: sum.size + one.size }));

export function requireBelow({ feeSats, size }: FeeAndSize, maxSatsPerKvb: bigint): void {
  if (maxSatsPerKvb > 0n && feeSats > feeAtRate(maxSatsPerKvb, size)) throw new Rejection('max feerate exceeded');
}
