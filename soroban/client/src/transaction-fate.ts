import { FeeBumpTransaction, rpc, type Transaction, TransactionBuilder, type xdr } from '@stellar/stellar-sdk';
import { findAccount } from './accounts.ts';
import { type ErrorNames, failureFromResult, type InvocationFailure } from './invocation-failure.ts';
import { callRpc, type Network } from './network.ts';

/** What to store before a transaction is sent: enough to learn its fate, and to send it again, after a crash. */
export interface SignedTransaction {
  /** 64 hex digits. */
  hash: string;
  /** base64 XDR. */
  envelope: string;
  /** Unix seconds after which no ledger can include it. */
  validUntil: number;
}

export type TransactionFate =
  | { status: 'success'; hash: string; ledger: number; returnValue: xdr.ScVal | undefined }
  /** Included, charged a fee, and without any other effect. */
  | { status: 'failed'; hash: string; ledger: number; failure: InvocationFailure }
  /** Not included, and no longer can be. */
  | { status: 'dead'; hash: string; why: 'expired' | 'sequence-taken' | 'rejected'; reason?: string }
  | { status: 'pending'; hash: string };

/** What the network says that bears on a transaction it does not know. */
export interface AbsenceFacts {
  /** Ledger that the absence was observed at, and its close time in unix seconds. */
  observedAt: { ledger: number; closeTime: number };
  /** The source account's last used sequence number, and the ledger it was read at. Absent: no such account. */
  account: { sequence: bigint; ledger: number } | undefined;
  transaction: { sequence: bigint; validUntil: number };
}

/**
 * Pure. Absence is final when the ledger where the transaction was looked for is beyond its time bounds, or when another
 * transaction took its sequence number in or before that ledger.
 */
export function fateOfAbsent(facts: AbsenceFacts): 'expired' | 'sequence-taken' | 'pending' {
  const { observedAt, account, transaction } = facts;
  if (observedAt.closeTime > transaction.validUntil) return 'expired';
  const taken = account !== undefined && account.sequence >= transaction.sequence;
  // A lagging RPC node behind a load balancer may not have seen the ledger in which our own transaction took it.
  return taken && observedAt.ledger >= account.ledger ? 'sequence-taken' : 'pending';
}

export async function lookUp(network: Network, signed: SignedTransaction, names: ErrorNames): Promise<TransactionFate> {
  const { source, sequence } = innerTransaction(signed.envelope, network.networkPassphrase);
  const known = await getTransaction(network, signed.hash, names);
  if ('status' in known) return known;
  const account = await findAccount(network, source);
  const transaction = { sequence: BigInt(sequence), validUntil: signed.validUntil };
  if (account === undefined || account.sequence < transaction.sequence) {
    const fate = fateOfAbsent({ observedAt: known.observedAt, account, transaction });
    return fate === 'pending' ? { status: 'pending', hash: signed.hash } : dead(signed.hash, fate);
  }
  // The sequence number is used up: by this transaction in a ledger closed since we looked, or by another.
  const again = await getTransaction(network, signed.hash, names);
  if ('status' in again) return again;
  const fate = fateOfAbsent({ observedAt: again.observedAt, account, transaction });
  return fate === 'pending' ? { status: 'pending', hash: signed.hash } : dead(signed.hash, fate);
}

const dead = (hash: string, why: 'expired' | 'sequence-taken'): TransactionFate => ({ status: 'dead', hash, why });

async function getTransaction(
  network: Network,
  hash: string,
  names: ErrorNames,
): Promise<TransactionFate | { observedAt: AbsenceFacts['observedAt'] }> {
  const answer = await callRpc(network, 'getTransaction', (s) => s.getTransaction(hash));
  switch (answer.status) {
    case rpc.Api.GetTransactionStatus.SUCCESS:
      return { status: 'success', hash, ledger: answer.ledger, returnValue: answer.returnValue };
    case rpc.Api.GetTransactionStatus.FAILED: {
      const events = answer.diagnosticEventsXdr ?? diagnosticEvents(answer.resultMetaXdr);
      const failure = failureFromResult(answer.resultXdr, events, names);
      return { status: 'failed', hash, ledger: answer.ledger, failure };
    }
    case rpc.Api.GetTransactionStatus.NOT_FOUND:
      return { observedAt: { ledger: answer.latestLedger, closeTime: Number(answer.latestLedgerCloseTime) } };
  }
}

function diagnosticEvents(meta: xdr.TransactionMeta): xdr.DiagnosticEvent[] {
  if (meta.type === 'v4') return meta.value.diagnosticEvents;
  return meta.type === 'v3' ? (meta.value.sorobanMeta?.diagnosticEvents ?? []) : [];
}

/** The transaction whose source and sequence number count, inside a fee bump if there is one. */
export function innerTransaction(envelope: string, networkPassphrase: string): Transaction {
  const transaction = TransactionBuilder.fromXdr(envelope, networkPassphrase);
  return transaction instanceof FeeBumpTransaction ? transaction.innerTransaction : transaction;
}
