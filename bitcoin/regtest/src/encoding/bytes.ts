/** Raised when serialized Bitcoin data ends early, is not canonical or has bytes left over. */
export class DecodeError extends Error {}

/** Sequential reader over the consensus serialization. Every read is bounds-checked. */
export class ByteReader {
  offset = 0;
  readonly data: Buffer;

  constructor(data: Uint8Array) {
    this.data = Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  }

  get remaining(): number {
    return this.data.length - this.offset;
  }

  bytes(length: number): Buffer {
    if (length > this.remaining) throw new DecodeError('data ends early');
    const start = this.offset;
    this.offset += length;
    return this.data.subarray(start, this.offset);
  }

  u8(): number {
    return this.bytes(1)[0]!;
  }

  u32(): number {
    return this.bytes(4).readUInt32LE(0);
  }

  i64(): bigint {
    return this.bytes(8).readBigInt64LE(0);
  }

  /** CompactSize: the shortest form only, and at most 32 MiB, as Bitcoin Core reads it. */
  compactSize(): number {
    const first = this.u8();
    let value = first;
    if (first === 253) value = this.bytes(2).readUInt16LE(0);
    else if (first === 254) value = this.u32();
    else if (first === 255) value = Number(this.bytes(8).readBigUInt64LE(0));
    if ((first === 253 && value < 253) || (first === 254 && value < 0x10000) || (first === 255 && value < 2 ** 32)) {
      throw new DecodeError('non-canonical compact size');
    }
    if (value > 0x02000000) throw new DecodeError('compact size too large');
    return value;
  }

  varBytes(): Buffer {
    return this.bytes(this.compactSize());
  }

  end(): void {
    if (this.remaining > 0) throw new DecodeError('trailing bytes');
  }
}

export function u32(value: number): Buffer {
  const out = Buffer.allocUnsafe(4);
  out.writeUInt32LE(value >>> 0);
  return out;
}

export function i64(value: bigint): Buffer {
  const out = Buffer.allocUnsafe(8);
  out.writeBigInt64LE(value);
  return out;
}

export function compactSize(value: number): Buffer {
  if (value < 253) return Buffer.from([value]);
  if (value < 0x10000) return Buffer.from([253, value & 255, value >> 8]);
  const out = Buffer.allocUnsafe(5);
  out[0] = 254;
  out.writeUInt32LE(value, 1);
  return out;
}

export const varBytes = (data: Uint8Array): Buffer => Buffer.concat([compactSize(data.length), data]);
