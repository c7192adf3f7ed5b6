import { StrKey } from '@stellar/stellar-sdk';
import { HostError } from './error.ts';

/** `ScAddressType` by first letter of the strkey (CAP-67): also the order of addresses. */
export const ADDRESS_TYPES = { G: 0, C: 1, M: 2, B: 3, L: 4 } as const;
export type AddressLetter = keyof typeof ADDRESS_TYPES;

export function addressLetter(address: string): AddressLetter {
  switch (address.charCodeAt(0)) {
    case 71:
      return 'G';
    case 67:
      return 'C';
    case 77:
      return 'M';
    case 66:
      return 'B';
    case 76:
      return 'L';
  }
  throw new HostError('Value', 'InvalidInput', `not an address: ${address}`);
}

export const isContract = (address: string): boolean => address.startsWith('C');
export const isAccount = (address: string): boolean => address.startsWith('G');

/** Base32 and checksum cost more than everything around them, and the same addresses come again and again. */
const KNOWN_MAX = 20_000;

/** Addresses kept that begin with the same four bytes. */
const ALIKE_MAX = 8;

/** Strkeys by the 32 bytes in them. Found by the first four: to make a text of all would take longer than to compare them. */
class KnownHashes {
  readonly #known = new Map<number, { readonly hash: Uint8Array; readonly text: string }[]>();
  #size = 0;

  textOf(hash: Uint8Array): string | undefined {
    const found = this.#known.get(startOf(hash));
    if (found === undefined) return undefined;
    for (const { hash: known, text } of found) if (isSame(known, hash)) return text;
    return undefined;
  }

  /** Remembers a strkey, and gives it back. */
  add(hash: Uint8Array, text: string): string {
    if (this.#size >= KNOWN_MAX) {
      this.#known.clear();
      this.#size = 0;
    }
    const start = startOf(hash);
    const one = { hash: Uint8Array.from(hash), text };
    const others = this.#known.get(start);
    if (others === undefined) this.#known.set(start, [one]);
    else {
      others.push(one);
      // Whoever makes up addresses that begin alike slows nothing down.
      if (others.length > ALIKE_MAX) others.shift();
    }
    this.#size++;
    return text;
  }
}

const startOf = (hash: Uint8Array): number => hash[0]! | (hash[1]! << 8) | (hash[2]! << 16) | (hash[3]! << 24);

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const knownContracts = new KnownHashes();
const knownAccounts = new KnownHashes();
const knownBytes = new Map<string, Uint8Array>();

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, made);
  return made;
}

export const contractAddress = (hash: Uint8Array): string =>
  knownContracts.textOf(hash) ?? knownContracts.add(hash, StrKey.encodeContract(hash));
export const accountAddress = (publicKey: Uint8Array): string =>
  knownAccounts.textOf(publicKey) ?? knownAccounts.add(publicKey, StrKey.encodeEd25519PublicKey(publicKey));

/**
 * The raw key or hash in a strkey; for `M…` 32 bytes of key then 8 of id, for `B…` a version byte then the hash. The
 * bytes are shared: nobody may change them.
 */
export function addressBytes(address: string): Uint8Array {
  return remembered(knownBytes, address, () => decodeAddress(address));
}

function decodeAddress(address: string): Uint8Array {
  switch (addressLetter(address)) {
    case 'G':
      return StrKey.decodeEd25519PublicKey(address);
    case 'C':
      return StrKey.decodeContract(address);
    case 'M':
      return StrKey.decodeMed25519PublicKey(address);
    case 'B':
      return StrKey.decodeClaimableBalance(address);
    case 'L':
      return StrKey.decodeLiquidityPool(address);
  }
}

/** The account under a muxed address, and the id multiplexed on it. */
export function splitMuxed(address: string): { account: string; id: bigint } {
  const bytes = addressBytes(address);
  const id = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(32);
  return { account: accountAddress(bytes.subarray(0, 32)), id };
}

export function muxedAddress(publicKey: Uint8Array, id: bigint): string {
  const bytes = new Uint8Array(40);
  bytes.set(publicKey);
  new DataView(bytes.buffer).setBigUint64(32, id);
  return StrKey.encodeMed25519PublicKey(bytes);
}

/** Up to so many bytes, letter by letter is the shortest way. */
const SHORT = 32;

/** Bytes as text, one character a byte. */
export function latin1(bytes: Uint8Array): string {
  if (bytes.length > SHORT) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}
