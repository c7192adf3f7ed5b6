import { createRequire } from 'node:module';
import { verify as verifyPortably } from 'tiny-secp256k1';

const HALF_ORDER = Buffer.from('7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0', 'hex');

/** Strict DER with a trailing hash type byte (BIP66). */
export function isStrictDer(signature: Buffer): boolean {
  if (signature.length < 9 || signature.length > 73) return false;
  if (signature[0] !== 0x30 || signature[1] !== signature.length - 3) return false;
  const rLength = signature[3]!;
  if (5 + rLength >= signature.length) return false;
  const sLength = signature[5 + rLength]!;
  if (rLength + sLength + 7 !== signature.length) return false;
  return isDerInteger(signature, 2, rLength) && isDerInteger(signature, rLength + 4, sLength);
}

function isDerInteger(signature: Buffer, offset: number, length: number): boolean {
  if (signature[offset] !== 0x02 || length === 0) return false;
  if (signature[offset + 2]! & 0x80) return false;
  return !(length > 1 && signature[offset + 2] === 0 && (signature[offset + 3]! & 0x80) === 0);
}

/** r and s as 32 bytes each, from a strict DER signature without its hash type; undefined when one is too large. */
function compactFromDer(der: Buffer): Buffer | undefined {
  const rLength = der[3]!;
  const compact = Buffer.alloc(64);
  const integers = [der.subarray(4, 4 + rLength), der.subarray(6 + rLength, 6 + rLength + der[5 + rLength]!)];
  for (const [index, integer] of integers.entries()) {
    const digits = integer[0] === 0 ? integer.subarray(1) : integer;
    if (digits.length > 32) return undefined;
    digits.copy(compact, 32 * (index + 1) - digits.length);
  }
  return compact;
}

export function hasLowS(signature: Buffer): boolean {
  const compact = compactFromDer(signature.subarray(0, -1));
  return compact !== undefined && Buffer.compare(compact.subarray(32), HALF_ORDER) <= 0;
}

export const isCompressedKey = (key: Buffer): boolean => key.length === 33 && (key[0] === 2 || key[0] === 3);
export const isUncompressedKey = (key: Buffer): boolean => key.length === 65 && key[0] === 4;

/** Hybrid keys (prefix 6 or 7, parity spelled out) are still valid by consensus. */
function normalizeKey(key: Buffer): Buffer | undefined {
  if (isCompressedKey(key) || isUncompressedKey(key)) return key;
  if (key.length !== 65 || (key[0] !== 6 && key[0] !== 7) || (key[64]! & 1) !== (key[0] & 1)) return undefined;
  return Buffer.concat([Buffer.from([4]), key.subarray(1)]);
}

/** Verifies a strict DER signature (without hash type). High S is accepted, as by consensus. Never throws. */
export function verifyEcdsa(der: Buffer, hash: Buffer, key: Buffer): boolean {
  const point = normalizeKey(key);
  const compact = compactFromDer(der);
  if (!point || !compact) return false;
  try {
    return verify(compact, hash, point);
  } catch {
    // Both libraries throw for points off the curve and for r or s outside the group order.
    return false;
  }
}

type Verify = (compact: Buffer, hash: Buffer, key: Buffer) => boolean;

/** What is used of libsecp256k1 as machine code. The package's own fallback in JavaScript is never loaded. */
interface Compiled {
  signatureNormalize(compact: Uint8Array): Uint8Array;
  ecdsaVerify(compact: Uint8Array, hash: Uint8Array, key: Uint8Array): boolean;
}

/** libsecp256k1 as WebAssembly, everywhere. */
export const portableVerify: Verify = (compact, hash, key) => verifyPortably(hash, key, compact, false);

/** As machine code, several times as fast: undefined where its package has none for this machine. */
export const compiledVerify: Verify | undefined = loadCompiled();

function loadCompiled(): Verify | undefined {
  try {
    const compiled = createRequire(import.meta.url)('secp256k1/bindings.js') as Compiled;
    return (compact, hash, key) => compiled.ecdsaVerify(compiled.signatureNormalize(compact), hash, key);
  } catch {
    return undefined;
  }
}

const verify = compiledVerify ?? portableVerify;
