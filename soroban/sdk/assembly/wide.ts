// 128-bit multiplication and division on pairs of 64-bit halves. A second result is left in a global: AssemblyScript has
// no multiple return values, and an object per step would cost memory that is never freed.

export let high: u64 = 0;
export let remainderHigh: u64 = 0;
export let remainderLow: u64 = 0;

/** 64 x 64 -> 128 bits: returns the low half, leaves the high half in `high`. */
export function multiply64(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff;
  const a1 = a >> 32;
  const b0 = b & 0xffffffff;
  const b1 = b >> 32;
  const low = a0 * b0;
  const mid = a1 * b0 + (low >> 32);
  const mid2 = a0 * b1 + (mid & 0xffffffff);
  high = a1 * b1 + (mid >> 32) + (mid2 >> 32);
  return (mid2 << 32) | (low & 0xffffffff);
}

/** Unsigned 128 x 128 -> 128 bits; traps when the product needs more. */
export function multiply128(aHigh: u64, aLow: u64, bHigh: u64, bLow: u64): u64 {
  if (aHigh !== 0 && bHigh !== 0) unreachable();
  let cross: u64 = 0;
  if (aHigh | bHigh) {
    cross = aHigh !== 0 ? multiply64(aHigh, bLow) : multiply64(bHigh, aLow);
    if (high !== 0) unreachable();
  }
  const low = multiply64(aLow, bLow);
  const sum = high + cross;
  if (sum < cross) unreachable();
  high = sum;
  return low;
}

// Knuth's algorithm D for two 32-bit digits; requires nHigh < divisor. Leaves the remainder in `remainderLow`.
function divide128by64(nHigh: u64, nLow: u64, divisor: u64): u64 {
  const base: u64 = 1 << 32;
  const shift = clz(divisor);
  const v = divisor << shift;
  const v1 = v >> 32;
  const v0 = v & 0xffffffff;
  const n32 = shift === 0 ? nHigh : (nHigh << shift) | (nLow >> (64 - shift));
  const n10 = nLow << shift;
  const n1 = n10 >> 32;
  const n0 = n10 & 0xffffffff;
  let q1 = n32 / v1;
  let rest = n32 - q1 * v1;
  while (q1 >= base || q1 * v0 > ((rest << 32) | n1)) {
    q1--;
    rest += v1;
    if (rest >= base) break;
  }
  const n21 = ((n32 << 32) | n1) - q1 * v;
  let q0 = n21 / v1;
  rest = n21 - q0 * v1;
  while (q0 >= base || q0 * v0 > ((rest << 32) | n0)) {
    q0--;
    rest += v1;
    if (rest >= base) break;
  }
  remainderLow = (((n21 << 32) | n0) - q0 * v) >> shift;
  return (q1 << 32) + q0;
}

/**
 * Unsigned 128 / 128 bits: returns the quotient's low half, leaves its high half in `high` and the remainder in
 * `remainderHigh`, `remainderLow`. Traps on a zero divisor.
 */
export function divide128(nHigh: u64, nLow: u64, dHigh: u64, dLow: u64): u64 {
  if (dHigh === 0) {
    remainderHigh = 0;
    if (nHigh === 0) {
      high = 0;
      remainderLow = nLow % dLow;
      return nLow / dLow;
    }
    const quotientHigh = nHigh / dLow;
    const low = divide128by64(nHigh % dLow, nLow, dLow);
    high = quotientHigh;
    return low;
  }
  const shift = clz(dHigh);
  let quotient: u64;
  if (shift === 0) {
    quotient = nHigh > dHigh || (nHigh === dHigh && nLow >= dLow) ? 1 : 0;
  } else {
    // The estimate from the leading 64 bits of the divisor is right or one too large (Hacker's Delight, 9-5).
    const top = (dHigh << shift) | (dLow >> (64 - shift));
    quotient = divide128by64(nHigh >> 1, (nHigh << 63) | (nLow >> 1), top) >> (63 - shift);
    if (quotient !== 0) quotient--;
  }
  const productLow = multiply64(quotient, dLow);
  const productHigh = high + quotient * dHigh;
  let restLow = nLow - productLow;
  let restHigh = nHigh - productHigh - <u64>(nLow < productLow);
  if (restHigh > dHigh || (restHigh === dHigh && restLow >= dLow)) {
    quotient++;
    const borrow = <u64>(restLow < dLow);
    restLow -= dLow;
    restHigh = restHigh - dHigh - borrow;
  }
  remainderHigh = restHigh;
  remainderLow = restLow;
  high = 0;
  return quotient;
}

/**
 * a x b / c with a 256-bit intermediate product, unsigned: returns the quotient's low half, leaves the high half in `high`
 * and the remainder as `divide128` does. Traps when the quotient needs more than 128 bits or the divisor is zero.
 */
export function multiplyDivide128(aHigh: u64, aLow: u64, bHigh: u64, bLow: u64, cHigh: u64, cLow: u64): u64 {
  if ((cHigh | cLow) === 0) unreachable();
  const p0 = multiply64(aLow, bLow);
  let p1 = high;
  let part = multiply64(aLow, bHigh);
  let p2 = high;
  p1 += part;
  p2 += <u64>(p1 < part);
  part = multiply64(aHigh, bLow);
  const carryHigh = high;
  p1 += part;
  p2 += <u64>(p1 < part);
  p2 += carryHigh;
  let p3 = <u64>(p2 < carryHigh);
  part = multiply64(aHigh, bHigh);
  p3 += high;
  p2 += part;
  p3 += <u64>(p2 < part);
  if ((p2 | p3) === 0) return divide128(p1, p0, cHigh, cLow);
  // The quotient fits exactly when the product's upper half is below the divisor.
  if (p3 > cHigh || (p3 === cHigh && p2 >= cLow)) unreachable();
  let restHigh = p3;
  let restLow = p2;
  let lowHigh = p1;
  let lowLow = p0;
  for (let i = 0; i < 128; i++) {
    const carry = restHigh >> 63;
    restHigh = (restHigh << 1) | (restLow >> 63);
    restLow = (restLow << 1) | (lowHigh >> 63);
    lowHigh = (lowHigh << 1) | (lowLow >> 63);
    lowLow <<= 1;
    if (carry !== 0 || restHigh > cHigh || (restHigh === cHigh && restLow >= cLow)) {
      const borrow = <u64>(restLow < cLow);
      restLow -= cLow;
      restHigh = restHigh - cHigh - borrow;
      lowLow |= 1;
    }
  }
  remainderHigh = restHigh;
  remainderLow = restLow;
  high = lowHigh;
  return lowLow;
}
