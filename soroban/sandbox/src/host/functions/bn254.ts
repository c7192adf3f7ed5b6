import { bn254 as curve } from '@noble/curves/bn254.js';
import { COST } from '../costs.ts';
import type { HostModule } from '../env/types.ts';
import {
  type CurveGroup,
  checkPairLengths,
  cryptoError,
  isOnCurve,
  multiScalar,
  primeField,
  type Quadratic,
  quadraticField,
  readPoint,
  readPoints,
  readScalars,
  writePoint,
} from './curve-group.ts';

const { Fr, Fp12 } = curve.fields;
const field = primeField(curve.fields.Fp.ORDER, 32);
/** Two flag bits that must be unset; infinity is all zeros (EIP-196). */
const FLAGS = { flags: 0xc0, infinityFlag: 0 };

const g1: CurveGroup<bigint> = {
  name: 'bn254 G1',
  Point: curve.G1.Point,
  field,
  ...FLAGS,
  onCurveCost: COST.Bn254G1CheckPointOnCurve,
  // The whole curve is the group.
  subgroupCost: undefined,
};

const g2: CurveGroup<Quadratic> = {
  name: 'bn254 G2',
  Point: curve.G2.Point as unknown as CurveGroup<Quadratic>['Point'],
  field: quadraticField(field),
  ...FLAGS,
  onCurveCost: COST.Bn254G2CheckPointOnCurve,
  subgroupCost: COST.Bn254G2CheckPointInSubgroup,
};

const reduce = (scalar: bigint): bigint => Fr.create(scalar);

type Bn = Extract<keyof HostModule<'c'>, `bn254_${string}`>;

export const bn254: Pick<HostModule<'c'>, Bn> = {
  bn254_g1_add(host, a, b) {
    const sum = readPoint(host, g1, a, 'on curve').add(readPoint(host, g1, b, 'on curve'));
    host.budget.spend(COST.Bn254G1Add);
    host.budget.spend(COST.Bn254G1ProjectiveToAffine);
    return writePoint(g1, sum);
  },
  bn254_g1_mul(host, point, scalar) {
    const read = readPoint(host, g1, point, 'on curve');
    host.budget.spend(COST.Bn254G1Mul);
    host.budget.spend(COST.Bn254G1ProjectiveToAffine);
    return writePoint(g1, read.multiplyUnsafe(reduce(scalar)));
  },
  bn254_multi_pairing_check(host, first, second) {
    checkPairLengths(first, second);
    const [a, b] = [readPoints(host, g1, first), readPoints(host, g2, second)];
    host.budget.spend(COST.Bn254Pairing, a.length);
    // The point at infinity on either side contributes one.
    const pairs = a.flatMap((p, i) => (p.is0() || b[i]!.is0() ? [] : [{ g1: p, g2: b[i]! }]));
    return Fp12.eql(curve.pairingBatch(pairs as Parameters<typeof curve.pairingBatch>[0]), Fp12.ONE);
  },
  bn254_g1_msm: (host, points, scalars) => multiScalar(host, g1, points, readScalars(scalars, reduce), COST.Bn254G1Msm),
  bn254_fr_add(host, a, b) {
    host.budget.spend(COST.Bn254FrAddSub);
    return Fr.add(reduce(a), reduce(b));
  },
  bn254_fr_sub(host, a, b) {
    host.budget.spend(COST.Bn254FrAddSub);
    return Fr.sub(reduce(a), reduce(b));
  },
  bn254_fr_mul(host, a, b) {
    host.budget.spend(COST.Bn254FrMul);
    return Fr.mul(reduce(a), reduce(b));
  },
  bn254_fr_pow(host, base, exponent) {
    host.budget.spend(COST.Bn254FrPow, exponent.toString(2).length);
    return Fr.pow(reduce(base), exponent);
  },
  bn254_fr_inv(host, value) {
    host.budget.spend(COST.Bn254FrInv);
    const reduced = reduce(value);
    if (reduced === 0n) throw cryptoError('scalar inversion input is zero');
    return Fr.inv(reduced);
  },
  bn254_g1_is_on_curve: (host, point) => isOnCurve(host, g1, readPoint(host, g1, point, 'encoding')),
};
