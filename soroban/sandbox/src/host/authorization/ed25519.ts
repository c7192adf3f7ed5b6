import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { COST } from '../costs/cost-types.ts';
import type { Metered } from '../costs/metered.ts';
import { latin1 } from '../values/address.ts';
import { HostError } from '../values/error.ts';

/** The header of an Ed25519 public key in DER (RFC 8410). */
const ED25519_HEADER = Buffer.from('302a300506032b6570032100', 'hex');

/** y-coordinates of the points of small order, sign bit cleared; encodings that are not canonical included. */
const SMALL_ORDER = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

function isSmallOrder(point: Uint8Array): boolean {
  const y = Buffer.from(point.subarray(0, 32));
  y[31] = y[31]! & 0x7f;
  return SMALL_ORDER.has(y.toString('hex'));
}

const failed = (): HostError => new HostError('Crypto', 'InvalidInput', 'failed ED25519 verification');

/** Strict Ed25519 (as `verify_strict` of ed25519-dalek): keys and nonce points of small order are refused. */
export function verifyEd25519(host: Metered, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): void {
  host.budget.spend(COST.ComputeEd25519PubKey);
  if (publicKey.length !== 32) {
    throw new HostError('Crypto', 'InvalidInput', 'invalid length of ed25519 public key');
  }
  if (signature.length !== 64) {
    throw new HostError('Object', 'UnexpectedSize', `an ed25519 signature has 64 bytes, not ${signature.length}`);
  }
  host.budget.copy(signature.length);
  host.budget.spend(COST.VerifyEd25519Sig, message.length);
  if (isSmallOrder(publicKey) || isSmallOrder(signature)) throw failed();
  if (!verify(null, message, ed25519Key(publicKey), signature)) throw failed();
}

/** Reading a key takes longer than verifying with it, and the same accounts sign again and again. */
const KNOWN_MAX = 1_000;
const knownKeys = new Map<string, KeyObject>();

function ed25519Key(publicKey: Uint8Array): KeyObject {
  const text = latin1(publicKey);
  const known = knownKeys.get(text);
  if (known !== undefined) return known;
  const key = readKey(publicKey);
  if (knownKeys.size >= KNOWN_MAX) knownKeys.clear();
  knownKeys.set(text, key);
  return key;
}

function readKey(publicKey: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: Buffer.concat([ED25519_HEADER, publicKey]), format: 'der', type: 'spki' });
  } catch {
    throw new HostError('Crypto', 'InvalidInput', 'invalid ed25519 public key');
  }
}
