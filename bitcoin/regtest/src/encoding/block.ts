import { ByteReader, compactSize, DecodeError } from './bytes.ts';
import { fromDisplay, hash256, toDisplay } from './hash.ts';
import { readTransaction, type Transaction } from './transaction.ts';

export type BlockHeader = {
  version: number;
  prevHash: string;
  /** Internal byte order. */
  merkleRoot: Buffer;
  time: number;
  bits: number;
  nonce: number;
  hash: string;
  raw: Buffer;
};

export type Block = {
  header: BlockHeader;
  transactions: Transaction[];
  raw: Buffer;
  strippedSize: number;
  weight: number;
};

export const HEADER_BYTES = 80;

export function parseHeader(data: Buffer): BlockHeader {
  if (data.length !== HEADER_BYTES) throw new DecodeError('a block header has 80 bytes');
  return {
    version: data.readInt32LE(0),
    prevHash: toDisplay(data.subarray(4, 36)),
    merkleRoot: data.subarray(36, 68),
    time: data.readUInt32LE(68),
    bits: data.readUInt32LE(72),
    nonce: data.readUInt32LE(76),
    hash: toDisplay(hash256(data)),
    raw: data,
  };
}

export function encodeHeader(header: Omit<BlockHeader, 'hash' | 'raw'>): Buffer {
  const out = Buffer.alloc(HEADER_BYTES);
  out.writeInt32LE(header.version, 0);
  fromDisplay(header.prevHash).copy(out, 4);
  header.merkleRoot.copy(out, 36);
  out.writeUInt32LE(header.time, 68);
  out.writeUInt32LE(header.bits, 72);
  out.writeUInt32LE(header.nonce, 76);
  return out;
}

/** Parses exactly one block. Throws DecodeError. */
export function parseBlock(data: Uint8Array): Block {
  const reader = new ByteReader(data);
  const block = readBlock(reader);
  reader.end();
  return block;
}

const HEX = /^(?:[0-9a-fA-F]{2})+$/;

/** Decodes hex as Bitcoin Core's DecodeHexBlk: one block, and whatever follows it is not looked at. Throws DecodeError. */
export function parseBlockHex(hex: string): Block {
  if (!HEX.test(hex)) throw new DecodeError('not hexadecimal');
  return readBlock(new ByteReader(Buffer.from(hex, 'hex')));
}

/** Decodes hex as Bitcoin Core's DecodeHexBlockHeader: 80 bytes, and whatever follows them is not looked at. Throws DecodeError. */
export function parseHeaderHex(hex: string): BlockHeader {
  if (!HEX.test(hex)) throw new DecodeError('not hexadecimal');
  return parseHeader(new ByteReader(Buffer.from(hex, 'hex')).bytes(HEADER_BYTES));
}

function readBlock(reader: ByteReader): Block {
  const start = reader.offset;
  const header = parseHeader(reader.bytes(HEADER_BYTES));
  const count = reader.compactSize();
  const transactions: Transaction[] = [];
  for (let i = 0; i < count; i++) transactions.push(readTransaction(reader));
  const raw = reader.data.subarray(start, reader.offset);
  const strippedSize =
    HEADER_BYTES + compactSize(count).length + transactions.reduce((sum, tx) => sum + tx.strippedSize, 0);
  return { header, transactions, raw, strippedSize, weight: strippedSize * 3 + raw.length };
}

export const encodeBlock = (header: Buffer, transactions: Transaction[]): Buffer =>
  Buffer.concat([header, compactSize(transactions.length), ...transactions.map((tx) => tx.raw)]);

/** The target that `bits` encodes; a block's hash must not exceed it. */
export function targetOf(bits: number): bigint {
  const exponent = bits >>> 24;
  const mantissa = BigInt(bits & 0x7fffff);
  return exponent <= 3 ? mantissa >> BigInt(8 * (3 - exponent)) : mantissa << BigInt(8 * (exponent - 3));
}

/** Expected number of hashes to find a block at this target. */
export const workOf = (bits: number): bigint => (1n << 256n) / (targetOf(bits) + 1n);

export const hashMeetsTarget = (hash: string, bits: number): boolean => BigInt(`0x${hash}`) <= targetOf(bits);
