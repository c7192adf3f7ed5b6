import { createHash } from 'node:crypto';
import { type AuthorizedPayment, assemble, decodeProposal, type Epochs, encodeProposal } from '@istsi/bitcoin-custody';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { toPayment } from '../operations/payments/find-plan.ts';
import { problemWith } from '../operations/payments/sign-payment.ts';
import { wakeNow } from '../operations/wake.ts';
import { withdrawalOf } from '../operations/withdrawals/withdrawal-store.ts';
import { ServiceError } from './errors.ts';

/** A version of a payment, to be carried to a signer that is not on any network. */
export interface PaymentPsbt {
  txid: string;
  version: number;
  psbt: Uint8Array;
  /** Of the input that has the fewest: how many signatures are there, and how many it takes. */
  signatures: number;
  needed: number;
  /** What it pays, at gross amounts, in the order of its outputs: what a signer needs to pay each only once. */
  withdrawals: AuthorizedPayment[];
}

/** Undefined for a payment that is not known, or whose transaction is not known here. */
export async function exportPayment(
  { db, epochs }: { db: Kysely<Schema>; epochs: Epochs },
  txid: string,
): Promise<PaymentPsbt | undefined> {
  const row = await findPayment(db, txid);
  if (!row?.psbt) return undefined;
  const { psbt, version } = row;
  const stored = await db.selectFrom('istsi.payment_signatures').select('psbt').where('txid', '=', txid).execute();
  const proposal = decodeProposal(epochs, Buffer.from(psbt, 'base64'));
  const { result } = assemble(
    epochs,
    proposal,
    stored.map((one) => Buffer.from(one.psbt, 'base64')),
  );
  const needed = epochs[proposal.inputs[0]?.epoch ?? 0]!.threshold;
  const signatures = result.complete ? needed : Math.min(...result.signatures);
  const rows = await db.selectFrom('istsi.withdrawals').selectAll().where('batch_id', '=', row.batch_id).execute();
  const withdrawals = rows.sort((a, b) => (a.place ?? 0) - (b.place ?? 0)).map((one) => toPayment(withdrawalOf(one)));
  // Written anew: what an earlier release stored may be of a version that fewer tools read.
  return { txid, version, psbt: encodeProposal(epochs, proposal), signatures, needed, withdrawals };
}

/**
 * Adds what an offline signer signed. Every signature is verified; a PSBT of another transaction, or with a wrong one, is
 * refused whole. Undefined for a payment that is not known.
 */
export async function importSignatures(
  world: { db: Kysely<Schema>; epochs: Epochs },
  txid: string,
  signed: Uint8Array,
): Promise<PaymentPsbt | undefined> {
  const { db, epochs } = world;
  const row = await findPayment(db, txid);
  if (!row?.psbt) return undefined;
  if (row.state === 'planned' || row.state === 'refused')
    throw new ServiceError('services/bad-psbt', { txid, reason: 'the reserve has not authorized this version' });
  const problem = problemWith(epochs, decodeProposal(epochs, Buffer.from(row.psbt, 'base64')), signed);
  if (problem !== undefined) throw new ServiceError('services/bad-psbt', { txid, reason: problem });
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('istsi.payment_signatures')
      .values({ txid, signer: labelOf(signed), psbt: Buffer.from(signed).toString('base64') })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await wakeNow(trx, 'batch', row.batch_id);
  });
  return await exportPayment(world, txid);
}

const findPayment = async (db: Kysely<Schema>, txid: string) =>
  await db
    .selectFrom('istsi.payments')
    .select(['psbt', 'version', 'state', 'batch_id'])
    .where('txid', '=', txid)
    .executeTakeFirst();

/** Whose key it is, the signatures say; the name only keeps one file from being stored twice. */
const labelOf = (psbt: Uint8Array): string => `file ${createHash('sha256').update(psbt).digest('hex').slice(0, 16)}`;
