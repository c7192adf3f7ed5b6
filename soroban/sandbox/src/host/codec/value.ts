import { xdr } from '@stellar/stellar-sdk';
import { compareVals } from '../compare.ts';
import { ERROR_CODES, HostError } from '../error.ts';
import { isSymbol } from '../symbol.ts';
import { type ContractExecutable, FALSE, type HostVal, INSTANCE_KEY, type MapEntry, TRUE, VOID } from '../value.ts';
import { ADDRESS_TYPES, addressBytes, addressFromXdr, addressLetter, bytesOf, latin1 } from './address.ts';
import { fromHex, hex } from './hex.ts';
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
  writeVal(shared, value);
  return shared.take();
}

/** The number of bytes of a value's `ScVal` XDR. */
export function encodedLength(value: HostVal): number {
  writeVal(shared, value);
  return shared.measure();
}

export const toScVal = (value: HostVal): xdr.ScVal => xdr.ScVal.fromXdr(encodeVal(value));

export function writeVal(writer: XdrWriter, value: HostVal): void {
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
      for (const element of value.value) writeVal(writer, element);
      return;
    case 'map':
      writer.u32(1);
      writeEntries(writer, value.value);
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
      if (value.storage !== undefined) writeEntries(writer, value.storage);
      return;
  }
}

function writeEntries(writer: XdrWriter, entries: readonly MapEntry[]): void {
  writer.u32(entries.length);
  for (const [key, value] of entries) {
    writeVal(writer, key);
    writeVal(writer, value);
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

/** A value that a contract may hold. Refuses what the host cannot represent, unsorted maps and malformed symbols. */
export function fromScVal(value: xdr.ScVal): HostVal {
  switch (value.type) {
    case 'scvVec':
      if (value.vec === null) throw new HostError('Value', 'InvalidInput', 'ScVal::Vec body missing');
      return { type: 'vec', value: value.vec.map(fromScVal) };
    case 'scvMap':
      if (value.map === null) throw new HostError('Value', 'InvalidInput', 'ScVal::Map body missing');
      return { type: 'map', value: checkedEntries(value.map.map((e) => [fromScVal(e.key), fromScVal(e.val)])) };
    case 'scvContractInstance':
    case 'scvLedgerKeyContractInstance':
    case 'scvLedgerKeyNonce':
      throw new HostError('Value', 'UnexpectedType', `a contract cannot hold a value of type ${value.type}`);
    default:
      return fromLedgerScVal(value);
  }
}

/** Any value found in a ledger entry. */
export function fromLedgerScVal(value: xdr.ScVal): HostVal {
  switch (value.type) {
    case 'scvBool':
      return value.b ? TRUE : FALSE;
    case 'scvVoid':
      return VOID;
    case 'scvError':
      return errorFromXdr(value.error);
    case 'scvU32':
      return { type: 'u32', value: value.u32 };
    case 'scvI32':
      return { type: 'i32', value: value.i32 };
    case 'scvU64':
      return { type: 'u64', value: value.u64 };
    case 'scvI64':
      return { type: 'i64', value: value.i64 };
    case 'scvTimepoint':
      return { type: 'timepoint', value: value.timepoint };
    case 'scvDuration':
      return { type: 'duration', value: value.duration };
    case 'scvU128':
      return { type: 'u128', value: join([value.u128.hi, value.u128.lo]) };
    case 'scvI128':
      return { type: 'i128', value: join([value.i128.hi, value.i128.lo]) };
    case 'scvU256':
      return { type: 'u256', value: join([value.u256.hiHi, value.u256.hiLo, value.u256.loHi, value.u256.loLo]) };
    case 'scvI256':
      return { type: 'i256', value: join([value.i256.hiHi, value.i256.hiLo, value.i256.loHi, value.i256.loLo]) };
    case 'scvBytes':
      return { type: 'bytes', value: bytesOf(value.bytes) };
    case 'scvString':
      return { type: 'string', value: value.str.bytes };
    case 'scvSymbol':
      return { type: 'symbol', value: symbolFromXdr(value.sym.bytes) };
    case 'scvVec':
      return { type: 'vec', value: (value.vec ?? []).map(fromLedgerScVal) };
    case 'scvMap':
      return { type: 'map', value: entriesFromXdr(value.map ?? []) };
    case 'scvAddress':
      return addressVal(value.address);
    case 'scvContractInstance':
      return {
        type: 'contractInstance',
        executable: executableFromXdr(value.instance.executable),
        storage: value.instance.storage === null ? undefined : entriesFromXdr(value.instance.storage),
      };
    case 'scvLedgerKeyContractInstance':
      return INSTANCE_KEY;
    case 'scvLedgerKeyNonce':
      return { type: 'ledgerKeyNonce', nonce: value.nonceKey.nonce };
    case 'scvExecutableTag':
      return { type: 'executableTag', value: value.executableTag.bytes };
  }
}

function addressVal(address: xdr.ScAddress): HostVal {
  if (address.type === 'scAddressTypeMuxedAccount') return { type: 'muxedAddress', value: addressFromXdr(address) };
  if (address.type === 'scAddressTypeAccount' || address.type === 'scAddressTypeContract') {
    return { type: 'address', value: addressFromXdr(address) };
  }
  throw new HostError('Object', 'UnexpectedType', 'encountered unsupported ScAddress type');
}

/** Joins 64-bit words, most significant first; a negative first word makes the result negative. */
function join(words: readonly bigint[]): bigint {
  return words.reduce((value, word) => (value << 64n) | word);
}

const entriesFromXdr = (entries: readonly xdr.ScMapEntry[]): MapEntry[] =>
  entries.map((entry) => [fromLedgerScVal(entry.key), fromLedgerScVal(entry.val)]);

export function checkedEntries(entries: readonly MapEntry[]): readonly MapEntry[] {
  for (let i = 1; i < entries.length; i++) {
    if (compareVals(entries[i - 1]![0], entries[i]![0]) >= 0) {
      throw new HostError('Object', 'InvalidInput', 'map keys are not sorted or not distinct');
    }
  }
  return entries;
}

export function symbolFromXdr(bytes: Uint8Array): string {
  const text = latin1(bytes);
  if (!isSymbol(text)) throw new HostError('Value', 'InvalidInput', 'byte is not allowed in Symbol');
  return text;
}

function errorFromXdr(error: xdr.ScError): HostVal {
  const encoded = error.toXdr();
  const view = new DataView(encoded.buffer, encoded.byteOffset);
  return { type: 'error', errorType: view.getUint32(0), code: view.getUint32(4) };
}

export function executableFromXdr(executable: xdr.ContractExecutable): ContractExecutable {
  switch (executable.type) {
    case 'contractExecutableWasm':
      return { type: 'wasm', hash: hex(bytesOf(executable.wasmHash)) };
    case 'contractExecutableStellarAsset':
      return { type: 'stellarAsset' };
    case 'contractExecutableExternalRef':
      return {
        type: 'externalRef',
        owner: addressFromXdr(executable.externalRef.executableOwner),
        tag: executable.externalRef.tag.bytes,
      };
  }
}

export function executableToXdr(executable: ContractExecutable): xdr.ContractExecutable {
  writeExecutable(shared, executable);
  return xdr.ContractExecutable.fromXdr(shared.take());
}

export function addressToXdr(address: string): xdr.ScAddress {
  writeAddress(shared, address);
  return xdr.ScAddress.fromXdr(shared.take());
}

/** An error value's code must exist, unless it is a contract's own. */
export const isErrorCode = (errorType: number, code: number): boolean =>
  errorType === 0 || (errorType <= 9 && code < ERROR_CODES.length);
