import { FeeBumpTransaction, type Transaction, TransactionBuilder, type xdr } from '@stellar/stellar-sdk';
import { findAccount } from './accounts.ts';
import { type ErrorNames, failureFromResult, type InvocationFailure } from './invocation-failure.ts';
import { findTransaction } from './lean-calls.ts';
import type { Network } from './network.ts';

/** What to store before a transaction is sent: enough to learn its fate, and to send it again, after a crash. */
export interface SignedTransaction {
  /** 64 hex digits. */
  hash: string;
  /** base64 XDR. */
  envelope: string;
  /** Unix seconds after which no ledger can include it. */
  validUntil: number;
}

/** `feeCharged`: stroops that whoever paid for it is poorer by, after what came back of the resource fee. */
export type TransactionFate =
  | { status: 'success'; hash: string; ledger: number; feeCharged: bigint; returnValue: xdr.ScVal | undefined }
  /** Included, charged a fee, and without any other effect. */
  | { status: 'failed'; hash: string; ledger: number; feeCharged: bigint; failure: InvocationFailure }
  /** Proved: not included, and no longer can be. */
  | { status: 'dead'; hash: string; why: 'expired' | 'sequence-taken' | 'rejected'; reason?: string }
  /** It can no longer be included, and whether it was, the RPC cannot say: it does not keep, or has not seen, those ledgers. */
  | { status: 'unknown'; hash: string; why: 'expired' | 'sequence-taken' }
  /** It may still be included. `reason`: why a node did not take it when it was sent last. */
  | { status: 'pending'; hash: string; reason?: string };

/** What the network says that bears on a transaction it does not know. */
export interface AbsenceFacts {
  /** The ledgers that it was looked for in, with close times in unix seconds: the oldest that is kept, and the latest. */
  kept: { from: LedgerMoment; through: LedgerMoment };
  /** The source account's last used sequence number, and the ledger it was read at. Absent: no such account. */
  account: { sequence: bigint; ledger: number } | undefined;
  transaction: {
    sequence: bigint;
    /** Unix seconds, of its time bounds; 0 for none. */
    validFrom: number;
    validUntil: number;
  };
  /** A ledger at which its sequence number was seen unused. */
  unusedAt?: number | undefined;
}

export interface LedgerMoment {
  ledger: number;
  closeTime: number;
}

export type Absence = { is: 'dead' | 'unknown'; why: 'expired' | 'sequence-taken' } | { is: 'pending' };

/** The genesis ledger has none. */
const FIRST_TRANSACTIONS = 2;

/**
 * Pure. An account's sequence number is used by whatever is included, so an unused one proves absence up to the ledger it
 * was read at, however little the RPC keeps. A used one proves nothing by itself: then every ledger that could have
 * included the transaction must be among those that it was looked for in.
 */
export function judgeAbsence({ kept, account, transaction, unusedAt }: AbsenceFacts): Absence {
  const isOver = kept.through.closeTime > transaction.validUntil;
  if (account && account.sequence < transaction.sequence) {
    // The account may have been read from a node that has not seen the ledger which proves the time over.
    return isOver && account.ledger >= kept.through.ledger ? { is: 'dead', why: 'expired' } : { is: 'pending' };
  }
  // Likewise: the node that looked may not have seen the ledger in which our own transaction took the number.
  const isTaken = account !== undefined && kept.through.ledger >= account.ledger;
  if (!isTaken && !isOver) return { is: 'pending' };
  const keepsAll =
    kept.from.ledger <= FIRST_TRANSACTIONS ||
    kept.from.closeTime < transaction.validFrom ||
    (unusedAt !== undefined && kept.from.ledger <= unusedAt + 1);
  return { is: keepsAll ? 'dead' : 'unknown', why: isTaken ? 'sequence-taken' : 'expired' };
}

export async function lookUp(network: Network, signed: SignedTransaction, names: ErrorNames): Promise<TransactionFate> {
  return await createLookUp(network, signed, names)();
}

/** A look-up that may be repeated: it remembers up to which ledger the transaction was certainly absent. */
export function createLookUp(
  network: Network,
  { hash, envelope }: SignedTransaction,
  names: ErrorNames,
): () => Promise<TransactionFate> {
  let decoded: { source: string; transaction: AbsenceFacts['transaction'] } | undefined;
  let unusedAt: number | undefined;
  return async () => {
    let known = await getTransaction(network, hash, names);
    if ('status' in known) return known;
    // Of one that is found, nothing more is asked.
    decoded ??= ownFacts(network, envelope);
    const { source, transaction } = decoded;
    const account = await findAccount(network, source);
    if (account && account.sequence < transaction.sequence) {
      unusedAt = Math.max(unusedAt ?? 0, account.ledger);
    } else {
      // The number is used up: by this transaction in a ledger closed since we looked, or by another.
      known = await getTransaction(network, hash, names);
      if ('status' in known) return known;
    }
    const absence = judgeAbsence({ kept: known.kept, account, transaction, unusedAt });
    return absence.is === 'pending' ? { status: 'pending', hash } : { status: absence.is, hash, why: absence.why };
  };
}

function ownFacts(
  { networkPassphrase }: Network,
  envelope: string,
): { source: string; transaction: AbsenceFacts['transaction'] } {
  const { source, sequence, timeBounds } = innerTransaction(envelope, networkPassphrase);
  const transaction = {
    sequence: BigInt(sequence),
    validFrom: Number(timeBounds?.minTime ?? 0),
    // Of the envelope, which is what the network goes by; without an end it is never over.
    validUntil: Number(timeBounds?.maxTime ?? 0) || Number.POSITIVE_INFINITY,
  };
  return { source, transaction };
}

async function getTransaction(
  network: Network,
  hash: string,
  names: ErrorNames,
): Promise<TransactionFate | { kept: AbsenceFacts['kept'] }> {
  const found = await findTransaction(network, hash);
  if (found.status === 'NOT_FOUND') return { kept: found.kept };
  const { ledger, result } = found;
  const included = { hash, ledger, feeCharged: BigInt(result.feeCharged) };
  if (found.status === 'FAILED')
    return { ...included, status: 'failed', failure: failureFromResult(result, found.events, names) };
  return {
    ...included,
    status: 'success',
    // Most who learn that it succeeded ask no further.
    get returnValue() {
      return found.returnValue();
    },
  };
}

/** The transaction whose source and sequence number count, inside a fee bump if there is one. */
export function innerTransaction(envelope: string, networkPassphrase: string): Transaction {
  const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  return transaction instanceof FeeBumpTransaction ? transaction.innerTransaction : transaction;
}
