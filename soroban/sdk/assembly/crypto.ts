import type { Bytes } from './bytes';
import type { BytesN } from './bytes-n';
import * as env from './env';
import type { Sym } from './text';
import type { u256 } from './u256';
import { fromHandle, u32Val } from './val';
import type { Vec } from './vec';

export namespace crypto {
  export function sha256(message: Bytes): BytesN<32> {
    return fromHandle<BytesN<32>>(env.compute_hash_sha256(message.__toVal()));
  }

  export function keccak256(message: Bytes): BytesN<32> {
    return fromHandle<BytesN<32>>(env.compute_hash_keccak256(message.__toVal()));
  }

  /** Traps when the signature is not valid. */
  export function ed25519Verify(publicKey: BytesN<32>, message: Bytes, signature: BytesN<64>): void {
    env.verify_sig_ed25519(publicKey.__toVal(), message.__toVal(), signature.__toVal());
  }

  /** The uncompressed public key that signed the digest. */
  export function secp256k1Recover(digest: BytesN<32>, signature: BytesN<64>, recoveryId: u32): BytesN<65> {
    return fromHandle<BytesN<65>>(
      env.recover_key_ecdsa_secp256k1(digest.__toVal(), signature.__toVal(), u32Val(recoveryId)),
    );
  }

  /** Traps when the signature is not valid. */
  export function secp256r1Verify(publicKey: BytesN<65>, digest: BytesN<32>, signature: BytesN<64>): void {
    env.verify_sig_ecdsa_secp256r1(publicKey.__toVal(), digest.__toVal(), signature.__toVal());
  }

  /** Traps when the signature is not valid. */
  export function mlDsa44Verify(
    publicKey: BytesN<1312>,
    message: Bytes,
    signature: BytesN<2420>,
    context: Bytes,
  ): void {
    env.verify_sig_ml_dsa_44(publicKey.__toVal(), message.__toVal(), signature.__toVal(), context.__toVal());
  }

  /** Traps when the signature is not valid. */
  export function mlDsa65Verify(
    publicKey: BytesN<1952>,
    message: Bytes,
    signature: BytesN<3309>,
    context: Bytes,
  ): void {
    env.verify_sig_ml_dsa_65(publicKey.__toVal(), message.__toVal(), signature.__toVal(), context.__toVal());
  }

  /** Traps when the signature is not valid. */
  export function mlDsa87Verify(
    publicKey: BytesN<2592>,
    message: Bytes,
    signature: BytesN<4627>,
    context: Bytes,
  ): void {
    env.verify_sig_ml_dsa_87(publicKey.__toVal(), message.__toVal(), signature.__toVal(), context.__toVal());
  }

  /** The permutation of Poseidon (CAP-75): width `t`, S-box of degree `d`, a row of `t` constants for each round. */
  export function poseidonPermutation(
    input: Vec<u256>,
    field: Sym,
    t: u32,
    d: u32,
    roundsF: u32,
    roundsP: u32,
    mds: Vec<Vec<u256>>,
    roundConstants: Vec<Vec<u256>>,
  ): Vec<u256> {
    return fromHandle<Vec<u256>>(
      env.poseidon_permutation(
        input.__toVal(),
        field.raw,
        u32Val(t),
        u32Val(d),
        u32Val(roundsF),
        u32Val(roundsP),
        mds.__toVal(),
        roundConstants.__toVal(),
      ),
    );
  }

  /** The permutation of Poseidon2 (CAP-75). The internal matrix is told by its diagonal, less one. */
  export function poseidon2Permutation(
    input: Vec<u256>,
    field: Sym,
    t: u32,
    d: u32,
    roundsF: u32,
    roundsP: u32,
    diagonalLessOne: Vec<u256>,
    roundConstants: Vec<Vec<u256>>,
  ): Vec<u256> {
    return fromHandle<Vec<u256>>(
      env.poseidon2_permutation(
        input.__toVal(),
        field.raw,
        u32Val(t),
        u32Val(d),
        u32Val(roundsF),
        u32Val(roundsP),
        diagonalLessOne.__toVal(),
        roundConstants.__toVal(),
      ),
    );
  }
}
