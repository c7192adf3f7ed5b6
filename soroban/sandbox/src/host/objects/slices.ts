import type { Metered } from '../costs/metered.ts';
import { VAL_BYTES } from '../costs/sizes.ts';
import { HostError } from '../values/error.ts';
import { isObject } from '../values/small.ts';
import { bytesVal, type HostVal, type MapEntry, symbolVal, vecVal } from '../values/value.ts';
import { fieldsOf, indexOfSymbol, mapOf } from './fields.ts';
import { chargeSymbol } from './symbol-costs.ts';

/**
 * Values as contracts that are built into the host make and take them: out of its own memory instead of a contract's.
 * Nothing crosses a boundary, so that only the content is paid for.
 */

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

export function newBytes(host: Metered, content: Uint8Array): HostVal {
  host.budget.collect(content.length, 1);
  host.budget.createObject();
  return bytesVal(content);
}

export function newString(host: Metered, content: Uint8Array): HostVal {
  host.budget.collect(content.length, 1);
  host.budget.createObject();
  return { type: 'string', value: content };
}

/** A symbol, which is an object if it does not fit into a value. */
export function newSymbol(host: Metered, text: string): HostVal {
  chargeSymbol(host.budget, text);
  return symbolVal(text);
}

export function newVec(host: Metered, items: readonly HostVal[]): HostVal {
  host.budget.collect(items.length, VAL_BYTES);
  host.budget.visit(items.filter(isObject).length);
  host.budget.createObject();
  return vecVal(items);
}

/** A map with symbol keys, given in order. */
export function newMap(host: Metered, names: readonly string[], values: readonly HostVal[], sparse = false): HostVal {
  if (names.length !== values.length) {
    const reason = 'differing key and value slice lengths when creating map from slices';
    throw new HostError('Object', 'UnexpectedSize', reason);
  }
  const keys = names.map((name) => newSymbol(host, name));
  const value = mapOf(host, keys, values, sparse);
  host.budget.createObject();
  return { type: 'map', value };
}

/** The values of named fields of a map. */
export function unpackMap(
  host: Metered,
  entries: readonly MapEntry[],
  names: readonly string[],
  sparse = false,
): HostVal[] {
  host.budget.visit();
  return fieldsOf(host, entries, names.length, names.map(utf8), sparse);
}

/** The items of a vector that must have so many. */
export function unpackVec(host: Metered, items: readonly HostVal[], count: number): readonly HostVal[] {
  host.budget.visit();
  if (items.length !== count) {
    const reason = 'differing host vector and output vector lengths when unpacking vec to slice';
    throw new HostError('Object', 'UnexpectedSize', reason);
  }
  host.budget.copy(count * VAL_BYTES);
  return items;
}

/** Which of some names a symbol is. */
export function symbolIndex(host: Metered, symbol: string, names: readonly string[]): number {
  const index = indexOfSymbol(host, symbol, names.map(utf8));
  if (index >= 0) return index;
  throw new HostError('Value', 'InvalidInput', 'symbol not found in slice of strs', [symbolVal(symbol)]);
}
