/// <reference path="./wasm/webassembly.d.ts" />

import type { Metered } from '../costs/metered.ts';
import { HostError, isErrorCode } from '../values/error.ts';
import { isSmallNumber } from '../values/small.ts';
import {
  decodeSmallSymbol,
  encodeSmallSymbol,
  isSmallSymbol,
  SMALL_SYMBOL_LENGTH,
  type SmallSymbol,
} from '../values/symbol.ts';
import { type BigNumberType, FALSE, type HostVal, TRUE, VOID } from '../values/value.ts';

/**
 * Values as contracts hold them: 64 bits, the low byte a tag (CAP-46). They cross as two 32-bit halves, because making
 * a BigInt of every argument costs several times the call itself. The low half of a result is returned, the high half
 * left in `resultHigh`, which is memory of the adapter module.
 */
export const adapterMemory = new WebAssembly.Memory({ initial: 1 });
const resultHigh = new Int32Array(adapterMemory.buffer, 0, 1);

const scratch = new BigUint64Array(1);
const signedScratch = new BigInt64Array(scratch.buffer);
const halves = new Int32Array(scratch.buffer);

/** Where the objects are that a contract holds: a handle is an index, doubled. */
export type Handles = Metered & { readonly handles: HostVal[] };

export const TAG_U32 = 4;
const TAG_I32 = 5;
const TAG_SMALL_SYMBOL = 14;
export const FIRST_OBJECT_TAG = 64;

const OBJECT_TAGS = {
  u64: 64,
  i64: 65,
  timepoint: 66,
  duration: 67,
  u128: 68,
  i128: 69,
  u256: 70,
  i256: 71,
  bytes: 72,
  string: 73,
  symbol: 74,
  vec: 75,
  map: 76,
  address: 77,
  muxedAddress: 78,
  executableTag: 79,
} as const satisfies Partial<Record<HostVal['type'], number>>;
const LAST_OBJECT_TAG = OBJECT_TAGS.executableTag;
export type ObjectType = keyof typeof OBJECT_TAGS;

/** Tags of numbers of at most 56 bits, and whether those are signed. */
const SMALL_NUMBERS: readonly { tag: number; type: BigNumberType; signed: boolean }[] = [
  { tag: 6, type: 'u64', signed: false },
  { tag: 7, type: 'i64', signed: true },
  { tag: 8, type: 'timepoint', signed: false },
  { tag: 9, type: 'duration', signed: false },
  { tag: 10, type: 'u128', signed: false },
  { tag: 11, type: 'i128', signed: true },
  { tag: 12, type: 'u256', signed: false },
  { tag: 13, type: 'i256', signed: true },
];
const SMALL_BY_TYPE = Object.fromEntries(SMALL_NUMBERS.map((small) => [small.type, small])) as Record<
  BigNumberType,
  (typeof SMALL_NUMBERS)[number]
>;

export const invalid = (reason: string): HostError => new HostError('Value', 'InvalidInput', reason);

/** Any value a contract passes. */
export const readVal = (frame: Handles, low: number, high: number): HostVal => loadVal(frame, low, high, true);

/** The same; an object is paid for only when it is looked up now. */
export function loadVal(frame: Handles, low: number, high: number, lookedUp: boolean): HostVal {
  const tag = low & 0xff;
  if (tag >= FIRST_OBJECT_TAG) {
    if (lookedUp) frame.budget.visit();
    return readObject(frame, tag, low, high);
  }
  if (tag === TAG_SMALL_SYMBOL) return readSmallSymbol(low, high);
  const small = SMALL_NUMBERS[tag - 6];
  if (small !== undefined) return { type: small.type, value: readSmallNumber(low, high, small.signed) };
  const rest = low >>> 8;
  if (tag === 3 && isErrorCode(rest, high >>> 0)) return { type: 'error', errorType: rest, code: high >>> 0 };
  if (rest === 0) {
    if (tag === TAG_U32) return { type: 'u32', value: high >>> 0 };
    if (tag === TAG_I32) return { type: 'i32', value: high | 0 };
    if (high === 0 && tag <= 2) return tag === 2 ? VOID : tag === 1 ? TRUE : FALSE;
  }
  throw invalid('malformed value');
}

function readObject(frame: Handles, tag: number, low: number, high: number): HostVal {
  if ((high & 1) !== 0) throw invalid('relative_to_absolute given an absolute reference');
  const value = frame.handles[high >>> 1];
  if (value === undefined) throw invalid('unknown relative object reference');
  if (OBJECT_TAGS[value.type as ObjectType] !== tag || low >>> 8 !== 0) {
    throw invalid('relative and absolute object types differ');
  }
  return value;
}

function readSmallNumber(low: number, high: number, signed: boolean): bigint {
  halves[0] = low;
  halves[1] = high;
  return signed ? signedScratch[0]! >> 8n : scratch[0]! >> 8n;
}

/** Small symbols recur: one slot for each of 512 hashes spares decoding them and allocating values. */
const SYMBOL_SLOTS = 512;
const symbolLows = new Int32Array(SYMBOL_SLOTS);
const symbolHighs = new Int32Array(SYMBOL_SLOTS);
const symbolValues: HostVal[] = new Array(SYMBOL_SLOTS).fill(VOID);

function readSmallSymbol(low: number, high: number): HostVal {
  const slot = ((low >>> 8) ^ (high * 31)) & (SYMBOL_SLOTS - 1);
  if (symbolLows[slot] === low && symbolHighs[slot] === high) return symbolValues[slot]!;
  if (!isSmallSymbol(high)) throw invalid('malformed symbol');
  const value: HostVal = { type: 'symbol', value: decodeSmallSymbol(high, low >>> 8) };
  symbolLows[slot] = low;
  symbolHighs[slot] = high;
  symbolValues[slot] = value;
  return value;
}

const smallSymbols = new Map<string, SmallSymbol>();

/** Gives a value to a contract: the low half is returned, the high half left in `resultHigh`. */
export function writeVal(frame: Handles, value: HostVal): number {
  switch (value.type) {
    case 'bool':
      return writeWord(0, value.value ? 1 : 0);
    case 'void':
      return writeWord(0, 2);
    case 'error':
      return writeWord(value.code, (value.errorType << 8) | 3);
    case 'u32':
      return writeWord(value.value, TAG_U32);
    case 'i32':
      return writeWord(value.value, TAG_I32);
    case 'symbol':
      return value.value.length <= SMALL_SYMBOL_LENGTH ? writeSmallSymbol(value.value) : writeObject(frame, value);
    case 'u64':
    case 'i64':
    case 'timepoint':
    case 'duration':
    case 'u128':
    case 'i128':
    case 'u256':
    case 'i256': {
      const { tag, signed } = SMALL_BY_TYPE[value.type];
      return isSmallNumber(value.value, signed) ? writeSmallNumber(value.value, tag) : writeObject(frame, value);
    }
    case 'contractInstance':
    case 'ledgerKeyContractInstance':
    case 'ledgerKeyNonce':
      throw new HostError('Value', 'InternalError', 'unexpected non-Val-representable ScVal in internal conversion');
    default:
      return writeObject(frame, value);
  }
}

export function writeWord(high: number, low: number): number {
  resultHigh[0] = high;
  return low;
}

function writeSmallNumber(value: bigint, tag: number): number {
  signedScratch[0] = value << 8n;
  return writeWord(halves[1]!, halves[0]! | tag);
}

function writeSmallSymbol(text: string): number {
  let small = smallSymbols.get(text);
  if (small === undefined) {
    small = encodeSmallSymbol(text);
    if (smallSymbols.size < 4096) smallSymbols.set(text, small);
  }
  return writeWord(small.high, (small.low24 << 8) | TAG_SMALL_SYMBOL);
}

/** Gives a contract a handle, even to a value that would fit into a word. */
export function writeObject(frame: Handles, value: HostVal): number {
  frame.budget.giveHandle();
  const index = frame.handles.push(value) - 1;
  return writeWord(index << 1, OBJECT_TAGS[value.type as ObjectType]);
}

/** A value as the 64-bit integer that Wasm functions take and return. */
export function valToI64(frame: Handles, value: HostVal): bigint {
  const low = writeVal(frame, value);
  halves[0] = low;
  halves[1] = resultHigh[0]!;
  return signedScratch[0]!;
}

/** What a function returns. What is no value at all is of an unexpected type there, and not, as in arguments, invalid. */
export function valFromI64(frame: Handles, word: bigint): HostVal {
  signedScratch[0] = word;
  const [low, high] = [halves[0]!, halves[1]!];
  const tag = low & 0xff;
  const isHandle = tag >= FIRST_OBJECT_TAG && tag <= LAST_OBJECT_TAG && low >>> 8 === 0;
  try {
    return loadVal(frame, low, high, false);
  } catch (error) {
    throw isHandle ? error : new HostError('Value', 'UnexpectedType', 'the function returned no value');
  }
}

/** Puts a value into linear memory, little-endian. */
export function storeVal(frame: Handles, memory: DataView, at: number, value: HostVal): void {
  const low = writeVal(frame, value);
  memory.setInt32(at, low, true);
  memory.setInt32(at + 4, resultHigh[0]!, true);
}

/** 64-bit integers that are no values: pieces of wider ones. */
export function u64FromHalves(low: number, high: number): bigint {
  halves[0] = low;
  halves[1] = high;
  return scratch[0]!;
}

export function i64FromHalves(low: number, high: number): bigint {
  halves[0] = low;
  halves[1] = high;
  return signedScratch[0]!;
}

export function writeI64(value: bigint): number {
  scratch[0] = BigInt.asUintN(64, value);
  return writeWord(halves[1]!, halves[0]!);
}
