import type { xdr } from '@stellar/stellar-sdk';
import { checkedEntries } from '../objects/compare.ts';
import { latin1 } from '../values/address.ts';
import { HostError } from '../values/error.ts';
import { isSymbol } from '../values/symbol.ts';
import {
  type ContractExecutable,
  FALSE,
  type HostVal,
  INSTANCE_KEY,
  type MapEntry,
  TRUE,
  VOID,
} from '../values/value.ts';
import { addressFromXdr, bytesOf } from './address.ts';
import { hex } from './hex.ts';

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
