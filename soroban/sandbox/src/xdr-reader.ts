/** Reads XDR (RFC 4506) that the sandbox wrote itself. Throws `RangeError` past the end. */
export class XdrReader {
  private offset = 0;
  private readonly source: Buffer;

  constructor(source: Buffer) {
    this.source = source;
  }

  u32(): number {
    const value = this.source.readUInt32BE(this.offset);
    this.offset += 4;
    return value;
  }

  u64(): bigint {
    const value = this.source.readBigUInt64BE(this.offset);
    this.offset += 8;
    return value;
  }

  bytes(length: number): Buffer {
    if (this.offset + length > this.source.length) throw new RangeError(`XDR ends ${length} bytes too early`);
    const value = this.source.subarray(this.offset, this.offset + length);
    this.offset += length;
    return value;
  }

  /** Variable-length opaque data. */
  opaque(): Buffer {
    const length = this.u32();
    const value = this.bytes(length);
    this.bytes((4 - (length % 4)) % 4);
    return value;
  }

  opaques(): Buffer[] {
    return this.list(() => this.opaque());
  }

  list<T>(read: () => T): T[] {
    const items: T[] = [];
    for (let left = this.u32(); left > 0; left--) items.push(read());
    return items;
  }

  get done(): boolean {
    return this.offset === this.source.length;
  }
}
