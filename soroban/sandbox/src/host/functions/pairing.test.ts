import { grainGenConstants, poseidon as reference } from '@noble/curves/abstract/poseidon.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 as bn } from '@noble/curves/bn254.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { bytes, TestLedger, uploadFunction } from '../../../test/host/test-ledger.ts';
import { Host } from '../host.ts';
import { HostError } from '../values/error.ts';
import { type HostVal, symbolVal } from '../values/value.ts';
import { bls12381 } from './bls12-381.ts';
import { bn254 } from './bn254.ts';
import { poseidon } from './poseidon.ts';

let host: Host;
beforeEach(() => {
  const ledger = new TestLedger();
  host = new Host({
    reader: ledger.entries,
    ledger: ledger.info,
    function: uploadFunction(new Uint8Array()),
    source: ledger.source,
    auth: [],
    footprint: 'record',
    prngSeed: new Uint8Array(32),
    limits: { instructions: 1e12, memoryBytes: 1e12 },
  });
});

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');
const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const u256 = (value: bigint): HostVal => ({ type: 'u256', value });
const refused = (body: () => unknown): string => {
  try {
    body();
  } catch (error) {
    if (error instanceof HostError) return error.short;
    throw error;
  }
  return 'no error';
};
const INVALID = 'Error(Crypto, InvalidInput)';

describe('BLS12-381', () => {
  const G1 = bls12_381.G1.Point.BASE.toBytes(false);
  const G2 = bls12_381.G2.Point.BASE.toBytes(false);
  const infinity1 = new Uint8Array(96).with(0, 0x40);
  const order = bls12_381.fields.Fr.ORDER;

  test('hashing to G1 (RFC 9380, J.9.1, empty message)', () => {
    const domain = Buffer.from('QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_');
    expect(hex(bls12381.bls12_381_hash_to_g1(host, new Uint8Array(), domain))).toBe(
      '052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1' +
        '08ba738453bfed09cb546dbb0783dbb3a5f1f566ed67bb6be0e8c67e2e81a4cc68ee29813bb7994998f3eae0c9c6a265',
    );
  });

  test('points add and multiply in the encoding of the network', () => {
    const two = bls12381.bls12_381_g1_add(host, G1, G1);
    expect(bls12381.bls12_381_g1_mul(host, G1, 2n)).toEqual(two);
    expect(bls12381.bls12_381_g1_mul(host, G1, order)).toEqual(infinity1);
    expect(bls12381.bls12_381_g1_add(host, two, infinity1)).toEqual(two);
    expect(bls12381.bls12_381_g1_msm(host, [bytes(G1), bytes(two)], [u256(3n), u256(4n)])).toEqual(
      bls12381.bls12_381_g1_mul(host, G1, 11n),
    );
    expect(hex(bls12381.bls12_381_g2_mul(host, G2, 3n))).toBe(hex(bls12_381.G2.Point.BASE.multiply(3n).toBytes(false)));
  });

  test('pairings cancel: e(aP, Q) e(-P, aQ) = 1', () => {
    const a = 12_345n;
    const first = [bls12381.bls12_381_g1_mul(host, G1, a), bls12381.bls12_381_g1_mul(host, G1, order - 1n)].map(bytes);
    const second = [G2, bls12381.bls12_381_g2_mul(host, G2, a)].map(bytes);
    expect(bls12381.bls12_381_multi_pairing_check(host, first, second)).toBe(true);
    expect(bls12381.bls12_381_multi_pairing_check(host, first, second.toReversed())).toBe(false);
    expect(bls12381.bls12_381_multi_pairing_check(host, [bytes(infinity1)], [bytes(G2)])).toBe(true);
  });

  test('scalars are reduced', () => {
    expect(bls12381.bls12_381_fr_add(host, order - 1n, 2n)).toBe(1n);
    expect(bls12381.bls12_381_fr_sub(host, 0n, 1n)).toBe(order - 1n);
    expect(bls12381.bls12_381_fr_mul(host, bls12381.bls12_381_fr_inv(host, 7n), 7n)).toBe(1n);
    expect(bls12381.bls12_381_fr_pow(host, 3n, 5n)).toBe(243n);
  });

  /** A point of the curve outside the subgroup of prime order. */
  const outside = ((): Uint8Array => {
    const { Fp } = bls12_381.G1.Point;
    for (let x = 1n; ; x++) {
      try {
        const y = Fp.sqrt(Fp.add(Fp.mul(Fp.sqr(x), x), 4n));
        return Buffer.from(x.toString(16).padStart(96, '0') + y.toString(16).padStart(96, '0'), 'hex');
      } catch {
        // This x has no point.
      }
    }
  })();

  test('a point outside the subgroup is on the curve, and adds but does not multiply', () => {
    expect(bls12381.bls12_381_g1_is_on_curve(host, outside)).toBe(true);
    expect(bls12381.bls12_381_check_g1_is_in_subgroup(host, outside)).toBe(false);
    expect(refused(() => bls12381.bls12_381_g1_add(host, outside, G1))).toBe('no error');
    expect(refused(() => bls12381.bls12_381_g1_mul(host, outside, 2n))).toBe(INVALID);
  });

  test('two zeros are no point of the curve, infinity has a flag', () => {
    expect(bls12381.bls12_381_g1_is_on_curve(host, new Uint8Array(96))).toBe(false);
    expect(bls12381.bls12_381_g1_is_on_curve(host, infinity1)).toBe(true);
  });

  test.each<[string, () => unknown]>([
    ['a point off the curve', () => bls12381.bls12_381_g1_add(host, G1.with(95, G1[95]! ^ 1), G1)],
    ['the flag of a compressed point', () => bls12381.bls12_381_g1_add(host, G1.with(0, G1[0]! | 0x80), G1)],
    ['infinity without its flag', () => bls12381.bls12_381_g1_add(host, new Uint8Array(96), G1)],
    ['infinity of the second group without its flag', () => bls12381.bls12_381_g2_add(host, new Uint8Array(192), G2)],
    ['a point without a second coordinate', () => bls12381.bls12_381_g1_add(host, new Uint8Array(96).with(47, 1), G1)],
    ['infinity with a coordinate', () => bls12381.bls12_381_g1_add(host, infinity1.with(95, 1), G1)],
    ['a coordinate above the modulus', () => bls12381.bls12_381_g1_is_on_curve(host, new Uint8Array(96).fill(0x1f))],
    ['a point of another length', () => bls12381.bls12_381_g1_add(host, G1.subarray(1), G1)],
    ['sums of nothing', () => bls12381.bls12_381_g1_msm(host, [], [])],
    ['more points than scalars', () => bls12381.bls12_381_g1_msm(host, [bytes(G1)], [])],
    ['pairings of nothing', () => bls12381.bls12_381_multi_pairing_check(host, [], [])],
    ['hashing without a domain', () => bls12381.bls12_381_hash_to_g1(host, G1, new Uint8Array())],
    ['inverting zero', () => bls12381.bls12_381_fr_inv(host, order)],
  ])('refuses %s', (_, body) => expect(refused(body)).toBe(INVALID));
});

describe('BN254', () => {
  const one = unhex('01'.padStart(64, '0') + '02'.padStart(64, '0'));
  const two = unhex(
    '030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd3' +
      '15ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4',
  );
  const order = bn.fields.Fr.ORDER;

  test('points add and multiply (EIP-196)', () => {
    expect(hex(bn254.bn254_g1_add(host, one, one))).toBe(hex(two));
    expect(hex(bn254.bn254_g1_mul(host, one, 2n))).toBe(hex(two));
    expect(bn254.bn254_g1_mul(host, one, order)).toEqual(new Uint8Array(64));
    expect(hex(bn254.bn254_g1_msm(host, [bytes(one), bytes(one)], [u256(1n), u256(1n)]))).toBe(hex(two));
    expect(bn254.bn254_g1_is_on_curve(host, two)).toBe(true);
    expect(bn254.bn254_g1_is_on_curve(host, two.with(63, 0))).toBe(false);
  });

  test('pairings cancel (EIP-197 encoding of G2)', () => {
    const { x, y } = bn.G2.Point.BASE.toAffine() as unknown as Record<'x' | 'y', { c0: bigint; c1: bigint }>;
    const words = [x.c1, x.c0, y.c1, y.c0].map((word) => word.toString(16).padStart(64, '0'));
    const q = bytes(unhex(words.join('')));
    const minus = bytes(bn254.bn254_g1_mul(host, one, order - 1n));
    expect(bn254.bn254_multi_pairing_check(host, [bytes(one), minus], [q, q])).toBe(true);
    expect(bn254.bn254_multi_pairing_check(host, [bytes(one), bytes(one)], [q, q])).toBe(false);
  });

  test('refuses a point off the curve', () => {
    expect(refused(() => bn254.bn254_g1_add(host, two.with(63, 0), one))).toBe(INVALID);
  });
});

describe('Poseidon', () => {
  const { Fr } = bls12_381.fields;
  const [width, full, partial] = [3, 8, 5];
  const constants = grainGenConstants({ Fp: Fr, t: width, roundsFull: full, roundsPartial: partial });
  const rows = (matrix: readonly (readonly bigint[])[]): HostVal[] =>
    matrix.map((row) => ({ type: 'vec', value: row.map(u256) }));

  test('permutes as an independent implementation does', () => {
    const input = [1n, 2n, 3n];
    const permute = reference({
      ...constants,
      Fp: Fr,
      t: width,
      roundsFull: full,
      roundsPartial: partial,
      sboxPower: 5,
    });
    const result = poseidon.poseidon_permutation(
      host,
      input.map(u256),
      symbolVal('BLS12_381'),
      width,
      5,
      full,
      partial,
      rows(constants.mds),
      rows(constants.roundConstants),
    );
    expect(result).toEqual(permute(input).map(u256));
  });

  test.each([4, 8])('of the second version mixes by the matrices of its paper, width %i', (size) => {
    const order = bn.fields.Fr.ORDER;
    const input = Array.from({ length: size }, (_, i) => BigInt(i + 1));
    const diagonal = input.map((i) => i * 11n);
    const keys = Array.from({ length: 3 }, (_, r) => input.map((i) => i * BigInt(r + 2)));
    const m4 = [
      [5n, 7n, 1n, 3n],
      [4n, 6n, 1n, 1n],
      [1n, 3n, 5n, 7n],
      [1n, 1n, 4n, 6n],
    ];
    const external = input.map((_, i) =>
      input.map((__, j) => m4[i % 4]![j % 4]! * (size > 4 && Math.floor(i / 4) === Math.floor(j / 4) ? 2n : 1n)),
    );
    const internal = input.map((_, i) => input.map((__, j) => (i === j ? diagonal[i]! + 1n : 1n)));
    const mix = (matrix: bigint[][], state: bigint[]): bigint[] =>
      matrix.map((row) => row.reduce((sum, m, j) => (sum + m * state[j]!) % order, 0n));
    const fifth = (value: bigint): bigint => value ** 5n % order;
    let state = mix(external, input);
    state = mix(
      external,
      state.map((s, i) => fifth(s + keys[0]![i]!)),
    );
    state = mix(
      internal,
      state.map((s, i) => (i === 0 ? fifth(s + keys[1]![0]!) : s)),
    );
    state = mix(
      external,
      state.map((s, i) => fifth(s + keys[2]![i]!)),
    );
    const args = [input.map(u256), symbolVal('BN254'), size, 5, 2, 1, diagonal.map(u256), rows(keys)] as const;
    expect(poseidon.poseidon2_permutation(host, ...args)).toEqual(state.map(u256));
  });

  test.each<[string, number, number, string]>([
    ['an S-box of degree 3', 3, full, 'BLS12_381'],
    ['an odd number of full rounds', 5, 7, 'BLS12_381'],
    ['an unknown field', 5, full, 'BLS'],
  ])('refuses %s', (_, degree, rounds, field) => {
    const args = [[1n, 2n, 3n].map(u256), symbolVal(field), width, degree, rounds, partial] as const;
    const call = () =>
      poseidon.poseidon_permutation(host, ...args, rows(constants.mds), rows(constants.roundConstants));
    expect(refused(call)).toBe(INVALID);
  });
});
