import { xdr } from '@stellar/stellar-sdk';
import { ADDRESS_TYPES, addressBytes, addressLetter } from '../values/address.ts';
import { checkDepth } from '../values/depth.ts';
import type { ContractExecutable, HostVal, MapEntry } from '../values/value.ts';
import { fromHex } from './hex.ts';
import { XdrWriter } from './writer.ts';

/** `ScValType` numbers (Stellar-contract.x). */
const TYPE = {
  bool: 0,
  void: 1,
  error: 2,
  u32: 3,
  i32: 4,
  u64: 5,
  i64: 6,
  timepoint: 7,
  duration: 8,
  u128: 9,
  i128: 10,
  u256: 11,
  i256: 12,
  bytes: 13,
  string: 14,
  symbol: 15,
  vec: 16,
  map: 17,
  address: 18,
  muxedAddress: 18,
  contractInstance: 19,
  ledgerKeyContractInstance: 20,
  ledgerKeyNonce: 21,
  executableTag: 22,
} as const satisfies Record<HostVal['type'], number>;

const shared = new XdrWriter();

/** A value as `ScVal` XDR. */
export function encodeVal(value: HostVal): Uint8Array {
  return shared.encode(() => writeVal(shared, value));
}

export const toScVal = (value: HostVal): xdr.ScVal => xdr.ScVal.fromXdr(encodeVal(value));

export function writeVal(writer: XdrWriter, value: HostVal, depth = 0): void {
  checkDepth(depth);
  writer.u32(TYPE[value.type]);
  switch (value.type) {
    case 'bool':
      writer.u32(value.value ? 1 : 0);
      return;
    case 'void':
    case 'ledgerKeyContractInstance':
      return;
    case 'error':
      writer.u32(value.errorType);
      writer.u32(value.code);
      return;
    case 'u32':
    case 'i32':
      writer.u32(value.value >>> 0);
      return;
    case 'u64':
    case 'i64':
    case 'timepoint':
    case 'duration':
      writer.u64(value.value);
      return;
    case 'u128':
    case 'i128':
      writer.wide(value.value, 2);
      return;
    case 'u256':
    case 'i256':
      writer.wide(value.value, 4);
      return;
    case 'bytes':
    case 'string':
    case 'executableTag':
      writer.variable(value.value);
      return;
    case 'symbol':
      writer.latin1(value.value);
      return;
    case 'vec':
      writer.u32(1);
      writer.u32(value.value.length);
      for (const element of value.value) writeVal(writer, element, depth + 1);
      return;
    case 'map':
      writer.u32(1);
      writeEntries(writer, value.value, depth + 1);
      return;
    case 'address':
    case 'muxedAddress':
      writeAddress(writer, value.value);
      return;
    case 'ledgerKeyNonce':
      writer.u64(value.nonce);
      return;
    case 'contractInstance':
      writeExecutable(writer, value.executable);
      writer.u32(value.storage === undefined ? 0 : 1);
      if (value.storage !== undefined) writeEntries(writer, value.storage, depth + 1);
      return;
  }
}

function writeEntries(writer: XdrWriter, entries: readonly MapEntry[], depth: number): void {
  writer.u32(entries.length);
  for (const [key, value] of entries) {
    writeVal(writer, key, depth);
    writeVal(writer, value, depth);
  }
}

function writeExecutable(writer: XdrWriter, executable: ContractExecutable): void {
  switch (executable.type) {
    case 'wasm':
      writer.u32(0);
      writer.fixed(fromHex(executable.hash));
      return;
    case 'stellarAsset':
      writer.u32(1);
      return;
    case 'externalRef':
      writer.u32(2);
      writeAddress(writer, executable.owner);
      writer.variable(executable.tag);
      return;
  }
}

/** Addresses as `ScAddress` XDR. */
export function writeAddress(writer: XdrWriter, address: string): void {
  const letter = addressLetter(address);
  const bytes = addressBytes(address);
  writer.u32(ADDRESS_TYPES[letter]);
  switch (letter) {
    case 'G':
      writer.u32(0);
      writer.fixed(bytes);
      return;
    case 'C':
    case 'L':
      writer.fixed(bytes);
      return;
    case 'M':
      // The strkey has the key first, XDR the id.
      writer.fixed(bytes.subarray(32));
      writer.fixed(bytes.subarray(0, 32));
      return;
    case 'B':
      writer.u32(0);
      writer.fixed(bytes.subarray(1));
      return;
  }
}

export function executableToXdr(executable: ContractExecutable): xdr.ContractExecutable {
  return xdr.ContractExecutable.fromXdr(shared.encode(() => writeExecutable(shared, executable)));
}

export function addressToXdr(address: string): xdr.ScAddress {
  return xdr.ScAddress.fromXdr(shared.encode(() => writeAddress(shared, address)));
}
