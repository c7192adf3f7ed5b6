import { StrKey } from '@stellar/stellar-sdk';
import { HostError } from './error.ts';

/** `ScAddressType` by first letter of the strkey (CAP-67): also the order of addresses. */
export const ADDRESS_TYPES = { G: 0, C: 1, M: 2, B: 3, L: 4 } as const;
export type AddressLetter = keyof typeof ADDRESS_TYPES;

export function addressLetter(address: string): AddressLetter {
  const letter = address.charAt(0);
  if (letter in ADDRESS_TYPES) return letter as AddressLetter;
  throw new HostError('Value', 'InvalidInput', `not an address: ${address}`);
}

export const isContract = (address: string): boolean => address.startsWith('C');
export const isAccount = (address: string): boolean => address.startsWith('G');

/** Base32 and checksum cost more than everything around them, and the same addresses come again and again. */
const KNOWN_MAX = 20_000;
const knownContracts = new Map<string, string>();
const knownAccounts = new Map<string, string>();
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
  remembered(knownContracts, latin1(hash), () => StrKey.encodeContract(hash));
export const accountAddress = (publicKey: Uint8Array): string =>
  remembered(knownAccounts, latin1(publicKey), () => StrKey.encodeEd25519PublicKey(publicKey));

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

/** Bytes as text, one character a byte. */
export const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
