import { xdr } from '@stellar/stellar-sdk';
import { sha256 } from '../host/codec/sha256.ts';
import { SETTINGS } from '../network-settings.ts';
import { MILLISECONDS, millisecondExtension, SIGNED_MS, SIGNED_MS_BYTES } from './millisecond-time.ts';

/** What the next ledger builds on. Hashes are 32 bytes, amounts stroops, times seconds. */
export type LedgerHead = {
  readonly sequence: number;
  readonly protocol: number;
  readonly closeTime: bigint;
  /** Milliseconds: those of `closeTime` in protocols that know no others. */
  readonly closeTimeMs: bigint;
  readonly hash: Buffer;
  /**
   * Stands in for the hash of the network's bucket list: every ledger hashes its state changes onto the hash before,
   * so that two ledgers with the same hash have the same history of state. It proves nothing about single entries.
   */
  readonly stateHash: Buffer;
  readonly feePool: bigint;
};

export type HeaderInput = {
  readonly previous: LedgerHead;
  readonly networkId: Uint8Array;
  readonly protocol: number;
  readonly sequence: number;
  readonly closeTime: bigint;
  readonly closeTimeMs: bigint;
  readonly transactionSetHash: Uint8Array;
  readonly resultSetHash: Uint8Array;
  readonly stateHash: Buffer;
  readonly feePool: bigint;
};

const NO_HASH = Buffer.alloc(32);

/** Before the first ledger there is nothing. */
export const NO_LEDGER: LedgerHead = {
  sequence: 0,
  protocol: 0,
  closeTime: 0n,
  closeTimeMs: 0n,
  hash: NO_HASH,
  stateHash: NO_HASH,
  feePool: 0n,
};

/** Encodes the `LedgerHeader` of a ledger, and what the next one needs of it. */
export function makeHeader(input: HeaderInput): { header: Uint8Array; head: LedgerHead } {
  const basic = new xdr.LedgerHeader({
    ledgerVersion: input.protocol,
    previousLedgerHash: input.previous.hash,
    scpValue: new xdr.StellarValue({
      txSetHash: input.transactionSetHash,
      closeTime: input.closeTime,
      upgrades: [],
      ext: xdr.StellarValueExt.stellarValueBasic(),
    }),
    txSetResultHash: input.resultSetHash,
    bucketListHash: input.stateHash,
    ledgerSeq: input.sequence,
    totalCoins: SETTINGS.totalCoins,
    feePool: input.feePool,
    inflationSeq: 0,
    idPool: 0n,
    baseFee: SETTINGS.baseFee,
    baseReserve: SETTINGS.baseReserve,
    maxTxSetSize: SETTINGS.maxLedgerTransactions,
    skipList: [NO_HASH, NO_HASH, NO_HASH, NO_HASH],
    ext: xdr.LedgerHeaderExt.v0(),
  }).toXdr();
  // The ledger before decides: the first one after an upgrade is the first with milliseconds.
  const header = input.previous.protocol >= MILLISECONDS ? withMilliseconds(basic, input) : basic;
  const { sequence, protocol, closeTime, closeTimeMs, stateHash, feePool } = input;
  return { header, head: { sequence, protocol, closeTime, closeTimeMs, hash: sha256(header), stateHash, feePool } };
}

/** Of a header up to the extension of its `StellarValue`: version, two hashes, close time and no upgrades. */
const BEFORE_EXTENSION = 4 + 32 + 32 + 8 + 4;

function withMilliseconds(basic: Uint8Array, input: HeaderInput): Uint8Array {
  const extension = millisecondExtension(input);
  return Buffer.concat([basic.subarray(0, BEFORE_EXTENSION), extension, basic.subarray(BEFORE_EXTENSION + 4)]);
}

/** The head a header of `makeHeader` stands for. Such headers have no upgrades, so every field has a fixed place. */
export function readHeader(bytes: Buffer): LedgerHead & { previousHash: Buffer } {
  const closeTime = bytes.readBigUInt64BE(68);
  const hasMs = bytes.readUInt32BE(BEFORE_EXTENSION) === SIGNED_MS;
  const after = bytes.subarray(BEFORE_EXTENSION + (hasMs ? SIGNED_MS_BYTES : 4));
  return {
    protocol: bytes.readUInt32BE(0),
    previousHash: bytes.subarray(4, 36),
    closeTime,
    closeTimeMs: hasMs ? bytes.readBigUInt64BE(BEFORE_EXTENSION + 4) : closeTime * 1000n,
    stateHash: after.subarray(32, 64),
    sequence: after.readUInt32BE(64),
    feePool: after.readBigInt64BE(76),
    hash: sha256(bytes),
  };
}
