import type { LedgerInfo, LedgerReader, Rehearsal } from '../host/boundary.ts';
import { sha256 } from '../host/codec/sha256.ts';
import { SETTINGS } from '../network-settings.ts';
import { applyTransaction, chargeFee } from '../transactions/apply.ts';
import type { Transaction } from '../transactions/envelope.ts';
import { isSorobanOperation } from '../transactions/operations/kinds.ts';
import type { LedgerClock, LedgerTime } from './clock.ts';
import { resultSetHash, transactionSetBytes } from './close-meta.ts';
import type { ClosedLedger } from './closed-ledger.ts';
import { type LedgerHead, makeHeader } from './header.ts';
import { Overlay } from './state.ts';
import { encodeState, finalStates } from './state-changes.ts';

/** A ledger that is computed but not yet durable, and visible to nobody. */
export type NextLedger = {
  readonly closed: ClosedLedger;
  readonly head: LedgerHead;
  readonly overlay: Overlay;
  /** `overlay` as the log stores it. */
  readonly stateChanges: Uint8Array;
};

export type CloseInput = {
  readonly state: LedgerReader;
  readonly previous: LedgerHead;
  readonly sequence: number;
  readonly time: LedgerTime;
  readonly protocol: number;
  readonly networkId: Uint8Array;
  /** Valid on their own and from different sequence-number accounts, in order of arrival. */
  readonly transactions: readonly Transaction[];
  readonly rehearsal?: Rehearsal;
};

/** Applies transactions to a ledger: fees first, then classic transactions, then Soroban ones. */
export function closeLedger(input: CloseInput, overlay: Overlay = new Overlay(input.state)): NextLedger {
  const { previous, sequence, protocol, networkId } = input;
  const { closeTime, closeTimeMs, advanced } = input.time;
  const ledger = ledgerInfo(sequence, closeTime, networkId, protocol);
  const isSoroban = (tx: Transaction) => tx.inner.operations.some(isSorobanOperation);
  const ordered = [
    ...input.transactions.filter((tx) => !isSoroban(tx)),
    ...input.transactions.filter((tx) => isSoroban(tx)),
  ];
  const charged = ordered.map((tx) => chargeFee(tx, overlay, ledger));
  const transactions = charged.map((tx) =>
    applyTransaction(tx, overlay, ledger, { previousHash: previous.hash, advanced, rehearsal: input.rehearsal }),
  );
  const stateChanges = encodeState(finalStates(overlay.changes));
  const { header, head } = makeHeader({
    previous,
    networkId,
    protocol,
    sequence,
    closeTime,
    closeTimeMs,
    transactionSetHash: sha256(transactionSetBytes(previous.hash, transactions)),
    resultSetHash: resultSetHash(transactions),
    stateHash: sha256(previous.stateHash, stateChanges),
    feePool: transactions.reduce((pool, { feeCharged }) => pool + feeCharged, previous.feePool),
  });
  const closed: ClosedLedger = { sequence, closeTime, hash: head.hash.toString('hex'), header, transactions };
  return { closed, head, overlay, stateChanges };
}

type Newest = { readonly head: LedgerHead; readonly networkId: Uint8Array; readonly protocol: number };

/** What a transaction would find in the next ledger, if it closed now. */
export function nextLedgerInfo(chain: Newest, clock: LedgerClock): LedgerInfo {
  const { head, networkId, protocol } = chain;
  return ledgerInfo(head.sequence + 1, clock.timeAfter(head).closeTime, networkId, protocol);
}

export function ledgerInfo(sequence: number, timestamp: bigint, networkId: Uint8Array, protocol: number): LedgerInfo {
  return {
    protocolVersion: protocol,
    sequence,
    timestamp,
    networkId,
    baseReserve: SETTINGS.baseReserve,
    minTemporaryTtl: SETTINGS.minTemporaryTtl,
    minPersistentTtl: SETTINGS.minPersistentTtl,
    maxTtl: SETTINGS.maxTtl,
  };
}
