import type { TransactionFate } from '@istsi/soroban-client';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Subject } from '../../audit/operation-act.ts';
import { DatabaseError } from '../../database/errors.ts';
import { gather } from '../../database/gather.ts';
import type { Database } from '../../database/open-database.ts';
import type { Schema } from '../../database/schema.ts';
import { appendEvents } from '../operation-store.ts';
import { settleSubmission } from '../submission-store.ts';
import { wakeAllLater } from '../wake.ts';
import type { Deposit } from './deposit.ts';
import { type DepositRow, type DepositStep, depositOf, recordRows } from './deposit-store.ts';

/** A step, with its event (none without `detail`) and what became of the transaction that it was about. */
export interface RecordedStep extends DepositStep {
  detail: Record<string, string> | undefined;
  fate: TransactionFate | undefined;
}

/**
 * The rows of deposits for those who drive them, of whom many are at work at the same moment: what they read and write goes
 * in statements for all of them, and in a transaction that is each one's own as far as anybody can tell.
 */
export interface DepositRows {
  /** As it stands, and the height of the last block applied. */
  load(outpoint: string): Promise<{ deposit: Deposit | undefined; tip: number }>;
  /** Who has the address index, as far as the copy of the registry knows. */
  owner(addressIndex: number): Promise<string | undefined>;
  /** Row, event, fate and next wake-up together. Fails if somebody else moved the deposit since it was read. */
  record(step: RecordedStep): Promise<void>;
  /** Somebody has looked and there was nothing to do: only something from outside can change that now. */
  acknowledgeWake(deposit: Deposit): Promise<void>;
}

type Recorded = 'recorded' | 'conflict' | { error: unknown };

export function createDepositRows({ db }: Pick<Database, 'db'>): DepositRows {
  const load = gather(async (outpoints: readonly string[]) => await loadAll(db, outpoints));
  const owner = gather(async (indices: readonly number[]) => await ownersOf(db, indices));
  const record = gather(async (steps: readonly RecordedStep[]) => await recordAll(db, steps));
  const acknowledge = gather(async (deposits: readonly Deposit[]) => await acknowledgeAll(db, deposits));
  return {
    load,
    owner,
    async record(step) {
      const recorded = await record(step);
      if (recorded === 'recorded') return;
      if (recorded !== 'conflict') throw recorded.error;
      throw new DatabaseError('database/conflict', { what: `deposit ${step.deposit.outpoint}` });
    },
    async acknowledgeWake(deposit) {
      if (deposit.wakeAt !== undefined) await acknowledge(deposit);
    },
  };
}

async function loadAll(db: Kysely<Schema>, outpoints: readonly string[]) {
  const { rows } = await sql<DepositRow & { asked: string; tip: number; outpoint: string | null }>`
    select asked, tip.height as tip, deposit.* from unnest(${[...outpoints]}::text[]) as asked
    cross join (select coalesce(max(height), -1) as height from istsi.bitcoin_blocks) as tip
    left join istsi.deposits as deposit on deposit.outpoint = asked`.execute(db);
  const found = new Map(rows.map((row) => [row.asked, row]));
  const tip = rows[0]?.tip ?? -1;
  return outpoints.map((outpoint) => {
    const row = found.get(outpoint);
    return { deposit: row && row.outpoint !== null ? depositOf(row) : undefined, tip };
  });
}

async function ownersOf(db: Kysely<Schema>, indices: readonly number[]): Promise<(string | undefined)[]> {
  const rows = await db
    .selectFrom('istsi.owners')
    .select(['address_index', 'address'])
    .where('address_index', 'in', indices.map(BigInt))
    .execute();
  const found = new Map(rows.map(({ address_index, address }) => [Number(address_index), address]));
  return indices.map((index) => found.get(index));
}

/** One that fails fails for itself: after a transaction for several did, each has one of its own. */
async function recordAll(db: Kysely<Schema>, steps: readonly RecordedStep[]): Promise<Recorded[]> {
  const alone = async (step: RecordedStep): Promise<Recorded> => {
    const [recorded] = await recordTogether(db, [step]).catch((error: unknown) => [{ error }]);
    return recorded as Recorded;
  };
  // A deposit's lock keeps two steps of it apart, and two in one statement would be one too few.
  const isOneEach = new Set(steps.map(({ deposit }) => deposit.outpoint)).size === steps.length;
  if (steps.length === 1 || !isOneEach) return await inOrder(steps, alone);
  return await recordTogether(db, steps).catch(async () => await inOrder(steps, alone));
}

async function inOrder<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await act(item));
  return results;
}

async function recordTogether(db: Kysely<Schema>, steps: readonly RecordedStep[]): Promise<Recorded[]> {
  const recorded = await db.transaction().execute(async (trx) => {
    const subjects = await recordRows(trx, steps);
    await noteRecorded(
      trx,
      steps.filter(({ deposit }) => subjects.has(deposit.outpoint)),
      subjects,
    );
    return subjects;
  });
  return steps.map(({ deposit }) => (recorded.has(deposit.outpoint) ? 'recorded' : 'conflict'));
}

async function noteRecorded(
  trx: Transaction<Schema>,
  steps: readonly RecordedStep[],
  subjects: ReadonlyMap<string, Subject>,
): Promise<void> {
  await appendEvents(
    trx,
    steps.flatMap(({ deposit: { outpoint: operation }, change: { state }, detail }) =>
      detail ? [{ operation, state, detail, subject: subjects.get(operation) }] : [],
    ),
  );
  const fates = new Map(steps.flatMap(({ fate }) => (fate ? [[fate.hash, fate]] : [])));
  for (const fate of fates.values()) await settleSubmission(trx, fate);
  const wakes = steps.flatMap(({ deposit, change: { wakeAt } }) =>
    wakeAt ? [{ key: deposit.outpoint, at: wakeAt }] : [],
  );
  await wakeAllLater(trx, 'deposit', wakes);
}

async function acknowledgeAll(db: Kysely<Schema>, deposits: readonly Deposit[]): Promise<unknown[]> {
  const asked = deposits.map(({ outpoint, wakeAt }) => ({ outpoint, wake_at: wakeAt ?? null }));
  await sql`
    update istsi.deposits as deposit set wake_at = null
    from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as seen (outpoint text, wake_at timestamptz)
    where deposit.outpoint = seen.outpoint and deposit.wake_at = seen.wake_at`.execute(db);
  return asked;
}
