import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { COST, type Cost } from '../costs/cost-types.ts';
import type { Metered } from '../costs/metered.ts';
import type { HostModule } from '../env/types.ts';
import { HostError } from '../values/error.ts';
import { type HostVal, symbolVal } from '../values/value.ts';
import { isWellFormedSignature, type SignatureShape } from './ml-dsa-signature.ts';

/** One parameter set of FIPS 204. */
type Variant = {
  readonly name: string;
  readonly keyBytes: number;
  readonly shape: SignatureShape;
  readonly decodeKey: Cost;
  readonly decodeSignature: Cost;
  readonly verify: Cost;
  readonly scheme: typeof ml_dsa44;
};

const KIB = 1024;
const ML_DSA_44: Variant = {
  name: 'ML_DSA_44',
  keyBytes: 1312,
  shape: { bytes: 2420, challengeBytes: 32, vectors: 4, bitsOfZ: 18, gamma1: 128 * KIB, beta: 78, rows: 4, hints: 80 },
  decodeKey: COST.MlDsa44DecodeVerifyingKey,
  decodeSignature: COST.MlDsa44DecodeSignature,
  verify: COST.VerifyMlDsa44Sig,
  scheme: ml_dsa44,
};
const ML_DSA_65: Variant = {
  name: 'ML_DSA_65',
  keyBytes: 1952,
  shape: { bytes: 3309, challengeBytes: 48, vectors: 5, bitsOfZ: 20, gamma1: 512 * KIB, beta: 196, rows: 6, hints: 55 },
  decodeKey: COST.MlDsa65DecodeVerifyingKey,
  decodeSignature: COST.MlDsa65DecodeSignature,
  verify: COST.VerifyMlDsa65Sig,
  scheme: ml_dsa65,
};
const ML_DSA_87: Variant = {
  name: 'ML_DSA_87',
  keyBytes: 2592,
  shape: { bytes: 4627, challengeBytes: 64, vectors: 7, bitsOfZ: 20, gamma1: 512 * KIB, beta: 120, rows: 8, hints: 75 },
  decodeKey: COST.MlDsa87DecodeVerifyingKey,
  decodeSignature: COST.MlDsa87DecodeSignature,
  verify: COST.VerifyMlDsa87Sig,
  scheme: ml_dsa87,
};

const MAX_CONTEXT_BYTES = 255;

const failed = (reason: string, { name }: Variant, ...shown: HostVal[]): HostError =>
  new HostError('Crypto', 'InvalidInput', reason, [symbolVal(name), ...shown]);

const lengths = (wanted: number, found: Uint8Array): HostVal[] =>
  [wanted, found.length].map((value) => ({ type: 'u64', value: BigInt(value) }));

/** Charges for each step when its input is found to be of the right length, as the host does (CAP-87). */
function verifier(variant: Variant) {
  const { keyBytes, shape, scheme } = variant;
  return (
    host: Metered,
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
    context: Uint8Array,
  ): void => {
    const { budget } = host;
    if (publicKey.length !== keyBytes) {
      throw failed('invalid verifying key length', variant, ...lengths(keyBytes, publicKey));
    }
    budget.spend(variant.decodeKey);
    if (signature.length !== shape.bytes) {
      throw failed('invalid signature length', variant, ...lengths(shape.bytes, signature));
    }
    budget.spend(variant.decodeSignature);
    if (!isWellFormedSignature(signature, shape)) throw failed('malformed signature', variant);
    if (context.length > MAX_CONTEXT_BYTES) {
      throw failed('context is too long', variant, ...lengths(MAX_CONTEXT_BYTES, context));
    }
    budget.spend(variant.verify, message.length + context.length);
    if (!scheme.verify(signature, message, publicKey, { context })) throw failed('failed verification', variant);
  };
}

type MlDsa = Pick<HostModule<'c', Metered>, 'verify_sig_ml_dsa_44' | 'verify_sig_ml_dsa_65' | 'verify_sig_ml_dsa_87'>;

export const mlDsa: MlDsa = {
  verify_sig_ml_dsa_44: verifier(ML_DSA_44),
  verify_sig_ml_dsa_65: verifier(ML_DSA_65),
  verify_sig_ml_dsa_87: verifier(ML_DSA_87),
};
