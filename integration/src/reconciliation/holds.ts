import type { NotNull } from 'kysely';
import { COUNTED_STATES } from '../operations/deposits/deposit.ts';
import { type BooksReport, describeMissing, type MissingCoin, type Reserve, reportOf } from './books-report.ts';

/** What must not happen while the books and the coins differ. */
export interface Holds {
  report: BooksReport;
  /** Satoshis that are issued, or owed to withdrawals, and that no coin stands for. */
  shortSats: bigint;
  /** Users whose minted deposit Bitcoin took back, and why they are not paid, until it is made good. */
  users: ReadonlyMap<string, string>;
  /** Why nothing is minted now; undefined while it is. */
  mintingStopped: string | undefined;
  /** Why nothing is paid now; undefined while it is. */
  payingStopped: string | undefined;
}

export const HELD = 'held';
export const BOOKS_DIFFER = 'books-differ';

/**
 * Whoever holds tokens for a coin that is gone is not paid from the coins of others: while it is missing, and after it is
 * written off as long as the reserve is short of what is issued.
 */
export async function readHolds(
  { db, contracts }: Reserve,
  coins: readonly MissingCoin[],
  found: { mostMissingSats: bigint; ledgerProblem: string | undefined; unexplained: string | undefined },
): Promise<Holds> {
  const report = reportOf(coins);
  const users = new Map<string, string>();
  for (const { user, outpoint, why } of report.missing) {
    if (user !== undefined && why === 'unmined') users.set(user, `its deposit ${outpoint} is in no block any more`);
  }
  const lost = await lostDeposits(db);
  // Not by what is free of debts: that is never below 0, and who pays for a loss that is larger pays too little.
  const { total_btc, total_istsi, owed_btc } = await contracts.reserve.read('generate_proof_of_reserves');
  const there = total_btc > report.missingSats ? total_btc - report.missingSats : 0n;
  const claimed = total_istsi + owed_btc;
  const shortSats = there < claimed ? claimed - there : 0n;
  if (shortSats > 0n) {
    for (const { outpoint, user } of lost)
      if (!users.has(user)) users.set(user, `its deposit ${outpoint} was written off, and nobody has made up for it`);
  }
  const { mostMissingSats, ledgerProblem, unexplained } = found;
  const mintingStopped =
    ledgerProblem ?? (report.missingSats > mostMissingSats ? stopped(report) : undefined) ?? unexplained;
  return { report, shortSats, users, mintingStopped, payingStopped: ledgerProblem };
}

/**
 * Those that the contract counts no longer. The row of one says so a moment after the contract does: until then it is counted and
 * in no block, and as long as the contract counts it too, it is among what is missing.
 */
async function lostDeposits(db: Reserve['db']): Promise<{ outpoint: string; user: string }[]> {
  const rows = await db
    .selectFrom('istsi.deposits')
    .select(['outpoint', 'user_address as user'])
    .where((where) =>
      where.or([
        where('state', '=', 'written-off'),
        where.and([where('state', 'in', COUNTED_STATES), where('height', 'is', null)]),
      ]),
    )
    .where('user_address', 'is not', null)
    .$narrowType<{ user: NotNull }>()
    .execute();
  return rows;
}

const stopped = (report: BooksReport): string =>
  `nothing is minted while ${describeMissing(report)}; it goes on when that is there again, or written off`;
