import type { Bytes } from './bytes';
import type { BytesN } from './bytes-n';
import * as env from './env';
import { u256 } from './u256';
import { fromHandle, Tag, u64ToVal } from './val';
import type { Vec } from './vec';

/**
 * BLS12-381 (CAP-59). Points are uncompressed, x before y, most significant byte first, c1 before c0, with the flags of the
 * zcash encoding. Scalars are reduced by the order of the groups.
 */
export namespace bls12_381 {
  export function isInG1(point: BytesN<96>): bool {
    return env.bls12_381_check_g1_is_in_subgroup(point.__toVal()) === Tag.True;
  }

  export function isOnG1Curve(point: BytesN<96>): bool {
    return env.bls12_381_g1_is_on_curve(point.__toVal()) === Tag.True;
  }

  export function g1Add(a: BytesN<96>, b: BytesN<96>): BytesN<96> {
    return fromHandle<BytesN<96>>(env.bls12_381_g1_add(a.__toVal(), b.__toVal()));
  }

  export function g1Mul(point: BytesN<96>, scalar: u256): BytesN<96> {
    return fromHandle<BytesN<96>>(env.bls12_381_g1_mul(point.__toVal(), scalar.raw));
  }

  export function g1Msm(points: Vec<BytesN<96>>, scalars: Vec<u256>): BytesN<96> {
    return fromHandle<BytesN<96>>(env.bls12_381_g1_msm(points.__toVal(), scalars.__toVal()));
  }

  export function mapFpToG1(element: BytesN<48>): BytesN<96> {
    return fromHandle<BytesN<96>>(env.bls12_381_map_fp_to_g1(element.__toVal()));
  }

  export function hashToG1(message: Bytes, domain: Bytes): BytesN<96> {
    return fromHandle<BytesN<96>>(env.bls12_381_hash_to_g1(message.__toVal(), domain.__toVal()));
  }

  export function isInG2(point: BytesN<192>): bool {
    return env.bls12_381_check_g2_is_in_subgroup(point.__toVal()) === Tag.True;
  }

  export function isOnG2Curve(point: BytesN<192>): bool {
    return env.bls12_381_g2_is_on_curve(point.__toVal()) === Tag.True;
  }

  export function g2Add(a: BytesN<192>, b: BytesN<192>): BytesN<192> {
    return fromHandle<BytesN<192>>(env.bls12_381_g2_add(a.__toVal(), b.__toVal()));
  }

  export function g2Mul(point: BytesN<192>, scalar: u256): BytesN<192> {
    return fromHandle<BytesN<192>>(env.bls12_381_g2_mul(point.__toVal(), scalar.raw));
  }

  export function g2Msm(points: Vec<BytesN<192>>, scalars: Vec<u256>): BytesN<192> {
    return fromHandle<BytesN<192>>(env.bls12_381_g2_msm(points.__toVal(), scalars.__toVal()));
  }

  export function mapFp2ToG2(element: BytesN<96>): BytesN<192> {
    return fromHandle<BytesN<192>>(env.bls12_381_map_fp2_to_g2(element.__toVal()));
  }

  export function hashToG2(message: Bytes, domain: Bytes): BytesN<192> {
    return fromHandle<BytesN<192>>(env.bls12_381_hash_to_g2(message.__toVal(), domain.__toVal()));
  }

  export function pairingCheck(g1: Vec<BytesN<96>>, g2: Vec<BytesN<192>>): bool {
    return env.bls12_381_multi_pairing_check(g1.__toVal(), g2.__toVal()) === Tag.True;
  }

  export function frAdd(a: u256, b: u256): u256 {
    return new u256(env.bls12_381_fr_add(a.raw, b.raw));
  }

  export function frSub(a: u256, b: u256): u256 {
    return new u256(env.bls12_381_fr_sub(a.raw, b.raw));
  }

  export function frMul(a: u256, b: u256): u256 {
    return new u256(env.bls12_381_fr_mul(a.raw, b.raw));
  }

  export function frPow(base: u256, exponent: u64): u256 {
    return new u256(env.bls12_381_fr_pow(base.raw, u64ToVal(exponent)));
  }

  export function frInv(value: u256): u256 {
    return new u256(env.bls12_381_fr_inv(value.raw));
  }
}

/** BN254 (CAP-74, CAP-80), encoded as Ethereum's precompiles do (EIP-196, EIP-197). Infinity is all zeros. */
export namespace bn254 {
  export function isOnG1Curve(point: BytesN<64>): bool {
    return env.bn254_g1_is_on_curve(point.__toVal()) === Tag.True;
  }

  export function g1Add(a: BytesN<64>, b: BytesN<64>): BytesN<64> {
    return fromHandle<BytesN<64>>(env.bn254_g1_add(a.__toVal(), b.__toVal()));
  }

  export function g1Mul(point: BytesN<64>, scalar: u256): BytesN<64> {
    return fromHandle<BytesN<64>>(env.bn254_g1_mul(point.__toVal(), scalar.raw));
  }

  export function g1Msm(points: Vec<BytesN<64>>, scalars: Vec<u256>): BytesN<64> {
    return fromHandle<BytesN<64>>(env.bn254_g1_msm(points.__toVal(), scalars.__toVal()));
  }

  export function pairingCheck(g1: Vec<BytesN<64>>, g2: Vec<BytesN<128>>): bool {
    return env.bn254_multi_pairing_check(g1.__toVal(), g2.__toVal()) === Tag.True;
  }

  export function frAdd(a: u256, b: u256): u256 {
    return new u256(env.bn254_fr_add(a.raw, b.raw));
  }

  export function frSub(a: u256, b: u256): u256 {
    return new u256(env.bn254_fr_sub(a.raw, b.raw));
  }

  export function frMul(a: u256, b: u256): u256 {
    return new u256(env.bn254_fr_mul(a.raw, b.raw));
  }

  export function frPow(base: u256, exponent: u64): u256 {
    return new u256(env.bn254_fr_pow(base.raw, u64ToVal(exponent)));
  }

  export function frInv(value: u256): u256 {
    return new u256(env.bn254_fr_inv(value.raw));
  }
}
