import { createBase58check } from '@scure/base';
import { HDKey } from '@scure/bip32';
import { isPoint, isXOnlyPoint, pointFromScalar } from 'tiny-secp256k1';
import { sha256 } from '../encoding/hash.ts';
import { REGTEST_BIP32_VERSIONS } from '../wallet/keys.ts';
import { DescriptorError } from './descriptor-error.ts';

/** A key of a descriptor. `derive` gives the public key (33 or 65 bytes) at an index, which fixed keys ignore. */
export type KeyExpression = { isRanged: boolean; isPrivate: boolean; derive: (index: number) => Buffer };

const HARDENED = 0x80000000;
const WIF_PREFIX = 0xef;
const base58check = createBase58check(sha256);

/** Parses `[origin]key/path/*`: hex, x-only hex where allowed, WIF, or an extended key. */
export function parseKey(text: string, rules: { xOnly: boolean; compressedOnly: boolean }): KeyExpression {
  const match = /^(?:\[([^\]]*)\])?([^[\]]*)$/.exec(text);
  if (!match) throw new DescriptorError(`Multiple ']' characters found for a single pubkey`);
  if (match[1] !== undefined) checkOrigin(match[1]);
  const [base = '', ...path] = match[2]!.split('/');
  if (base === '') throw new DescriptorError('No key provided');
  if (/^[0-9a-fA-F]+$/.test(base) && path.length === 0) return fixedKey(Buffer.from(base, 'hex'), base, rules);
  if (/^[tx](pub|prv)/.test(base)) return extendedKey(base, path);
  return privateKey(base, rules);
}

function checkOrigin(origin: string): void {
  const [fingerprint = '', ...steps] = origin.split('/');
  if (fingerprint.length !== 8) {
    throw new DescriptorError(`Fingerprint is not 4 bytes (${fingerprint.length} characters instead of 8 characters)`);
  }
  if (!/^[0-9a-fA-F]{8}$/.test(fingerprint)) throw new DescriptorError(`Fingerprint '${fingerprint}' is not hex`);
  for (const step of steps) parseStep(step);
}

function parseStep(step: string): number {
  const match = /^(\d+)(['h]?)$/.exec(step);
  if (!match) throw new DescriptorError(`Key path value '${step}' is not a valid uint32`);
  const value = Number(match[1]);
  if (value >= HARDENED) throw new DescriptorError(`Key path value ${value} is out of range`);
  return match[2] ? value + HARDENED : value;
}

function fixedKey(key: Buffer, text: string, rules: { xOnly: boolean; compressedOnly: boolean }): KeyExpression {
  if (rules.xOnly && key.length === 32 && isXOnlyPoint(key)) {
    const even = Buffer.concat([Buffer.from([2]), key]);
    return { isRanged: false, isPrivate: false, derive: () => even };
  }
  if ((key.length !== 33 && key.length !== 65) || !isPoint(key))
    throw new DescriptorError(`Pubkey '${text}' is invalid`);
  if (key.length === 65 && (rules.compressedOnly || rules.xOnly))
    throw new DescriptorError('Uncompressed keys are not allowed');
  return { isRanged: false, isPrivate: false, derive: () => key };
}

function privateKey(text: string, rules: { xOnly: boolean; compressedOnly: boolean }): KeyExpression {
  let data: Buffer;
  try {
    data = Buffer.from(base58check.decode(text));
  } catch {
    throw new DescriptorError(`key '${text}' is not valid`);
  }
  const isCompressed = data.length === 34 && data[33] === 1;
  if (data[0] !== WIF_PREFIX || (!isCompressed && data.length !== 33))
    throw new DescriptorError(`key '${text}' is not valid`);
  const key = Buffer.from(pointFromScalar(data.subarray(1, 33), isCompressed)!);
  return { ...fixedKey(key, text, rules), isPrivate: true };
}

function extendedKey(base: string, path: string[]): KeyExpression {
  let root: HDKey;
  try {
    root = HDKey.fromExtendedKey(base, REGTEST_BIP32_VERSIONS);
  } catch {
    throw new DescriptorError(`key '${base}' is not valid`);
  }
  const last = path.at(-1);
  const wildcard = last === '*' || last === "*'" || last === '*h' ? last : undefined;
  const steps = (wildcard ? path.slice(0, -1) : path).map(parseStep);
  const isPrivate = root.privateKey !== null;
  const hardenedWildcard = wildcard !== undefined && wildcard !== '*';
  if (!isPrivate && (hardenedWildcard || steps.some((step) => step >= HARDENED))) {
    throw new DescriptorError('Cannot derive hardened children of a public key');
  }
  const parent = steps.reduce((key, step) => key.deriveChild(step), root);
  return {
    isRanged: wildcard !== undefined,
    isPrivate,
    derive: (index) => {
      const key = wildcard ? parent.deriveChild(hardenedWildcard ? index + HARDENED : index) : parent;
      return Buffer.from(key.publicKey!);
    },
  };
}
