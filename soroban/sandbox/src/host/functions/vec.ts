import { compareVals } from '../compare.ts';
import type { HostModule } from '../env/types.ts';
import { HostError } from '../error.ts';
import { readVals, writeVals } from '../memory.ts';
import { type HostVal, u32Val, VOID } from '../value.ts';

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

function at(items: readonly HostVal[], index: number): HostVal {
  return items[checkIndex(index, items.length)]!;
}

function requireSome(items: readonly HostVal[]): void {
  if (items.length === 0) throw new HostError('Object', 'IndexBounds', 'the vector is empty');
}

const indexVal = (index: number): HostVal => (index < 0 ? VOID : u32Val(index));

export const vec: HostModule<'v'> = {
  vec_new: () => [],
  vec_put: (_, items, index, value) => items.with(checkIndex(index, items.length), value),
  vec_get: (_, items, index) => at(items, index),
  vec_del: (_, items, index) => items.toSpliced(checkIndex(index, items.length), 1),
  vec_len: (_, items) => items.length,
  vec_push_front: (_, items, value) => [value, ...items],
  vec_pop_front(_, items) {
    requireSome(items);
    return items.slice(1);
  },
  vec_push_back: (_, items, value) => [...items, value],
  vec_pop_back(_, items) {
    requireSome(items);
    return items.slice(0, -1);
  },
  vec_front: (_, items) => at(items, 0),
  vec_back(_, items) {
    requireSome(items);
    return items[items.length - 1]!;
  },
  vec_insert: (_, items, index, value) => items.toSpliced(checkIndex(index, items.length + 1), 0, value),
  vec_append: (_, first, second) => [...first, ...second],
  vec_slice(_, items, start, end) {
    checkRange(start, end, items.length);
    return items.slice(start, end);
  },
  vec_first_index_of: (_, items, value) => indexVal(items.findIndex((item) => compareVals(value, item) === 0)),
  vec_last_index_of: (_, items, value) => indexVal(items.findLastIndex((item) => compareVals(value, item) === 0)),
  vec_binary_search: (_, items, value) => {
    const { found, index } = binarySearch(items, value);
    return (found ? 1n << 32n : 0n) | BigInt(index);
  },
  vec_new_from_linear_memory: (host, position, length) => readVals(host, position, length),
  vec_unpack_to_linear_memory(host, items, position, length) {
    if (items.length !== length) {
      const reason = 'differing host vector and output vector lengths when unpacking vec to linear memory';
      throw new HostError('Object', 'UnexpectedSize', reason);
    }
    writeVals(host, position, items);
  },
};

/** The search of Rust's standard library before 1.82: among equal items the protocol fixes which one is found. */
function binarySearch(items: readonly HostVal[], value: HostVal): { found: boolean; index: number } {
  let size = items.length;
  let left = 0;
  let right = size;
  while (left < right) {
    const middle = left + Math.floor(size / 2);
    const order = compareVals(items[middle]!, value);
    if (order === 0) return { found: true, index: middle };
    if (order < 0) left = middle + 1;
    else right = middle;
    size = right - left;
  }
  return { found: false, index: left };
}
