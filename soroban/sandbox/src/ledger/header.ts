import { createHash } from 'node:crypto';
import { xdr } from '@stellar/stellar-sdk';
import { SETTINGS } from '../network-settings.ts';
import { PROTOCOL_VERSION } from '../protocol.ts';

/** What the next ledger builds on. Hashes are 32 bytes, amounts stroops, times seconds. */
export type LedgerHead = {
  readonly sequence: number;
  readonly closeTime: bigint;
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
  readonly sequence: number;
  readonly closeTime: bigint;
  readonly transactionSetHash: Uint8Array;
  readonly resultSetHash: Uint8Array;
  readonly stateHash: Buffer;
  readonly feePool: bigint;
};

const NO_HASH = Buffer.alloc(32);

/** Before the first ledger there is nothing. */
export const NO_LEDGER: LedgerHead = { sequence: 0, closeTime: 0n, hash: NO_HASH, stateHash: NO_HASH, feePool: 0n };

export const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Encodes the `LedgerHeader` of a ledger, and what the next one needs of it. */
export function makeHeader(input: HeaderInput): { header: Uint8Array; head: LedgerHead } {
  const header = new xdr.LedgerHeader({
    ledgerVersion: PROTOCOL_VERSION,
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
  const { sequence, closeTime, stateHash, feePool } = input;
  return { header, head: { sequence, closeTime, hash: sha256(header), stateHash, feePool } };
}

/** The head a header of `makeHeader` stands for. Such headers have no upgrades, so every field has a fixed place. */
export function readHeader(bytes: Buffer): LedgerHead & { previousHash: Buffer } {
  return {
    previousHash: bytes.subarray(4, 36),
    closeTime: bytes.readBigUInt64BE(68),
    stateHash: bytes.subarray(116, 148),
    sequence: bytes.readUInt32BE(148),
    feePool: bytes.readBigInt64BE(160),
    hash: sha256(bytes),
  };
}
