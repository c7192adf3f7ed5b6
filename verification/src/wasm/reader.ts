/** Reads Wasm's binary format front to back. */
export class Reader {
  private readonly whole: Uint8Array;
  private next: number;

  constructor(whole: Uint8Array, at = 0) {
    this.whole = whole;
    this.next = at;
  }

  /** Where it is, in what it was given. */
  get at(): number {
    return this.next;
  }

  get isAtEnd(): boolean {
    return this.next >= this.whole.length;
  }

  byte(): number {
    const byte = this.whole[this.next++];
    if (byte === undefined) throw new Error('the Wasm ends too early');
    return byte;
  }

  bytes(length: number): Uint8Array {
    this.next += length;
    if (this.next > this.whole.length) throw new Error('the Wasm ends too early');
    return this.whole.subarray(this.next - length, this.next);
  }

  /** LEB128. */
  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  signed(): bigint {
    let value = 0n;
    for (let shift = 0n; ; ) {
      const byte = BigInt(this.byte());
      value |= (byte & 0x7fn) << shift;
      shift += 7n;
      if (byte < 0x80n) return BigInt.asIntN(Number(shift), value);
    }
  }

  text(): string {
    return new TextDecoder().decode(this.bytes(this.unsigned()));
  }

  list(read: () => void): void {
    for (let left = this.unsigned(); left > 0; left--) read();
  }
}
