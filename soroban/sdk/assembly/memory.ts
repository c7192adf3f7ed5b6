// Host calls that read and write linear memory. Keys of structs are (pointer | length << 32) pairs, as the host reads them.
import * as env from './env';
import { expectTag, fromVal, Tag, u32Val, wrongType } from './val';

export function symbolFromMemory(pointer: usize, length: u32): u64 {
  return env.symbol_new_from_linear_memory(u32Val(<u32>pointer), u32Val(length));
}

/** A long symbol, made once per call of the contract and kept in `slot`. */
export function cachedSymbol(slot: usize, pointer: usize, length: u32): usize {
  if (load<u64>(slot) === 0) store<u64>(slot, symbolFromMemory(pointer, length));
  return slot;
}

export function stringFromMemory(pointer: usize, length: u32): u64 {
  return env.string_new_from_linear_memory(u32Val(<u32>pointer), u32Val(length));
}

export function bytesFromMemory(pointer: usize, length: u32): u64 {
  return env.bytes_new_from_linear_memory(u32Val(<u32>pointer), u32Val(length));
}

export function vecFromMemory(values: usize, length: u32): u64 {
  return env.vec_new_from_linear_memory(u32Val(<u32>values), u32Val(length));
}

export function vecToMemory(vec: u64, values: usize, length: u32): void {
  expectTag(vec, Tag.Vec);
  if (env.vec_len(vec) !== u32Val(length)) wrongType();
  env.vec_unpack_to_linear_memory(vec, u32Val(<u32>values), u32Val(length));
}

export function mapFromMemory(keys: usize, values: usize, length: u32): u64 {
  return env.map_new_from_linear_memory(u32Val(<u32>keys), u32Val(<u32>values), u32Val(length));
}

export function mapToMemory(map: u64, keys: usize, values: usize, length: u32): void {
  expectTag(map, Tag.Map);
  env.map_unpack_to_linear_memory(map, u32Val(<u32>keys), u32Val(<u32>values), u32Val(length));
}

/** The case of a union value: its position in the list of names. Checks the number of payload values. */
export function unionCase(vec: u64, names: usize, arities: usize, length: u32): u32 {
  expectTag(vec, Tag.Vec);
  const index = <u32>(env.symbol_index_in_linear_memory(env.vec_front(vec), u32Val(<u32>names), u32Val(length)) >> 32);
  if (env.vec_len(vec) !== u32Val(load<u32>(arities + (index << 2)) + 1)) wrongType();
  return index;
}

/** The raw integer of an enum, checked against the values the enum has. */
export function enumValue(value: u32, known: usize, length: u32): u32 {
  for (let i: u32 = 0; i < length; i++) if (load<u32>(known + (i << 2)) === value) return value;
  wrongType();
  return 0;
}

export function vecItem<T>(vec: u64, index: u32): T {
  return fromVal<T>(env.vec_get(vec, u32Val(index)));
}

// Generated code calls these: a contract may have functions named load and store.

export function putVal(values: usize, index: u32, val: u64): void {
  store<u64>(values + (index << 3), val);
}

export function getVal(values: usize, index: u32): u64 {
  return load<u64>(values + (index << 3));
}

/**
 * Makes a list of names as the host reads it, a (pointer, length) pair each, once per call of the contract. `text` begins
 * with the length of each name, a byte each, and has the names after that.
 */
export function putNames(names: usize, text: usize, count: u32): void {
  if (load<u64>(names) !== 0) return;
  let pointer = text + count;
  for (let i: u32 = 0; i < count; i++) {
    const length = load<u8>(text + i);
    store<u64>(names + (i << 3), <u64>pointer | ((<u64>length) << 32));
    pointer += length;
  }
}
