import * as env from './env';
import { i256 } from './i256';
import { u128 } from './u128';
import { u256 } from './u256';
import { Tag, tagOf, wrongType } from './val';
import * as wide from './wide';

/** Signed 128-bit integer. Every operation traps on overflow. */
@unmanaged
@final
export class i128 {
  constructor(
    readonly hi: i64,
    readonly lo: u64,
  ) {}

  /** From a native integer or another wide one; traps when the value does not fit. */
  static from<T>(value: T): i128 {
    if (isInteger<T>()) {
      if (isSigned<T>()) return new i128(<i64>value >> 63, <u64>(<i64>value));
      return new i128(0, <u64>value);
    }
    return value.toI128();
  }

  static get zero(): i128 {
    return new i128(0, 0);
  }

  static get max(): i128 {
    return new i128(i64.MAX_VALUE, u64.MAX_VALUE);
  }

  static get min(): i128 {
    return new i128(i64.MIN_VALUE, 0);
  }

  __toVal(): u64 {
    const low = <i64>this.lo;
    if (this.hi === low >> 63 && (low << 8) >> 8 === low) return (this.lo << 8) | Tag.I128Small;
    return env.obj_from_i128_pieces(this.hi, this.lo);
  }

  __fromVal(val: u64): i128 {
    const tag = tagOf(val);
    if (tag === Tag.I128Small) {
      const small = <i64>val >> 8;
      return new i128(small >> 63, <u64>small);
    }
    if (tag !== Tag.I128) wrongType();
    return new i128(env.obj_to_i128_hi64(val), env.obj_to_i128_lo64(val));
  }

  __literal(value: i64): i128 {
    return new i128(value >> 63, <u64>value);
  }

  get isZero(): bool {
    return (<u64>this.hi | this.lo) === 0;
  }

  get isNegative(): bool {
    return this.hi < 0;
  }

  toI128(): i128 {
    return this;
  }

  toU128(): u128 {
    if (this.hi < 0) unreachable();
    return new u128(<u64>this.hi, this.lo);
  }

  toI256(): i256 {
    const sign = this.hi >> 63;
    return i256.fromPieces(sign, <u64>sign, <u64>this.hi, this.lo);
  }

  toU256(): u256 {
    if (this.hi < 0) unreachable();
    return u256.fromPieces(0, 0, <u64>this.hi, this.lo);
  }

  toU64(): u64 {
    if (this.hi !== 0) unreachable();
    return this.lo;
  }

  toI64(): i64 {
    const low = <i64>this.lo;
    if (this.hi !== low >> 63) unreachable();
    return low;
  }

  toU32(): u32 {
    const low = this.toU64();
    if (low > u32.MAX_VALUE) unreachable();
    return <u32>low;
  }

  abs(): i128 {
    return this.hi < 0 ? i128.neg(this) : this;
  }

  /** The magnitude as an unsigned pair; defined for the minimum too, whose magnitude is 2^127. */
  private get magnitude(): u128 {
    if (this.hi >= 0) return new u128(<u64>this.hi, this.lo);
    return new u128(<u64>~this.hi + <u64>(this.lo === 0), 0 - this.lo);
  }

  // 2^127 is a magnitude only of a negative number.
  private static ofMagnitude(negative: bool, hi: u64, lo: u64): i128 {
    if (!negative) {
      if (<i64>hi < 0) unreachable();
      return new i128(<i64>hi, lo);
    }
    if (hi > 0x8000000000000000 || (hi === 0x8000000000000000 && lo !== 0)) unreachable();
    return new i128(<i64>(~hi + <u64>(lo === 0)), 0 - lo);
  }

  /** this x factor / divisor, rounded toward zero, with a 256-bit intermediate product. */
  mulDiv(factor: i128, divisor: i128): i128 {
    const a = this.magnitude;
    const b = factor.magnitude;
    const c = divisor.magnitude;
    const lo = wide.multiplyDivide128(a.hi, a.lo, b.hi, b.lo, c.hi, c.lo);
    return i128.ofMagnitude((this.hi ^ factor.hi ^ divisor.hi) < 0, wide.high, lo);
  }

  /** As `mulDiv`, rounded toward positive infinity. */
  mulDivCeil(factor: i128, divisor: i128): i128 {
    const truncated = this.mulDiv(factor, divisor);
    const exact = (wide.remainderHigh | wide.remainderLow) === 0;
    return exact || (this.hi ^ factor.hi ^ divisor.hi) < 0 ? truncated : truncated + new i128(0, 1);
  }

  /** As `mulDiv`, rounded toward negative infinity. */
  mulDivFloor(factor: i128, divisor: i128): i128 {
    const truncated = this.mulDiv(factor, divisor);
    const exact = (wide.remainderHigh | wide.remainderLow) === 0;
    return exact || (this.hi ^ factor.hi ^ divisor.hi) >= 0 ? truncated : truncated - new i128(0, 1);
  }

  pow(exponent: u32): i128 {
    let result = new i128(0, 1);
    let base: i128 = this;
    let left = exponent;
    while (left > 0) {
      if (left & 1) result = result * base;
      left >>= 1;
      if (left > 0) base = base * base;
    }
    return result;
  }

  @operator('+') static add(a: i128, b: i128): i128 {
    const lo = a.lo + b.lo;
    const hi = a.hi + b.hi + <i64>(lo < a.lo);
    if (((a.hi ^ hi) & (b.hi ^ hi)) < 0) unreachable();
    return new i128(hi, lo);
  }

  @operator('-') static sub(a: i128, b: i128): i128 {
    const lo = a.lo - b.lo;
    const hi = a.hi - b.hi - <i64>(a.lo < b.lo);
    if (((a.hi ^ b.hi) & (a.hi ^ hi)) < 0) unreachable();
    return new i128(hi, lo);
  }

  @operator('*') static mul(a: i128, b: i128): i128 {
    const x = a.magnitude;
    const y = b.magnitude;
    const lo = wide.multiply128(x.hi, x.lo, y.hi, y.lo);
    return i128.ofMagnitude((a.hi ^ b.hi) < 0, wide.high, lo);
  }

  @operator('/') static div(a: i128, b: i128): i128 {
    const x = a.magnitude;
    const y = b.magnitude;
    const lo = wide.divide128(x.hi, x.lo, y.hi, y.lo);
    return i128.ofMagnitude((a.hi ^ b.hi) < 0, wide.high, lo);
  }

  /** The remainder has the sign of the dividend. The minimum % -1 traps, as in Rust. */
  @operator('%') static rem(a: i128, b: i128): i128 {
    if (a.hi === i64.MIN_VALUE && a.lo === 0 && b.hi === -1 && b.lo === u64.MAX_VALUE) unreachable();
    const x = a.magnitude;
    const y = b.magnitude;
    wide.divide128(x.hi, x.lo, y.hi, y.lo);
    return i128.ofMagnitude(a.hi < 0, wide.remainderHigh, wide.remainderLow);
  }

  @operator.prefix('-') static neg(a: i128): i128 {
    return i128.sub(new i128(0, 0), a);
  }

  @operator('&') static and(a: i128, b: i128): i128 {
    return new i128(a.hi & b.hi, a.lo & b.lo);
  }

  @operator('|') static or(a: i128, b: i128): i128 {
    return new i128(a.hi | b.hi, a.lo | b.lo);
  }

  @operator('^') static xor(a: i128, b: i128): i128 {
    return new i128(a.hi ^ b.hi, a.lo ^ b.lo);
  }

  @operator.prefix('~') static not(a: i128): i128 {
    return new i128(~a.hi, ~a.lo);
  }

  @operator('<<') static shl(a: i128, bits: u32): i128 {
    if (bits >= 128) unreachable();
    if (bits >= 64) return new i128(<i64>(a.lo << (bits - 64)), 0);
    if (bits === 0) return a;
    return new i128((a.hi << bits) | <i64>(a.lo >> (64 - bits)), a.lo << bits);
  }

  @operator('>>') static shr(a: i128, bits: u32): i128 {
    if (bits >= 128) unreachable();
    if (bits >= 64) return new i128(a.hi >> 63, <u64>(a.hi >> (bits - 64)));
    if (bits === 0) return a;
    return new i128(a.hi >> bits, (a.lo >> bits) | ((<u64>a.hi) << (64 - bits)));
  }

  @operator('<') static lt(a: i128, b: i128): bool {
    return a.hi < b.hi || (a.hi === b.hi && a.lo < b.lo);
  }

  @operator('>') static gt(a: i128, b: i128): bool {
    return i128.lt(b, a);
  }

  @operator('<=') static le(a: i128, b: i128): bool {
    return !i128.lt(b, a);
  }

  @operator('>=') static ge(a: i128, b: i128): bool {
    return !i128.lt(a, b);
  }

  @operator('==') static eq(a: i128, b: i128): bool {
    return a.hi === b.hi && a.lo === b.lo;
  }

  @operator('!=') static ne(a: i128, b: i128): bool {
    return !i128.eq(a, b);
  }
}
