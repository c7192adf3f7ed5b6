import { claimsReclaim, isCustodyError } from '@istsi/bitcoin-custody';
import { unavailable } from './attestor.ts';
import { checkBooks } from './books-guard.ts';
import type { SignerWorld } from './judged-call.ts';
import { signReclaimSweep } from './reclaim-sweep.ts';
import { type AttestationRefusal, refuse } from './refusals.ts';
import { readSpend, signSpend } from './spend.ts';
import { verifySpend } from './verify-spend.ts';
import { noteVoid } from './void-spends.ts';
import { checkMembers, paymentsOf, readWithdrawals } from './withdrawals.ts';

export type TransactionAnswer = { ok: true; psbt: Uint8Array } | AttestationRefusal;

export interface TransactionSigner {
  /** Adds this signer's signatures to the PSBT of a transaction that the reserve authorized, or of the sweep of a reclaim coin. */
  sign(psbt: Uint8Array): Promise<TransactionAnswer>;
}

/**
 * The step in which money can move. The reserve must have authorized exactly this transaction, as this signer's own RPC
 * tells, and everything about it is verified again from the start: the signer may not have been among its attestors.
 */
export function createTransactionSigner(world: SignerWorld): TransactionSigner {
  const { log, policy } = world;

  async function judge(psbt: Uint8Array): Promise<TransactionAnswer & { txid?: string }> {
    if (isReclaimSweep(world, psbt)) return await signReclaimSweep(world, psbt);
    const spend = readSpend(world.epochs, psbt);
    if (!spend.ok) return spend;
    const { txid } = spend;
    const purpose = await purposeOf(world, txid);
    if (!purpose.ok) return { ...purpose, txid };
    // It was authorized while the reserve was whole: while a coin is missing, nobody is paid in full from what is left.
    const short = purpose.payments.length > 0 ? await checkBooks(world, 0n) : undefined;
    if (short) return { ...short, txid };
    const verified = await verifySpend(world, spend, purpose);
    if (!verified.ok) return { ...verified, txid };
    await noteVoid(world, verified.facts);
    // On disk before any signature exists: what a crash comes between is asked for again, and known then.
    const conflict = policy.admit({ kind: 'signature', ...verified.facts });
    if (conflict) return { ...conflict, txid };
    const signed = await signSpend(world, spend);
    return 'code' in signed ? { ...signed, txid } : { ok: true, psbt: signed, txid };
  }

  return {
    async sign(psbt) {
      const { txid, ...answer } = await judge(psbt).catch((error: unknown) => ({
        ...unavailable(error),
        txid: undefined,
      }));
      if (answer.ok) log('info', 'transaction signed', { txid });
      else log('warn', 'signature refused', { txid, code: answer.code, reason: answer.reason });
      return answer;
    },
  };
}

/** What cannot be read at all is refused as every other PSBT is. */
function isReclaimSweep({ epochs }: SignerWorld, psbt: Uint8Array): boolean {
  try {
    return claimsReclaim(epochs, psbt);
  } catch (error) {
    if (isCustodyError(error, 'withdrawal/psbt')) return false;
    throw error;
  }
}

async function purposeOf(world: SignerWorld, txid: string) {
  const { reserve } = world.contracts;
  const asked = { txid: Buffer.from(txid, 'hex') };
  const batch = await reserve.tryRead('get_batch', asked);
  if (!batch.ok) {
    return refuse('attestation/not-authorized', `the reserve has not authorized ${txid}: ${batch.failure.text}`);
  }
  const read = await readWithdrawals(world, batch.value.withdrawals);
  if (!read.ok) return read;
  const refusal = checkMembers(batch.value, read.withdrawals);
  if (refusal) return refusal;
  // One that pays none of them cancels the payment: what it pays is the reserve's.
  const { first_change } = await reserve.read('get_payment', asked);
  const payments = first_change === 0 ? [] : paymentsOf(read.withdrawals);
  return { ok: true as const, payments, batch: batch.value };
}
