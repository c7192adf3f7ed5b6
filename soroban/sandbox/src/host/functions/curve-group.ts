import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import type { Cost } from '../costs/cost-types.ts';
import type { Metered } from '../costs/metered.ts';
import { HostError } from '../values/error.ts';
import type { HostVal } from '../values/value.ts';

export const cryptoError = (reason: string): HostError => new HostError('Crypto', 'InvalidInput', reason);

/** How elements of a coordinate field are written: big-endian, of an extension field the higher coefficient first. */
export type FieldCodec<F> = {
  readonly bytes: number;
  /** Elements of the prime field in one of this field: each is paid for when it is decoded or encoded. */
  readonly degree: number;
  readonly read: (bytes: Uint8Array) => F;
  readonly write: (element: F) => Uint8Array;
};

export function primeField(order: bigint, bytes: number): FieldCodec<bigint> {
  return {
    bytes,
    degree: 1,
    read(input) {
      if (input.length !== bytes) throw cryptoError(`a field element has ${bytes} bytes, not ${input.length}`);
      const element = BigInt(`0x${Buffer.from(input).toString('hex')}`);
      if (element >= order) throw cryptoError('a field element is not below the modulus');
      return element;
    },
    write: (element) => Buffer.from(element.toString(16).padStart(2 * bytes, '0'), 'hex'),
  };
}

export type Quadratic = { readonly c0: bigint; readonly c1: bigint };

export function quadraticField(base: FieldCodec<bigint>): FieldCodec<Quadratic> {
  return {
    bytes: 2 * base.bytes,
    degree: 2,
    read(input) {
      if (input.length !== 2 * base.bytes) {
        throw cryptoError(`a field element has ${2 * base.bytes} bytes, not ${input.length}`);
      }
      return { c1: base.read(input.subarray(0, base.bytes)), c0: base.read(input.subarray(base.bytes)) };
    },
    write: ({ c0, c1 }) => Buffer.concat([base.write(c1), base.write(c0)]),
  };
}

/** What working with points of a group costs. */
export type GroupCosts = {
  readonly decode: Cost;
  readonly encode: Cost;
  readonly onCurve: Cost;
  /** Absent where the whole curve is the group. */
  readonly subgroup?: Cost;
  readonly toAffine: Cost;
  readonly add: Cost;
  readonly multiply: Cost;
  readonly multiScalar: Cost;
};

/** A group of points as contracts pass them: uncompressed, x then y. */
export type CurveGroup<F> = {
  readonly name: string;
  readonly Point: WeierstrassPointCons<F>;
  readonly field: FieldCodec<F>;
  readonly format: PointFormat;
  readonly costs: GroupCosts;
};

export type PointFormat = {
  /** Bits of the first byte that must not be set, and the one that means the point at infinity where there is one. */
  readonly flags: number;
  readonly infinityFlag: number;
  /** The network's code for this curve turns coordinates round by copying them, and does not decode infinity. */
  readonly copiesCoordinates: boolean;
};

export type Check = 'on curve' | 'in subgroup';

export function readPoint<F>(
  host: Metered,
  group: CurveGroup<F>,
  bytes: Uint8Array,
  check: Check,
): WeierstrassPoint<F> {
  const { name, format, Point } = group;
  const point = readEncodedPoint(host, group, bytes);
  // Without coordinates there is nothing to check.
  if (format.copiesCoordinates && point === Point.ZERO) return point;
  if (!isOnCurve(host, group, point)) throw cryptoError(`${name}: point not on curve`);
  if (check === 'in subgroup' && !isInSubgroup(host, group, point!)) {
    throw cryptoError(`${name}: point not in the correct subgroup`);
  }
  return point!;
}

/** Two coordinates, wherever they are. Undefined where the second is zero, as of no point of these curves. */
export function readEncodedPoint<F>(
  host: Metered,
  group: CurveGroup<F>,
  bytes: Uint8Array,
): WeierstrassPoint<F> | undefined {
  const { name, Point, field, format } = group;
  if (bytes.length !== 2 * field.bytes) {
    throw cryptoError(`${name}: a point has ${2 * field.bytes} bytes, not ${bytes.length}`);
  }
  const flags = bytes[0]! & format.flags;
  const rest = Buffer.from(bytes);
  rest[0] = rest[0]! & ~format.infinityFlag;
  const isInfinity = flags === format.infinityFlag && rest.every((byte) => byte === 0);
  if (flags !== 0 && !isInfinity) throw cryptoError(`${name}: the flags of an uncompressed point are not set`);
  if (isInfinity && format.copiesCoordinates) return Point.ZERO;
  chargeDecoding(host, group);
  if (isInfinity) return Point.ZERO;
  const x = field.read(bytes.subarray(0, field.bytes));
  const y = field.read(bytes.subarray(field.bytes));
  return Point.Fp.is0(y) ? undefined : Point.fromAffine({ x, y });
}

function chargeDecoding<F>({ budget }: Metered, { field, format, costs }: CurveGroup<F>): void {
  for (let i = 0; i < 2 * field.degree; i++) budget.spend(costs.decode);
  // Each coordinate is copied out, and again to turn its bytes round.
  if (format.copiesCoordinates) for (let i = 0; i < 4; i++) budget.copy(field.bytes);
}

export function writePoint<F>(host: Metered, group: CurveGroup<F>, point: WeierstrassPoint<F>): Uint8Array {
  const { field, format, costs } = group;
  for (let i = 0; i < 2 * field.degree; i++) host.budget.spend(costs.encode);
  host.budget.collect(2 * field.bytes, 1);
  if (point.is0()) return new Uint8Array(2 * field.bytes).with(0, format.infinityFlag);
  const { x, y } = point.toAffine();
  return Buffer.concat([field.write(x), field.write(y)]);
}

/** y² = x³ + b; both families of curves have a = 0. */
export function isOnCurve<F>(
  host: Metered,
  { Point, costs }: CurveGroup<F>,
  point: WeierstrassPoint<F> | undefined,
): boolean {
  host.budget.spend(costs.onCurve);
  if (point === undefined) return false;
  if (point.is0()) return true;
  const { Fp } = Point;
  const { x, y } = point.toAffine();
  return Fp.eql(Fp.sqr(y), Fp.add(Fp.mul(Fp.sqr(x), x), Point.CURVE().b));
}

export function isInSubgroup<F>(host: Metered, { costs }: CurveGroup<F>, point: WeierstrassPoint<F>): boolean {
  if (costs.subgroup === undefined) return true;
  host.budget.spend(costs.subgroup);
  return point.isTorsionFree();
}

export function addPoints<F>(host: Metered, group: CurveGroup<F>, a: Uint8Array, b: Uint8Array): Uint8Array {
  const [first, second] = [readPoint(host, group, a, 'on curve'), readPoint(host, group, b, 'on curve')];
  host.budget.spend(group.costs.add);
  return writeResult(host, group, first.add(second));
}

/** A point multiplied by a scalar that is reduced already. */
export function multiplyPoint<F>(
  host: Metered,
  group: CurveGroup<F>,
  point: WeierstrassPoint<F>,
  scalar: bigint,
): Uint8Array {
  host.budget.spend(group.costs.multiply);
  return writeResult(host, group, point.multiplyUnsafe(scalar));
}

/** The sum of points multiplied by scalars. */
export function multiScalar<F>(
  host: Metered,
  group: CurveGroup<F>,
  points: readonly HostVal[],
  scalars: readonly HostVal[],
  readScalar: (scalar: bigint) => bigint,
): Uint8Array {
  const read = readPoints(host, group, points);
  const factors = readScalars(host, scalars, readScalar);
  host.budget.spend(group.costs.multiScalar, read.length);
  if (read.length !== factors.length || read.length === 0) {
    throw cryptoError(`${group.name} msm: invalid input vector lengths (${read.length}, ${factors.length})`);
  }
  const sum = read.reduce((total, point, i) => total.add(point.multiplyUnsafe(factors[i]!)), group.Point.ZERO);
  return writeResult(host, group, sum);
}

function writeResult<F>(host: Metered, group: CurveGroup<F>, point: WeierstrassPoint<F>): Uint8Array {
  host.budget.spend(group.costs.toAffine);
  return writePoint(host, group, point);
}

/** Asking a vector for its length, as a contract would ask: it is looked up to be checked, and again to be counted. */
const LENGTH_VISITS = 2;
const SCALAR_BYTES = 32;

export function readPoints<F>(
  host: Metered,
  group: CurveGroup<F>,
  points: readonly HostVal[],
): readonly WeierstrassPoint<F>[] {
  host.budget.visit(LENGTH_VISITS);
  host.budget.allocate(points.length * 2 * group.field.bytes);
  return points.map((point) => {
    if (point.type !== 'bytes') throw new HostError('Value', 'UnexpectedType', `${group.name}: a point must be bytes`);
    host.budget.visit();
    return readPoint(host, group, point.value, 'in subgroup');
  });
}

function readScalars(host: Metered, scalars: readonly HostVal[], read: (scalar: bigint) => bigint): bigint[] {
  host.budget.visit(LENGTH_VISITS);
  host.budget.allocate(scalars.length * SCALAR_BYTES);
  return scalars.map((scalar) => {
    if (scalar.type !== 'u256') throw new HostError('Value', 'UnexpectedType', 'a scalar must be u256');
    return read(scalar.value);
  });
}

export type Pair<F, G> = { readonly g1: WeierstrassPoint<F>; readonly g2: WeierstrassPoint<G> };

/** Pairs of points of two groups, without those in which one is infinity: they contribute one. */
export function readPairs<F, G>(
  host: Metered,
  [groupA, groupB]: readonly [CurveGroup<F>, CurveGroup<G>],
  first: readonly HostVal[],
  second: readonly HostVal[],
  cost: Cost,
): Pair<F, G>[] {
  if (first.length !== second.length || first.length === 0) {
    throw cryptoError(`multi-pairing-check: invalid input vector lengths ${first.length} and ${second.length}`);
  }
  // Both were asked for their lengths before.
  host.budget.visit(2);
  const [a, b] = [readPoints(host, groupA, first), readPoints(host, groupB, second)];
  host.budget.spend(cost, a.length);
  host.budget.compare(PAIRING_DEGREE * groupA.field.bytes);
  return a.flatMap((g1, i) => (g1.is0() || b[i]!.is0() ? [] : [{ g1, g2: b[i]! }]));
}

/** A pairing's result is an element of an extension field of this degree. */
const PAIRING_DEGREE = 12;
