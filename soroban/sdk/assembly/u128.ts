import * as env from './env';
import { i128 } from './i128';
import { i256 } from './i256';
import { u256 } from './u256';
import { Tag, tagOf, wrongType } from './val';
import * as wide from './wide';

/** Unsigned 128-bit integer. Every operation traps on overflow. */
@unmanaged
@final
export class u128 {
  constructor(
    readonly hi: u64,
    readonly lo: u64,
  ) {}

  /** From a native integer or another wide one; traps when the value does not fit. */
  static from<T>(value: T): u128 {
    if (isInteger<T>()) {
      if (isSigned<T>() && <i64>value < 0) unreachable();
      return new u128(0, <u64>value);
    }
    return value.toU128();
  }

  static get zero(): u128 {
    return new u128(0, 0);
  }

  static get max(): u128 {
    return new u128(u64.MAX_VALUE, u64.MAX_VALUE);
  }

  static get min(): u128 {
    return new u128(0, 0);
  }

  __toVal(): u64 {
    return (this.hi | (this.lo >> 56)) === 0
      ? (this.lo << 8) | Tag.U128Small
      : env.obj_from_u128_pieces(this.hi, this.lo);
  }

  __fromVal(val: u64): u128 {
    const tag = tagOf(val);
    if (tag === Tag.U128Small) return new u128(0, val >> 8);
    if (tag !== Tag.U128) wrongType();
    return new u128(env.obj_to_u128_hi64(val), env.obj_to_u128_lo64(val));
  }

  __literal(value: i64): u128 {
    return new u128(0, <u64>value);
  }

  get isZero(): bool {
    return (this.hi | this.lo) === 0;
  }

  toU128(): u128 {
    return this;
  }

  toI128(): i128 {
    if (<i64>this.hi < 0) unreachable();
    return new i128(<i64>this.hi, this.lo);
  }

  toU256(): u256 {
    return u256.fromPieces(0, 0, this.hi, this.lo);
  }

  toI256(): i256 {
    return i256.fromPieces(0, 0, this.hi, this.lo);
  }

  toU64(): u64 {
    if (this.hi !== 0) unreachable();
    return this.lo;
  }

  toI64(): i64 {
    const low = this.toU64();
    if (<i64>low < 0) unreachable();
    return <i64>low;
  }

  toU32(): u32 {
    const low = this.toU64();
    if (low > u32.MAX_VALUE) unreachable();
    return <u32>low;
  }

  /** this x factor / divisor, rounded down, with a 256-bit intermediate product. */
  mulDiv(factor: u128, divisor: u128): u128 {
    const lo = wide.multiplyDivide128(this.hi, this.lo, factor.hi, factor.lo, divisor.hi, divisor.lo);
    return new u128(wide.high, lo);
  }

  /** As `mulDiv`, rounded up. */
  mulDivCeil(factor: u128, divisor: u128): u128 {
    const floor = this.mulDiv(factor, divisor);
    return (wide.remainderHigh | wide.remainderLow) === 0 ? floor : floor + new u128(0, 1);
  }

  pow(exponent: u32): u128 {
    let result = new u128(0, 1);
    let base: u128 = this;
    let left = exponent;
    while (left > 0) {
      if (left & 1) result = result * base;
      left >>= 1;
      if (left > 0) base = base * base;
    }
    return result;
  }

  @operator('+') static add(a: u128, b: u128): u128 {
    const lo = a.lo + b.lo;
    const carry = <u64>(lo < a.lo);
    const sum = a.hi + b.hi;
    const hi = sum + carry;
    if (sum < a.hi || hi < sum) unreachable();
    return new u128(hi, lo);
  }

  @operator('-') static sub(a: u128, b: u128): u128 {
    if (u128.lt(a, b)) unreachable();
    return new u128(a.hi - b.hi - <u64>(a.lo < b.lo), a.lo - b.lo);
  }

  @operator('*') static mul(a: u128, b: u128): u128 {
    const lo = wide.multiply128(a.hi, a.lo, b.hi, b.lo);
    return new u128(wide.high, lo);
  }

  @operator('/') static div(a: u128, b: u128): u128 {
    const lo = wide.divide128(a.hi, a.lo, b.hi, b.lo);
    return new u128(wide.high, lo);
  }

  @operator('%') static rem(a: u128, b: u128): u128 {
    wide.divide128(a.hi, a.lo, b.hi, b.lo);
    return new u128(wide.remainderHigh, wide.remainderLow);
  }

  @operator('&') static and(a: u128, b: u128): u128 {
    return new u128(a.hi & b.hi, a.lo & b.lo);
  }

  @operator('|') static or(a: u128, b: u128): u128 {
    return new u128(a.hi | b.hi, a.lo | b.lo);
  }

  @operator('^') static xor(a: u128, b: u128): u128 {
    return new u128(a.hi ^ b.hi, a.lo ^ b.lo);
  }

  @operator.prefix('~') static not(a: u128): u128 {
    return new u128(~a.hi, ~a.lo);
  }

  @operator('<<') static shl(a: u128, bits: u32): u128 {
    if (bits >= 128) unreachable();
    if (bits >= 64) return new u128(a.lo << (bits - 64), 0);
    if (bits === 0) return a;
    return new u128((a.hi << bits) | (a.lo >> (64 - bits)), a.lo << bits);
  }

  @operator('>>') static shr(a: u128, bits: u32): u128 {
    if (bits >= 128) unreachable();
    if (bits >= 64) return new u128(0, a.hi >> (bits - 64));
    if (bits === 0) return a;
    return new u128(a.hi >> bits, (a.lo >> bits) | (a.hi << (64 - bits)));
  }

  @operator('<') static lt(a: u128, b: u128): bool {
    return a.hi < b.hi || (a.hi === b.hi && a.lo < b.lo);
  }

  @operator('>') static gt(a: u128, b: u128): bool {
    return u128.lt(b, a);
  }

  @operator('<=') static le(a: u128, b: u128): bool {
    return !u128.lt(b, a);
  }

  @operator('>=') static ge(a: u128, b: u128): bool {
    return !u128.lt(a, b);
  }

  @operator('==') static eq(a: u128, b: u128): bool {
    return a.hi === b.hi && a.lo === b.lo;
  }

  @operator('!=') static ne(a: u128, b: u128): bool {
    return !u128.eq(a, b);
  }
}
