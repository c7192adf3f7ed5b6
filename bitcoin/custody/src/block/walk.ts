import { CustodyError } from '../errors.ts';

export const HEADER_BYTES = 80;
const OUTPOINT_BYTES = 36;

/** Where one transaction lies in the bytes. Without a witness, `bodyStart` follows the version and `bodyEnd` ends the outputs. */
export type TransactionSpan = {
  readonly start: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly end: number;
  readonly hasWitness: boolean;
};

/** Called at byte offsets, in the order of the bytes. Nothing is copied: a visitor reads what it needs. */
export type BlockVisitor = {
  input?(offset: number): void;
  /** `scriptOffset` is the first byte of the script; the eight bytes of the amount end before its length. */
  output?(amountOffset: number, scriptOffset: number, scriptLength: number, vout: number): void;
  witnessItem?(offset: number, length: number, vin: number): void;
  transaction?(span: TransactionSpan, txIndex: number): void;
};

const malformed = (reason: string, offset: number) => new CustodyError('block/malformed', { reason, offset });

/** Reads sizes and skips over content, refusing to leave the bytes: every loop below advances or throws. */
class Cursor {
  offset: number;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, offset: number) {
    this.bytes = bytes;
    this.offset = offset;
  }

  skip(count: number): void {
    this.offset += count;
    if (this.offset > this.bytes.length) throw malformed('it ends too early', this.bytes.length);
  }

  /** CompactSize. Longer encodings than needed are refused, as Bitcoin Core does. */
  size(): number {
    const { bytes, offset } = this;
    const first = bytes[offset];
    if (first === undefined) throw malformed('it ends too early', offset);
    if (first < 0xfd) {
      this.offset = offset + 1;
      return first;
    }
    return this.longSize(first);
  }

  private longSize(first: number): number {
    const { bytes, offset } = this;
    if (first === 0xff) throw malformed('a size of more than 32 bits', offset);
    const width = first === 0xfd ? 2 : 4;
    this.skip(1 + width);
    let value = 0;
    for (let i = width; i > 0; i--) value = value * 256 + (bytes[offset + i] ?? 0);
    if (value < (width === 2 ? 0xfd : 0x10000)) throw malformed('a size is not minimally encoded', offset);
    return value;
  }
}

/** Walks one transaction from `cursor` to its end. */
function walkOne(cursor: Cursor, visitor: BlockVisitor): TransactionSpan {
  const { bytes } = cursor;
  const start = cursor.offset;
  cursor.skip(4);
  // BIP-144: a zero where the number of inputs would be marks the witness format.
  const hasWitness = bytes[cursor.offset] === 0;
  if (hasWitness) {
    if (bytes[cursor.offset + 1] !== 1) throw malformed('an unknown transaction format', cursor.offset);
    cursor.skip(2);
  }
  const bodyStart = cursor.offset;
  const inputs = cursor.size();
  if (inputs === 0) throw malformed('a transaction without inputs', bodyStart);
  for (let i = 0; i < inputs; i++) {
    const at = cursor.offset;
    cursor.skip(OUTPOINT_BYTES);
    cursor.skip(cursor.size());
    cursor.skip(4);
    visitor.input?.(at);
  }
  const outputs = cursor.size();
  for (let vout = 0; vout < outputs; vout++) {
    const amountOffset = cursor.offset;
    cursor.skip(8);
    const length = cursor.size();
    const scriptOffset = cursor.offset;
    cursor.skip(length);
    visitor.output?.(amountOffset, scriptOffset, length, vout);
  }
  const bodyEnd = cursor.offset;
  if (hasWitness) walkWitnesses(cursor, inputs, visitor);
  cursor.skip(4);
  return { start, bodyStart, bodyEnd, end: cursor.offset, hasWitness };
}

function walkWitnesses(cursor: Cursor, inputs: number, visitor: BlockVisitor): void {
  for (let vin = 0; vin < inputs; vin++) {
    const items = cursor.size();
    for (let i = 0; i < items; i++) {
      const length = cursor.size();
      visitor.witnessItem?.(cursor.offset, length, vin);
      cursor.skip(length);
    }
  }
}

/** Walks every transaction of a serialized block; the bytes must hold exactly one block. */
export function walkBlock(bytes: Uint8Array, visitor: BlockVisitor): void {
  const cursor = new Cursor(bytes, 0);
  cursor.skip(HEADER_BYTES);
  const transactions = cursor.size();
  if (transactions === 0) throw malformed('a block without transactions', HEADER_BYTES);
  for (let i = 0; i < transactions; i++) {
    const span = walkOne(cursor, visitor);
    visitor.transaction?.(span, i);
  }
  if (cursor.offset !== bytes.length) throw malformed('bytes follow the last transaction', cursor.offset);
}

/** Walks one serialized transaction; the bytes must hold exactly one. */
export function walkTransaction(bytes: Uint8Array, visitor: BlockVisitor): TransactionSpan {
  const cursor = new Cursor(bytes, 0);
  const span = walkOne(cursor, visitor);
  if (cursor.offset !== bytes.length) throw malformed('bytes follow the transaction', cursor.offset);
  return span;
}
