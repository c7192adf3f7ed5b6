import { ENTRY_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import type { HostModule } from '../env/types.ts';
import type { Host } from '../host.ts';
import { chargeNewMap, checkedEntries, compareBytes, compareVals, findEntry, withEntry } from '../objects/compare.ts';
import { HostError } from '../values/error.ts';
import { isObject } from '../values/small.ts';
import { isSymbol } from '../values/symbol.ts';
import { type HostVal, type MapEntry, VOID } from '../values/value.ts';
import { readSlices, readVals, writeVals } from '../vm/memory.ts';
import { checkIndex } from './vec.ts';

const missing = (name: string, entries: readonly MapEntry[], key: HostVal): HostError =>
  new HostError('Object', 'MissingValue', `map key not found in ${name}`, [{ type: 'map', value: entries }, key]);

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** A symbol of bytes; one that does not fit into a value is a new object. */
function symbolFromBytes(host: Host, bytes: Uint8Array): HostVal {
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
function newMap(host: Host, keysAt: number, valuesAt: number, count: number, sparse: boolean): readonly MapEntry[] {
  const { budget } = host;
  budget.collect(count, VAL_BYTES);
  budget.copy(count * VAL_BYTES);
  const names = [...readSlices(host, keysAt, count)];
  const keys = names.map((name) => symbolFromBytes(host, name));
  budget.collect(count, VAL_BYTES);
  budget.copy(2 * count * VAL_BYTES);
  return mapOf(host, keys, readVals(host, valuesAt, count, false), sparse);
}

/** A map of keys, which must be in order, and values. */
export function mapOf(
  host: Host,
  keys: readonly HostVal[],
  values: readonly HostVal[],
  sparse: boolean,
): readonly MapEntry[] {
  const { budget } = host;
  budget.collect(keys.length, ENTRY_BYTES);
  const entries: MapEntry[] = [];
  keys.forEach((key, i) => {
    if (sparse && i > 0 && compareVals(keys[i - 1]!, key, budget) >= 0) {
      throw new HostError('Object', 'InvalidInput', 'keys not in ascending order when creating map from slices');
    }
    const value = values[i]!;
    if (isObject(value)) budget.visit();
    if (!sparse || value.type !== 'void') entries.push([key, value]);
  });
  return checkedEntries(entries, budget);
}

/**
 * The values of named fields of a map, names in order. A dense map must have exactly these; of a sparse one those it
 * lacks are void, and fields without a name are passed over.
 */
export function fieldsOf(
  host: Host,
  entries: readonly MapEntry[],
  count: number,
  names: Iterable<Uint8Array>,
  sparse: boolean,
): HostVal[] {
  if (!sparse && entries.length !== count) {
    const reason = 'differing map and output slice lengths when unpacking map';
    throw new HostError('Object', 'UnexpectedSize', reason);
  }
  const { budget } = host;
  budget.copy(count * VAL_BYTES);
  budget.copy(entries.length * ENTRY_BYTES);
  const rest = { next: 0 };
  const values: HostVal[] = [];
  let previous: Uint8Array | undefined;
  // Each name is read when its turn comes: what is wrong with a later one is found later.
  for (const name of names) {
    if (previous !== undefined) checkOrder(host, previous, name);
    previous = name;
    values.push(findField(host, entries, rest, name, sparse));
  }
  for (; rest.next < entries.length; rest.next++) symbolKey(entries[rest.next]!);
  return values;
}

function findField(
  host: Host,
  entries: readonly MapEntry[],
  rest: { next: number },
  name: Uint8Array,
  sparse: boolean,
): HostVal {
  for (; rest.next < entries.length; rest.next++) {
    const order = compareKey(host, entries[rest.next]!, name);
    if (order === 0) return entries[rest.next++]![1];
    if (!sparse) throw new HostError('Object', 'InvalidInput', 'key not found in map when unpacking map');
    if (order > 0) break;
  }
  return VOID;
}

function checkOrder(host: Host, previous: Uint8Array, name: Uint8Array): void {
  host.budget.compare(Math.min(previous.length, name.length));
  if (compareBytes(previous, name) < 0) return;
  throw new HostError('Object', 'InvalidInput', 'keys are not in ascending order when unpacking map');
}

function compareKey(host: Host, entry: MapEntry, name: Uint8Array): number {
  const key = symbolKey(entry);
  if (isObject(entry[0])) host.budget.visit();
  host.budget.compare(Math.min(key.length, name.length));
  return compareBytes(Buffer.from(key, 'latin1'), name);
}

function symbolKey(entry: MapEntry): string {
  if (entry[0].type !== 'symbol') throw new HostError('Value', 'UnexpectedType', 'map key is not a symbol');
  return entry[0].value;
}

function unpack(
  host: Host,
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

function chargeEntry(host: Host): void {
  host.budget.copy(ENTRY_BYTES);
}

/** Charges for a vector of one half of each entry. */
function halves(host: Host, entries: readonly MapEntry[], half: 0 | 1): HostVal[] {
  host.budget.copy(entries.length * ENTRY_BYTES);
  host.budget.collect(entries.length, VAL_BYTES);
  return entries.map((entry) => entry[half]);
}

function entryAt(host: Host, entries: readonly MapEntry[], index: number): MapEntry {
  chargeEntry(host);
  return entries[checkIndex(index, entries.length)]!;
}

export const map: HostModule<'m'> = {
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
