import { type bool, Packed, type u32, type u64, u256 } from '@istsi/soroban-sdk';

/** Below 2^23: the highest bit of the mantissa is its sign. */
const MANTISSA: u32 = 0x7fffff;
const HASH: u32 = 32;
/** Where the most significant eight bytes are. */
const MOST: u32 = HASH - 8;
const EASIEST: u32 = 0x207fffff;

/** The target of a block's hash, beside the header's encoding of it, least significant byte first as hashes are. */
export class Target {
  private constructor(
    readonly bits: u32,
    private readonly number: Packed,
    /** What of it is compared first, and nearly always last. */
    private readonly most: u64,
  ) {}

  /** Of an encoding that is expected, or was found to be possible. */
  static of(bits: u32): Target {
    const number = Packed.empty(HASH);
    const exponent = bits >> 24;
    for (let i: u32 = 0; i < 3; i++) {
      const byte = (bits >> (8 * i)) & 0xff;
      if (exponent + i >= 3) number.setU8(exponent + i - 3, byte);
    }
    return new Target(bits, number, number.u64At(MOST));
  }

  /** Whether the hash at a place of `data` is not above the target. */
  isMetBy(data: Packed, start: u32): bool {
    let mine = this.most;
    let found = data.u64At(start + MOST);
    for (let at: u32 = MOST; found === mine && at > 0; ) {
      at -= 8;
      mine = this.number.u64At(at);
      found = data.u64At(start + at);
    }
    return found <= mine;
  }
}

/** Whether the encoding is of a number that is positive, of at most 256 bits, and no easier than the limit. */
export function isPossible(bits: u32, limit_bits: u32): bool {
  const mantissa = bits & 0xffffff;
  if (mantissa === 0 || mantissa > MANTISSA || bits >> 24 > HASH) return false;
  const target = targetOf(bits);
  return target > u256.zero && target <= targetOf(limit_bits);
}

/** Whether a limit is possible, and where difficulty changes, whether four times as much can be said in 256 bits. */
export function isUsableLimit(limit_bits: u32, retargets: bool): bool {
  if (!isPossible(limit_bits, EASIEST)) return false;
  return !retargets || targetOf(limit_bits) <= u256.max / 4;
}

export function targetOf(bits: u32): u256 {
  const mantissa = u256.from(bits & MANTISSA);
  const exponent = bits >> 24;
  return exponent >= 3 ? mantissa << (8 * (exponent - 3)) : mantissa >> (8 * (3 - exponent));
}

/** Hashes that it takes to meet the target, on average: 2^256 / (target + 1), which 256 bits can say only like this. */
export function workOf(bits: u32): u256 {
  const target = targetOf(bits);
  return (u256.max - target) / (target + 1) + 1;
}

/** The encoding of a target, which keeps its three most significant bytes. */
export function bitsOf(target: u256): u32 {
  let size: u32 = 0;
  while (size < HASH && !(target >> (8 * size)).isZero) size += 1;
  const mantissa = size <= 3 ? target.toU32() << (8 * (3 - size)) : (target >> (8 * (size - 3))).toU32();
  // The highest bit is the sign.
  return mantissa > MANTISSA ? ((size + 1) << 24) | (mantissa >> 8) : (size << 24) | mantissa;
}
