import type { SignedTransaction, TransactionFate } from '@istsi/soroban-client';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Schema, SubmissionTable } from '../database/schema.ts';

/** Stores a signed transaction as the one that is on its way. A predecessor that is still pending is dead by then. */
export async function storeSubmission(
  trx: Transaction<Schema>,
  operation: string,
  purpose: string,
  signed: SignedTransaction,
): Promise<void> {
  await trx
    .updateTable('istsi.submissions')
    .set({ fate: 'dead' })
    .where('operation', '=', operation)
    .where('fate', '=', 'pending')
    .execute();
  await trx
    .insertInto('istsi.submissions')
    .values({ hash: signed.hash, operation, purpose, envelope: signed.envelope, valid_until: signed.validUntil })
    .execute();
}

export async function settleSubmission(trx: Transaction<Schema>, fate: TransactionFate): Promise<void> {
  if (fate.status === 'pending') return;
  await trx.updateTable('istsi.submissions').set({ fate: fate.status }).where('hash', '=', fate.hash).execute();
}

export async function loadPendingSubmission(
  db: Kysely<Schema>,
  operation: string,
): Promise<(SignedTransaction & { purpose: string }) | undefined> {
  const row = await db
    .selectFrom('istsi.submissions')
    .selectAll()
    .where('operation', '=', operation)
    .where('fate', '=', 'pending')
    .executeTakeFirst();
  return row && { ...signedTransactionOf(row), purpose: row.purpose };
}

/** Every transaction ever signed for an operation, newest first. */
export async function loadSubmissions(db: Kysely<Schema>, operation: string): Promise<SignedTransaction[]> {
  const rows = await db
    .selectFrom('istsi.submissions')
    .selectAll()
    .where('operation', '=', operation)
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map(signedTransactionOf);
}

const signedTransactionOf = (row: Selectable<SubmissionTable>): SignedTransaction => ({
  hash: row.hash,
  envelope: row.envelope,
  validUntil: Number(row.valid_until),
});
