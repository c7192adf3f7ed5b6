import { invert } from '@noble/curves/abstract/modular.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesToHex } from '../bytes.ts';

/** A point of secp256k1 that is not the point at infinity. */
export interface CurvePoint {
  readonly x: bigint;
  readonly y: bigint;
}

/** `point + scalar · G`, to be computed; the scalar in 32 bytes, big-endian, below the group's order. */
export interface PointSum {
  readonly point: CurvePoint;
  readonly scalar: Uint8Array;
}

const { Fp, BASE, fromAffine } = secp256k1.Point;
const PRIME = Fp.ORDER;
const ORDER = secp256k1.Point.Fn.ORDER;

/** Digits of ten bits from -511 to 512, so that half of the multiples are enough: the rest are their negatives. */
const DIGIT_BITS = 10;
const DIGITS = 26;
const RADIX = 1 << DIGIT_BITS;
const MULTIPLES = RADIX / 2;

/** `table[digit][m - 1]` is `m · 1024^digit · G`: 13,312 points, 2 MB, made in some 50 ms when first asked for. */
let table: Table | undefined;

/**
 * Compressed keys of the sums, for many at once: inversions are shared, and nothing is doubled, as every multiple of the
 * generator's powers is in a table. Not in constant time: for public keys only.
 *
 * @returns undefined where the scalar is not below the order, or the sum is the point at infinity.
 */
export function addMultiples(sums: readonly PointSum[]): (Uint8Array | undefined)[] {
  table ??= makeTable();
  return sums.length < WORTH_INVERTING ? addEach(sums, table) : addTogether(sums, table);
}

/** From as many sums on, an inversion for each digit costs less than doing without. */
const WORTH_INVERTING = 24;

type Table = readonly (readonly CurvePoint[])[];

/** One digit of all the sums after another, in affine coordinates: six products a sum and digit, and an inversion for all. */
function addTogether(sums: readonly PointSum[], multiples: Table): (Uint8Array | undefined)[] {
  const digits = sums.map(({ scalar }) => (numberOf(scalar) < ORDER ? digitsOf(scalar) : undefined));
  const [xs, ys] = [sums.map(({ point }) => point.x), sums.map(({ point }) => point.y)];
  // A point that meets itself or its negative, once in 2^256: the slope is not what is reckoned here.
  const met = new Set<number>();
  for (const [i, multiplesOfDigit] of multiples.entries()) {
    const adding: { readonly at: number; readonly x: bigint; readonly y: bigint; readonly run: bigint }[] = [];
    for (const [at, ofSum] of digits.entries()) {
      const digit = ofSum?.[i];
      if (!digit || met.has(at)) continue;
      const multiple = multiplesOfDigit[Math.abs(digit) - 1];
      if (!multiple) throw new RangeError(`there is no digit ${digit} at ${i}`);
      const run = multiple.x - (xs[at] ?? 0n);
      if (run % PRIME === 0n) met.add(at);
      else adding.push({ at, x: multiple.x, y: digit < 0 ? -multiple.y : multiple.y, run });
    }
    const inverses = invertAll(adding.map(({ run }) => run));
    for (const [k, { at, x, y }] of adding.entries()) {
      const [x1, y1] = [xs[at] ?? 0n, ys[at] ?? 0n];
      const slope = ((y - y1) * (inverses[k] ?? 0n)) % PRIME;
      const sum = (slope * slope - x1 - x) % PRIME;
      xs[at] = sum;
      ys[at] = (slope * (x1 - sum) - y1) % PRIME;
    }
  }
  return sums.map((sum, at) => {
    if (!digits[at]) return undefined;
    if (met.has(at)) return addEach([sum], multiples)[0];
    return compress(xs[at] ?? 0n, ys[at] ?? 0n);
  });
}

/** One sum after another, in coordinates that need an inversion only at the end. */
function addEach(sums: readonly PointSum[], multiples: Table): (Uint8Array | undefined)[] {
  const projective = sums.map(({ point, scalar }) => addOne(point, scalar, multiples));
  const inverses = invertAll(projective.map((sum) => sum?.z ?? 1n));
  return projective.map((sum, i) => {
    if (!sum) return undefined;
    const inverse = inverses[i] ?? 0n;
    const square = (inverse * inverse) % PRIME;
    return compress(sum.x * square, ((sum.y * square) % PRIME) * inverse);
  });
}

const numberOf = (scalar: Uint8Array): bigint => BigInt(`0x${bytesToHex(scalar)}`);

/** Jacobian coordinates; each may be negative. */
interface Jacobian {
  x: bigint;
  y: bigint;
  z: bigint;
}

function addOne(point: CurvePoint, scalar: Uint8Array, multiples: Table): Jacobian | undefined {
  const value = numberOf(scalar);
  if (value >= ORDER) return undefined;
  const sum: Jacobian = { x: point.x, y: point.y, z: 1n };
  for (const [i, digit] of digitsOf(scalar).entries()) {
    if (digit === 0) continue;
    const multiple = multiples[i]?.[Math.abs(digit) - 1];
    if (!multiple) throw new RangeError(`there is no digit ${digit} at ${i}`);
    if (!addInto(sum, multiple.x, digit < 0 ? -multiple.y : multiple.y)) return addByLibrary(point, value);
  }
  return sum;
}

/** Adds an affine point (madd of EFD, a = 0). False for a point of the same x, which these formulas are not for. */
function addInto(sum: Jacobian, x: bigint, y: bigint): boolean {
  const { x: x1, y: y1, z: z1 } = sum;
  const zz = (z1 * z1) % PRIME;
  const h = (x * zz - x1) % PRIME;
  if (h === 0n) return false;
  const r = (((y * z1) % PRIME) * zz - y1) % PRIME;
  const hh = (h * h) % PRIME;
  const hhh = (h * hh) % PRIME;
  const v = (x1 * hh) % PRIME;
  sum.x = (r * r - hhh - 2n * v) % PRIME;
  sum.y = (r * (v - sum.x) - y1 * hhh) % PRIME;
  sum.z = (z1 * h) % PRIME;
  return true;
}

/** The way for the one case in 2^256 where a point meets itself. */
function addByLibrary(point: CurvePoint, scalar: bigint): Jacobian | undefined {
  const sum = fromAffine(point).add(scalar === 0n ? secp256k1.Point.ZERO : BASE.multiply(scalar));
  return sum.is0() ? undefined : { ...sum.toAffine(), z: 1n };
}

/** From the least on. */
function digitsOf(scalar: Uint8Array): number[] {
  const digits: number[] = [];
  let carry = 0;
  for (let i = 0; i < DIGITS; i++) {
    const bit = i * DIGIT_BITS;
    const at = 31 - (bit >> 3);
    const bits = (scalar[at] ?? 0) | ((scalar[at - 1] ?? 0) << 8) | ((scalar[at - 2] ?? 0) << 16);
    const digit = ((bits >> (bit & 7)) & (RADIX - 1)) + carry;
    carry = digit > MULTIPLES ? 1 : 0;
    digits.push(digit - carry * RADIX);
  }
  return digits;
}

/** Montgomery's trick: one inversion, and three products for each. */
function invertAll(values: readonly bigint[]): bigint[] {
  const before: bigint[] = [];
  let product = 1n;
  for (const value of values) {
    before.push(product);
    product = (product * value) % PRIME;
  }
  let inverse = invert(positive(product), PRIME);
  const inverses = new Array<bigint>(values.length);
  for (let i = values.length - 1; i >= 0; i--) {
    inverses[i] = (inverse * (before[i] ?? 0n)) % PRIME;
    inverse = (inverse * (values[i] ?? 0n)) % PRIME;
  }
  return inverses;
}

const positive = (value: bigint): bigint => {
  const rest = value % PRIME;
  return rest < 0n ? rest + PRIME : rest;
};

function compress(x: bigint, y: bigint): Uint8Array {
  const key = new Uint8Array(33);
  key[0] = (positive(y) & 1n) === 1n ? 3 : 2;
  key.set(Fp.toBytes(positive(x)), 1);
  return key;
}

function makeTable(): CurvePoint[][] {
  let power = BASE;
  return Array.from({ length: DIGITS }, () => {
    const multiples = multiplesOf(power);
    const last = multiples.at(-1);
    if (last) power = fromAffine(last).double();
    return multiples;
  });
}

/** `1 … 512` times a point: each run of multiples is the one before it and a single point, with one inversion for all. */
function multiplesOf(point: typeof BASE): CurvePoint[] {
  const multiples: CurvePoint[] = [point.toAffine()];
  while (multiples.length < MULTIPLES) {
    const known = multiples.length;
    // Twice the last one known, and that one added to each of the others.
    const last = multiples[known - 1] as CurvePoint;
    const inverses = invertAll(multiples.map(({ x }, i) => (i === known - 1 ? 1n : last.x - x)));
    for (let i = 0; i < known - 1; i++) multiples.push(addAffine(multiples[i] as CurvePoint, last, inverses[i] ?? 0n));
    multiples.push(fromAffine(last).double().toAffine());
  }
  return multiples;
}

function addAffine(a: CurvePoint, b: CurvePoint, inverse: bigint): CurvePoint {
  const slope = ((b.y - a.y) * inverse) % PRIME;
  const x = positive(slope * slope - a.x - b.x);
  return { x, y: positive(slope * (a.x - x) - a.y) };
}
