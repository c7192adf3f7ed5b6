import type { Metered } from '../costs/metered.ts';
import { VAL_BYTES } from '../costs/sizes.ts';
import type { HostModule } from '../env/types.ts';
import { compareVals, searchWidth } from '../objects/compare.ts';
import { HostError } from '../values/error.ts';
import { type HostVal, u32Val, VOID } from '../values/value.ts';
import { type Guest, readVals, writeVals } from '../vm/memory.ts';

export function checkIndex(index: number, bound: number): number {
  if (index >= bound) throw new HostError('Object', 'IndexBounds', 'object index out of bounds', [u32Val(index)]);
  return index;
}

/** Checks a range for slicing: both ends at most the length, the start not after the end. */
export function checkRange(start: number, end: number, length: number): void {
  checkIndex(start, length + 1);
  checkIndex(end, length + 1);
  if (start > end) {
    const args = [u32Val(start), u32Val(end)];
    throw new HostError('Object', 'InvalidInput', 'start index greater than end index', args);
  }
}

function requireSome(items: readonly HostVal[]): void {
  if (items.length === 0) throw new HostError('Object', 'IndexBounds', 'the vector is empty');
}

const indexVal = (index: number): HostVal => (index < 0 ? VOID : u32Val(index));

/** Charges for the list of a new vector. */
function charged(host: Metered, items: readonly HostVal[]): readonly HostVal[] {
  host.budget.collect(items.length, VAL_BYTES);
  return items;
}

function chargeItem(host: Metered): void {
  host.budget.copy(VAL_BYTES);
}

export const vec: HostModule<'v', Guest> = {
  vec_new: () => [],
  vec_put(host, items, index, value) {
    const changed = charged(host, items.with(checkIndex(index, items.length), value));
    chargeItem(host);
    return changed;
  },
  vec_get(host, items, index) {
    checkIndex(index, items.length);
    chargeItem(host);
    return items[index]!;
  },
  vec_del: (host, items, index) => charged(host, items.toSpliced(checkIndex(index, items.length), 1)),
  vec_len: (_, items) => items.length,
  vec_push_front: (host, items, value) => charged(host, [value, ...items]),
  vec_pop_front(host, items) {
    requireSome(items);
    return charged(host, items.slice(1));
  },
  vec_push_back: (host, items, value) => charged(host, [...items, value]),
  vec_pop_back(host, items) {
    requireSome(items);
    return charged(host, items.slice(0, -1));
  },
  vec_front(host, items) {
    chargeItem(host);
    requireSome(items);
    return items[0]!;
  },
  vec_back(host, items) {
    chargeItem(host);
    requireSome(items);
    return items[items.length - 1]!;
  },
  vec_insert: (host, items, index, value) =>
    charged(host, items.toSpliced(checkIndex(index, items.length + 1), 0, value)),
  vec_append: (host, first, second) => charged(host, [...first, ...second]),
  vec_slice(host, items, start, end) {
    checkRange(start, end, items.length);
    return charged(host, items.slice(start, end));
  },
  vec_first_index_of(host, items, value) {
    host.budget.copy(items.length * VAL_BYTES);
    return indexVal(items.findIndex((item) => compareVals(value, item, host.budget) === 0));
  },
  vec_last_index_of(host, items, value) {
    host.budget.copy(items.length * VAL_BYTES);
    return indexVal(items.findLastIndex((item) => compareVals(value, item, host.budget) === 0));
  },
  vec_binary_search(host, items, value) {
    host.budget.copy(searchWidth(items.length) * VAL_BYTES);
    const { found, index } = binarySearch(host, items, value);
    return (found ? 1n << 32n : 0n) | BigInt(index);
  },
  vec_new_from_linear_memory(host, position, length) {
    host.budget.collect(length, VAL_BYTES);
    host.budget.copy(2 * length * VAL_BYTES);
    return readVals(host, position, length);
  },
  vec_unpack_to_linear_memory(host, items, position, length) {
    if (items.length !== length) {
      const reason = 'differing host vector and output vector lengths when unpacking vec to linear memory';
      throw new HostError('Object', 'UnexpectedSize', reason);
    }
    host.budget.copy(length * VAL_BYTES);
    writeVals(host, position, items);
  },
};

/** The search of Rust's standard library before 1.82: among equal items the protocol fixes which one is found. */
function binarySearch(host: Metered, items: readonly HostVal[], value: HostVal): { found: boolean; index: number } {
  let size = items.length;
  let left = 0;
  let right = size;
  while (left < right) {
    const middle = left + Math.floor(size / 2);
    const order = compareVals(items[middle]!, value, host.budget);
    if (order === 0) return { found: true, index: middle };
    if (order < 0) left = middle + 1;
    else right = middle;
    size = right - left;
  }
  return { found: false, index: left };
}
