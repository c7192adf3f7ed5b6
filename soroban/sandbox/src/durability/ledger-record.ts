import { XdrWriter } from '../host/codec/writer.ts';
import type { AppliedTransaction, ClosedLedger, TransactionMetaParts } from '../ledger/closed-ledger.ts';
import { readHeader } from '../ledger/header.ts';
import { XdrReader } from '../xdr-reader.ts';

/** First word of every record. */
const LEDGER = 1;
const PENDING = 2;

export type LedgerRecord = {
  readonly type: 'ledger';
  readonly closed: ClosedLedger;
  /** See `encodeStateChanges`. */
  readonly stateChanges: Buffer;
  /** Seconds tests have advanced the clock by. */
  readonly clockOffset: number;
};

export type LogRecord = LedgerRecord | { readonly type: 'pending'; readonly envelope: Buffer };

const writer = new XdrWriter();
const NONE = new Uint8Array(0);

export function encodePending(envelope: Uint8Array): Uint8Array {
  return writer.encode(() => {
    writer.u32(PENDING);
    writer.variable(envelope);
  });
}

export function encodeLedger(closed: ClosedLedger, stateChanges: Uint8Array, clockOffset: number): Uint8Array {
  return writer.encode(() => {
    writer.u32(LEDGER);
    writer.u64(BigInt(clockOffset));
    writer.variable(closed.header);
    writer.u32(closed.transactions.length);
    for (const tx of closed.transactions) writeTransaction(tx);
    writer.variable(stateChanges);
  });
}

function writeTransaction(tx: AppliedTransaction): void {
  writer.variable(Buffer.from(tx.hash, 'hex'));
  writer.variable(Buffer.from(tx.innerHash ?? '', 'hex'));
  writer.u32((tx.successful ? 1 : 0) | (tx.isSoroban ? 2 : 0));
  writer.u64(tx.inclusionFee);
  writer.u64(tx.feeCharged);
  for (const part of [tx.envelope, tx.result, tx.feeChanges, tx.refundChanges, tx.meta.changesBefore]) {
    writer.variable(part);
  }
  writer.u32(tx.meta.operations.length);
  for (const { changes, events } of tx.meta.operations) {
    writer.variable(changes);
    writeList(events);
  }
  writer.variable(tx.meta.soroban ?? NONE);
  writeList(tx.meta.diagnosticEvents);
}

function writeList(parts: readonly Uint8Array[]): void {
  writer.u32(parts.length);
  for (const part of parts) writer.variable(part);
}

/** Throws when the record is not one of this program's. */
export function decodeRecord(payload: Buffer): LogRecord {
  const reader = new XdrReader(payload);
  const type = reader.u32();
  if (type === PENDING) return { type: 'pending', envelope: reader.opaque() };
  if (type !== LEDGER) throw new RangeError(`unknown record type ${type}`);
  const clockOffset = Number(BigInt.asIntN(64, reader.u64()));
  const header = reader.opaque();
  const transactions = reader.list(() => readTransaction(reader));
  const stateChanges = reader.opaque();
  const { sequence, closeTime, hash } = readHeader(header);
  const closed = { sequence, closeTime, hash: hash.toString('hex'), header, transactions };
  return { type: 'ledger', closed, stateChanges, clockOffset };
}

function readTransaction(reader: XdrReader): AppliedTransaction {
  const hash = reader.opaque().toString('hex');
  const innerHash = reader.opaque().toString('hex');
  const flags = reader.u32();
  const inclusionFee = reader.u64();
  const feeCharged = reader.u64();
  const envelope = reader.opaque();
  const result = reader.opaque();
  const feeChanges = reader.opaque();
  const refundChanges = reader.opaque();
  return {
    hash,
    innerHash: innerHash === '' ? undefined : innerHash,
    successful: (flags & 1) !== 0,
    isSoroban: (flags & 2) !== 0,
    inclusionFee,
    feeCharged,
    envelope,
    result,
    feeChanges,
    refundChanges,
    meta: readMeta(reader),
  };
}

function readMeta(reader: XdrReader): TransactionMetaParts {
  const changesBefore = reader.opaque();
  const operations = reader.list(() => ({ changes: reader.opaque(), events: reader.opaques() }));
  const soroban = reader.opaque();
  return {
    changesBefore,
    operations,
    soroban: soroban.length === 0 ? undefined : soroban,
    diagnosticEvents: reader.opaques(),
  };
}
