import { xdr } from '@stellar/stellar-sdk';
import type { Footprint } from '../host/boundary.ts';
import { ledgerKeyFromXdr } from '../host/codec/ledger-key.ts';
import { sha256 } from '../host/codec/sha256.ts';
import { accountOfMuxed, signerKeyText } from './account-keys.ts';

export type Signature = {
  readonly hint: Uint8Array;
  readonly signature: Uint8Array;
  /** Signers it was checked against, and whether it is theirs: a transaction is checked when it comes and when applied. */
  readonly checked: Map<string, boolean>;
};

/** When a transaction may be applied (CAP-21). Absent bounds are zero, which stands for no bound. */
export type Preconditions = {
  readonly minTime: bigint;
  readonly maxTime: bigint;
  readonly minLedger: number;
  readonly maxLedger: number;
  readonly minSequence: bigint | undefined;
  readonly minSequenceAge: bigint;
  readonly minSequenceLedgerGap: number;
  /** Strkeys of signers that must sign besides those of the accounts. */
  readonly extraSigners: readonly string[];
};

/** The transaction that is applied: for a fee bump, the inner one. */
export type InnerTransaction = {
  readonly source: string;
  readonly sourceIsMuxed: boolean;
  /** Stroops, at most. */
  readonly fee: bigint;
  readonly sequence: bigint;
  readonly preconditions: Preconditions;
  readonly hasMemo: boolean;
  readonly operations: readonly xdr.Operation[];
  readonly soroban: xdr.SorobanTransactionData | undefined;
  /** The footprint of `soroban`, or why it cannot be one. */
  readonly footprint: Footprint | string | undefined;
  /** What its signatures sign. */
  readonly hash: Buffer;
  readonly signatures: readonly Signature[];
};

export type FeeBump = {
  readonly source: string;
  readonly fee: bigint;
  readonly hash: Buffer;
  readonly signatures: readonly Signature[];
};

export type Transaction = {
  /** The envelope as it was sent. */
  readonly envelope: Buffer;
  /** Hex, of the outer transaction. */
  readonly hash: string;
  readonly inner: InnerTransaction;
  readonly feeBump: FeeBump | undefined;
  /** Envelope version 0, which the network stopped accepting with protocol 13. */
  readonly outdated: boolean;
};

const ENVELOPE_TX = 2;
const ENVELOPE_FEE_BUMP = 5;
const NO_BOUNDS: Preconditions = {
  minTime: 0n,
  maxTime: 0n,
  minLedger: 0,
  maxLedger: 0,
  minSequence: undefined,
  minSequenceAge: 0n,
  minSequenceLedgerGap: 0,
  extraSigners: [],
};

/** Reads an envelope. `networkId` is the sha256 of the passphrase. Throws when the bytes are not an envelope. */
export function parseTransaction(bytes: Buffer, networkId: Uint8Array): Transaction {
  const envelope = xdr.TransactionEnvelope.fromXdr(bytes);
  switch (envelope.type) {
    case 'envelopeTypeTx': {
      const inner = parseInner(envelope.v1, bytes, networkId);
      return { envelope: bytes, hash: inner.hash.toString('hex'), inner, feeBump: undefined, outdated: false };
    }
    case 'envelopeTypeTxFeeBump': {
      const { tx, signatures } = envelope.feeBump;
      const content = bytes.subarray(4, bytes.length - encodedLength(signatures));
      const hash = signedHash(networkId, ENVELOPE_FEE_BUMP, content);
      const innerStart = (tx.feeSource.type === 'keyTypeMuxedEd25519' ? 44 : 36) + 8;
      const inner = parseInner(tx.innerTx.v1, content.subarray(innerStart, content.length - 4), networkId);
      const feeBump = {
        source: accountOfMuxed(tx.feeSource),
        fee: tx.fee,
        hash,
        signatures: readSignatures(signatures),
      };
      return { envelope: bytes, hash: hash.toString('hex'), inner, feeBump, outdated: false };
    }
    default:
      return parseOutdated(envelope.v0, bytes, networkId);
  }
}

function parseInner(envelope: xdr.TransactionV1Envelope, bytes: Buffer, networkId: Uint8Array): InnerTransaction {
  const { tx, signatures } = envelope;
  const content = bytes.subarray(4, bytes.length - encodedLength(signatures));
  return {
    source: accountOfMuxed(tx.sourceAccount),
    sourceIsMuxed: tx.sourceAccount.type === 'keyTypeMuxedEd25519',
    fee: BigInt(tx.fee),
    sequence: tx.seqNum,
    preconditions: readPreconditions(tx.cond),
    hasMemo: tx.memo.type !== 'memoNone',
    operations: tx.operations,
    soroban: tx.ext.type === 'sorobanData' ? tx.ext.sorobanData : undefined,
    footprint: tx.ext.type === 'sorobanData' ? readFootprint(tx.ext.sorobanData.resources.footprint) : undefined,
    hash: signedHash(networkId, ENVELOPE_TX, content),
    signatures: readSignatures(signatures),
  };
}

function parseOutdated(envelope: xdr.TransactionV0Envelope, bytes: Buffer, networkId: Uint8Array): Transaction {
  const { tx, signatures } = envelope;
  // Signed as if it were version 1: the key type of the source account is put in front.
  const keyType = Buffer.alloc(4);
  const content = Buffer.concat([keyType, bytes.subarray(4, bytes.length - encodedLength(signatures))]);
  const hash = signedHash(networkId, ENVELOPE_TX, content);
  const inner: InnerTransaction = {
    source: accountOfMuxed(xdr.MuxedAccount.keyTypeEd25519(tx.sourceAccountEd25519)),
    sourceIsMuxed: false,
    fee: BigInt(tx.fee),
    sequence: tx.seqNum,
    preconditions: NO_BOUNDS,
    hasMemo: false,
    operations: tx.operations,
    soroban: undefined,
    footprint: undefined,
    hash,
    signatures: readSignatures(signatures),
  };
  return { envelope: bytes, hash: hash.toString('hex'), inner, feeBump: undefined, outdated: true };
}

function readFootprint({ readOnly, readWrite }: xdr.LedgerFootprint): Footprint | string {
  try {
    return { readOnly: readOnly.map(ledgerKeyFromXdr), readWrite: readWrite.map(ledgerKeyFromXdr) };
  } catch (cause) {
    return `the footprint has a key that no entry has: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

function readPreconditions(conditions: xdr.Preconditions): Preconditions {
  switch (conditions.type) {
    case 'precondNone':
      return NO_BOUNDS;
    case 'precondTime':
      return { ...NO_BOUNDS, minTime: conditions.timeBounds.minTime, maxTime: conditions.timeBounds.maxTime };
    default: {
      const v2 = conditions.v2;
      return {
        minTime: v2.timeBounds?.minTime ?? 0n,
        maxTime: v2.timeBounds?.maxTime ?? 0n,
        minLedger: v2.ledgerBounds?.minLedger ?? 0,
        maxLedger: v2.ledgerBounds?.maxLedger ?? 0,
        minSequence: v2.minSeqNum ?? undefined,
        minSequenceAge: v2.minSeqAge,
        minSequenceLedgerGap: v2.minSeqLedgerGap,
        extraSigners: v2.extraSigners.map(signerKeyText),
      };
    }
  }
}

/** sha256 of `TransactionSignaturePayload`: what every signature of a transaction signs. */
function signedHash(networkId: Uint8Array, envelopeType: number, content: Uint8Array): Buffer {
  const type = Buffer.from([0, 0, 0, envelopeType]);
  return sha256(networkId, type, content);
}

function readSignatures(signatures: readonly xdr.DecoratedSignature[]): Signature[] {
  return signatures.map(({ hint, signature }) => ({
    hint: hint.value,
    signature: signature.value,
    checked: new Map(),
  }));
}

/** Bytes that a list of signatures takes at the end of an envelope. */
function encodedLength(signatures: readonly xdr.DecoratedSignature[]): number {
  return signatures.reduce((sum, { signature }) => sum + 8 + Math.ceil(signature.value.length / 4) * 4, 4);
}
