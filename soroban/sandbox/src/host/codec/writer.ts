/** Builds XDR (RFC 4506): big-endian, everything padded to four bytes. Grows as needed; reused between encodings. */
export class XdrWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  #reserve(count: number): number {
    const at = this.#length;
    const end = at + count;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#length = end;
    return at;
  }

  u32(value: number): void {
    // Reserved first: growing replaces the view.
    const at = this.#reserve(4);
    this.#view.setUint32(at, value);
  }

  u64(value: bigint): void {
    const at = this.#reserve(8);
    this.#view.setBigUint64(at, BigInt.asUintN(64, value));
  }

  /** Two's complement in `words` 64-bit words, most significant first. */
  wide(value: bigint, words: number): void {
    for (let word = words - 1; word >= 0; word--) this.u64(value >> BigInt(64 * word));
  }

  /** Bytes of a length both sides know. */
  fixed(bytes: Uint8Array): void {
    const at = this.#reserve((bytes.length + 3) & ~3);
    this.#bytes.set(bytes, at);
    if ((bytes.length & 3) !== 0) this.#bytes.fill(0, at + bytes.length, this.#length);
  }

  variable(bytes: Uint8Array): void {
    this.u32(bytes.length);
    this.fixed(bytes);
  }

  /** Text of characters below 256, one byte each. */
  latin1(text: string): void {
    this.u32(text.length);
    const at = this.#reserve((text.length + 3) & ~3);
    for (let i = 0; i < text.length; i++) this.#bytes[at + i] = text.charCodeAt(i);
    if ((text.length & 3) !== 0) this.#bytes.fill(0, at + text.length, this.#length);
  }

  /** A copy of what `write` writes. A failure within leaves nothing behind, and encodings may be nested. */
  encode(write: () => void): Uint8Array {
    const start = this.#length;
    try {
      write();
      return this.#bytes.slice(start, this.#length);
    } finally {
      this.#length = start;
    }
  }
}
