import type { WeierstrassPoint, WeierstrassPointCons } from '@noble/curves/abstract/weierstrass.js';
import type { Cost } from '../costs.ts';
import { HostError } from '../error.ts';
import type { Host } from '../host.ts';
import type { HostVal } from '../value.ts';

export const cryptoError = (reason: string): HostError => new HostError('Crypto', 'InvalidInput', reason);

/** How elements of a coordinate field are written: big-endian, of an extension field the higher coefficient first. */
export type FieldCodec<F> = {
  readonly bytes: number;
  readonly read: (bytes: Uint8Array) => F;
  readonly write: (element: F) => Uint8Array;
};

export function primeField(order: bigint, bytes: number): FieldCodec<bigint> {
  return {
    bytes,
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
    read(input) {
      if (input.length !== 2 * base.bytes) {
        throw cryptoError(`a field element has ${2 * base.bytes} bytes, not ${input.length}`);
      }
      return { c1: base.read(input.subarray(0, base.bytes)), c0: base.read(input.subarray(base.bytes)) };
    },
    write: ({ c0, c1 }) => Buffer.concat([base.write(c1), base.write(c0)]),
  };
}

/** A group of points as contracts pass them: uncompressed, x then y. */
export type CurveGroup<F> = {
  readonly name: string;
  readonly Point: WeierstrassPointCons<F>;
  readonly field: FieldCodec<F>;
  /** Bits of the first byte that must not be set, and the one that means the point at infinity where there is one. */
  readonly flags: number;
  readonly infinityFlag: number;
  readonly onCurveCost: Cost;
  readonly subgroupCost: Cost | undefined;
};

export type Check = 'encoding' | 'on curve' | 'in subgroup';

export function readPoint<F>(host: Host, group: CurveGroup<F>, bytes: Uint8Array, check: Check): WeierstrassPoint<F> {
  const { name, Point, field } = group;
  if (bytes.length !== 2 * field.bytes) {
    throw cryptoError(`${name}: a point has ${2 * field.bytes} bytes, not ${bytes.length}`);
  }
  const flags = bytes[0]! & group.flags;
  const rest = Buffer.from(bytes);
  rest[0] = rest[0]! & ~group.infinityFlag;
  const isInfinity = flags === group.infinityFlag && rest.every((byte) => byte === 0);
  if (isInfinity) return Point.ZERO;
  if (flags !== 0) throw cryptoError(`${name}: the flags of an uncompressed point are not set`);
  const point = Point.fromAffine({
    x: field.read(bytes.subarray(0, field.bytes)),
    y: field.read(bytes.subarray(field.bytes)),
  });
  if (check !== 'encoding' && !isOnCurve(host, group, point)) throw cryptoError(`${name}: point not on curve`);
  if (check === 'in subgroup' && !isInSubgroup(host, group, point)) {
    throw cryptoError(`${name}: point not in the correct subgroup`);
  }
  return point;
}

export function writePoint<F>(group: CurveGroup<F>, point: WeierstrassPoint<F>): Uint8Array {
  const { field } = group;
  if (point.is0()) return new Uint8Array(2 * field.bytes).with(0, group.infinityFlag);
  const { x, y } = point.toAffine();
  return Buffer.concat([field.write(x), field.write(y)]);
}

/** y² = x³ + b; both families of curves have a = 0. */
export function isOnCurve<F>(host: Host, { Point, onCurveCost }: CurveGroup<F>, point: WeierstrassPoint<F>): boolean {
  host.budget.spend(onCurveCost);
  if (point.is0()) return true;
  const { Fp } = Point;
  const { x, y } = point.toAffine();
  return Fp.eql(Fp.sqr(y), Fp.add(Fp.mul(Fp.sqr(x), x), Point.CURVE().b));
}

export function isInSubgroup<F>(host: Host, { subgroupCost }: CurveGroup<F>, point: WeierstrassPoint<F>): boolean {
  if (subgroupCost === undefined) return true;
  host.budget.spend(subgroupCost);
  return point.isTorsionFree();
}

/** The sum of points multiplied by scalars (already reduced). */
export function multiScalar<F>(
  host: Host,
  group: CurveGroup<F>,
  points: readonly HostVal[],
  scalars: readonly bigint[],
  cost: Cost,
): Uint8Array {
  const read = readPoints(host, group, points);
  host.budget.spend(cost, read.length);
  if (read.length !== scalars.length || read.length === 0) {
    throw cryptoError(`${group.name} msm: invalid input vector lengths (${read.length}, ${scalars.length})`);
  }
  const sum = read.reduce((total, point, i) => total.add(point.multiplyUnsafe(scalars[i]!)), group.Point.ZERO);
  return writePoint(group, sum);
}

export function readPoints<F>(
  host: Host,
  group: CurveGroup<F>,
  points: readonly HostVal[],
): readonly WeierstrassPoint<F>[] {
  return points.map((point) => {
    if (point.type !== 'bytes') throw new HostError('Value', 'UnexpectedType', `${group.name}: a point must be bytes`);
    return readPoint(host, group, point.value, 'in subgroup');
  });
}

/** Scalars in a vector, reduced to the field. */
export function readScalars(scalars: readonly HostVal[], reduce: (scalar: bigint) => bigint): bigint[] {
  return scalars.map((scalar) => {
    if (scalar.type !== 'u256') throw cryptoError('element must be U256Val');
    return reduce(scalar.value);
  });
}

export function checkPairLengths(first: readonly HostVal[], second: readonly HostVal[]): void {
  if (first.length === second.length && first.length > 0) return;
  throw cryptoError(`multi-pairing-check: invalid input vector lengths ${first.length} and ${second.length}`);
}
