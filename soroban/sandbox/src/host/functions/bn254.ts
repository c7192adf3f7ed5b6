import { bn254 as curve } from '@noble/curves/bn254.js';
import { COST } from '../costs/cost-types.ts';
import type { Metered } from '../costs/metered.ts';
import type { HostModule } from '../env/types.ts';
import {
  addPoints,
  type CurveGroup,
  isOnCurve,
  multiplyPoint,
  multiScalar,
  primeField,
  type Quadratic,
  quadraticField,
  readEncodedPoint,
  readPairs,
  readPoint,
} from './curve-group.ts';
import { BN254_SCALAR_COSTS, scalarField } from './scalar-field.ts';

const { Fr, Fp12 } = curve.fields;
const field = primeField(curve.fields.Fp.ORDER, 32);
/** Two flag bits that must be unset; infinity is all zeros (EIP-196). */
const format = { flags: 0xc0, infinityFlag: 0, copiesCoordinates: true };

/** What exists of G1; of G2 contracts can only pair points. */
const costs = {
  decode: COST.Bn254DecodeFp,
  encode: COST.Bn254EncodeFp,
  onCurve: COST.Bn254G1CheckPointOnCurve,
  toAffine: COST.Bn254G1ProjectiveToAffine,
  add: COST.Bn254G1Add,
  multiply: COST.Bn254G1Mul,
  multiScalar: COST.Bn254G1Msm,
};

const g1: CurveGroup<bigint> = { name: 'bn254 G1', Point: curve.G1.Point, field, format, costs };

const g2: CurveGroup<Quadratic> = {
  name: 'bn254 G2',
  Point: curve.G2.Point as unknown as CurveGroup<Quadratic>['Point'],
  field: quadraticField(field),
  format,
  costs: { ...costs, onCurve: COST.Bn254G2CheckPointOnCurve, subgroup: COST.Bn254G2CheckPointInSubgroup },
};

const scalars = scalarField(Fr, BN254_SCALAR_COSTS);

type Bn = Extract<keyof HostModule<'c', Metered>, `bn254_${string}`>;

export const bn254: Pick<HostModule<'c', Metered>, Bn> = {
  bn254_g1_add: (host, a, b) => addPoints(host, g1, a, b),
  bn254_g1_mul(host, point, scalar) {
    const read = readPoint(host, g1, point, 'on curve');
    return multiplyPoint(host, g1, read, scalars.read(host, scalar));
  },
  bn254_multi_pairing_check(host, first, second) {
    const pairs = readPairs(host, [g1, g2], first, second, COST.Bn254Pairing);
    return Fp12.eql(curve.pairingBatch(pairs as Parameters<typeof curve.pairingBatch>[0]), Fp12.ONE);
  },
  bn254_g1_msm: (host, points, factors) => multiScalar(host, g1, points, factors, (value) => scalars.read(host, value)),
  bn254_fr_add: scalars.add,
  bn254_fr_sub: scalars.subtract,
  bn254_fr_mul: scalars.multiply,
  bn254_fr_pow: scalars.power,
  bn254_fr_inv: scalars.invert,
  bn254_g1_is_on_curve: (host, point) => isOnCurve(host, g1, readEncodedPoint(host, g1, point)),
};
