import { bls12_381 } from '@noble/curves/bls12-381.js';
import { COST } from '../costs.ts';
import type { HostModule } from '../env/types.ts';
import { HostError } from '../error.ts';
import {
  type CurveGroup,
  checkPairLengths,
  cryptoError,
  isInSubgroup,
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

const { Fr, Fp12 } = bls12_381.fields;
const field = primeField(bls12_381.fields.Fp.ORDER, 48);
/** The three flag bits of the zcash format: compressed, infinity, sort. */
const FLAGS = { flags: 0xe0, infinityFlag: 0x40 };

const g1: CurveGroup<bigint> = {
  name: 'bls12-381 G1',
  Point: bls12_381.G1.Point,
  field,
  ...FLAGS,
  onCurveCost: COST.Bls12381G1CheckPointOnCurve,
  subgroupCost: COST.Bls12381G1CheckPointInSubgroup,
};

const g2: CurveGroup<Quadratic> = {
  name: 'bls12-381 G2',
  Point: bls12_381.G2.Point as unknown as CurveGroup<Quadratic>['Point'],
  field: quadraticField(field),
  ...FLAGS,
  onCurveCost: COST.Bls12381G2CheckPointOnCurve,
  subgroupCost: COST.Bls12381G2CheckPointInSubgroup,
};

const reduce = (scalar: bigint): bigint => Fr.create(scalar);

function checkDomain(domain: Uint8Array): Uint8Array {
  if (domain.length > 0 && domain.length < 256) return domain;
  throw cryptoError(`hash_to_curve: invalid input dst length ${domain.length}, must be > 0 and < 256`);
}

/** The map is one step of hashing to the curve, whose constants the curve library keeps to itself. */
function noMap(): never {
  throw new HostError('Crypto', 'InternalError', 'mapping field elements to BLS12-381 is not part of this sandbox');
}

type Bls = Extract<keyof HostModule<'c'>, `bls12_381_${string}`>;

export const bls12381: Pick<HostModule<'c'>, Bls> = {
  bls12_381_check_g1_is_in_subgroup: (host, point) => isInSubgroup(host, g1, readPoint(host, g1, point, 'on curve')),
  bls12_381_g1_add(host, a, b) {
    const sum = readPoint(host, g1, a, 'on curve').add(readPoint(host, g1, b, 'on curve'));
    host.budget.spend(COST.Bls12381G1Add);
    host.budget.spend(COST.Bls12381G1ProjectiveToAffine);
    return writePoint(g1, sum);
  },
  bls12_381_g1_mul(host, point, scalar) {
    const read = readPoint(host, g1, point, 'in subgroup');
    host.budget.spend(COST.Bls12381G1Mul);
    host.budget.spend(COST.Bls12381G1ProjectiveToAffine);
    return writePoint(g1, read.multiplyUnsafe(reduce(scalar)));
  },
  bls12_381_g1_msm: (host, points, scalars) =>
    multiScalar(host, g1, points, readScalars(scalars, reduce), COST.Bls12381G1Msm),
  bls12_381_map_fp_to_g1: noMap,
  bls12_381_hash_to_g1(host, message, domain) {
    host.budget.spend(COST.Bls12381HashToG1, message.length);
    return writePoint(g1, bls12_381.G1.hashToCurve(message, { DST: checkDomain(domain) }));
  },
  bls12_381_check_g2_is_in_subgroup: (host, point) => isInSubgroup(host, g2, readPoint(host, g2, point, 'on curve')),
  bls12_381_g2_add(host, a, b) {
    const sum = readPoint(host, g2, a, 'on curve').add(readPoint(host, g2, b, 'on curve'));
    host.budget.spend(COST.Bls12381G2Add);
    host.budget.spend(COST.Bls12381G2ProjectiveToAffine);
    return writePoint(g2, sum);
  },
  bls12_381_g2_mul(host, point, scalar) {
    const read = readPoint(host, g2, point, 'in subgroup');
    host.budget.spend(COST.Bls12381G2Mul);
    host.budget.spend(COST.Bls12381G2ProjectiveToAffine);
    return writePoint(g2, read.multiplyUnsafe(reduce(scalar)));
  },
  bls12_381_g2_msm: (host, points, scalars) =>
    multiScalar(host, g2, points, readScalars(scalars, reduce), COST.Bls12381G2Msm),
  bls12_381_map_fp2_to_g2: noMap,
  bls12_381_hash_to_g2(host, message, domain) {
    host.budget.spend(COST.Bls12381HashToG2, message.length);
    const point = bls12_381.G2.hashToCurve(message, { DST: checkDomain(domain) });
    return writePoint(g2, point as unknown as ReturnType<typeof g2.Point.fromAffine>);
  },
  bls12_381_multi_pairing_check(host, first, second) {
    checkPairLengths(first, second);
    const [a, b] = [readPoints(host, g1, first), readPoints(host, g2, second)];
    host.budget.spend(COST.Bls12381Pairing, a.length);
    // The point at infinity on either side contributes one.
    const pairs = a.flatMap((p, i) => (p.is0() || b[i]!.is0() ? [] : [{ g1: p, g2: b[i]! }]));
    return Fp12.eql(bls12_381.pairingBatch(pairs as Parameters<typeof bls12_381.pairingBatch>[0]), Fp12.ONE);
  },
  bls12_381_fr_add(host, a, b) {
    host.budget.spend(COST.Bls12381FrAddSub);
    return Fr.add(reduce(a), reduce(b));
  },
  bls12_381_fr_sub(host, a, b) {
    host.budget.spend(COST.Bls12381FrAddSub);
    return Fr.sub(reduce(a), reduce(b));
  },
  bls12_381_fr_mul(host, a, b) {
    host.budget.spend(COST.Bls12381FrMul);
    return Fr.mul(reduce(a), reduce(b));
  },
  bls12_381_fr_pow(host, base, exponent) {
    host.budget.spend(COST.Bls12381FrPow, exponent.toString(2).length);
    return Fr.pow(reduce(base), exponent);
  },
  bls12_381_fr_inv(host, value) {
    host.budget.spend(COST.Bls12381FrInv);
    const reduced = reduce(value);
    if (reduced === 0n) throw cryptoError('scalar inversion input is zero');
    return Fr.inv(reduced);
  },
  bls12_381_g1_is_on_curve: (host, point) => isOnCurve(host, g1, readPoint(host, g1, point, 'encoding')),
  bls12_381_g2_is_on_curve: (host, point) => isOnCurve(host, g2, readPoint(host, g2, point, 'encoding')),
};
