import type { Wire, WireType } from '../env/wire-types.ts';
import { HostError } from '../values/error.ts';
import { boolVal, type HostVal } from '../values/value.ts';
import {
  FIRST_OBJECT_TAG,
  type Handles,
  i64FromHalves,
  invalid,
  type ObjectType,
  readVal,
  TAG_U32,
  u64FromHalves,
  writeI64,
  writeObject,
  writeVal,
  writeWord,
} from './words.ts';

type Reader<T extends WireType> = (frame: Handles, low: number, high: number) => Wire[T];
type Writer<T extends WireType> = (frame: Handles, value: Wire[T]) => number;

/** Reads a value that must be of one type, and keeps the value itself: authorization tells equal addresses apart. */
function valueReader<T extends WireType>(type: HostVal['type']): Reader<T> {
  return (frame, low, high) => {
    const value = readVal(frame, low, high);
    if (value.type !== type) throw invalid(`expected ${type}, got ${value.type}`);
    return value as Wire[T];
  };
}

/** Reads the payload of a value that must be of one type; for objects the table's type demands a handle. */
function payloadReader<T extends WireType>(type: HostVal['type'], objectOnly: boolean): Reader<T> {
  return (frame, low, high) => {
    if (objectOnly && (low & 0xff) < FIRST_OBJECT_TAG) throw invalid(`expected a ${type} object`);
    const value = readVal(frame, low, high);
    if (value.type !== type) throw invalid(`expected ${type}, got ${value.type}`);
    return (value as { value: unknown }).value as Wire[T];
  };
}

function objectWriter<T extends WireType>(type: ObjectType): Writer<T> {
  return (frame, value) => writeObject(frame, { type, value } as HostVal);
}

function valWriter<T extends WireType>(type: HostVal['type']): Writer<T> {
  return (frame, value) => writeVal(frame, { type, value } as HostVal);
}

const STORAGE_TYPES = ['temporary', 'persistent', 'instance'] as const;
const TTL_SCOPES = ['instanceAndCode', 'instance', 'code'] as const;

function choiceReader<T extends WireType>(choices: readonly Wire[T][]): Reader<T> {
  return (_, low, high) => {
    const choice = high === 0 ? choices[low >>> 0] : undefined;
    if (choice === undefined) throw invalid('unknown enumeration value');
    return choice;
  };
}

const notAnArgument = (): never => {
  throw new HostError('Context', 'InternalError', 'type is never passed this way');
};

/** How each type of the table is read from a contract. */
export const READERS: { readonly [T in WireType]: Reader<T> } = {
  Val: readVal,
  U32Val: (_, low, high) => {
    if (low !== TAG_U32) throw invalid('expected u32');
    return high >>> 0;
  },
  u64: (_, low, high) => u64FromHalves(low, high),
  i64: (_, low, high) => i64FromHalves(low, high),
  Void: notAnArgument,
  Bool: payloadReader('bool', false),
  Error: valueReader('error'),
  Symbol: valueReader('symbol'),
  U64Val: payloadReader('u64', false),
  U256Val: payloadReader('u256', false),
  I256Val: payloadReader('i256', false),
  U64Object: payloadReader('u64', true),
  I64Object: payloadReader('i64', true),
  TimepointObject: payloadReader('timepoint', true),
  DurationObject: payloadReader('duration', true),
  U128Object: payloadReader('u128', true),
  I128Object: payloadReader('i128', true),
  U256Object: payloadReader('u256', true),
  I256Object: payloadReader('i256', true),
  BytesObject: payloadReader('bytes', true),
  StringObject: payloadReader('string', true),
  SymbolObject: payloadReader('symbol', true),
  VecObject: payloadReader('vec', true),
  MapObject: payloadReader('map', true),
  AddressObject: valueReader('address'),
  MuxedAddressObject: payloadReader('muxedAddress', true),
  ExecutableTagObject: payloadReader('executableTag', true),
  StorageType: choiceReader<'StorageType'>(STORAGE_TYPES),
  ContractTtlExtension: choiceReader<'ContractTtlExtension'>(TTL_SCOPES),
};

/** How each type of the table is given to a contract. */
export const WRITERS: { readonly [T in WireType]: Writer<T> } = {
  Val: writeVal,
  U32Val: (_, value) => writeWord(value, TAG_U32),
  u64: (_, value) => writeI64(value),
  i64: (_, value) => writeI64(value),
  Void: () => writeWord(0, 2),
  Bool: (frame, value) => writeVal(frame, boolVal(value)),
  Error: (frame, value) => writeVal(frame, value),
  Symbol: writeVal,
  U64Val: valWriter('u64'),
  U256Val: valWriter('u256'),
  I256Val: valWriter('i256'),
  U64Object: objectWriter('u64'),
  I64Object: objectWriter('i64'),
  TimepointObject: objectWriter('timepoint'),
  DurationObject: objectWriter('duration'),
  U128Object: objectWriter('u128'),
  I128Object: objectWriter('i128'),
  U256Object: objectWriter('u256'),
  I256Object: objectWriter('i256'),
  BytesObject: objectWriter('bytes'),
  StringObject: objectWriter('string'),
  SymbolObject: objectWriter('symbol'),
  VecObject: objectWriter('vec'),
  MapObject: objectWriter('map'),
  AddressObject: writeObject,
  MuxedAddressObject: objectWriter('muxedAddress'),
  ExecutableTagObject: objectWriter('executableTag'),
  StorageType: notAnArgument,
  ContractTtlExtension: notAnArgument,
};
