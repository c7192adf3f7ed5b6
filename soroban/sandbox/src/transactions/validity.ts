import type { AccountEntry, LedgerReader } from '../host/boundary.ts';
import { startingSequence } from '../host/storage/new-account.ts';
import { readAccount } from '../ledger/state.ts';
import { SETTINGS } from '../network-settings.ts';
import type { InnerTransaction, Transaction } from './envelope.ts';
import { isSorobanOperation, operationSource, operationThreshold } from './operations/kinds.ts';
import { checkSignatures, type SignatureCheck, signersOf } from './signatures.ts';
import { checkSoroban } from './soroban-resources.ts';

/** Transaction result codes a transaction can be refused with, by their XDR names. */
export type RefusalCode =
  | 'txTooEarly'
  | 'txTooLate'
  | 'txMissingOperation'
  | 'txBadSeq'
  | 'txBadAuth'
  | 'txInsufficientBalance'
  | 'txNoAccount'
  | 'txInsufficientFee'
  | 'txBadAuthExtra'
  | 'txNotSupported'
  | 'txBadMinSeqAgeOrGap'
  | 'txMalformed'
  | 'txSorobanInvalid';

/** Operation codes that make a transaction fail before any operation is applied. */
export type OperationRefusal = 'opBadAuth' | 'opNoAccount' | 'opNotSupported';

export type Verdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: RefusalCode;
      /** Whether the inner transaction of a fee bump is at fault. */
      readonly inner: boolean;
      /** For people; the network sends diagnostic events in its place. */
      readonly reason: string;
      /** The sequence number is consumed although the transaction is invalid. */
      readonly consumesSequence: boolean;
    }
  | { readonly ok: false; readonly operations: readonly (OperationRefusal | undefined)[]; readonly inner: boolean };

/** The ledger a transaction would be applied in. */
export type ValidityContext = {
  readonly reader: LedgerReader;
  readonly sequence: number;
  /** Seconds. */
  readonly closeTime: bigint;
  /**
   * Seconds by which tests have advanced the network. Clients set upper time bounds by their own clocks, which nobody
   * advanced, so those bounds are compared with the time without them.
   */
  readonly advanced: bigint;
  /** While applying, the fee was charged before and is not asked for again. */
  readonly applying: boolean;
};

/** Whether the network would accept a transaction (`TransactionFrame::checkValid` of stellar-core, same order of checks). */
export function checkTransaction(tx: Transaction, context: ValidityContext): Verdict {
  if (tx.feeBump !== undefined) {
    const outer = context.applying ? undefined : checkFeeBump(tx, context.reader);
    if (outer !== undefined) return outer;
  }
  return checkInner(tx, context);
}

type Refusal = Extract<Verdict, { code: RefusalCode }>;

function refuse(code: RefusalCode, reason: string, inner: boolean, consumesSequence = false): Refusal {
  return { ok: false, code, reason, inner, consumesSequence };
}

function checkFeeBump(tx: Transaction, reader: LedgerReader): Verdict | undefined {
  const bump = tx.feeBump!;
  const { inner } = tx;
  const resourceFee = inner.soroban?.resourceFee ?? 0n;
  const inclusion = bump.fee - resourceFee;
  const minimum = BigInt(SETTINGS.baseFee * (inner.operations.length + 1));
  const innerMinimum = BigInt(SETTINGS.baseFee * Math.max(1, inner.operations.length));
  const innerInclusion = inner.fee - resourceFee;
  if (inclusion < minimum || inclusion * innerMinimum < innerInclusion * minimum) {
    return refuse(
      'txInsufficientFee',
      `a fee bump must pay at least ${minimum} stroops and bid more than its inner transaction`,
      false,
    );
  }
  const account = readAccount(reader, bump.source);
  if (account === undefined) return refuse('txNoAccount', `fee source ${bump.source} does not exist`, false);
  const check = checkSignatures(bump.hash, bump.signatures);
  if (!check.covers(signersOf(account), account.thresholds[1])) {
    return refuse('txBadAuth', `signatures of fee source ${bump.source} do not reach its low threshold`, false);
  }
  if (availableBalance(account) < bump.fee) {
    return refuse('txInsufficientBalance', `fee source ${bump.source} cannot pay ${bump.fee} stroops`, false);
  }
  if (!check.allUsed()) return refuse('txBadAuthExtra', 'the fee bump has a signature that is not needed', false);
  return undefined;
}

function checkInner(tx: Transaction, context: ValidityContext): Verdict {
  const { inner } = tx;
  const isInner = tx.feeBump !== undefined;
  const chargesFee = !isInner;
  // Its form was checked when it was accepted, and cannot have changed.
  const malformed = (context.applying ? undefined : checkForm(tx)) ?? checkBounds(inner, context);
  if (malformed !== undefined) return refuse(malformed.code, malformed.reason, isInner);

  const minimum = BigInt(SETTINGS.baseFee * inner.operations.length);
  if (chargesFee && inner.fee - (inner.soroban?.resourceFee ?? 0n) < minimum) {
    return refuse('txInsufficientFee', `the fee must be at least ${minimum} stroops above the resource fee`, isInner);
  }
  const account = readAccount(context.reader, inner.source);
  if (account === undefined) return refuse('txNoAccount', `source account ${inner.source} does not exist`, isInner);
  if (isBadSequence(inner, account, context.sequence)) {
    const reason = `account ${inner.source} is at sequence ${account.sequence}, the transaction has ${inner.sequence}`;
    return refuse('txBadSeq', reason, isInner);
  }
  if (isTooEarlyForAccount(inner, account, context)) {
    return refuse('txBadMinSeqAgeOrGap', 'the sequence number of the source changed too recently', isInner, true);
  }
  const check = checkSignatures(inner.hash, inner.signatures);
  if (!check.covers(signersOf(account), account.thresholds[1]) || !hasExtraSigners(inner, check)) {
    return refuse('txBadAuth', `signatures do not reach the low threshold of ${inner.source}`, isInner, true);
  }
  if (chargesFee && availableBalance(account) < (context.applying ? 0n : inner.fee)) {
    return refuse(
      'txInsufficientBalance',
      `${inner.source} cannot pay ${inner.fee} stroops above its reserve`,
      isInner,
      true,
    );
  }
  const operations = inner.operations.map((operation) => checkOperation(inner, operation, check, context));
  if (operations.some((code) => code !== undefined)) return { ok: false, operations, inner: isInner };
  if (!check.allUsed())
    return refuse('txBadAuthExtra', 'the transaction has a signature that is not needed', isInner, true);
  return { ok: true };
}

function checkForm(tx: Transaction): { code: RefusalCode; reason: string } | undefined {
  const { inner } = tx;
  if (tx.outdated) return { code: 'txNotSupported', reason: 'envelopes of version 0 ended with protocol 13' };
  if (inner.operations.length === 0) return { code: 'txMissingOperation', reason: 'there is no operation' };
  const soroban = inner.operations.filter(isSorobanOperation).length;
  if (soroban > 0 && inner.operations.length !== 1) {
    return { code: 'txMalformed', reason: 'a Soroban transaction has exactly one operation' };
  }
  if (soroban === 0) {
    if (inner.soroban !== undefined) return { code: 'txMalformed', reason: 'Soroban data without a Soroban operation' };
    return undefined;
  }
  const reason = checkSoroban(tx);
  return reason === undefined ? undefined : { code: 'txSorobanInvalid', reason };
}

function checkBounds(
  { preconditions: bounds }: InnerTransaction,
  { closeTime, advanced, sequence }: ValidityContext,
): { code: RefusalCode; reason: string } | undefined {
  if (bounds.minTime > closeTime) {
    return { code: 'txTooEarly', reason: `valid from time ${bounds.minTime}, the ledger closes at ${closeTime}` };
  }
  if (bounds.minLedger > sequence) {
    return { code: 'txTooEarly', reason: `valid from ledger ${bounds.minLedger}, this is ${sequence}` };
  }
  if (bounds.maxTime !== 0n && bounds.maxTime < closeTime - advanced) {
    return { code: 'txTooLate', reason: `valid until time ${bounds.maxTime}, the ledger closes at ${closeTime}` };
  }
  if (bounds.maxLedger !== 0 && bounds.maxLedger <= sequence) {
    return { code: 'txTooLate', reason: `valid before ledger ${bounds.maxLedger}, this is ${sequence}` };
  }
  return undefined;
}

const MAX_SEQUENCE = 2n ** 63n - 1n;

function isBadSequence({ sequence, preconditions }: InnerTransaction, account: AccountEntry, ledger: number): boolean {
  // The first number of this ledger's range is reserved, so that a re-created account cannot replay.
  if (sequence === startingSequence(ledger)) return true;
  const minimum = preconditions.minSequence;
  if (minimum !== undefined) return account.sequence < minimum || account.sequence >= sequence;
  return account.sequence === MAX_SEQUENCE || account.sequence + 1n !== sequence;
}

function isTooEarlyForAccount(
  { preconditions }: InnerTransaction,
  account: AccountEntry,
  { closeTime, sequence }: ValidityContext,
): boolean {
  const { minSequenceAge, minSequenceLedgerGap } = preconditions;
  return closeTime - minSequenceAge < account.sequenceTime || sequence - minSequenceLedgerGap < account.sequenceLedger;
}

function hasExtraSigners({ preconditions: { extraSigners } }: InnerTransaction, check: SignatureCheck): boolean {
  if (extraSigners.length === 0) return true;
  const signers = extraSigners.map((key) => ({ key, weight: 1 }));
  return check.covers(signers, signers.length);
}

function checkOperation(
  inner: InnerTransaction,
  operation: InnerTransaction['operations'][number],
  check: SignatureCheck,
  { reader, applying }: ValidityContext,
): OperationRefusal | undefined {
  const threshold = operationThreshold(operation);
  if (threshold === undefined) return 'opNotSupported';
  const source = operationSource(operation, inner.source);
  const account = readAccount(reader, source);
  if (account !== undefined) {
    return check.covers(signersOf(account), account.thresholds[threshold]) ? undefined : 'opBadAuth';
  }
  if (applying || operation.sourceAccount === null) return 'opNoAccount';
  // An earlier operation may create the account: its own key must then have signed.
  return check.covers([{ key: source, weight: 1 }], 0) ? undefined : 'opBadAuth';
}

/** Stroops above the reserve and what offers have set aside. */
export function availableBalance(account: AccountEntry): bigint {
  return account.balance - account.sellingLiabilities - minimumBalance(account.subEntries);
}

/** Trustlines, signers and data entries of one account. */
export const MAX_SUBENTRIES = 1000;

/** Stroops an account must keep: two base reserves and one for each sub-entry. */
export function minimumBalance(subEntries: number): bigint {
  return BigInt((2 + subEntries) * SETTINGS.baseReserve);
}
