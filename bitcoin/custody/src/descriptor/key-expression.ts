import { sha256 } from '@noble/hashes/sha2.js';
import { createBase58check } from '@scure/base';
import { HDKey } from '@scure/bip32';
import { CustodyError } from '../errors.ts';
import type { Network } from '../networks.ts';

export const HARDENED = 0x80000000;

/** Where an extended key comes from: the master key's fingerprint and the path below it. */
export type KeyOrigin = { readonly fingerprint: string; readonly path: readonly number[] };

/** `[fingerprint/path]xpub/steps/*` of BIP-380, extended public keys only. Hardened path numbers carry bit 31. */
export type KeyExpression = {
  readonly origin?: KeyOrigin;
  readonly xpub: string;
  /** Unhardened steps between the xpub and the child. */
  readonly steps: readonly number[];
  /** Ends in `/*`: one child key per address index. */
  readonly ranged: boolean;
};

export type ExtendedKey = { readonly version: number; readonly chainCode: Uint8Array; readonly publicKey: Uint8Array };

const base58check = createBase58check(sha256);

/** Splits a serialized extended key (BIP-32) without any curve operation. */
export function decodeExtendedKey(text: string): ExtendedKey {
  const bytes = base58check.decode(text);
  if (bytes.length !== 78) throw new RangeError(`an extended key has 78 bytes, not ${bytes.length}`);
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return { version, chainCode: bytes.slice(13, 45), publicKey: bytes.slice(45, 78) };
}

const formatStep = (step: number): string => (step >= HARDENED ? `/${step - HARDENED}h` : `/${step}`);
export const formatPath = (path: readonly number[]): string => path.map(formatStep).join('');

export function formatKeyExpression(key: KeyExpression): string {
  const origin = key.origin ? `[${key.origin.fingerprint}${formatPath(key.origin.path)}]` : '';
  return `${origin}${key.xpub}${formatPath(key.steps)}${key.ranged ? '/*' : ''}`;
}

function parseStep(text: string, position: number): number {
  const match = /^(\d{1,10})([h'])?$/.exec(text);
  const step = Number(match?.[1]);
  if (!match || step >= HARDENED) {
    throw new CustodyError('descriptor/key', { reason: `"${text}" is not a derivation step`, position });
  }
  return match[2] ? step + HARDENED : step;
}

function parseOrigin(text: string, position: number): KeyOrigin {
  const [fingerprint = '', ...steps] = text.split('/');
  if (!/^[0-9a-fA-F]{8}$/.test(fingerprint)) {
    throw new CustodyError('descriptor/key', { reason: 'the origin fingerprint needs 8 hex digits', position });
  }
  return { fingerprint: fingerprint.toLowerCase(), path: steps.map((step) => parseStep(step, position)) };
}

/** A private key must be recognised before anything else can quote it in a message. */
function refusePrivateKey(key: string, position: number): void {
  const isExtended = /^[a-zA-Z]prv/.test(key);
  const isWif = /^[5KLc9][1-9A-HJ-NP-Za-km-z]{50,51}$/.test(key);
  if (isExtended || isWif) throw new CustodyError('descriptor/private-key', { position });
}

function checkXpub(xpub: string, network: Network, position: number): void {
  const versions = network.extendedKeyVersions;
  try {
    if (decodeExtendedKey(xpub).version === versions.public) HDKey.fromExtendedKey(xpub, versions);
    else if (/^[a-zA-Z]pub/.test(xpub)) {
      throw new CustodyError('descriptor/wrong-network', { network: network.name, prefix: xpub.slice(0, 4) });
    } else throw new RangeError('not an extended public key');
  } catch (cause) {
    if (cause instanceof CustodyError) throw cause;
    throw new CustodyError(
      'descriptor/key',
      { reason: 'it is not an extended public key (BIP-32)', position },
      { cause },
    );
  }
}

/** Reads one key expression; `position` is where it starts in the descriptor, for messages. */
export function parseKeyExpression(text: string, network: Network, position = 0): KeyExpression {
  const match = /^(?:\[([^[\]]*)\])?([^[\]]*)$/.exec(text);
  if (!match) throw new CustodyError('descriptor/key', { reason: 'its origin brackets do not match', position });
  const [, origin, body = ''] = match;
  const [xpub = '', ...rest] = body.split('/');
  refusePrivateKey(xpub, position);
  checkXpub(xpub, network, position);

  const last = rest.at(-1);
  if (last === '*h' || last === "*'") throw new CustodyError('descriptor/hardened-step', { position });
  const ranged = last === '*';
  const steps = (ranged ? rest.slice(0, -1) : rest).map((step) => parseStep(step, position));
  if (steps.some((step) => step >= HARDENED)) throw new CustodyError('descriptor/hardened-step', { position });
  return origin === undefined
    ? { xpub, steps, ranged }
    : { origin: parseOrigin(origin, position), xpub, steps, ranged };
}
