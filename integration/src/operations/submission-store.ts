import type { SignedTransaction, TransactionFate } from '@istsi/soroban-client';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Schema, SubmissionTable } from '../database/schema.ts';

/** Stores a signed transaction as the one that is on its way. A predecessor that is still pending is dead by then. */
export const storeSubmission = async (
  trx: Transaction<Schema>,
  operation: string,
  purpose: string,
  signed: SignedTransaction,
): Promise<void> => await storeSubmissions(trx, [operation], purpose, signed);

/** Likewise of one that is about several operations. */
export async function storeSubmissions(
  trx: Transaction<Schema>,
  operations: readonly string[],
  purpose: string,
  { hash, envelope, validUntil }: SignedTransaction,
): Promise<void> {
  await trx
    .updateTable('istsi.submissions')
    .set({ fate: 'dead' })
    .where('operation', 'in', operations)
    .where('fate', '=', 'pending')
    .execute();
  await trx
    .insertInto('istsi.submissions')
    .values(operations.map((operation) => ({ hash, operation, purpose, envelope, valid_until: validUntil })))
    .execute();
}

/** Of every operation that the transaction is about. */
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

/** Of an operation, the transaction with this hash, whatever became of it: another operation in it may have been told before. */
export async function loadSubmission(
  db: Kysely<Schema>,
  operation: string,
  hash: string,
): Promise<(SignedTransaction & { purpose: string }) | undefined> {
  const row = await db
    .selectFrom('istsi.submissions')
    .selectAll()
    .where('operation', '=', operation)
    .where('hash', '=', hash)
    .executeTakeFirst();
  return row && { ...signedTransactionOf(row), purpose: row.purpose };
}

/** Whether a transaction is about more than one operation. */
export async function isOfSeveral(db: Kysely<Schema>, hash: string): Promise<boolean> {
  const rows = await db.selectFrom('istsi.submissions').select('operation').where('hash', '=', hash).limit(2).execute();
  return rows.length > 1;
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
