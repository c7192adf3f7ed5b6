import type { Kysely } from 'kysely';
import { type ArchivedPlace, archivedPlace } from '../archive/archived-places.ts';
import { tipHeight } from '../bitcoin/watcher-store.ts';
import type { Schema } from '../database/schema.ts';
import { loadReceipt } from '../inbox/receipt.ts';
import { loadDeposit } from '../operations/deposits/deposit-store.ts';
import { appendEvent } from '../operations/operation-store.ts';
import { loadBatch } from '../operations/payments/payment-store.ts';
import { type OperationKind, wakeNow } from '../operations/wake.ts';
import { loadWithdrawal } from '../operations/withdrawals/withdrawal-store.ts';
import { ServiceError } from '../services/errors.ts';
import { hurryWithdrawal } from '../services/withdrawal-queries.ts';
import {
  describeNextOfBatch,
  describeNextOfDeposit,
  describeNextOfReceipt,
  describeNextOfWithdrawal,
  type Next,
} from './describe-next.ts';
import { type Desk, findOperation } from './list-operations.ts';
import type { OperationView } from './operation-kinds.ts';
import { readTimeline, type TimelineMoment } from './operation-timeline.ts';

/** One operation with all that is known of it. */
export interface OperationDetail extends OperationView {
  /** Where the rest of its steps and transactions is. */
  archived: ArchivedPlace | null;
  /** As the router and the bus name it, hex; null of a payment. */
  operationId: string | null;
  next: Next;
  timeline: TimelineMoment[];
  related: RelatedOperation[];
  /** Signed Stellar transactions of it, newest first. */
  submissions: { hash: string; purpose: string; fate: string; envelope: string; createdAt: Date }[];
}

export interface RelatedOperation {
  id: string;
  relation: 'pays' | 'paid-by' | 'returns' | 'returned-by' | 'version' | 'withdrawn-as';
}

interface Facts {
  operationId: string | null;
  next: Next;
  /** Keys of the services' steps that belong to its timeline. */
  operations: string[];
  related: RelatedOperation[];
}

const MOST_SUBMISSIONS = 20;

export async function showOperation(
  desk: Desk,
  id: string,
  policy: { returnAfterBlocks: number },
): Promise<OperationDetail | undefined> {
  const { db } = desk;
  const view = await findOperation(desk, id);
  if (!view) return undefined;
  const facts = await factsOf(db, view, policy);
  const subjects = facts.operationId === null ? [] : [facts.operationId];
  const [archived, timeline, submissions] = await Promise.all([
    archivedPlace(db, id),
    readTimeline(db, { subjects, operations: facts.operations }),
    db
      .selectFrom('istsi.submissions')
      .select(['hash', 'purpose', 'fate', 'envelope', 'created_at as createdAt'])
      .where('operation', 'in', facts.operations)
      .orderBy('created_at', 'desc')
      .limit(MOST_SUBMISSIONS)
      .execute(),
  ]);
  const { operationId, next, related } = facts;
  return { ...view, archived, operationId, next, timeline, related, submissions };
}

async function factsOf(
  db: Kysely<Schema>,
  { id, kind }: OperationView,
  { returnAfterBlocks }: { returnAfterBlocks: number },
): Promise<Facts> {
  const now = new Date();
  if (kind === 'deposit') {
    const [deposit, tip] = await Promise.all([loadDeposit(db, id), tipHeight(db)]);
    if (!deposit) throw new Error(`deposit ${id} was there a moment ago`);
    const next = describeNextOfDeposit(deposit, { now, tipHeight: tip, returnAfterBlocks });
    const { operationId, owedBack, returnId } = deposit;
    const related: RelatedOperation[] = owedBack ? [{ id: returnId, relation: 'returned-by' }] : [];
    return { operationId, next, operations: [id], related };
  }
  if (kind === 'withdrawal' || kind === 'return') {
    const withdrawal = await loadWithdrawal(db, id);
    if (!withdrawal) throw new Error(`withdrawal ${id} was there a moment ago`);
    const { batchId } = withdrawal;
    const returned = kind === 'return' ? await depositReturnedBy(db, id) : undefined;
    const related: RelatedOperation[] = [
      ...(batchId === undefined ? [] : [{ id: batchId, relation: 'paid-by' } as const]),
      ...(returned === undefined ? [] : [{ id: returned, relation: 'returns' } as const]),
    ];
    const operations = batchId === undefined ? [id] : [id, batchId];
    return { operationId: id, next: describeNextOfWithdrawal(withdrawal, now), operations, related };
  }
  if (kind === 'exchange')
    return { operationId: id, next: { text: 'Nothing: it is done.', at: null }, operations: [id], related: [] };
  if (kind === 'inbox') {
    const receipt = await loadReceipt(db, id);
    if (!receipt) throw new Error(`receipt ${id} was there a moment ago`);
    const { withdrawalId } = receipt;
    const related = withdrawalId === undefined ? [] : [{ id: withdrawalId, relation: 'withdrawn-as' } as const];
    return { operationId: id, next: describeNextOfReceipt(receipt), operations: [id], related };
  }
  const [batch, tip] = await Promise.all([loadBatch(db, id), tipHeight(db)]);
  if (!batch) throw new Error(`payment ${id} was there a moment ago`);
  const related = batch.withdrawals.map((each) => ({ id: each.id, relation: 'pays' }) as const);
  return { operationId: null, next: describeNextOfBatch(batch, tip), operations: [id], related };
}

async function depositReturnedBy(db: Kysely<Schema>, returnId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('istsi.deposits')
    .select('outpoint')
    .where('return_id', '=', returnId)
    .executeTakeFirst();
  return row?.outpoint;
}

/** Ends its pause and has it looked at now; who wanted that and why stands in its timeline. An exchange has no pauses. */
export async function retryOperation(
  desk: Desk,
  id: string,
  by: string,
  reason: string,
): Promise<OperationView | undefined> {
  const { db } = desk;
  const view = await findOperation(desk, id);
  if (!view) return undefined;
  if (view.kind === 'exchange') throw new ServiceError('services/operation-over', { id, kind: view.kind });
  await db.transaction().execute(async (trx) => {
    await appendEvent(trx, id, view.state, { retry: reason, by });
    if (view.kind !== 'withdrawal' && view.kind !== 'return') await wakeNow(trx, workOf(view), id);
  });
  if (view.kind === 'withdrawal' || view.kind === 'return') await hurryWithdrawal(db, id);
  return await findOperation(desk, id);
}

const workOf = ({ kind }: OperationView): OperationKind => (kind === 'deposit' || kind === 'inbox' ? kind : 'batch');
