import { createCipheriv, createHmac } from 'node:crypto';
import { HostError } from '../values/error.ts';

const WORDS_PER_REFILL = 64;
const WORD = 2 ** 32;

/** ChaCha20 as `rand_chacha` draws from it: the keystream as little-endian 32-bit words. */
export class Prng {
  readonly #keystream: ReturnType<typeof createCipheriv>;
  #words: DataView = new DataView(new ArrayBuffer(0));
  #next = 0;

  constructor(seed: Uint8Array) {
    this.#keystream = createCipheriv('chacha20', seed, Buffer.alloc(16));
  }

  u32(): number {
    if (this.#next * 4 >= this.#words.byteLength) {
      const block = this.#keystream.update(Buffer.alloc(WORDS_PER_REFILL * 4));
      this.#words = new DataView(block.buffer, block.byteOffset, block.byteLength);
      this.#next = 0;
    }
    return this.#words.getUint32(this.#next++ * 4, true);
  }

  u64(): bigint {
    const low = this.u32();
    return (BigInt(this.u32()) << 32n) | BigInt(low);
  }

  bytes(length: number): Uint8Array {
    const out = new Uint8Array((length + 3) & ~3);
    const view = new DataView(out.buffer);
    for (let at = 0; at < out.length; at += 4) view.setUint32(at, this.u32(), true);
    return out.subarray(0, length);
  }

  /** A generator seeded by this one. */
  fork(): Prng {
    return new Prng(this.bytes(32));
  }

  /** Uniform in `low..=high`, by widening multiplication and rejection as `rand::Uniform` does it. */
  inRange(low: bigint, high: bigint): bigint {
    if (low > high) throw new HostError('Value', 'InvalidInput', `empty range ${low}..=${high}`);
    const max = (1n << 64n) - 1n;
    const range = BigInt.asUintN(64, high - low + 1n);
    if (range === 0n) return this.u64();
    const zone = max - ((max - range + 1n) % range);
    for (;;) {
      const product = this.u64() * range;
      if ((product & max) <= zone) return BigInt.asUintN(64, low + (product >> 64n));
    }
  }

  /** Fisher and Yates, from the end, as `rand::SliceRandom::shuffle` does it. */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.#below(i + 1);
      const item = shuffled[i]!;
      shuffled[i] = shuffled[j]!;
      shuffled[j] = item;
    }
    return shuffled;
  }

  #below(bound: number): number {
    const zone = ((bound << Math.clz32(bound)) >>> 0) - 1;
    for (;;) {
      const product = BigInt(this.u32()) * BigInt(bound);
      if (Number(product & 0xffff_ffffn) <= zone) return Number(product / BigInt(WORD));
    }
  }
}

/** sha256 of the passphrase of the public network: a fixed salt of the protocol. */
const SALT = Buffer.from('7ac33997544e3175d266bd022439b22cdb16508c01163f26e5cb2a3e1045a979', 'hex');

/** Instructions of seeding: an HMAC, which hashes a seed and its salt twice. */
export const SEEDING_INSTRUCTIONS = 14_285;

/** A generator for a seed that somebody chose: the seed is hashed, so that it cannot be biased. */
export function prngFromSeed(seed: Uint8Array): Prng {
  return new Prng(createHmac('sha256', SALT).update(seed).digest());
}
