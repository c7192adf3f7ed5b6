import type { SignedTransaction, TransactionFate } from '@istsi/soroban-client';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { ACCOUNT_RESERVE_STROOPS, type SponsorBudgets } from './sponsor-settings.ts';
import type { SponsoredTransactionTable } from './sponsorship-tables.ts';

export type SponsoredTransaction = Selectable<SponsoredTransactionTable>;

/** Stroops that are spent, or may be: what is open counts whole. */
export interface Spent {
  identityDay: bigint;
  day: bigint;
  total: bigint;
}

export interface Reservation
  extends Pick<SponsoredTransaction, 'signed_call' | 'account' | 'identity' | 'kind' | 'entry'> {
  signed: SignedTransaction;
  reserved: bigint;
  /** An earlier transaction for the same, which can no longer be included. */
  instead: string | undefined;
}

export type Reserved = 'reserved' | 'open' | 'done-before' | 'opened-before' | keyof Spent;

/**
 * Sets the most that a transaction can cost aside before it is sent, if that is within all budgets. One at a time, in every
 * instance together: of any number that are asked at once, no more are paid for than there is room for.
 */
export async function reserve(
  db: Kysely<Schema>,
  budgets: SponsorBudgets,
  { signed, instead, ...row }: Reservation,
): Promise<Reserved> {
  return await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('istsi sponsorship', 0))`.execute(trx);
    if (instead !== undefined) await settleAs(trx, instead, 'dead', 0n);
    // Asked twice at once, and the other one is over: the ledger would refuse it a second time, at the sponsor's cost.
    if ((await findLast(trx, row.signed_call))?.fate === 'success') return 'done-before';
    const over = overBudget(await readSpent(trx, row.identity), budgets, row.reserved);
    if (over) return over;
    const values = { ...row, hash: signed.hash, envelope: signed.envelope, valid_until: BigInt(signed.validUntil) };
    const stored = await trx
      .insertInto('istsi.sponsored_transactions')
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .returning('hash')
      .executeTakeFirst();
    if (stored) return 'reserved';
    return (await findOpen(trx, row.account)) ? 'open' : 'opened-before';
  });
}

/** Which budget has no room for so much. */
export function overBudget(spent: Spent, budgets: SponsorBudgets, stroops: bigint): keyof Spent | undefined {
  if (spent.identityDay + stroops > budgets.identityDayStroops) return 'identityDay';
  if (spent.day + stroops > budgets.dayStroops) return 'day';
  return spent.total + stroops > budgets.totalStroops ? 'total' : undefined;
}

/** `identity`: whose budget is meant; without one, nobody's. */
export async function readSpent(db: Kysely<Schema> | Transaction<Schema>, identity?: bigint): Promise<Spent> {
  const { rows } = await sql<{ identity_day: string; day: string; total: string }>`
    select
      coalesce(sum(coalesce(charged, reserved)) filter (where identity = ${identity ?? null}::int8), 0)::text as identity_day,
      coalesce(sum(coalesce(charged, reserved)), 0)::text as day,
      (coalesce(sum(reserved) filter (where fate = 'pending'), 0)
        + (select stroops from istsi.sponsored_total))::text as total
    from istsi.sponsored_transactions
    where created_at > now() - interval '24 hours' or fate = 'pending'`.execute(db);
  const { identity_day, day, total } = rows[0]!;
  return { identityDay: BigInt(identity_day), day: BigInt(day), total: BigInt(total) };
}

/** What the ledger took for it; what was reserved, where no RPC can say. Once settled, it stays so. */
export async function settle(
  db: Kysely<Schema>,
  kind: SponsoredTransaction['kind'],
  fate: Exclude<TransactionFate, { status: 'pending' }>,
): Promise<void> {
  const { hash, status } = fate;
  if (status === 'dead') await settleAs(db, hash, status, 0n);
  if (status === 'unknown') await settleAs(db, hash, status, null);
  if (status === 'failed') await settleAs(db, hash, status, fate.feeCharged);
  if (status === 'success') {
    const given = kind === 'account' ? ACCOUNT_RESERVE_STROOPS : 0n;
    await settleAs(db, hash, status, fate.feeCharged + given, fate.returnValue?.toXdr('base64'));
  }
}

async function settleAs(
  db: Kysely<Schema>,
  hash: string,
  fate: SponsoredTransaction['fate'],
  charged: bigint | null,
  returned: string | null = null,
): Promise<void> {
  await sql`
    with settled as (
      update istsi.sponsored_transactions set fate = ${fate}, charged = ${charged}, returned = ${returned}
      where hash = ${hash} and fate = 'pending' returning coalesce(charged, reserved) as cost
    )
    update istsi.sponsored_total set stroops = stroops + settled.cost from settled`.execute(db);
}

/** The last transaction of a call, whatever became of it. */
export async function findLast(
  db: Kysely<Schema> | Transaction<Schema>,
  id: string,
): Promise<SponsoredTransaction | undefined> {
  return await db
    .selectFrom('istsi.sponsored_transactions')
    .selectAll()
    .where('signed_call', '=', id)
    .where('kind', '=', 'call')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function findOpen(
  db: Kysely<Schema> | Transaction<Schema>,
  account: string,
): Promise<SponsoredTransaction | undefined> {
  return await db
    .selectFrom('istsi.sponsored_transactions')
    .selectAll()
    .where('account', '=', account)
    .where('fate', '=', 'pending')
    .executeTakeFirst();
}

const MOST_AT_ONCE = 100;

/** Those that should have been settled by now, the oldest first. */
export async function listOverdue(db: Kysely<Schema>, unixSeconds: number): Promise<SponsoredTransaction[]> {
  return await db
    .selectFrom('istsi.sponsored_transactions')
    .selectAll()
    .where('fate', '=', 'pending')
    .where('valid_until', '<', BigInt(unixSeconds))
    .orderBy('created_at')
    .limit(MOST_AT_ONCE)
    .execute();
}

/** How often calls of the identity were paid for in vain within a day, and when that was last. */
export async function countFailures(
  db: Kysely<Schema>,
  identity: bigint,
): Promise<{ failures: number; last: Date | undefined }> {
  const found = await db
    .selectFrom('istsi.sponsored_transactions')
    .select(({ fn }) => [fn.countAll().as('failures'), fn.max('created_at').as('last')])
    .where('identity', '=', identity)
    .where('fate', '=', 'failed')
    .where('created_at', '>', sql<Date>`now() - interval '24 hours'`)
    .executeTakeFirstOrThrow();
  return { failures: Number(found.failures), last: found.last ?? undefined };
}
