import type { SignedTransaction, TransactionFate } from '@istsi/soroban-client';
import type { Kysely, Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';

/** Stores a signed transaction as the one that is on its way. A predecessor that is still pending is dead by then. */
export async function storeSubmission(
  trx: Transaction<Schema>,
  outpoint: string,
  signed: SignedTransaction,
): Promise<void> {
  await trx
    .updateTable('istsi.submissions')
    .set({ fate: 'dead' })
    .where('outpoint', '=', outpoint)
    .where('fate', '=', 'pending')
    .execute();
  await trx
    .insertInto('istsi.submissions')
    .values({ hash: signed.hash, outpoint, envelope: signed.envelope, valid_until: signed.validUntil })
    .execute();
}

export async function settleSubmission(trx: Transaction<Schema>, fate: TransactionFate): Promise<void> {
  if (fate.status === 'pending') return;
  await trx.updateTable('istsi.submissions').set({ fate: fate.status }).where('hash', '=', fate.hash).execute();
}

export async function loadPendingSubmission(
  db: Kysely<Schema>,
  outpoint: string,
): Promise<SignedTransaction | undefined> {
  const row = await db
    .selectFrom('istsi.submissions')
    .selectAll()
    .where('outpoint', '=', outpoint)
    .where('fate', '=', 'pending')
    .executeTakeFirst();
  return row && { hash: row.hash, envelope: row.envelope, validUntil: Number(row.valid_until) };
}

/** Every transaction ever signed for a deposit, newest first. */
export async function loadSubmissions(db: Kysely<Schema>, outpoint: string): Promise<SignedTransaction[]> {
  const rows = await db
    .selectFrom('istsi.submissions')
    .selectAll()
    .where('outpoint', '=', outpoint)
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map((row) => ({ hash: row.hash, envelope: row.envelope, validUntil: Number(row.valid_until) }));
}
