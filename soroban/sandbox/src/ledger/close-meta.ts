import { sha256 } from '../host/codec/sha256.ts';
import { XdrWriter } from '../host/codec/writer.ts';
import { SETTINGS } from '../network-settings.ts';
import type { AppliedTransaction, ClosedLedger, TransactionMetaParts } from './closed-ledger.ts';

const writer = new XdrWriter();

function array(parts: readonly Uint8Array[]): void {
  writer.u32(parts.length);
  for (const part of parts) writer.fixed(part);
}

/** XDR of `TransactionMeta`, version 4. */
export function transactionMetaBytes(meta: TransactionMetaParts): Uint8Array {
  return writer.encode(() => {
    writer.u32(4);
    writer.u32(0);
    writer.fixed(meta.changesBefore);
    writer.u32(meta.operations.length);
    for (const { changes, events } of meta.operations) {
      writer.u32(0);
      writer.fixed(changes);
      array(events);
    }
    writer.u32(0);
    writer.u32(meta.soroban === undefined ? 0 : 1);
    if (meta.soroban !== undefined) writer.fixed(meta.soroban);
    writer.u32(0);
    array(meta.diagnosticEvents);
  });
}

type InSet = { readonly hash: string; readonly isSoroban: boolean; readonly envelope: Uint8Array };

/**
 * XDR of `GeneralizedTransactionSet`: classic transactions in the first phase, Soroban ones in the second, which has
 * one cluster because everything is applied in sequence here. Both are sorted by hash, as the network requires.
 */
export function transactionSetBytes(previousHash: Uint8Array, transactions: readonly InSet[]): Uint8Array {
  const sorted = [...transactions].sort((a, b) => (a.hash < b.hash ? -1 : 1));
  const classic = sorted.filter(({ isSoroban }) => !isSoroban).map(({ envelope }) => envelope);
  const soroban = sorted.filter(({ isSoroban }) => isSoroban).map(({ envelope }) => envelope);
  return writer.encode(() => {
    writer.u32(1);
    writer.fixed(previousHash);
    writer.u32(2);
    writer.u32(0);
    writer.u32(classic.length === 0 ? 0 : 1);
    if (classic.length > 0) {
      writer.u32(0);
      writeBaseFee();
      array(classic);
    }
    writer.u32(1);
    writeBaseFee();
    writer.u32(soroban.length === 0 ? 0 : 1);
    if (soroban.length > 0) {
      writer.u32(1);
      array(soroban);
    }
  });
}

function writeBaseFee(): void {
  writer.u32(1);
  writer.u64(BigInt(SETTINGS.baseFee));
}

type InResults = { readonly hash: string; readonly result: Uint8Array };

/** sha256 of `TransactionResultSet`. */
export function resultSetHash(transactions: readonly InResults[]): Buffer {
  const set = writer.encode(() => {
    writer.u32(transactions.length);
    for (const { hash, result } of transactions) {
      writer.fixed(Buffer.from(hash, 'hex'));
      writer.fixed(result);
    }
  });
  return sha256(set);
}

/** XDR of `LedgerHeaderHistoryEntry`. */
export function headerHistoryBytes(ledger: ClosedLedger): Uint8Array {
  return writer.encode(() => {
    writer.fixed(Buffer.from(ledger.hash, 'hex'));
    writer.fixed(ledger.header);
    writer.u32(0);
  });
}

/** XDR of `LedgerCloseMeta`, version 2. Evictions and upgrades do not happen here, and there is no SCP to report. */
export function closeMetaBytes(ledger: ClosedLedger): Uint8Array {
  const previousHash = ledger.header.subarray(4, 36);
  const header = headerHistoryBytes(ledger);
  const set = transactionSetBytes(previousHash, ledger.transactions);
  const processing = ledger.transactions.map(resultMetaBytes);
  return writer.encode(() => {
    writer.u32(2);
    writer.u32(0);
    writer.fixed(header);
    writer.fixed(set);
    array(processing);
    writer.u32(0);
    writer.u32(0);
    writer.u64(0n);
    writer.u32(0);
  });
}

/** XDR of `TransactionResultMetaV1`. */
function resultMetaBytes(tx: AppliedTransaction): Uint8Array {
  const meta = transactionMetaBytes(tx.meta);
  return writer.encode(() => {
    writer.u32(0);
    writer.fixed(Buffer.from(tx.hash, 'hex'));
    writer.fixed(tx.result);
    writer.fixed(tx.feeChanges);
    writer.fixed(meta);
    writer.fixed(tx.refundChanges);
  });
}
