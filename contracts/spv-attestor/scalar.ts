import { type bool, hex, Packed, type u32, type u64, u256 } from '@istsi/soroban-sdk';
import { reversed } from './byte-order.ts';

const LIMBS: u32 = 8;
const LIMB: u32 = 4;
const LOW: u64 = 0xffff_ffff;

/** How many points secp256k1 has (SEC 2, 2.4.1). */
export function ORDER(): u256 {
  return u256.fromBytes(hex('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141').toBytesN<32>());
}

/** a·b modulo the order, both below it. */
export function multiplyModulo(a: u256, b: u256): u256 {
  let product = Packed.empty(4 * LIMBS * LIMB);
  addProduct(product, limbsOf(a), 0, limbsOf(b));
  // 2^256 is as much as its distance to the order: the upper half comes down until there is none.
  const distance = limbsOf(u256.max - ORDER() + 1);
  while (!isShort(product)) {
    const folded = Packed.empty(4 * LIMBS * LIMB);
    for (let i: u32 = 0; i < LIMBS; i++) folded.setU32(i * LIMB, product.u32At(i * LIMB));
    addProduct(folded, product, LIMBS, distance);
    product = folded;
  }
  const rest = u256.fromBytes(reversed(product.slice(0, LIMBS * LIMB).toBytesN<32>()));
  return rest % ORDER();
}

/** Adds to `sum` eight limbs of `a`, from a place on, times `b`. */
function addProduct(sum: Packed, a: Packed, from: u32, b: Packed): void {
  for (let i: u32 = 0; i < LIMBS; i++) {
    const factor: u64 = a.u32At((from + i) * LIMB);
    if (factor === 0) continue;
    let carry: u64 = 0;
    for (let j: u32 = 0; j < LIMBS; j++) {
      const at = (i + j) * LIMB;
      // At most 2^64 - 1: (2^32 - 1)^2 and twice 2^32 - 1.
      const term = factor * b.u32At(j * LIMB) + sum.u32At(at) + carry;
      sum.setU32(at, (term & LOW) as u32);
      carry = term >> 32;
    }
    for (let at = (i + LIMBS) * LIMB; carry !== 0; at += LIMB) {
      const term = carry + sum.u32At(at);
      sum.setU32(at, (term & LOW) as u32);
      carry = term >> 32;
    }
  }
}

function isShort(number: Packed): bool {
  for (let at = LIMBS * LIMB; at < 2 * LIMBS * LIMB; at += LIMB) if (number.u32At(at) !== 0) return false;
  return true;
}

/** Least significant first. */
function limbsOf(value: u256): Packed {
  return Packed.from(reversed(value.toBytes()).toBytes());
}
