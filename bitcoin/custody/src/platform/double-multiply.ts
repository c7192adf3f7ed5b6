import { secp256k1 } from '@noble/curves/secp256k1.js';

const { Point } = secp256k1;
const PRIME = Point.Fp.ORDER;
const ORDER = Point.Fn.ORDER;

/** X / Z², Y / Z³: coordinates without inversions. Values are reduced in size, not in sign; undefined is the point at infinity. */
interface Jacobian {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
}

/** With the powers of Z that every addition wants. */
interface Prepared extends Jacobian {
  readonly zz: bigint;
  readonly zzz: bigint;
}

type Sum = Jacobian | undefined;

// The curve's endomorphism: BETA · x turns P into LAMBDA · P, so that scalars of 256 bits become two of 128 (Gallant,
// Lambert and Vanstone, 2001; the basis is that of libsecp256k1).
const BETA = 0x7ae96a2b657c07106e64479eac3434e99cf0497512f58995c1396c28719501een;
const [A1, B1] = [0x3086d221a7d46bcde86c90e49284eb15n, -0xe4437ed6010e88286f547fa90abfe4c3n];
const [A2, B2] = [0x114ca50f7a8e2f3f657c1108d9d44cfd8n, A1];

/** Widths of signed windows: of the generator, whose multiples are made once, and of a point that is seen once. */
const [OF_GENERATOR, OF_POINT] = [8, 5];

let generator: [Prepared[], Prepared[]] | undefined;

/**
 * `u1 · G + u2 · Q`, as verification wants it: in a third of what a library needs that has to be right for secrets as well.
 * Not in constant time: for public values only. Undefined is the point at infinity.
 */
export function doubleMultiply(u1: bigint, u2: bigint, q: { x: bigint; y: bigint }): Sum {
  generator ??= multiplesOf(Point.BASE.toAffine(), OF_GENERATOR);
  const parts = [
    ...digitsWith(u1, generator, OF_GENERATOR),
    ...(u2 === 0n ? [] : digitsWith(u2, multiplesOf(q, OF_POINT), OF_POINT)),
  ];
  let sum: Sum;
  for (let at = Math.max(...parts.map(({ digits }) => digits.length), 0) - 1; at >= 0; at--) {
    sum = sum && double(sum);
    for (const { digits, multiples, isNegative } of parts) {
      const digit = digits[at];
      if (!digit) continue;
      const multiple = multiples[(Math.abs(digit) - 1) >> 1];
      if (!multiple) throw new RangeError(`there is no digit ${digit}`);
      sum = add(sum, multiple, digit < 0 !== isNegative);
    }
  }
  return sum;
}

/** Whether the sum's x is one of these numbers, without an inversion. */
export const hasX = ({ x, z }: Jacobian, wanted: bigint): boolean => (x - wanted * ((z * z) % PRIME)) % PRIME === 0n;

export function toAffine({ x, y, z }: Jacobian): { x: bigint; y: bigint } {
  const inverse = Point.Fp.inv(Point.Fp.create(z));
  const square = (inverse * inverse) % PRIME;
  return { x: Point.Fp.create(x * square), y: Point.Fp.create(y * ((square * inverse) % PRIME)) };
}

interface Part {
  digits: readonly number[];
  multiples: readonly Prepared[];
  isNegative: boolean;
}

function digitsWith(scalar: bigint, [own, turned]: [Prepared[], Prepared[]], width: number): Part[] {
  const [first, second] = split(scalar);
  return [
    { digits: digitsOf(abs(first), width), multiples: own, isNegative: first < 0n },
    { digits: digitsOf(abs(second), width), multiples: turned, isNegative: second < 0n },
  ];
}

/** `scalar = first + second · LAMBDA`, each of 129 bits at most. */
function split(scalar: bigint): [first: bigint, second: bigint] {
  const c1 = rounded(B2 * scalar);
  const c2 = rounded(-B1 * scalar);
  return [scalar - c1 * A1 - c2 * A2, -c1 * B1 - c2 * B2];
}

/** To the nearest multiple of the order. */
const rounded = (value: bigint): bigint => (value + (ORDER >> 1n)) / ORDER;

/** Signed odd digits, least significant first; between two of them there are `width - 1` zeros at least. */
function digitsOf(scalar: bigint, width: number): number[] {
  const [radix, mask, low] = [1 << width, (1 << width) - 1, (1n << BigInt(width)) - 1n];
  const digits: number[] = [];
  let rest = scalar;
  while (rest > 0n) {
    let digit = Number(rest & low) & mask;
    if ((digit & 1) === 0) {
      digits.push(0);
      rest >>= 1n;
      continue;
    }
    if (digit >= radix / 2) digit -= radix;
    digits.push(digit);
    rest = (rest - BigInt(digit)) >> 1n;
  }
  return digits;
}

/** The odd multiples that digits of this width name, and the same of `LAMBDA · P`. */
function multiplesOf({ x, y }: { x: bigint; y: bigint }, width: number): [Prepared[], Prepared[]] {
  const first = { x, y, z: 1n };
  const twice = prepared(double(first));
  const own = [prepared(first)];
  for (let last: Jacobian = first; own.length < 1 << (width - 2); ) {
    const next = add(last, twice, false);
    // Of a group of prime order no small multiple is infinite.
    if (!next) throw new RangeError('the point is none of the curve');
    own.push(prepared(next));
    last = next;
  }
  return [own, own.map((one) => ({ ...one, x: (one.x * BETA) % PRIME }))];
}

function prepared({ x, y, z }: Jacobian): Prepared {
  const zz = (z * z) % PRIME;
  return { x, y, z, zz, zzz: (zz * z) % PRIME };
}

/** EFD dbl-2009-l, for curves with a = 0. No point of this curve has y = 0. */
function double({ x, y, z }: Jacobian): Jacobian {
  const b = (y * y) % PRIME;
  const s = (4n * x * b) % PRIME;
  const m = (3n * x * x) % PRIME;
  const x3 = (m * m - 2n * s) % PRIME;
  return { x: x3, y: (m * (s - x3) - 8n * b * b) % PRIME, z: (2n * y * z) % PRIME };
}

/** EFD add-1998-cmo-2, with what is special about equal points and opposite ones. */
function add(sum: Sum, other: Prepared, isNegative: boolean): Sum {
  const otherY = isNegative ? -other.y : other.y;
  if (!sum) return { x: other.x, y: otherY, z: other.z };
  const { x, y, z } = sum;
  const zz = (z * z) % PRIME;
  const isAffine = other.z === 1n;
  const u1 = isAffine ? x : (x * other.zz) % PRIME;
  const s1 = isAffine ? y : (y * other.zzz) % PRIME;
  const h = (other.x * zz - u1) % PRIME;
  const r = (otherY * ((zz * z) % PRIME) - s1) % PRIME;
  if (h === 0n) return r === 0n ? double(sum) : undefined;
  const hh = (h * h) % PRIME;
  const hhh = (hh * h) % PRIME;
  const v = (u1 * hh) % PRIME;
  const x3 = (r * r - hhh - 2n * v) % PRIME;
  const zh = (z * h) % PRIME;
  return {
    x: x3,
    y: (r * (v - x3) - s1 * hhh) % PRIME,
    z: isAffine ? zh : (zh * other.z) % PRIME,
  };
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);
