import { randomBytes } from 'node:crypto';

const EMPTY = -1;

/**
 * A set of equally long byte strings, numbered in the order they were added, in two flat arrays: a million scripts take
 * 50 MB and no work for the garbage collector, and a lookup reads straight from a block's bytes.
 */
export class BytesTable {
  readonly width: number;
  #size = 0;
  #entries: Uint8Array;
  #slots: Int32Array;
  // Strangers choose what they pay us with; an unknown seed keeps them from making entries collide.
  readonly #seed = randomBytes(4).readInt32LE() | 1;

  constructor(width: number, expected = 1024) {
    if (width < 8) throw new RangeError('the last eight bytes are hashed');
    this.width = width;
    this.#entries = new Uint8Array(expected * width);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(expected, 8) * 2))).fill(EMPTY);
  }

  get size(): number {
    return this.#size;
  }

  /** Adds the entry at `offset` and returns its number; one that is there already keeps its number. */
  add(bytes: Uint8Array, offset = 0): number {
    if (offset + this.width > bytes.length) throw new RangeError(`an entry has ${this.width} bytes`);
    const known = this.find(bytes, offset);
    if (known !== EMPTY) return known;
    if ((this.#size + 1) * 2 > this.#slots.length) this.#grow();
    const id = this.#size++;
    if (this.#size * this.width > this.#entries.length) this.#growEntries();
    this.#entries.set(bytes.subarray(offset, offset + this.width), id * this.width);
    this.#place(id);
    return id;
  }

  /** The number of the entry that equals the bytes at `offset`, or -1. */
  find(bytes: Uint8Array, offset: number): number {
    const { width } = this;
    const entries = this.#entries;
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = this.#hash(bytes, offset) & mask;
    for (;;) {
      const id = slots[slot] as number;
      if (id === EMPTY) return EMPTY;
      const at = id * width;
      let i = 0;
      while (i < width && entries[at + i] === bytes[offset + i]) i++;
      if (i === width) return id;
      slot = (slot + 1) & mask;
    }
  }

  /** Both scripts (their program) and outpoints (txid, then vout) vary most in their last eight bytes. */
  #hash(bytes: Uint8Array, offset: number): number {
    const end = offset + this.width;
    const low = word(bytes, end - 4);
    const high = word(bytes, end - 8);
    let hash = Math.imul(low ^ this.#seed, 0x9e3779b1);
    hash ^= hash >>> 15;
    hash = Math.imul(hash ^ high, 0x85ebca6b);
    return hash ^ (hash >>> 13);
  }

  #place(id: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(this.#entries, id * this.width) & mask;
    while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
    this.#slots[slot] = id;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    for (let id = 0; id < this.#size; id++) this.#place(id);
  }

  #growEntries(): void {
    const larger = new Uint8Array(Math.max(this.#entries.length * 2, this.#size * this.width));
    larger.set(this.#entries);
    this.#entries = larger;
  }
}

/** Four bytes as a 32-bit integer; past the end they count as zero, as typed arrays read there. */
function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}
