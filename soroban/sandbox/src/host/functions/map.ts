import type { Metered } from '../costs/metered.ts';
import { ENTRY_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import type { HostModule } from '../env/types.ts';
import { chargeNewMap, findEntry, withEntry } from '../objects/compare.ts';
import { fieldsOf, mapOf } from '../objects/fields.ts';
import { latin1 } from '../values/address.ts';
import { HostError } from '../values/error.ts';
import { isObject } from '../values/small.ts';
import { isSymbol } from '../values/symbol.ts';
import type { HostVal, MapEntry } from '../values/value.ts';
import { type Guest, readAllSlices, readSlices, readVals, writeVals } from '../vm/memory.ts';
import { checkIndex } from './vec.ts';

const missing = (name: string, entries: readonly MapEntry[], key: HostVal): HostError =>
  new HostError('Object', 'MissingValue', `map key not found in ${name}`, [{ type: 'map', value: entries }, key]);

/** A symbol of bytes; one that does not fit into a value is a new object. */
function symbolFromBytes(host: Metered, bytes: Uint8Array): HostVal {
  const text = bytes.length <= 32 ? latin1(bytes) : ' ';
  const symbol: HostVal = { type: 'symbol', value: text };
  if (isObject(symbol)) {
    host.budget.compare(bytes.length);
    host.budget.collect(bytes.length, 1);
    host.budget.createObject();
  }
  if (!isSymbol(text)) throw new HostError('Value', 'InvalidInput', 'key is not a symbol');
  return symbol;
}

/** A map with symbol keys from two arrays in memory; a sparse one leaves void values out (CAP-84). */
function newMap(host: Guest, keysAt: number, valuesAt: number, count: number, sparse: boolean): readonly MapEntry[] {
  const { budget } = host;
  budget.collect(count, VAL_BYTES);
  budget.copy(count * VAL_BYTES);
  const names = readAllSlices(host, keysAt, count);
  const keys = names.map((name) => symbolFromBytes(host, name));
  budget.collect(count, VAL_BYTES);
  budget.copy(2 * count * VAL_BYTES);
  return mapOf(host, keys, readVals(host, valuesAt, count, false), sparse);
}

function unpack(
  host: Guest,
  entries: readonly MapEntry[],
  keysAt: number,
  valuesAt: number,
  count: number,
  sparse: boolean,
): void {
  host.budget.collect(count, VAL_BYTES);
  host.budget.copy(count * VAL_BYTES);
  writeVals(host, valuesAt, fieldsOf(host, entries, count, readSlices(host, keysAt, count), sparse));
}

function chargeEntry(host: Metered): void {
  host.budget.copy(ENTRY_BYTES);
}

/** Charges for a vector of one half of each entry. */
function halves(host: Metered, entries: readonly MapEntry[], half: 0 | 1): HostVal[] {
  host.budget.copy(entries.length * ENTRY_BYTES);
  host.budget.collect(entries.length, VAL_BYTES);
  return entries.map((entry) => entry[half]);
}

function entryAt(host: Metered, entries: readonly MapEntry[], index: number): MapEntry {
  chargeEntry(host);
  return entries[checkIndex(index, entries.length)]!;
}

export const map: HostModule<'m', Guest> = {
  map_new: () => [],
  map_put: (host, entries, key, value) => withEntry(entries, key, value, host.budget),
  map_get(host, entries, key) {
    const found = entries[findEntry(entries, key, host.budget)];
    if (found === undefined) throw missing('map_get', entries, key);
    chargeEntry(host);
    return found[1];
  },
  map_del(host, entries, key) {
    const index = findEntry(entries, key, host.budget);
    if (index < 0) throw missing('map_del', entries, key);
    const rest = entries.toSpliced(index, 1);
    chargeNewMap(host.budget, rest);
    host.budget.copy(VAL_BYTES);
    return rest;
  },
  map_len: (_, entries) => entries.length,
  map_has: (host, entries, key) => findEntry(entries, key, host.budget) >= 0,
  map_key_by_pos: (host, entries, index) => entryAt(host, entries, index)[0],
  map_val_by_pos: (host, entries, index) => entryAt(host, entries, index)[1],
  map_keys: (host, entries) => halves(host, entries, 0),
  map_values: (host, entries) => halves(host, entries, 1),
  map_new_from_linear_memory: (host, keysAt, valuesAt, count) => newMap(host, keysAt, valuesAt, count, false),
  map_unpack_to_linear_memory: (host, entries, keysAt, valuesAt, count) =>
    unpack(host, entries, keysAt, valuesAt, count, false),
  sparse_map_new_from_linear_memory: (host, keysAt, valuesAt, count) => newMap(host, keysAt, valuesAt, count, true),
  sparse_map_unpack_to_linear_memory: (host, entries, keysAt, valuesAt, count) =>
    unpack(host, entries, keysAt, valuesAt, count, true),
};
