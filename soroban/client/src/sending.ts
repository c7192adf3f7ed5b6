import { setTimeout as sleep } from 'node:timers/promises';
import { type Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import { isSorobanClientError } from './errors.ts';
import { type ErrorNames, resultText } from './invocation-failure.ts';
import { callRpc, type Network } from './network.ts';
import { innerTransaction, lookUp, type SignedTransaction, type TransactionFate } from './transaction-fate.ts';

export interface Sending {
  network: Network;
  names: ErrorNames;
  signed: SignedTransaction;
  /** True when it may have reached the network before, so that a refusal now says nothing about its fate. */
  sentBefore: boolean;
  /** Pays for a fee bump (CAP-15) under congestion. Absent: the offered fee stands. */
  feePayer: Keypair | undefined;
  /** Stroops per operation. */
  mostInclusionFee: number;
}

/** After the time bounds, how long to wait for a ledger that proves them passed; an idle test network closes none. */
const GRACE_SECONDS = 30;
const FIRST_POLL_MS = 20;
const LAST_POLL_MS = 1_000;
const RESEND_MS = 10_000;
/** A ledger's time: congestion that passes with one ledger costs nothing. */
const BUMP_MS = 5_000;

/**
 * Sends until the network has taken the transaction, then polls until its fate is final. Sending the same envelope again
 * is always safe: its sequence number can be used once. Resolves as `pending` only if the RPC stops answering.
 */
export async function driveToFate(sending: Sending): Promise<TransactionFate> {
  const { network, signed, names } = sending;
  let envelope = signed.envelope;
  let taken = false;
  let sentAt = 0;
  let bumpedAt = Date.now();
  let pollMs = FIRST_POLL_MS;
  for (;;) {
    try {
      if (!taken || Date.now() - sentAt > RESEND_MS) {
        const answer = await send(network, envelope);
        sentAt = Date.now();
        taken = answer.kind === 'taken';
        if (answer.kind === 'rejected' && !sending.sentBefore) {
          return { status: 'dead', hash: signed.hash, why: 'rejected', reason: answer.reason };
        }
        if (answer.kind === 'too-late' && Date.now() / 1000 > signed.validUntil + GRACE_SECONDS) {
          const fate = await lookUp(network, signed, names);
          return fate.status === 'pending' ? { status: 'dead', hash: signed.hash, why: 'expired' } : fate;
        }
        if (answer.kind === 'congested' && Date.now() - bumpedAt > BUMP_MS) {
          envelope = bumpFee(sending, envelope) ?? envelope;
          bumpedAt = Date.now();
        }
      }
      const fate = await lookUp(network, signed, names);
      if (fate.status !== 'pending') return fate;
    } catch (error) {
      if (!isSorobanClientError(error, 'soroban/rpc-unreachable')) throw error;
      return { status: 'pending', hash: signed.hash };
    }
    await sleep(pollMs);
    pollMs = Math.min(pollMs * 2, LAST_POLL_MS);
  }
}

type SendAnswer = { kind: 'taken' | 'congested' | 'too-late' | 'bad-sequence' } | { kind: 'rejected'; reason: string };

async function send(network: Network, envelope: string): Promise<SendAnswer> {
  const transaction = TransactionBuilder.fromXdr(envelope, network.networkPassphrase);
  const answer = await callRpc(network, 'sendTransaction', (s) => s.sendTransaction(transaction));
  if (answer.status === 'PENDING' || answer.status === 'DUPLICATE') return { kind: 'taken' };
  if (answer.status === 'TRY_AGAIN_LATER') return { kind: 'congested' };
  const reason = answer.errorResult ? resultText(answer.errorResult) : answer.status;
  switch (reason) {
    case 'txInsufficientFee':
      return { kind: 'congested' };
    case 'txTooLate':
      return { kind: 'too-late' };
    case 'txBadSeq':
      // Also what a transaction gets that was included already: only the look-up by hash can tell.
      return { kind: 'bad-sequence' };
    default:
      return { kind: 'rejected', reason };
  }
}

/** Doubles the offered inclusion fee. The RPC finds a bumped transaction by its inner hash too, which is the stored one. */
function bumpFee(sending: Sending, envelope: string): string | undefined {
  const { feePayer, network } = sending;
  if (!feePayer) return undefined;
  const inner = innerTransaction(envelope, network.networkPassphrase);
  const offered = inclusionFee(envelope, network.networkPassphrase);
  if (offered >= sending.mostInclusionFee) return undefined;
  const fee = Math.min(offered * 2, sending.mostInclusionFee);
  const bumped = TransactionBuilder.buildFeeBumpTransaction(feePayer, String(fee), inner, network.networkPassphrase);
  bumped.sign(feePayer);
  return bumped.toXdr();
}

/** Stroops per operation beyond the resource fee. A fee bump counts as one more operation. */
function inclusionFee(envelope: string, networkPassphrase: string): number {
  const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  const inner = innerTransaction(envelope, networkPassphrase);
  const { ext } = inner.tx;
  const resourceFee = ext.type === 'sorobanData' ? ext.value.resourceFee : 0n;
  return Number(BigInt(transaction.fee) - BigInt(resourceFee)) / (transaction === inner ? 1 : 2);
}
