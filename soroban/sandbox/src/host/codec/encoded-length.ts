import { addressLetter } from '../values/address.ts';
import { checkDepth, DEPTH_LIMIT } from '../values/depth.ts';
import type { HostVal, MapEntry } from '../values/value.ts';

/** Bytes of an `ScAddress` in XDR, by first letter of the strkey. */
const ADDRESS_BYTES = { G: 40, C: 36, M: 44, B: 40, L: 36 } as const;
/** Bytes of variable content with its length, padded to four. */
export const padded = (length: number): number => 4 + ((length + 3) & ~3);

/** The number of bytes of a value's `ScVal` XDR, without encoding it. */
export function encodedLength(value: HostVal, depth = 0): number {
  return 4 + bodyLength(value, checkDepth(depth));
}

/**
 * The bytes left of `room` once values are encoded; negative when they do not fit, or are nested too deeply for XDR. Looks
 * at no more of them than fits: a few lists that hold each other are a value of exponential size.
 */
export function roomAfter(room: number, values: readonly HostVal[], depth = 0): number {
  let left = room;
  for (const value of values) {
    if (left < 0) return left;
    left = roomAfterOne(left, value, depth);
  }
  return left;
}

function roomAfterOne(room: number, value: HostVal, depth: number): number {
  if (depth > DEPTH_LIMIT) return -1;
  if (value.type === 'vec') return roomAfter(room - 12, value.value, depth + 1);
  if (value.type !== 'map') return room - encodedLength(value, depth);
  let left = room - 12;
  for (const entry of value.value) {
    if (left < 0) return left;
    left = roomAfter(left, entry, depth + 1);
  }
  return left;
}

function bodyLength(value: HostVal, depth: number): number {
  switch (value.type) {
    case 'void':
    case 'ledgerKeyContractInstance':
      return 0;
    case 'bool':
    case 'u32':
    case 'i32':
      return 4;
    case 'error':
    case 'u64':
    case 'i64':
    case 'timepoint':
    case 'duration':
    case 'ledgerKeyNonce':
      return 8;
    case 'u128':
    case 'i128':
      return 16;
    case 'u256':
    case 'i256':
      return 32;
    case 'bytes':
    case 'string':
    case 'symbol':
    case 'executableTag':
      return padded(value.value.length);
    case 'vec': {
      let length = 8;
      for (const element of value.value) length += encodedLength(element, depth + 1);
      return length;
    }
    case 'map':
      return 4 + entriesLength(value.value, depth);
    case 'address':
    case 'muxedAddress':
      return addressLength(value.value);
    case 'contractInstance': {
      const { executable, storage } = value;
      const own = executable.type === 'wasm' ? 36 : 4;
      const reference =
        executable.type === 'externalRef' ? addressLength(executable.owner) + padded(executable.tag.length) : 0;
      return own + reference + 4 + (storage === undefined ? 0 : entriesLength(storage, depth));
    }
  }
}

function entriesLength(entries: readonly MapEntry[], depth: number): number {
  let length = 4;
  for (const [key, value] of entries) length += encodedLength(key, depth + 1) + encodedLength(value, depth + 1);
  return length;
}

/** Bytes of an address as `ScAddress`. */
export const addressLength = (address: string): number => ADDRESS_BYTES[addressLetter(address)];
