import { checkedEntries, compareBytes, findEntry, withEntry } from '../compare.ts';
import type { HostModule } from '../env/types.ts';
import { HostError } from '../error.ts';
import type { Host } from '../host.ts';
import { readSlices, readVals, writeVals } from '../memory.ts';
import { chargeSearch } from '../metering.ts';
import { isSymbol } from '../symbol.ts';
import { type HostVal, type MapEntry, VOID } from '../value.ts';
import { checkIndex } from './vec.ts';

const missing = (name: string, entries: readonly MapEntry[], key: HostVal): HostError =>
  new HostError('Object', 'MissingValue', `map key not found in ${name}`, [{ type: 'map', value: entries }, key]);

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

function symbolFromBytes(bytes: Uint8Array): HostVal {
  const text = bytes.length <= 32 ? latin1(bytes) : ' ';
  if (!isSymbol(text)) throw new HostError('Value', 'InvalidInput', 'key is not a symbol');
  return { type: 'symbol', value: text };
}

/** A map with symbol keys from two arrays in memory; a sparse one leaves void values out (CAP-84). */
function newMap(host: Host, keysAt: number, valuesAt: number, count: number, sparse: boolean): readonly MapEntry[] {
  const keys: HostVal[] = [];
  for (const key of readSlices(host, keysAt, count)) keys.push(symbolFromBytes(key));
  const values = readVals(host, valuesAt, count);
  const entries = checkedEntries(keys.map((key, i) => [key, values[i]!] as const));
  return sparse ? entries.filter(([, value]) => value.type !== 'void') : entries;
}

function symbolKey(entry: MapEntry): string {
  if (entry[0].type !== 'symbol') throw new HostError('Value', 'UnexpectedType', 'map key is not a symbol');
  return entry[0].value;
}

/** Writes the values of named fields into memory; the map must have exactly these fields. */
function unpack(host: Host, entries: readonly MapEntry[], keysAt: number, valuesAt: number, count: number): void {
  if (entries.length !== count) {
    const reason = 'differing map and output slice lengths when unpacking map';
    throw new HostError('Object', 'UnexpectedSize', reason);
  }
  let i = 0;
  for (const name of orderedNames(host, keysAt, count)) {
    if (symbolKey(entries[i]!) !== name) {
      throw new HostError('Object', 'InvalidInput', 'key not found in map when unpacking map');
    }
    i += 1;
  }
  writeVals(
    host,
    valuesAt,
    entries.map(([, value]) => value),
  );
}

/** Writes the values of named fields into memory, void for those the map lacks; other fields are passed over. */
function unpackSparse(host: Host, entries: readonly MapEntry[], keysAt: number, valuesAt: number, count: number): void {
  const byName = new Map(entries.map((entry) => [symbolKey(entry), entry[1]]));
  const values: HostVal[] = [];
  for (const name of orderedNames(host, keysAt, count)) values.push(byName.get(name) ?? VOID);
  writeVals(host, valuesAt, values);
}

function* orderedNames(host: Host, keysAt: number, count: number): Generator<string> {
  let previous: Uint8Array | undefined;
  for (const name of readSlices(host, keysAt, count)) {
    if (previous !== undefined && compareBytes(previous, name) >= 0) {
      throw new HostError('Object', 'InvalidInput', 'keys are not in ascending order when unpacking map');
    }
    previous = name;
    yield latin1(name);
  }
}

export const map: HostModule<'m'> = {
  map_new: () => [],
  map_put(host, entries, key, value) {
    chargeSearch(host.budget, entries.length);
    return withEntry(entries, key, value);
  },
  map_get(host, entries, key) {
    chargeSearch(host.budget, entries.length);
    const found = entries[findEntry(entries, key)];
    if (found === undefined) throw missing('map_get', entries, key);
    return found[1];
  },
  map_del(host, entries, key) {
    chargeSearch(host.budget, entries.length);
    const index = findEntry(entries, key);
    if (index < 0) throw missing('map_del', entries, key);
    return entries.toSpliced(index, 1);
  },
  map_len: (_, entries) => entries.length,
  map_has(host, entries, key) {
    chargeSearch(host.budget, entries.length);
    return findEntry(entries, key) >= 0;
  },
  map_key_by_pos: (_, entries, index) => entries[checkIndex(index, entries.length)]![0],
  map_val_by_pos: (_, entries, index) => entries[checkIndex(index, entries.length)]![1],
  map_keys: (_, entries) => entries.map(([key]) => key),
  map_values: (_, entries) => entries.map(([, value]) => value),
  map_new_from_linear_memory: (host, keysAt, valuesAt, count) => newMap(host, keysAt, valuesAt, count, false),
  map_unpack_to_linear_memory: (host, entries, keysAt, valuesAt, count) =>
    unpack(host, entries, keysAt, valuesAt, count),
  sparse_map_new_from_linear_memory: (host, keysAt, valuesAt, count) => newMap(host, keysAt, valuesAt, count, true),
  sparse_map_unpack_to_linear_memory: (host, entries, keysAt, valuesAt, count) =>
    unpackSparse(host, entries, keysAt, valuesAt, count),
};
