import { bls12_381 } from '@noble/curves/bls12-381.js';
import { COST } from '../costs/cost-types.ts';
import type { Metered } from '../costs/metered.ts';
import type { HostModule } from '../env/types.ts';
import { mapToG1, mapToG2 } from './bls12-381-map.ts';
import {
  addPoints,
  type CurveGroup,
  cryptoError,
  type FieldCodec,
  isInSubgroup,
  isOnCurve,
  multiplyPoint,
  multiScalar,
  primeField,
  type Quadratic,
  quadraticField,
  readEncodedPoint,
  readPairs,
  readPoint,
  writePoint,
} from './curve-group.ts';
import { BLS12_381_SCALAR_COSTS, scalarField } from './scalar-field.ts';

const { Fr, Fp12 } = bls12_381.fields;
const field = primeField(bls12_381.fields.Fp.ORDER, 48);
/** The three flag bits of the zcash format: compressed, infinity, sort. */
const format = { flags: 0xe0, infinityFlag: 0x40, copiesCoordinates: false };
const coding = { decode: COST.Bls12381DecodeFp, encode: COST.Bls12381EncodeFp };

const g1: CurveGroup<bigint> = {
  name: 'bls12-381 G1',
  Point: bls12_381.G1.Point,
  field,
  format,
  costs: {
    ...coding,
    onCurve: COST.Bls12381G1CheckPointOnCurve,
    subgroup: COST.Bls12381G1CheckPointInSubgroup,
    toAffine: COST.Bls12381G1ProjectiveToAffine,
    add: COST.Bls12381G1Add,
    multiply: COST.Bls12381G1Mul,
    multiScalar: COST.Bls12381G1Msm,
  },
};

const g2: CurveGroup<Quadratic> = {
  name: 'bls12-381 G2',
  Point: bls12_381.G2.Point as unknown as CurveGroup<Quadratic>['Point'],
  field: quadraticField(field),
  format,
  costs: {
    ...coding,
    onCurve: COST.Bls12381G2CheckPointOnCurve,
    subgroup: COST.Bls12381G2CheckPointInSubgroup,
    toAffine: COST.Bls12381G2ProjectiveToAffine,
    add: COST.Bls12381G2Add,
    multiply: COST.Bls12381G2Mul,
    multiScalar: COST.Bls12381G2Msm,
  },
};

const scalars = scalarField(Fr, BLS12_381_SCALAR_COSTS);
const scalarReader = (host: Metered) => (value: bigint) => scalars.read(host, value);

function checkDomain(domain: Uint8Array): Uint8Array {
  if (domain.length > 0 && domain.length < 256) return domain;
  throw cryptoError(`hash_to_curve: invalid input dst length ${domain.length}, must be > 0 and < 256`);
}

/** A field element to be mapped; it is copied to turn its bytes round. */
function readElement<F>(host: Metered, codec: FieldCodec<F>, bytes: Uint8Array): F {
  if (bytes.length !== codec.bytes) {
    throw cryptoError(`bls12-381: a field element has ${codec.bytes} bytes, not ${bytes.length}`);
  }
  host.budget.copy(codec.bytes);
  for (let i = 0; i < codec.degree; i++) host.budget.spend(COST.Bls12381DecodeFp);
  return codec.read(bytes);
}

type Bls = Extract<keyof HostModule<'c', Metered>, `bls12_381_${string}`>;

export const bls12381: Pick<HostModule<'c', Metered>, Bls> = {
  bls12_381_check_g1_is_in_subgroup: (host, point) => isInSubgroup(host, g1, readPoint(host, g1, point, 'on curve')),
  bls12_381_g1_add: (host, a, b) => addPoints(host, g1, a, b),
  bls12_381_g1_mul(host, point, scalar) {
    const read = readPoint(host, g1, point, 'in subgroup');
    return multiplyPoint(host, g1, read, scalars.read(host, scalar));
  },
  bls12_381_g1_msm: (host, points, factors) => multiScalar(host, g1, points, factors, scalarReader(host)),
  bls12_381_map_fp_to_g1(host, element) {
    const read = readElement(host, g1.field, element);
    host.budget.spend(COST.Bls12381MapFpToG1);
    return writePoint(host, g1, g1.Point.fromAffine(mapToG1(read)));
  },
  bls12_381_hash_to_g1(host, message, domain) {
    host.budget.spend(COST.Bls12381HashToG1, message.length);
    return writePoint(host, g1, bls12_381.G1.hashToCurve(message, { DST: checkDomain(domain) }));
  },
  bls12_381_check_g2_is_in_subgroup: (host, point) => isInSubgroup(host, g2, readPoint(host, g2, point, 'on curve')),
  bls12_381_g2_add: (host, a, b) => addPoints(host, g2, a, b),
  bls12_381_g2_mul(host, point, scalar) {
    const read = readPoint(host, g2, point, 'in subgroup');
    return multiplyPoint(host, g2, read, scalars.read(host, scalar));
  },
  bls12_381_g2_msm: (host, points, factors) => multiScalar(host, g2, points, factors, scalarReader(host)),
  bls12_381_map_fp2_to_g2(host, element) {
    const read = readElement(host, g2.field, element);
    host.budget.spend(COST.Bls12381MapFp2ToG2);
    return writePoint(host, g2, g2.Point.fromAffine(mapToG2(read)));
  },
  bls12_381_hash_to_g2(host, message, domain) {
    host.budget.spend(COST.Bls12381HashToG2, message.length);
    const point = bls12_381.G2.hashToCurve(message, { DST: checkDomain(domain) });
    return writePoint(host, g2, point as unknown as ReturnType<typeof g2.Point.fromAffine>);
  },
  bls12_381_multi_pairing_check(host, first, second) {
    const pairs = readPairs(host, [g1, g2], first, second, COST.Bls12381Pairing);
    return Fp12.eql(bls12_381.pairingBatch(pairs as Parameters<typeof bls12_381.pairingBatch>[0]), Fp12.ONE);
  },
  bls12_381_fr_add: scalars.add,
  bls12_381_fr_sub: scalars.subtract,
  bls12_381_fr_mul: scalars.multiply,
  bls12_381_fr_pow: scalars.power,
  bls12_381_fr_inv: scalars.invert,
  bls12_381_g1_is_on_curve: (host, point) => isOnCurve(host, g1, readEncodedPoint(host, g1, point)),
  bls12_381_g2_is_on_curve: (host, point) => isOnCurve(host, g2, readEncodedPoint(host, g2, point)),
};
