import type { BytesN } from './bytes-n';
import * as env from './env';
import { i128 } from './i128';
import type { Option } from './option';
import { u128 } from './u128';
import { u256 } from './u256';
import { compareSigned, fromHandle, fromVal, sameVals, Tag, tagOf, u32Val, wrongType } from './val';

/** Signed 256-bit integer, computed by the host. Every operation traps on overflow. */
@unmanaged
@final
export class i256 {
  constructor(readonly raw: u64) {}

  static fromPieces(hiHi: i64, hiLo: u64, loHi: u64, loLo: u64): i256 {
    const low = <i64>loLo;
    const sign = low >> 63;
    if (hiHi === sign && hiLo === <u64>sign && loHi === <u64>sign && (low << 8) >> 8 === low) {
      return new i256((loLo << 8) | Tag.I256Small);
    }
    return new i256(env.obj_from_i256_pieces(hiHi, hiLo, loHi, loLo));
  }

  /** From a native integer or another wide one; traps when the value does not fit. */
  static from<T>(value: T): i256 {
    if (isInteger<T>()) {
      const sign: i64 = isSigned<T>() ? <i64>value >> 63 : 0;
      return i256.fromPieces(sign, <u64>sign, <u64>sign, <u64>(<i64>value));
    }
    return value.toI256();
  }

  /** Most significant byte first, in two's complement. */
  static fromBytes(bytes: BytesN<32>): i256 {
    return new i256(env.i256_val_from_be_bytes(bytes.__toVal()));
  }

  static get zero(): i256 {
    return new i256(Tag.I256Small);
  }

  static get max(): i256 {
    return i256.fromPieces(i64.MAX_VALUE, u64.MAX_VALUE, u64.MAX_VALUE, u64.MAX_VALUE);
  }

  static get min(): i256 {
    return i256.fromPieces(i64.MIN_VALUE, 0, 0, 0);
  }

  __toVal(): u64 {
    return this.raw;
  }

  __fromVal(val: u64): i256 {
    const tag = tagOf(val);
    if (tag !== Tag.I256Small && tag !== Tag.I256) wrongType();
    return new i256(val);
  }

  __literal(value: i64): i256 {
    return i256.fromPieces(value >> 63, <u64>(value >> 63), <u64>(value >> 63), <u64>value);
  }

  // Another contract may pass a small number as an object.
  get isZero(): bool {
    return sameVals(this.raw, Tag.I256Small);
  }

  get isNegative(): bool {
    return compareSigned(this.raw, Tag.I256Small) < 0;
  }

  private get isSmall(): bool {
    return tagOf(this.raw) === Tag.I256Small;
  }

  private get hiHi(): u64 {
    return this.isSmall ? <u64>(<i64>this.raw >> 63) : <u64>env.obj_to_i256_hi_hi(this.raw);
  }

  private get hiLo(): u64 {
    return this.isSmall ? <u64>(<i64>this.raw >> 63) : env.obj_to_i256_hi_lo(this.raw);
  }

  private get loHi(): u64 {
    return this.isSmall ? <u64>(<i64>this.raw >> 63) : env.obj_to_i256_lo_hi(this.raw);
  }

  private get loLo(): u64 {
    return this.isSmall ? <u64>(<i64>this.raw >> 8) : env.obj_to_i256_lo_lo(this.raw);
  }

  toI256(): i256 {
    return this;
  }

  toU256(): u256 {
    if (this.isNegative) unreachable();
    return u256.fromPieces(this.hiHi, this.hiLo, this.loHi, this.loLo);
  }

  toI128(): i128 {
    const hi = <i64>this.loHi;
    const sign = <u64>(hi >> 63);
    if (this.hiHi !== sign || this.hiLo !== sign) unreachable();
    return new i128(hi, this.loLo);
  }

  toU128(): u128 {
    if ((this.hiHi | this.hiLo) !== 0) unreachable();
    return new u128(this.loHi, this.loLo);
  }

  toU64(): u64 {
    return this.toI128().toU64();
  }

  toI64(): i64 {
    return this.toI128().toI64();
  }

  toU32(): u32 {
    return this.toI128().toU32();
  }

  /** Most significant byte first, in two's complement. */
  toBytes(): BytesN<32> {
    return fromHandle<BytesN<32>>(env.i256_val_to_be_bytes(this.raw));
  }

  checkedAdd(other: i256): Option<i256> {
    return fromVal<Option<i256>>(env.i256_checked_add(this.raw, other.raw));
  }

  checkedSub(other: i256): Option<i256> {
    return fromVal<Option<i256>>(env.i256_checked_sub(this.raw, other.raw));
  }

  checkedMul(other: i256): Option<i256> {
    return fromVal<Option<i256>>(env.i256_checked_mul(this.raw, other.raw));
  }

  checkedPow(exponent: u32): Option<i256> {
    return fromVal<Option<i256>>(env.i256_checked_pow(this.raw, u32Val(exponent)));
  }

  pow(exponent: u32): i256 {
    return new i256(env.i256_pow(this.raw, u32Val(exponent)));
  }

  /** The remainder that is never negative. */
  remEuclid(divisor: i256): i256 {
    return new i256(env.i256_rem_euclid(this.raw, divisor.raw));
  }

  abs(): i256 {
    return this.isNegative ? i256.neg(this) : this;
  }

  @operator('+') static add(a: i256, b: i256): i256 {
    return new i256(env.i256_add(a.raw, b.raw));
  }

  @operator('-') static sub(a: i256, b: i256): i256 {
    return new i256(env.i256_sub(a.raw, b.raw));
  }

  @operator('*') static mul(a: i256, b: i256): i256 {
    return new i256(env.i256_mul(a.raw, b.raw));
  }

  @operator('/') static div(a: i256, b: i256): i256 {
    return new i256(env.i256_div(a.raw, b.raw));
  }

  /** The remainder has the sign of the dividend. The minimum % -1 traps, as in Rust. */
  @operator('%') static rem(a: i256, b: i256): i256 {
    return i256.sub(a, i256.mul(i256.div(a, b), b));
  }

  @operator.prefix('-') static neg(a: i256): i256 {
    return i256.sub(i256.zero, a);
  }

  @operator('<<') static shl(a: i256, bits: u32): i256 {
    return new i256(env.i256_shl(a.raw, u32Val(bits)));
  }

  @operator('>>') static shr(a: i256, bits: u32): i256 {
    return new i256(env.i256_shr(a.raw, u32Val(bits)));
  }

  @operator('<') static lt(a: i256, b: i256): bool {
    return compareSigned(a.raw, b.raw) < 0;
  }

  @operator('>') static gt(a: i256, b: i256): bool {
    return compareSigned(a.raw, b.raw) > 0;
  }

  @operator('<=') static le(a: i256, b: i256): bool {
    return compareSigned(a.raw, b.raw) <= 0;
  }

  @operator('>=') static ge(a: i256, b: i256): bool {
    return compareSigned(a.raw, b.raw) >= 0;
  }

  @operator('==') static eq(a: i256, b: i256): bool {
    return sameVals(a.raw, b.raw);
  }

  @operator('!=') static ne(a: i256, b: i256): bool {
    return !sameVals(a.raw, b.raw);
  }
}
