import { setTimeout as sleep } from 'node:timers/promises';
import { type Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import { type ErrorNames, resultText } from './invocation-failure.ts';
import { sendEnvelope } from './lean-calls.ts';
import { isRpcFailure, type Network } from './network.ts';
import { createLookUp, innerTransaction, type SignedTransaction, type TransactionFate } from './transaction-fate.ts';

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
  /** Ends the work, whatever is known by then. */
  signal?: AbortSignal | undefined;
}

/** After the time bounds, how long to wait for a ledger that proves them passed; an idle test network closes none. */
const GRACE_SECONDS = 30;
const FIRST_POLL_MS = 20;
const LAST_POLL_MS = 1_000;
const RESEND_MS = 10_000;
/** A ledger's time: congestion that passes with one ledger costs nothing. */
const BUMP_MS = 5_000;
/** Failures of the RPC in a row. Each is of several attempts already, but for sending. */
const MOST_FAILURES = 3;

/**
 * Sends until the network has taken the transaction, then polls until its fate is final. Sending the same envelope again
 * is always safe: its sequence number can be used once. Resolves as `pending` when the RPC stops answering, when a node
 * does not take what may be on its way by another, and when the signal ends the work.
 */
export async function driveToFate(sending: Sending): Promise<TransactionFate> {
  const { network, signed, names, signal } = sending;
  const pending: TransactionFate = { status: 'pending', hash: signed.hash };
  const lookUpNow = createLookUp(network, signed, names);
  const attempt = createAttempts(sending);
  let pollMs = FIRST_POLL_MS;
  for (let failures = 0; !signal?.aborted; ) {
    try {
      const refused = await attempt();
      const fate = await lookUpNow();
      if (fate.status !== 'pending') return fate;
      if (refused) return { ...fate, ...refused };
      failures = 0;
    } catch (error) {
      if (!isRpcFailure(error)) throw error;
      if (++failures === MOST_FAILURES) return pending;
    }
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    pollMs = Math.min(pollMs * 2, LAST_POLL_MS);
  }
  return pending;
}

/** How it ends when the network does not know it and a node will not have it. */
type Refused =
  | { status: 'dead'; why: 'rejected'; reason: string }
  | { status: 'unknown'; why: 'expired' }
  | { status: 'pending'; reason: string };

/** Sends when it is time to. Undefined while the transaction is, or may be, on its way. */
function createAttempts({ sentBefore, ...sending }: Sending): () => Promise<Refused | undefined> {
  const { network, signed } = sending;
  let envelope = signed.envelope;
  let isTaken = false;
  let mayBeKnown = sentBefore;
  let sentAt = Number.NEGATIVE_INFINITY;
  let bumpedAt = Date.now();
  return async () => {
    if (isTaken && Date.now() - sentAt <= RESEND_MS) return undefined;
    const isFirst = !mayBeKnown;
    // Until its answer is here: one that is lost on its way back leaves a transaction on its way.
    mayBeKnown = true;
    const answer = await send(network, envelope);
    sentAt = Date.now();
    // Taken once, it is on its way whatever a node says later: it may have it already, or have forgotten it.
    isTaken ||= answer.kind === 'taken';
    switch (answer.kind) {
      case 'rejected': {
        const { reason } = answer;
        if (isFirst) return { status: 'dead', why: 'rejected', reason };
        return isTaken ? undefined : { status: 'pending', reason };
      }
      case 'too-late':
        // By this node's clock and by ours. That nothing included it before, only a ledger proves.
        return Date.now() / 1000 > signed.validUntil + GRACE_SECONDS
          ? { status: 'unknown', why: 'expired' }
          : undefined;
      case 'congested':
        if (Date.now() - bumpedAt <= BUMP_MS) return undefined;
        envelope = bumpFee(sending, envelope) ?? envelope;
        bumpedAt = Date.now();
        return undefined;
      default:
        return undefined;
    }
  };
}

type SendAnswer = { kind: 'taken' | 'congested' | 'too-late' | 'bad-sequence' } | { kind: 'rejected'; reason: string };

async function send(network: Network, envelope: string): Promise<SendAnswer> {
  const answer = await sendEnvelope(network, envelope);
  if (answer.status === 'PENDING' || answer.status === 'DUPLICATE') return { kind: 'taken' };
  if (answer.status === 'TRY_AGAIN_LATER') return { kind: 'congested' };
  const reason = answer.errorResult ? resultText(answer.errorResult) : answer.status;
  switch (reason) {
    case 'txInsufficientFee':
      return { kind: 'congested' };
    case 'txTooEarly':
      // Of a node that is ledgers behind.
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
function bumpFee(sending: Omit<Sending, 'sentBefore'>, envelope: string): string | undefined {
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
