import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { verifyEd25519 } from '../authorization/ed25519.ts';
import { sha256 } from '../codec/sha256.ts';
import { COST } from '../costs/cost-types.ts';
import type { Metered } from '../costs/metered.ts';
import type { HostModule } from '../env/types.ts';
import { HostError } from '../values/error.ts';
import { u32Val } from '../values/value.ts';
import { bls12381 } from './bls12-381.ts';
import { bn254 } from './bn254.ts';
import { checkLength } from './fixed-length.ts';
import { mlDsa } from './ml-dsa.ts';
import { poseidon } from './poseidon.ts';

const failed = (reason: string): HostError => new HostError('Crypto', 'InvalidInput', reason);

type Curve = typeof p256 | typeof secp256k1;

const HASH_BYTES = 32;
const COMPACT_BYTES = 64;

/** A compact signature (r, s) in range and with the lower of the two s; the host refuses the other. */
function checkEcdsaSignature(curve: Curve, signature: Uint8Array): void {
  if (signature.length !== COMPACT_BYTES) throw failed('invalid ECDSA signature');
  let highS: boolean;
  try {
    highS = curve.Signature.fromBytes(signature, 'compact').hasHighS();
  } catch {
    throw failed('invalid ECDSA signature');
  }
  if (highS) throw failed("ECDSA signature 's' part is not normalized to low form");
}

/** What is charged is what the host got to before it refused. */
function decodeSignature(host: Metered, curve: Curve, signature: Uint8Array): void {
  host.budget.spend(COST.DecodeEcdsaCurve256Sig);
  checkEcdsaSignature(curve, signature);
}

function checkDigest(host: Metered, digest: Uint8Array): void {
  checkLength(digest, HASH_BYTES, 'msg_digest');
  host.budget.copy(HASH_BYTES);
}

function recoverSecp256k1(digest: Uint8Array, signature: Uint8Array, recoveryId: number): Uint8Array {
  try {
    const recoverable = secp256k1.Signature.fromBytes(signature, 'compact').addRecoveryBit(recoveryId);
    return recoverable.recoverPublicKey(digest).toBytes(false);
  } catch {
    throw failed('ECDSA-secp256k1 signature recovery failed');
  }
}

const MAX_RECOVERY_ID = 3;
const UNCOMPRESSED_TAG = 4;

/** Uncompressed keys only; one of another length is no key. */
function checkPublicKey(host: Metered, publicKey: Uint8Array): void {
  host.budget.spend(COST.Sec1DecodePointUncompressed);
  if (publicKey[0] !== UNCOMPRESSED_TAG || !p256.utils.isValidPublicKey(publicKey, false)) {
    throw failed('invalid ECDSA public key');
  }
}

export const crypto: HostModule<'c', Metered> = {
  compute_hash_sha256(host, bytes) {
    host.budget.collect(HASH_BYTES, 1);
    host.budget.spend(COST.ComputeSha256Hash, bytes.length);
    return sha256(bytes);
  },
  verify_sig_ed25519: (host, publicKey, message, signature) => verifyEd25519(host, publicKey, message, signature),
  compute_hash_keccak256(host, bytes) {
    host.budget.collect(HASH_BYTES, 1);
    host.budget.spend(COST.ComputeKeccak256Hash, bytes.length);
    return keccak_256(bytes);
  },
  recover_key_ecdsa_secp256k1(host, digest, signature, recoveryId) {
    decodeSignature(host, secp256k1, signature);
    if (recoveryId > MAX_RECOVERY_ID) {
      throw new HostError('Crypto', 'InvalidInput', 'invalid recovery ID', [u32Val(recoveryId)]);
    }
    checkDigest(host, digest);
    host.budget.spend(COST.RecoverEcdsaSecp256k1Key);
    return recoverSecp256k1(digest, signature, recoveryId);
  },
  verify_sig_ecdsa_secp256r1(host, publicKey, digest, signature) {
    checkPublicKey(host, publicKey);
    decodeSignature(host, p256, signature);
    checkDigest(host, digest);
    host.budget.spend(COST.VerifyEcdsaSecp256r1Sig);
    if (!p256.verify(signature, digest, publicKey, { prehash: false, lowS: true })) {
      throw failed('failed secp256r1 verification');
    }
  },
  ...bls12381,
  ...bn254,
  ...mlDsa,
  ...poseidon,
};
