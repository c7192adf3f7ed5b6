import {
  type Bytes,
  type BytesN,
  bls12_381,
  bn254,
  contract,
  crypto,
  type Sym,
  type u256,
  type Vec,
} from '@istsi/soroban-sdk';

/** Reaches the host's curves and permutations. */
@contract
export class Curves {
  bls_g1(point: BytesN<96>, scalar: u256): BytesN<96> {
    const multiple = bls12_381.g1Mul(point, scalar);
    return bls12_381.isInG1(point) && bls12_381.isOnG1Curve(point) ? bls12_381.g1Add(point, multiple) : point;
  }

  bls_g2(point: BytesN<192>, scalar: u256): BytesN<192> {
    const multiple = bls12_381.g2Mul(point, scalar);
    return bls12_381.isInG2(point) && bls12_381.isOnG2Curve(point) ? bls12_381.g2Add(point, multiple) : point;
  }

  bls_g1_msm(points: Vec<BytesN<96>>, scalars: Vec<u256>): BytesN<96> {
    return bls12_381.g1Msm(points, scalars);
  }

  bls_g2_msm(points: Vec<BytesN<192>>, scalars: Vec<u256>): BytesN<192> {
    return bls12_381.g2Msm(points, scalars);
  }

  bls_map_g1(element: BytesN<48>): BytesN<96> {
    return bls12_381.mapFpToG1(element);
  }

  bls_map_g2(element: BytesN<96>): BytesN<192> {
    return bls12_381.mapFp2ToG2(element);
  }

  bls_hash_g1(message: Bytes, domain: Bytes): BytesN<96> {
    return bls12_381.hashToG1(message, domain);
  }

  bls_hash_g2(message: Bytes, domain: Bytes): BytesN<192> {
    return bls12_381.hashToG2(message, domain);
  }

  bls_pairing(g1: Vec<BytesN<96>>, g2: Vec<BytesN<192>>): bool {
    return bls12_381.pairingCheck(g1, g2);
  }

  /** ((a + b) (a - b))^exponent / b, in the field of scalars. */
  bls_scalars(a: u256, b: u256, exponent: u64): u256 {
    const product = bls12_381.frMul(bls12_381.frAdd(a, b), bls12_381.frSub(a, b));
    return bls12_381.frMul(bls12_381.frPow(product, exponent), bls12_381.frInv(b));
  }

  bn_g1(point: BytesN<64>, scalar: u256): BytesN<64> {
    const multiple = bn254.g1Mul(point, scalar);
    return bn254.isOnG1Curve(point) ? bn254.g1Add(point, multiple) : point;
  }

  bn_g1_msm(points: Vec<BytesN<64>>, scalars: Vec<u256>): BytesN<64> {
    return bn254.g1Msm(points, scalars);
  }

  bn_pairing(g1: Vec<BytesN<64>>, g2: Vec<BytesN<128>>): bool {
    return bn254.pairingCheck(g1, g2);
  }

  bn_scalars(a: u256, b: u256, exponent: u64): u256 {
    const product = bn254.frMul(bn254.frAdd(a, b), bn254.frSub(a, b));
    return bn254.frMul(bn254.frPow(product, exponent), bn254.frInv(b));
  }

  poseidon(
    input: Vec<u256>,
    field: Sym,
    rounds_f: u32,
    rounds_p: u32,
    mds: Vec<Vec<u256>>,
    constants: Vec<Vec<u256>>,
  ): Vec<u256> {
    return crypto.poseidonPermutation(input, field, input.length, 5, rounds_f, rounds_p, mds, constants);
  }

  poseidon2(
    input: Vec<u256>,
    field: Sym,
    rounds_f: u32,
    rounds_p: u32,
    diagonal: Vec<u256>,
    constants: Vec<Vec<u256>>,
  ): Vec<u256> {
    return crypto.poseidon2Permutation(input, field, input.length, 5, rounds_f, rounds_p, diagonal, constants);
  }
}
