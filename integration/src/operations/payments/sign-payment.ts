import { assemble, CustodyError, decodeProposal, type Proposal } from '@istsi/bitcoin-custody';
import type { Kysely } from 'kysely';
import {
  BAD_SIGNATURE,
  requestPsbtSignature,
  type SignerEndpoint,
  type SignerFailure,
  SignerUnavailable,
} from '../../attestation/signer-client.ts';
import type { Schema } from '../../database/schema.ts';
import { SIGNER_TIMEOUT_MS } from '../attested-call.ts';
import { moveWithdrawals } from '../withdrawals/withdrawal-store.ts';
import type { WithdrawalWorld } from '../withdrawals/withdrawal-world.ts';
import type { Batch, Payment } from './batch.ts';
import { recordProgress, recordRefusal } from './batch-record.ts';
import { hex } from './chain-records.ts';

/**
 * Collects custodians' signatures of an authorized version until there are enough. Each is checked and stored as it comes,
 * so that nothing is asked twice, whatever happens in between.
 */
export async function signPayment(world: WithdrawalWorld, batch: Batch, payment: Payment): Promise<void> {
  const { database, epochs, signers } = world;
  const { db } = database;
  if (!payment.psbt) throw new Error('a payment is signed before its transaction is known');
  const proposal = decodeProposal(epochs, payment.psbt);
  if (payment.version === 1) {
    const ids = batch.withdrawals.map(({ id }) => id);
    await db.transaction().execute(async (trx) => await moveWithdrawals(trx, ids, 'signing', {}));
  }
  const signed = await loadSignatures(db, payment.txid);
  const candidates = signers.order().filter(({ address }) => !signed.has(address));
  const failures: SignerFailure[] = [];
  for (;;) {
    const { result } = assemble(epochs, proposal, [...signed.values()]);
    if (result.complete) {
      await recordSigned(world, batch, payment, result.bytes, [...signed.keys()]);
      return;
    }
    const missing = Math.max(...result.needed.map((needed, i) => needed - (result.signatures[i] ?? 0)));
    const asked = candidates.splice(0, missing);
    if (asked.length === 0) break;
    const answers = await Promise.all(asked.map(async (signer) => await ask(world, signer, payment, proposal)));
    for (const answer of answers) {
      if ('psbt' in answer) signed.set(answer.address, answer.psbt);
      else failures.push(answer);
    }
  }
  const each = failures.map(({ address, code, reason }) => `${address.slice(0, 8)}… ${code}: ${reason}`);
  const message = `${signed.size} custodians have signed and more are needed. ${each.join('; ')}`;
  await recordRefusal(world, batch, { code: 'too-few-signatures', message });
}

async function loadSignatures(db: Kysely<Schema>, txid: string): Promise<Map<string, Uint8Array>> {
  const rows = await db.selectFrom('istsi.payment_signatures').selectAll().where('txid', '=', txid).execute();
  return new Map(rows.map(({ signer, psbt }) => [signer, Buffer.from(psbt, 'base64')]));
}

/** One signer's signatures, checked and stored; or why there are none. */
async function ask(
  { database, epochs, signers }: WithdrawalWorld,
  signer: SignerEndpoint,
  payment: Payment & { psbt?: Uint8Array | undefined },
  proposal: Proposal,
): Promise<{ address: string; psbt: Uint8Array } | SignerFailure> {
  const { address } = signer;
  try {
    const psbt = await requestPsbtSignature(signer, payment.psbt!, { timeoutMs: SIGNER_TIMEOUT_MS });
    const problem = problemWith(epochs, proposal, psbt);
    if (problem !== undefined) throw new SignerUnavailable({ address, code: BAD_SIGNATURE, reason: problem });
    await database.db
      .insertInto('istsi.payment_signatures')
      .values({ txid: payment.txid, signer: address, psbt: Buffer.from(psbt).toString('base64') })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    signers.answered(address);
    return { address, psbt };
  } catch (error) {
    if (!(error instanceof SignerUnavailable)) throw error;
    signers.failed(error.failure);
    return error.failure;
  }
}

/** Undefined when every signature that came back is valid, and there is one for each input that needs any. */
export function problemWith(
  epochs: WithdrawalWorld['epochs'],
  proposal: Proposal,
  psbt: Uint8Array,
): string | undefined {
  try {
    const { result, rejected } = assemble(epochs, proposal, [psbt]);
    if (rejected.length > 0) return `${rejected.length} of its signatures are not valid`;
    const isSigned = result.complete || result.signatures.every((count) => count > 0);
    return isSigned ? undefined : 'it did not sign every input';
  } catch (error) {
    if (error instanceof CustodyError) return error.message;
    throw error;
  }
}

async function recordSigned(
  world: WithdrawalWorld,
  batch: Batch,
  payment: Payment,
  bytes: Uint8Array,
  signers: readonly string[],
): Promise<void> {
  const detail = { txid: payment.txid, signed_by: signers.join(' ') };
  await recordProgress(world, batch, { detail }, async (trx) => {
    await trx
      .updateTable('istsi.payments')
      .set({ state: 'signed', raw_tx: hex(bytes), updated_at: new Date() })
      .where('txid', '=', payment.txid)
      .execute();
  });
  world.log('info', 'payment signed', { batch: batch.id, txid: payment.txid });
}
