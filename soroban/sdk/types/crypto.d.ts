import type { Bytes, BytesN, Sym } from './bytes.js';
import type { Vec } from './collections.js';
import type { bool, u32, u64, u256 } from './integers.js';

export declare const crypto: {
  sha256(message: Bytes): BytesN<32>;
  keccak256(message: Bytes): BytesN<32>;
  /** Traps when the signature is not valid. */
  ed25519Verify(publicKey: BytesN<32>, message: Bytes, signature: BytesN<64>): void;
  /** The uncompressed public key that signed the digest. */
  secp256k1Recover(digest: BytesN<32>, signature: BytesN<64>, recoveryId: u32): BytesN<65>;
  /** Traps when the signature is not valid. */
  secp256r1Verify(publicKey: BytesN<65>, digest: BytesN<32>, signature: BytesN<64>): void;
  /**
   * ML-DSA (FIPS 204), which no quantum computer is known to forge (CAP-87): from protocol 30 on. The context, of at most 255
   * bytes, tells one use from another. Traps when the signature is not valid; so do the next two, of larger keys.
   */
  mlDsa44Verify(publicKey: BytesN<1312>, message: Bytes, signature: BytesN<2420>, context: Bytes): void;
  mlDsa65Verify(publicKey: BytesN<1952>, message: Bytes, signature: BytesN<3309>, context: Bytes): void;
  mlDsa87Verify(publicKey: BytesN<2592>, message: Bytes, signature: BytesN<4627>, context: Bytes): void;
  /**
   * The permutation of Poseidon (CAP-75) over a field, `BLS12_381` or `BN254`: width `t`, S-box of degree `d` (5), a row of `t`
   * constants for each round.
   */
  poseidonPermutation(
    input: Vec<u256>,
    field: Sym,
    t: u32,
    d: u32,
    roundsF: u32,
    roundsP: u32,
    mds: Vec<Vec<u256>>,
    roundConstants: Vec<Vec<u256>>,
  ): Vec<u256>;
  /** The permutation of Poseidon2 (CAP-75). The internal matrix is told by its diagonal, less one. */
  poseidon2Permutation(
    input: Vec<u256>,
    field: Sym,
    t: u32,
    d: u32,
    roundsF: u32,
    roundsP: u32,
    diagonalLessOne: Vec<u256>,
    roundConstants: Vec<Vec<u256>>,
  ): Vec<u256>;
};

/**
 * BLS12-381 (CAP-59). Points are uncompressed, x before y, most significant byte first, c1 before c0, with the flags of the
 * zcash encoding; a malformed one traps. Scalars are reduced by the order of the groups.
 */
export declare const bls12_381: {
  /** Whether a point of the curve is in the group of prime order. */
  isInG1(point: BytesN<96>): bool;
  isOnG1Curve(point: BytesN<96>): bool;
  g1Add(a: BytesN<96>, b: BytesN<96>): BytesN<96>;
  g1Mul(point: BytesN<96>, scalar: u256): BytesN<96>;
  /** The sum of each point times its scalar. */
  g1Msm(points: Vec<BytesN<96>>, scalars: Vec<u256>): BytesN<96>;
  /** A point for an element of the field, most significant byte first. */
  mapFpToG1(element: BytesN<48>): BytesN<96>;
  /** A point for a message (RFC 9380). The domain tells one use from another and is not empty. */
  hashToG1(message: Bytes, domain: Bytes): BytesN<96>;
  /** Whether a point of the curve is in the group of prime order. */
  isInG2(point: BytesN<192>): bool;
  isOnG2Curve(point: BytesN<192>): bool;
  g2Add(a: BytesN<192>, b: BytesN<192>): BytesN<192>;
  g2Mul(point: BytesN<192>, scalar: u256): BytesN<192>;
  /** The sum of each point times its scalar. */
  g2Msm(points: Vec<BytesN<192>>, scalars: Vec<u256>): BytesN<192>;
  /** A point for an element of the field, c1 before c0. */
  mapFp2ToG2(element: BytesN<96>): BytesN<192>;
  /** A point for a message (RFC 9380). The domain tells one use from another and is not empty. */
  hashToG2(message: Bytes, domain: Bytes): BytesN<192>;
  /** Whether the product of the pairings of each point with its partner is one. */
  pairingCheck(g1: Vec<BytesN<96>>, g2: Vec<BytesN<192>>): bool;
  frAdd(a: u256, b: u256): u256;
  frSub(a: u256, b: u256): u256;
  frMul(a: u256, b: u256): u256;
  frPow(base: u256, exponent: u64): u256;
  /** Traps for zero. */
  frInv(value: u256): u256;
};

/** BN254 (CAP-74, CAP-80), encoded as for Ethereum's precompiles (EIP-196, EIP-197): infinity is all zeros. */
export declare const bn254: {
  isOnG1Curve(point: BytesN<64>): bool;
  g1Add(a: BytesN<64>, b: BytesN<64>): BytesN<64>;
  g1Mul(point: BytesN<64>, scalar: u256): BytesN<64>;
  /** The sum of each point times its scalar. */
  g1Msm(points: Vec<BytesN<64>>, scalars: Vec<u256>): BytesN<64>;
  /** Whether the product of the pairings of each point with its partner is one. */
  pairingCheck(g1: Vec<BytesN<64>>, g2: Vec<BytesN<128>>): bool;
  frAdd(a: u256, b: u256): u256;
  frSub(a: u256, b: u256): u256;
  frMul(a: u256, b: u256): u256;
  frPow(base: u256, exponent: u64): u256;
  /** Traps for zero. */
  frInv(value: u256): u256;
};
