import type { Metered } from '../costs/metered.ts';
import { ENTRY_BYTES, VAL_BYTES } from '../costs/sizes.ts';
import { latin1 } from '../values/address.ts';
import { HostError } from '../values/error.ts';
import { isObject } from '../values/small.ts';
import { type HostVal, type MapEntry, VOID } from '../values/value.ts';
import { checkedEntries, compareBytes, compareVals } from './compare.ts';

/** A map of keys, which must be in order, and values. */
export function mapOf(
  host: Metered,
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
  host: Metered,
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
  host: Metered,
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

function checkOrder(host: Metered, previous: Uint8Array, name: Uint8Array): void {
  host.budget.compare(Math.min(previous.length, name.length));
  if (compareBytes(previous, name) < 0) return;
  throw new HostError('Object', 'InvalidInput', 'keys are not in ascending order when unpacking map');
}

function compareKey(host: Metered, entry: MapEntry, name: Uint8Array): number {
  const key = symbolKey(entry);
  if (isObject(entry[0])) host.budget.visit();
  host.budget.compare(Math.min(key.length, name.length));
  return compareText(key, name);
}

/** As `compareBytes`, of a text with a character for each byte. */
function compareText(text: string, bytes: Uint8Array): number {
  const length = Math.min(text.length, bytes.length);
  for (let i = 0; i < length; i++) {
    const difference = text.charCodeAt(i) - bytes[i]!;
    if (difference !== 0) return difference;
  }
  return text.length - bytes.length;
}

function symbolKey(entry: MapEntry): string {
  if (entry[0].type !== 'symbol') throw new HostError('Value', 'UnexpectedType', 'map key is not a symbol');
  return entry[0].value;
}

/** Where the first of some names is that equals a symbol, or -1. All of them are compared. */
export function indexOfSymbol(host: Metered, symbol: string, names: readonly Uint8Array[]): number {
  const visits = Number(isObject({ type: 'symbol', value: symbol }));
  for (const name of names) {
    host.budget.visit(visits);
    host.budget.compare(Math.min(name.length, symbol.length));
  }
  return names.map(latin1).indexOf(symbol);
}
