import type { HostModule } from '../env/types.ts';
import { HostError } from '../error.ts';

type Elementary =
  | 'compute_hash_sha256'
  | 'verify_sig_ed25519'
  | 'compute_hash_keccak256'
  | 'recover_key_ecdsa_secp256k1'
  | 'verify_sig_ecdsa_secp256r1';

function unsupported(): never {
  throw new HostError('Crypto', 'InternalError', 'pairing-friendly curves are not supported by this sandbox');
}

/** BLS12-381, BN254 and Poseidon. */
export const pairing: Omit<HostModule<'c'>, Elementary> = {
  bls12_381_check_g1_is_in_subgroup: unsupported,
  bls12_381_g1_add: unsupported,
  bls12_381_g1_mul: unsupported,
  bls12_381_g1_msm: unsupported,
  bls12_381_map_fp_to_g1: unsupported,
  bls12_381_hash_to_g1: unsupported,
  bls12_381_check_g2_is_in_subgroup: unsupported,
  bls12_381_g2_add: unsupported,
  bls12_381_g2_mul: unsupported,
  bls12_381_g2_msm: unsupported,
  bls12_381_map_fp2_to_g2: unsupported,
  bls12_381_hash_to_g2: unsupported,
  bls12_381_multi_pairing_check: unsupported,
  bls12_381_fr_add: unsupported,
  bls12_381_fr_sub: unsupported,
  bls12_381_fr_mul: unsupported,
  bls12_381_fr_pow: unsupported,
  bls12_381_fr_inv: unsupported,
  bn254_g1_add: unsupported,
  bn254_g1_mul: unsupported,
  bn254_multi_pairing_check: unsupported,
  poseidon_permutation: unsupported,
  poseidon2_permutation: unsupported,
  bn254_g1_msm: unsupported,
  bn254_fr_add: unsupported,
  bn254_fr_sub: unsupported,
  bn254_fr_mul: unsupported,
  bn254_fr_pow: unsupported,
  bn254_fr_inv: unsupported,
  bls12_381_g1_is_on_curve: unsupported,
  bls12_381_g2_is_on_curve: unsupported,
  bn254_g1_is_on_curve: unsupported,
};
