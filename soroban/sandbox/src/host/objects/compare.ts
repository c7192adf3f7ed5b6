import type { Budget } from '../costs/budget.ts';
import { ADDRESS_BYTES, ENTRY_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import { ADDRESS_TYPES, addressBytes, addressLetter } from '../values/address.ts';
import { checkHostDepth } from '../values/depth.ts';
import { HostError } from '../values/error.ts';
import { isObject } from '../values/small.ts';
import type { HostVal, MapEntry } from '../values/value.ts';

/** Order of types among values of different types: that of `ScValType`. */
const RANK: Readonly<Record<HostVal['type'], number>> = {
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
  muxedAddress: 19,
  executableTag: 20,
  contractInstance: 21,
  ledgerKeyContractInstance: 22,
  ledgerKeyNonce: 23,
};

/**
 * Negative, zero or positive: the total order in which maps are sorted and values compared (CAP-46). With a budget the
 * comparison is paid for as the network's host pays: it asks itself to compare whenever an object is involved.
 */
export function compareVals(a: HostVal, b: HostVal, budget?: Budget, depth = 0): number {
  if (a === b) return 0;
  if (budget !== undefined) budget.visit(Number(isObject(a)) + Number(isObject(b)));
  return compareObjects(a, b, budget, depth);
}

/** The comparison itself: by type, and of equal types by content. */
export function compareObjects(a: HostVal, b: HostVal, budget?: Budget, depth = 0): number {
  if (a.type === b.type && isObject(a) && isObject(b)) checkHostDepth(depth);
  if (budget !== undefined) chargeComparison(budget, a, b);
  if (a.type !== b.type) return RANK[a.type] - RANK[b.type];
  switch (a.type) {
    case 'void':
    case 'ledgerKeyContractInstance':
      return 0;
    case 'bool':
    case 'u32':
    case 'i32':
      return Number(a.value) - Number((b as typeof a).value);
    case 'error':
      return a.errorType - (b as typeof a).errorType || a.code - (b as typeof a).code;
    case 'bytes':
    case 'string':
    case 'executableTag':
      return compareBytes(a.value, (b as typeof a).value);
    case 'symbol':
      return order(a.value, (b as typeof a).value);
    case 'vec':
      return compareLists(a.value, (b as typeof a).value, budget, depth);
    case 'map':
      return compareEntries(a.value, (b as typeof a).value, budget, depth);
    case 'address':
    case 'muxedAddress':
      return compareAddresses(a.value, (b as typeof a).value);
    case 'ledgerKeyNonce':
      return order(a.nonce, (b as typeof a).nonce);
    case 'contractInstance':
      throw new HostError('Context', 'InternalError', 'contract instances are not compared');
    default:
      return order(a.value, (b as typeof a).value);
  }
}

/** Bytes that are compared of objects of a fixed size. */
const FIXED_BYTES: { readonly [T in HostVal['type']]?: number } = {
  u64: 8,
  i64: 8,
  timepoint: 8,
  duration: 8,
  u128: 16,
  i128: 16,
  u256: 32,
  i256: 32,
  address: ADDRESS_BYTES,
  muxedAddress: ADDRESS_BYTES,
};

function chargeComparison(budget: Budget, a: HostVal, b: HostVal): void {
  const objects = Number(isObject(a)) + Number(isObject(b));
  if (objects === 0) return;
  budget.visit(objects);
  if (a.type !== b.type) return;
  const fixed = FIXED_BYTES[a.type];
  if (fixed !== undefined) {
    budget.compare(fixed);
    return;
  }
  const items = Math.min(lengthOf(a), lengthOf(b));
  if (a.type === 'map') {
    budget.copy(items * ENTRY_BYTES);
  } else if (a.type === 'vec') {
    budget.copy(items * VAL_BYTES);
    budget.compare(items * VAL_BYTES);
  } else {
    budget.compare(items);
  }
}

const lengthOf = (value: HostVal): number => (value as { readonly value: { readonly length: number } }).value.length;

function order<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function compareLists(a: readonly HostVal[], b: readonly HostVal[], budget?: Budget, depth = 0): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const result = compareVals(a[i]!, b[i]!, budget, depth + 1);
    if (result !== 0) return result;
  }
  return a.length - b.length;
}

function compareEntries(
  a: readonly MapEntry[],
  b: readonly MapEntry[],
  budget: Budget | undefined,
  depth: number,
): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [[keyA, valueA], [keyB, valueB]] = [a[i]!, b[i]!];
    const result = compareVals(keyA, keyB, budget, depth + 1) || compareVals(valueA, valueB, budget, depth + 1);
    if (result !== 0) return result;
  }
  return a.length - b.length;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** By type, then by key: the order of `ScAddress`. */
export function compareAddresses(a: string, b: string): number {
  if (a === b) return 0;
  const [letterA, letterB] = [addressLetter(a), addressLetter(b)];
  if (letterA !== letterB) return ADDRESS_TYPES[letterA] - ADDRESS_TYPES[letterB];
  if (letterA === 'M') return compareMuxed(addressBytes(a), addressBytes(b));
  // Base32 keeps the order of the bytes, except that its digits (2-7) stand after its letters.
  for (let i = 1; i < a.length; i++) {
    const difference = base32Rank(a.charCodeAt(i)) - base32Rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return 0;
}

const base32Rank = (code: number): number => (code >= 65 ? code - 65 : code - 24);

/** XDR has the id before the key; the strkey has it after. */
function compareMuxed(a: Uint8Array, b: Uint8Array): number {
  return compareBytes(a.subarray(32), b.subarray(32)) || compareBytes(a.subarray(0, 32), b.subarray(0, 32));
}

/** Where a key is in sorted entries: its index, or the complement (`~`) of where it belongs. */
export function findEntry(entries: readonly MapEntry[], key: HostVal, budget?: Budget): number {
  budget?.copy(ENTRY_BYTES * searchWidth(entries.length));
  let left = 0;
  let right = entries.length;
  while (left < right) {
    const middle = left + ((right - left) >>> 1);
    const result = compareVals(entries[middle]![0], key, budget);
    if (result === 0) return middle;
    if (result < 0) left = middle + 1;
    else right = middle;
  }
  return ~left;
}

/** What a binary search among so many items is taken to touch. */
export const searchWidth = (items: number): number => 1 + 32 - Math.clz32(items);

/** Sorted entries with one replaced or inserted. */
export function withEntry(entries: readonly MapEntry[], key: HostVal, value: HostVal, budget?: Budget): MapEntry[] {
  budget?.copy(ENTRY_BYTES);
  const index = findEntry(entries, key, budget);
  const result = index >= 0 ? entries.with(index, [key, value]) : entries.toSpliced(~index, 0, [key, value]);
  if (budget !== undefined) chargeNewMap(budget, result);
  return result;
}

/** Charges for a map made of entries that are in order: they are copied, and their order checked. */
export function chargeNewMap(budget: Budget, entries: readonly MapEntry[]): void {
  budget.collect(entries.length, ENTRY_BYTES);
  chargeOrder(budget, entries);
}

/** Charges for checking that entries are in order. */
export function chargeOrder(budget: Budget, entries: readonly MapEntry[]): void {
  budget.copy(entries.length * ENTRY_BYTES);
  for (let i = 1; i < entries.length; i++) compareVals(entries[i - 1]![0], entries[i]![0], budget);
}

/** The entries, if they are sorted by key and no key is twice. */
export function checkedEntries(entries: readonly MapEntry[], budget?: Budget): readonly MapEntry[] {
  budget?.copy(entries.length * ENTRY_BYTES);
  for (let i = 1; i < entries.length; i++) {
    if (compareVals(entries[i - 1]![0], entries[i]![0], budget) >= 0) {
      throw new HostError('Object', 'InvalidInput', 'map keys are not sorted or not distinct');
    }
  }
  return entries;
}
