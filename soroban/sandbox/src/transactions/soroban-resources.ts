import type { xdr } from '@stellar/stellar-sdk';
import type { Footprint, LedgerKey } from '../host/boundary.ts';
import { isPersistentKey, rememberedKeyString } from '../host/codec/ledger-key.ts';
import { keyLength } from '../host/storage/storage-costs.ts';
import { SETTINGS } from '../network-settings.ts';
import type { Transaction } from './envelope.ts';
import { type DeclaredResources, nonRefundableFee } from './fees.ts';

/** Why the Soroban part of a transaction is invalid (`txSorobanInvalid`), or undefined when it is valid. */
export function checkSoroban(tx: Transaction): string | undefined {
  const { inner } = tx;
  const data = inner.soroban;
  const body = inner.operations[0]!.body;
  if (data === undefined) return 'a Soroban operation needs Soroban transaction data: simulate first';
  if (
    body.type === 'invokeHostFunction' &&
    (inner.hasMemo || inner.sourceIsMuxed || hasMuxedSource(inner.operations[0]!))
  ) {
    return 'an invocation can have neither memo nor muxed source account';
  }
  return (
    checkLimits(data.resources, tx.envelope.length) ??
    checkFootprint(data, tx) ??
    checkDiskReads(tx, data) ??
    checkResourceFee(tx, data)
  );
}

function hasMuxedSource({ sourceAccount }: xdr.Operation): boolean {
  return sourceAccount?.type === 'keyTypeMuxedEd25519';
}

function checkLimits(resources: xdr.SorobanResources, envelopeBytes: number): string | undefined {
  const { readOnly, readWrite } = resources.footprint;
  const limits: [string, number, number][] = [
    ['instructions', resources.instructions, SETTINGS.txMaxInstructions],
    ['disk read bytes', resources.diskReadBytes, SETTINGS.txMaxDiskReadBytes],
    ['write bytes', resources.writeBytes, SETTINGS.txMaxWriteBytes],
    ['footprint entries', readOnly.length + readWrite.length, SETTINGS.txMaxFootprintEntries],
    ['write entries', readWrite.length, SETTINGS.txMaxWriteEntries],
    ['envelope bytes', envelopeBytes, SETTINGS.txMaxSizeBytes],
  ];
  const exceeded = limits.find(([, value, limit]) => value > limit);
  return exceeded && `${exceeded[1]} ${exceeded[0]} exceed the limit of ${exceeded[2]}`;
}

function checkFootprint(data: xdr.SorobanTransactionData, tx: Transaction): string | undefined {
  const { footprint } = tx.inner;
  if (footprint === undefined || typeof footprint === 'string') return footprint;
  const seen = new Set<string>();
  for (const key of [...footprint.readOnly, ...footprint.readWrite]) {
    if (key.type === 'data') return `an account's data entries have no place in a footprint`;
    const size = keyLength(key);
    if (size > SETTINGS.maxKeyBytes) return `a footprint key has ${size} bytes, the limit is ${SETTINGS.maxKeyBytes}`;
    // Remembered: whoever applies the transaction asks for it several times.
    const text = rememberedKeyString(key);
    if (seen.has(text)) return `the footprint has a key twice: ${text}`;
    seen.add(text);
  }
  return checkArchivedIndexes(data, footprint) ?? checkTtlFootprint(tx.inner.operations[0]!.body, footprint);
}

function checkArchivedIndexes({ ext }: xdr.SorobanTransactionData, { readWrite }: Footprint): string | undefined {
  if (ext.type !== 'resourceExt') return undefined;
  const indexes = ext.resourceExt.archivedSorobanEntries;
  const sorted = indexes.every((index, position) => position === 0 || index > indexes[position - 1]!);
  if (!sorted) return 'archivedSorobanEntries must ascend';
  for (const index of indexes) {
    const key = readWrite[index];
    if (key === undefined) return `archivedSorobanEntries names entry ${index}, the read-write footprint ends before`;
    if (!isPersistentKey(key)) return `archivedSorobanEntries names entry ${index}, which cannot be archived`;
  }
  return undefined;
}

function checkTtlFootprint(body: xdr.OperationBody, footprint: Footprint): string | undefined {
  const hasTtl = (key: LedgerKey) => key.type === 'contractData' || key.type === 'contractCode';
  if (body.type === 'extendFootprintTtl') {
    if (footprint.readWrite.length > 0) return 'extending takes a read-only footprint';
    if (!footprint.readOnly.every(hasTtl)) return 'only contract data and code can be extended';
    if (body.extendFootprintTtlOp.extendTo > SETTINGS.maxTtl - 1)
      return `entries cannot live longer than ${SETTINGS.maxTtl} ledgers`;
  }
  if (body.type === 'restoreFootprint') {
    if (footprint.readOnly.length > 0) return 'restoring takes a read-write footprint';
    if (!footprint.readWrite.every(isPersistentKey)) return 'only persistent contract data and code can be restored';
  }
  return undefined;
}

function checkDiskReads(tx: Transaction, data: xdr.SorobanTransactionData): string | undefined {
  const { diskReadEntries } = declaredResources(tx, data);
  if (diskReadEntries <= SETTINGS.txMaxDiskReadEntries) return undefined;
  return `${diskReadEntries} disk read entries exceed the limit of ${SETTINGS.txMaxDiskReadEntries}`;
}

function checkResourceFee(tx: Transaction, data: xdr.SorobanTransactionData): string | undefined {
  if (tx.feeBump === undefined && data.resourceFee > tx.inner.fee) {
    return `the resource fee of ${data.resourceFee} stroops exceeds the fee of ${tx.inner.fee}`;
  }
  const needed = nonRefundableFee(declaredResources(tx, data));
  if (data.resourceFee < BigInt(needed)) {
    return `the resource fee of ${data.resourceFee} stroops is below the ${needed} that the declared resources cost`;
  }
  return undefined;
}

/** What the transaction pays for in advance. Contract data and code are kept in memory: reading them is no disk read. */
export function declaredResources(tx: Transaction, data: xdr.SorobanTransactionData): DeclaredResources {
  const { footprint, instructions, diskReadBytes, writeBytes } = data.resources;
  const isRestore = tx.inner.operations[0]!.body.type === 'restoreFootprint';
  const classic = [...footprint.readOnly, ...footprint.readWrite].filter(
    (key) => key.type === 'account' || key.type === 'trustline',
  ).length;
  const archived = data.ext.type === 'resourceExt' ? data.ext.resourceExt.archivedSorobanEntries.length : 0;
  return {
    instructions,
    diskReadEntries: isRestore ? footprint.readWrite.length : classic + archived,
    diskReadBytes,
    writeEntries: footprint.readWrite.length,
    writeBytes,
    transactionBytes: tx.envelope.length,
  };
}
