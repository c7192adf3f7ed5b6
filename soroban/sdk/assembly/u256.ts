import type { BytesN } from './bytes-n';
import * as env from './env';
import type { i128 } from './i128';
import { i256 } from './i256';
import type { Option } from './option';
import { u128 } from './u128';
import { compareUnsigned, fromHandle, fromVal, sameVals, Tag, tagOf, u32Val, wrongType } from './val';

/** Unsigned 256-bit integer, computed by the host. Every operation traps on overflow. */
@unmanaged
@final
export class u256 {
  constructor(readonly raw: u64) {}

  static fromPieces(hiHi: u64, hiLo: u64, loHi: u64, loLo: u64): u256 {
    if ((hiHi | hiLo | loHi | (loLo >> 56)) === 0) return new u256((loLo << 8) | Tag.U256Small);
    return new u256(env.obj_from_u256_pieces(hiHi, hiLo, loHi, loLo));
  }

  /** From a native integer or another wide one; traps when the value does not fit. */
  static from<T>(value: T): u256 {
    if (isInteger<T>()) {
      if (isSigned<T>() && <i64>value < 0) unreachable();
      return u256.fromPieces(0, 0, 0, <u64>value);
    }
    return value.toU256();
  }

  /** Most significant byte first. */
  static fromBytes(bytes: BytesN<32>): u256 {
    return new u256(env.u256_val_from_be_bytes(bytes.__toVal()));
  }

  static get zero(): u256 {
    return new u256(Tag.U256Small);
  }

  static get max(): u256 {
    return u256.fromPieces(u64.MAX_VALUE, u64.MAX_VALUE, u64.MAX_VALUE, u64.MAX_VALUE);
  }

  static get min(): u256 {
    return u256.fromPieces(0, 0, 0, 0);
  }

  __toVal(): u64 {
    return this.raw;
  }

  __fromVal(val: u64): u256 {
    const tag = tagOf(val);
    if (tag !== Tag.U256Small && tag !== Tag.U256) wrongType();
    return new u256(val);
  }

  __literal(value: i64): u256 {
    return u256.fromPieces(0, 0, 0, <u64>value);
  }

  // Another contract may pass a small number as an object.
  get isZero(): bool {
    return sameVals(this.raw, Tag.U256Small);
  }

  private get isSmall(): bool {
    return tagOf(this.raw) === Tag.U256Small;
  }

  private get hiHi(): u64 {
    return this.isSmall ? 0 : env.obj_to_u256_hi_hi(this.raw);
  }

  private get hiLo(): u64 {
    return this.isSmall ? 0 : env.obj_to_u256_hi_lo(this.raw);
  }

  private get loHi(): u64 {
    return this.isSmall ? 0 : env.obj_to_u256_lo_hi(this.raw);
  }

  private get loLo(): u64 {
    return this.isSmall ? this.raw >> 8 : env.obj_to_u256_lo_lo(this.raw);
  }

  toU256(): u256 {
    return this;
  }

  toI256(): i256 {
    const top = <i64>this.hiHi;
    if (top < 0) unreachable();
    return i256.fromPieces(top, this.hiLo, this.loHi, this.loLo);
  }

  toU128(): u128 {
    if ((this.hiHi | this.hiLo) !== 0) unreachable();
    return new u128(this.loHi, this.loLo);
  }

  toI128(): i128 {
    return this.toU128().toI128();
  }

  toU64(): u64 {
    return this.toU128().toU64();
  }

  toI64(): i64 {
    return this.toU128().toI64();
  }

  toU32(): u32 {
    return this.toU128().toU32();
  }

  /** Most significant byte first. */
  toBytes(): BytesN<32> {
    return fromHandle<BytesN<32>>(env.u256_val_to_be_bytes(this.raw));
  }

  checkedAdd(other: u256): Option<u256> {
    return fromVal<Option<u256>>(env.u256_checked_add(this.raw, other.raw));
  }

  checkedSub(other: u256): Option<u256> {
    return fromVal<Option<u256>>(env.u256_checked_sub(this.raw, other.raw));
  }

  checkedMul(other: u256): Option<u256> {
    return fromVal<Option<u256>>(env.u256_checked_mul(this.raw, other.raw));
  }

  checkedPow(exponent: u32): Option<u256> {
    return fromVal<Option<u256>>(env.u256_checked_pow(this.raw, u32Val(exponent)));
  }

  pow(exponent: u32): u256 {
    return new u256(env.u256_pow(this.raw, u32Val(exponent)));
  }

  /** The remainder that is never negative. */
  remEuclid(divisor: u256): u256 {
    return new u256(env.u256_rem_euclid(this.raw, divisor.raw));
  }

  @operator('+') static add(a: u256, b: u256): u256 {
    return new u256(env.u256_add(a.raw, b.raw));
  }

  @operator('-') static sub(a: u256, b: u256): u256 {
    return new u256(env.u256_sub(a.raw, b.raw));
  }

  @operator('*') static mul(a: u256, b: u256): u256 {
    return new u256(env.u256_mul(a.raw, b.raw));
  }

  @operator('/') static div(a: u256, b: u256): u256 {
    return new u256(env.u256_div(a.raw, b.raw));
  }

  @operator('%') static rem(a: u256, b: u256): u256 {
    return a.remEuclid(b);
  }

  @operator('<<') static shl(a: u256, bits: u32): u256 {
    return new u256(env.u256_shl(a.raw, u32Val(bits)));
  }

  @operator('>>') static shr(a: u256, bits: u32): u256 {
    return new u256(env.u256_shr(a.raw, u32Val(bits)));
  }

  @operator('<') static lt(a: u256, b: u256): bool {
    return compareUnsigned(a.raw, b.raw) < 0;
  }

  @operator('>') static gt(a: u256, b: u256): bool {
    return compareUnsigned(a.raw, b.raw) > 0;
  }

  @operator('<=') static le(a: u256, b: u256): bool {
    return compareUnsigned(a.raw, b.raw) <= 0;
  }

  @operator('>=') static ge(a: u256, b: u256): bool {
    return compareUnsigned(a.raw, b.raw) >= 0;
  }

  @operator('==') static eq(a: u256, b: u256): bool {
    return sameVals(a.raw, b.raw);
  }

  @operator('!=') static ne(a: u256, b: u256): bool {
    return !sameVals(a.raw, b.raw);
  }
}
