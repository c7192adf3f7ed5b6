import type { Budget } from '../costs/budget.ts';
import {
  ADDRESS_BYTES,
  ENTRY_BYTES,
  ERROR_BYTES,
  LIST_BYTES,
  SC_MAP_ENTRY_BYTES,
  SC_VAL_BYTES,
  VAL_BYTES,
} from '../costs/sizes.ts';
import { checkHostDepth } from '../values/depth.ts';
import { isObject } from '../values/small.ts';
import type { ContractExecutable, HostVal, MapEntry } from '../values/value.ts';
import { chargeOrder } from './compare.ts';

/**
 * What it costs the network's host to turn its values into XDR values and back, and to copy those.
 * Here values have one form only; the charges are taken all the same.
 */

/** Bytes of the payload of objects that hold a number. */
const NUMBER_BYTES: { readonly [T in HostVal['type']]?: number } = {
  u64: 8,
  i64: 8,
  timepoint: 8,
  duration: 8,
  u128: 16,
  i128: 16,
  u256: 32,
  i256: 32,
};

/** Making a host value of an XDR value. */
export function chargeToHost(budget: Budget, value: HostVal, depth = 0): void {
  checkHostDepth(depth);
  if (!isObject(value)) return;
  switch (value.type) {
    case 'vec':
      budget.collect(value.value.length, VAL_BYTES);
      for (const item of value.value) chargeToHost(budget, item, depth + 1);
      break;
    case 'map':
      budget.collect(value.value.length, ENTRY_BYTES);
      for (const [key, item] of value.value) {
        chargeToHost(budget, key, depth + 1);
        chargeToHost(budget, item, depth + 1);
      }
      chargeOrder(budget, value.value);
      break;
    default:
      chargePayload(budget, value);
  }
  budget.createObject();
}

/** Making an XDR value of a host value. */
export function chargeFromHost(budget: Budget, value: HostVal, depth = 0): void {
  checkHostDepth(depth);
  if (!isObject(value)) return;
  budget.visit();
  switch (value.type) {
    case 'vec':
      budget.collect(value.value.length, SC_VAL_BYTES);
      for (const item of value.value) chargeFromHost(budget, item, depth + 1);
      return;
    case 'map':
      chargeMapFromHost(budget, value.value, depth + 1);
      return;
    default:
      chargePayload(budget, value);
  }
}

/** Making XDR values of arguments, each of which could fail. */
export function chargeArgsFromHost(budget: Budget, args: readonly HostVal[]): void {
  chargeFallible(budget, args.length, SC_VAL_BYTES);
  for (const arg of args) chargeFromHost(budget, arg);
}

/** Making host values of arguments, each of which could fail. */
export function chargeArgsToHost(budget: Budget, args: readonly HostVal[]): void {
  chargeFallible(budget, args.length, VAL_BYTES);
  for (const arg of args) chargeToHost(budget, arg);
}

/** A list of so many items, collected from work that can fail: it and its items have room for an error. */
export function chargeFallible(budget: Budget, items: number, itemBytes: number): void {
  budget.copy(LIST_BYTES + ERROR_BYTES);
  budget.allocate(items * (itemBytes + ERROR_BYTES));
  budget.copy(items * (itemBytes + ERROR_BYTES));
}

/** The same for the entries of a map. */
export function chargeMapFromHost(budget: Budget, entries: readonly MapEntry[], depth = 0): void {
  budget.collect(entries.length, SC_MAP_ENTRY_BYTES);
  budget.copy(entries.length * ENTRY_BYTES);
  for (const [key, item] of entries) {
    chargeFromHost(budget, key, depth);
    chargeFromHost(budget, item, depth);
  }
}

function chargePayload(budget: Budget, value: HostVal): void {
  switch (value.type) {
    case 'bytes':
    case 'string':
    case 'symbol':
    case 'executableTag':
      budget.collect(value.value.length, 1);
      return;
    case 'address':
    case 'muxedAddress':
      budget.copy(ADDRESS_BYTES);
      return;
    default:
      budget.copy(NUMBER_BYTES[value.type] ?? 0);
  }
}

/** Copying what an XDR value holds outside itself. */
export function chargeSubstructure(budget: Budget, value: HostVal, depth = 0): void {
  checkHostDepth(depth);
  switch (value.type) {
    case 'bytes':
    case 'string':
    case 'symbol':
    case 'executableTag':
      chargeListCopy(budget, value.value.length, 1);
      return;
    case 'vec':
      chargeListCopy(budget, value.value.length, SC_VAL_BYTES);
      for (const item of value.value) chargeSubstructure(budget, item, depth + 1);
      return;
    case 'map':
      chargeEntriesSubstructure(budget, value.value, depth + 1);
      return;
    case 'contractInstance':
      chargeInstanceSubstructure(budget, value.executable, value.storage, depth + 1);
      return;
    default:
  }
}

export function chargeInstanceSubstructure(
  budget: Budget,
  executable: ContractExecutable,
  storage: readonly MapEntry[] | undefined,
  depth = 0,
): void {
  if (executable.type === 'externalRef') chargeListCopy(budget, executable.tag.length, 1);
  if (storage !== undefined) chargeEntriesSubstructure(budget, storage, depth);
}

function chargeEntriesSubstructure(budget: Budget, entries: readonly MapEntry[], depth: number): void {
  chargeListCopy(budget, entries.length, SC_MAP_ENTRY_BYTES);
  for (const [key, item] of entries) {
    chargeSubstructure(budget, key, depth);
    chargeSubstructure(budget, item, depth);
  }
}

function chargeListCopy(budget: Budget, items: number, itemBytes: number): void {
  budget.allocate(items * itemBytes);
  budget.copy(items * itemBytes);
}
