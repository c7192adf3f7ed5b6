import { createHash } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesVal, type HostVal } from '../../src/host/values/value.ts';
import type { Trace } from '../host/replay.ts';
import { keypairOf } from '../host/test-ledger.ts';
import { u32, VOID } from '../host/values.ts';

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
const hex = (text: string): HostVal => bytesVal(Buffer.from(text, 'hex'));
const bytes = (value: Uint8Array): HostVal => bytesVal(value);
const text = (value: string): HostVal => bytesVal(Buffer.from(value));
const longer = (value: Uint8Array): HostVal => bytesVal(Buffer.concat([value, Buffer.alloc(1)]));
const shorter = (value: Uint8Array): HostVal => bytesVal(value.subarray(0, -1));
const flipped = (value: Uint8Array, at: number): Buffer => {
  const copy = Buffer.from(value);
  copy[at]! ^= 1;
  return copy;
};

const SIGNER = keypairOf('signer');
const ED_KEY = SIGNER.rawPublicKey();
const ED_SIGNATURE = SIGNER.sign(Buffer.from('r'));
const LONG = Buffer.alloc(100_000, 'a');

const DIGEST = hash('message');
const SECRET = hash('secret');
const K1_SIGNATURE = secp256k1.sign(DIGEST, SECRET, { prehash: false, lowS: true, format: 'recovered' });
const K1_COMPACT = K1_SIGNATURE.slice(1);
const K1_RECOVERY = K1_SIGNATURE[0]!;

const R1_KEY = p256.getPublicKey(SECRET, false);
const R1_COMPRESSED = p256.getPublicKey(SECRET, true);
const R1_SIGNATURE = p256.sign(DIGEST, SECRET, { prehash: false, lowS: true });
const R1_S = BigInt(`0x${Buffer.from(R1_SIGNATURE.slice(32)).toString('hex')}`);
const HIGH_S = Buffer.from((p256.Point.Fn.ORDER - R1_S).toString(16).padStart(64, '0'), 'hex');
const R1_SWAPPED = Buffer.concat([R1_KEY.slice(0, 1), R1_KEY.slice(33), R1_KEY.slice(1, 33)]);

const BAD = 'Error(Crypto, InvalidInput)';
const r1 = (key: HostVal, digest: HostVal, signature: HostVal, gives: HostVal | string, cost: number) =>
  ['verify_sig_ecdsa_secp256r1', [key, digest, signature], gives, cost, 0] as const;
const tagged = (tag: number, key: Uint8Array): HostVal => bytes(Buffer.concat([Buffer.from([tag]), key.slice(1)]));
const part = (r: Uint8Array, s: Uint8Array): HostVal => bytes(Buffer.concat([r, s]));
const [R, S] = [R1_SIGNATURE.slice(0, 32), R1_SIGNATURE.slice(32)];

/** Looking at an object: charged for all arguments here, in the original for those that it got to before it refused. */
const LOOK = 60;

/** Hashes and signatures: standard vectors for hashes, signatures made here, and every way to spoil them. */
export const SIGNATURE_TRACES: readonly Trace[] = [
  {
    name: 'crypto::sha256_test',
    given: {},
    keeps: {
      '#3': hex('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'),
      '#7': bytes(hash('\x01')),
      '#11': bytes(hash('twenty-three characters')),
    },
    steps: [
      ['compute_hash_sha256', [text('')], '#3', 4787, 128],
      ['compute_hash_sha256', [hex('01')], '#7', 4841, 128],
      ['compute_hash_sha256', [text('twenty-three characters')], '#11', 6047, 128],
    ],
  },
  {
    name: 'crypto::keccak256_test',
    given: {},
    keeps: {
      '#3': hex('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'),
      '#7': hex('5fe7f977e71dba2ea1a68e21057beebb9be2ac30c6410aa38d4f3fbe41dcffd2'),
    },
    steps: [
      ['compute_hash_keccak256', [text('')], '#3', 7632, 128],
      ['compute_hash_keccak256', [hex('01')], '#7', 7678, 128],
      ['compute_hash_keccak256', [text('twenty-three characters')], '#11', 8699, 128],
    ],
  },
  {
    name: 'crypto::ed25519_verify_test',
    given: {},
    steps: [
      ['verify_sig_ed25519', [bytes(ED_KEY), text(''), bytes(SIGNER.sign(Buffer.alloc(0)))], VOID, 418_217, 0],
      ['verify_sig_ed25519', [bytes(ED_KEY), text('r'), bytes(ED_SIGNATURE)], VOID, 418_248, 0],
      ['verify_sig_ed25519', [bytes(ED_KEY), bytes(LONG), bytes(SIGNER.sign(LONG))], VOID, 3_589_310, 0],
      ['verify_sig_ed25519', [bytes(ED_KEY), text('s'), bytes(ED_SIGNATURE)], BAD, 418_248, 0],
      ['verify_sig_ed25519', [shorter(ED_KEY), text('r'), bytes(ED_SIGNATURE)], BAD, 40_496 + 2 * LOOK, 0],
      [
        'verify_sig_ed25519',
        [bytes(ED_KEY), text('r'), longer(ED_SIGNATURE)],
        'Error(Object, UnexpectedSize)',
        40_556 + LOOK,
        0,
      ],
    ],
  },
  {
    name: 'crypto::recover_ecdsa_secp256k1_key_test',
    given: {},
    keeps: { '#5': bytes(secp256k1.getPublicKey(SECRET, false)) },
    steps: [
      ['recover_key_ecdsa_secp256k1', [bytes(DIGEST), bytes(K1_COMPACT), u32(K1_RECOVERY)], '#5', 2_316_303, 261],
      ['recover_key_ecdsa_secp256k1', [bytes(DIGEST), bytes(K1_COMPACT), u32(5)], BAD, 891 + LOOK, 0],
      ['recover_key_ecdsa_secp256k1', [bytes(DIGEST), bytes(K1_COMPACT), u32(2 ** 32 - 1)], BAD, 891 + LOOK, 0],
      [
        'recover_key_ecdsa_secp256k1',
        [shorter(DIGEST), bytes(K1_COMPACT), u32(1)],
        'Error(Object, UnexpectedSize)',
        951,
        0,
      ],
      ['recover_key_ecdsa_secp256k1', [bytes(DIGEST), longer(K1_COMPACT), u32(5)], BAD, 891 + LOOK, 0],
    ],
  },
  {
    name: 'crypto::test_secp256r1_signature_verification',
    given: {},
    steps: [
      r1(bytes(R1_KEY), bytes(DIGEST), bytes(R1_SIGNATURE), VOID, 3_003_905),
      r1(bytes(R1_KEY), shorter(DIGEST), bytes(R1_SIGNATURE), 'Error(Object, UnexpectedSize)', 2953),
      r1(bytes(R1_KEY), longer(DIGEST), bytes(R1_SIGNATURE), 'Error(Object, UnexpectedSize)', 2953),
      r1(bytes(R1_KEY), bytes(flipped(DIGEST, 31)), bytes(R1_SIGNATURE), BAD, 3_003_905),
      r1(shorter(R1_KEY), bytes(DIGEST), bytes(R1_SIGNATURE), BAD, 2122 + 2 * LOOK),
      r1(longer(R1_KEY), bytes(DIGEST), bytes(R1_SIGNATURE), BAD, 2122 + 2 * LOOK),
      r1(bytes(flipped(R1_KEY, 64)), bytes(DIGEST), bytes(R1_SIGNATURE), BAD, 2122 + 2 * LOOK),
      r1(tagged(2, R1_COMPRESSED), bytes(DIGEST), bytes(R1_SIGNATURE), BAD, 2122 + 2 * LOOK),
      r1(tagged(3, R1_COMPRESSED), bytes(DIGEST), bytes(R1_SIGNATURE), BAD, 2122 + 2 * LOOK),
      r1(hex('00'), bytes(DIGEST), bytes(R1_SIGNATURE), BAD, 2122 + 2 * LOOK),
      r1(tagged(9, R1_KEY), bytes(DIGEST), bytes(R1_SIGNATURE), BAD, 2122 + 2 * LOOK),
      r1(bytes(R1_SWAPPED), bytes(DIGEST), bytes(R1_SIGNATURE), BAD, 2122 + 2 * LOOK),
      r1(bytes(R1_KEY), bytes(DIGEST), shorter(R1_SIGNATURE), BAD, 2893 + LOOK),
      r1(bytes(R1_KEY), bytes(DIGEST), longer(R1_SIGNATURE), BAD, 2893 + LOOK),
      r1(bytes(R1_KEY), bytes(DIGEST), bytes(flipped(R1_SIGNATURE, 63)), BAD, 3_003_905),
      r1(bytes(R1_KEY), bytes(DIGEST), part(Buffer.alloc(32), S), BAD, 2893 + LOOK),
      r1(bytes(R1_KEY), bytes(DIGEST), part(R, Buffer.alloc(32)), BAD, 2893 + LOOK),
      r1(bytes(R1_KEY), bytes(DIGEST), part(R, HIGH_S), BAD, 2893 + LOOK),
    ],
  },
];
