import { Bytes, type BytesN, crypto, require, type u32, u256 } from '@istsi/soroban-sdk';
import { SpvError } from './errors.ts';
import { multiplyModulo, ORDER } from './scalar.ts';

/**
 * `key + tweak·G`, by the only curve operation that the host has of secp256k1. The key that signed `z` with `(r, s)` is
 * (s·R − z·G) / r (SEC 1, 4.1.6). With `key` for R, its x-coordinate for r, and s = r, z = −tweak·r, that is the sum that
 * is asked for. The host takes only an s of the lower half (CAP 51): where r is none, s = −r and z = tweak·r give its negative.
 */
export function addTweak(key: BytesN<33>, tweak: u256): BytesN<33> {
  const order = ORDER();
  require(tweak < order && !tweak.isZero, SpvError.NoSuchKey);
  const parity: u32 = key.at(0);
  const r = u256.fromBytes(key.toBytes().slice(1, 33).toBytesN<32>());
  const product = multiplyModulo(tweak, r);
  const isLow = r <= order >> 1;
  const s = isLow ? r : order - r;
  const z = isLow ? order - product : product;
  const signature = r.toBytes().toBytes().append(s.toBytes().toBytes()).toBytesN<64>();
  const sum = crypto.secp256k1Recover(z.toBytes(), signature, parity - 2).toBytes();
  const odd: u32 = (sum.at(64) as u32) & 1;
  const sign = isLow ? odd : odd ^ 1;
  return Bytes.empty()
    .push((2 + sign) as u8)
    .append(sum.slice(1, 33))
    .toBytesN<33>();
}
