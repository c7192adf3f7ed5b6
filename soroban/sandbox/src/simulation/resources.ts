import { xdr } from '@stellar/stellar-sdk';
import type { Footprint, InvokeResult, LedgerReader } from '../host/boundary.ts';
import { isPersistentKey, ledgerKeyString, ledgerKeyToXdr } from '../host/codec/ledger-key.ts';
import { eventsFee, nonRefundableFee, type RentChange, rentFee } from '../transactions/fees.ts';
import { writeBytes } from '../transactions/operations/invoke-host-function.ts';

/** What an operation was found to need, before any margin. */
export type Measured = {
  readonly footprint: Footprint;
  /** Key texts of archived entries to restore, all in the read-write footprint. */
  readonly restored: ReadonlySet<string>;
  readonly instructions: number;
  readonly diskReadBytes: number;
  readonly writeBytes: number;
  readonly eventBytes: number;
  readonly rent: readonly RentChange[];
};

/** Margins of the network's simulation: the state may change between simulation and application. */
const INSTRUCTION_FACTOR = 1.04;
const INSTRUCTION_MARGIN = 50_000;
const SIZE_FACTOR = 1.1;
const SIZE_MARGIN = 500;
const REFUNDABLE_FACTOR = 1.15;

/**
 * Bytes that nodes say a recorded invocation writes. What only frames touched that were rolled back is not among them
 * (`add_footprint_only_ledger_changes`), though execution counts it: there the whole footprint is loaded beforehand.
 */
export function recordedWriteBytes({ footprint, rolledBack, changes }: InvokeResult, reader: LedgerReader): number {
  const readWrite = footprint.readWrite.filter((key) => !rolledBack.has(ledgerKeyString(key)));
  return writeBytes({ readOnly: [], readWrite }, changes, reader);
}

/** Resources with margins, and the fee they cost, ready to be put into the transaction. */
export function transactionData(
  measured: Measured,
  operation: xdr.OperationBody,
  ledger: number,
  instructionLeeway = 0,
): xdr.SorobanTransactionData {
  const { footprint, restored } = measured;
  const instructions = withMargin(
    measured.instructions,
    INSTRUCTION_FACTOR,
    Math.max(INSTRUCTION_MARGIN, instructionLeeway),
  );
  const isRestore = operation.type === 'restoreFootprint';
  const archived = isRestore ? [] : archivedIndexes(footprint, restored);
  const data = makeData(measured, instructions, archived, 0n);
  const classic = [...footprint.readOnly, ...footprint.readWrite].filter(
    ({ type }) => type === 'account' || type === 'trustline',
  ).length;
  const fixed = nonRefundableFee({
    instructions,
    diskReadEntries: isRestore ? footprint.readWrite.length : classic + archived.length,
    diskReadBytes: measured.diskReadBytes,
    writeEntries: footprint.readWrite.length,
    writeBytes: measured.writeBytes,
    transactionBytes: withMargin(largestEnvelope(operation, data), SIZE_FACTOR, SIZE_MARGIN),
  });
  const refundable = eventsFee(measured.eventBytes) + rentFee(measured.rent, ledger);
  const fee = BigInt(fixed + Math.floor(refundable * REFUNDABLE_FACTOR));
  return makeData(measured, instructions, archived, fee);
}

/** Zero stays zero: what was not needed at all is not going to be. */
function withMargin(value: number, factor: number, margin: number): number {
  return value === 0 ? 0 : Math.max(Math.floor(value * factor), value + margin);
}

export function archivedIndexes({ readWrite }: Footprint, restored: ReadonlySet<string>): number[] {
  return readWrite.flatMap((key, index) => (isPersistentKey(key) && restored.has(ledgerKeyString(key)) ? [index] : []));
}

function makeData(
  { footprint, diskReadBytes, writeBytes }: Measured,
  instructions: number,
  archivedSorobanEntries: number[],
  resourceFee: bigint,
): xdr.SorobanTransactionData {
  const resources = new xdr.SorobanResources({
    footprint: new xdr.LedgerFootprint({
      readOnly: footprint.readOnly.map(ledgerKeyToXdr),
      readWrite: footprint.readWrite.map(ledgerKeyToXdr),
    }),
    instructions,
    diskReadBytes,
    writeBytes,
  });
  const ext =
    archivedSorobanEntries.length === 0
      ? xdr.SorobanTransactionDataExt.v0()
      : xdr.SorobanTransactionDataExt.resourceExt(new xdr.SorobanResourcesExtV0({ archivedSorobanEntries }));
  return new xdr.SorobanTransactionData({ ext, resources, resourceFee });
}

const SIGNATURES = 20;
/** Envelope type, source and fee, preconditions of every kind, memo, counts and extension: the fixed part at its largest. */
const ENVELOPE_FIXED_BYTES = 4 + 44 + 4 + 8 + 308 + 36 + 4 + 48 + 4;
const SIGNATURE_BYTES = 72;

/** Bytes of the largest envelope that can carry the operation: its signatures and preconditions are not known yet. */
function largestEnvelope(operation: xdr.OperationBody, data: xdr.SorobanTransactionData): number {
  return ENVELOPE_FIXED_BYTES + operation.toXdr().length + data.toXdr().length + 4 + SIGNATURES * SIGNATURE_BYTES;
}
