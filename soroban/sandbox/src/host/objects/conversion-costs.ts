import type { Budget } from '../costs/budget.ts';
import { COST } from '../costs/cost-types.ts';
import {
  ADDRESS_BYTES,
  ENTRY_BYTES,
  ERROR_BYTES,
  LIST_BYTES,
  SC_MAP_ENTRY_BYTES,
  SC_VAL_BYTES,
  VAL_BYTES,
} from '../costs/sizes.ts';
import { addressLetter } from '../values/address.ts';
import { checkDepth, checkHostDepth } from '../values/depth.ts';
import { isObject } from '../values/small.ts';
import type { ContractExecutable, HostVal, MapEntry } from '../values/value.ts';
import { chargeOrder } from './compare.ts';

/**
 * What it costs the network's host to turn its values into XDR values and back, to copy those, and to write them as
 * bytes. Here values have one form only; the charges are taken all the same.
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

/** Each piece that is written is charged by itself: four bytes of a tag cost as much as a long string begins with. */
export function chargeWrite(budget: Budget, bytes: number, pieces = 1): void {
  budget.spend(COST.ValSer, bytes, pieces);
}

/** Writing a value as XDR. */
export function chargeWriteVal(budget: Budget, value: HostVal, depth = 0): void {
  checkDepth(depth);
  chargeWrite(budget, 4);
  switch (value.type) {
    case 'void':
    case 'ledgerKeyContractInstance':
      return;
    case 'bool':
    case 'u32':
    case 'i32':
      chargeWrite(budget, 4);
      return;
    case 'error':
      chargeWrite(budget, 4, 2);
      return;
    case 'u64':
    case 'i64':
    case 'timepoint':
    case 'duration':
    case 'ledgerKeyNonce':
      chargeWrite(budget, 8);
      return;
    case 'u128':
    case 'i128':
      chargeWrite(budget, 8, 2);
      return;
    case 'u256':
    case 'i256':
      chargeWrite(budget, 8, 4);
      return;
    case 'bytes':
    case 'string':
    case 'symbol':
    case 'executableTag':
      chargeWriteVariable(budget, value.value.length);
      return;
    case 'vec':
      chargeWrite(budget, 4, 2);
      for (const item of value.value) chargeWriteVal(budget, item, depth + 1);
      return;
    case 'map':
      chargeWrite(budget, 4);
      chargeWriteEntries(budget, value.value, depth + 1);
      return;
    case 'address':
    case 'muxedAddress':
      chargeWriteAddress(budget, value.value);
      return;
    case 'contractInstance':
      chargeWriteExecutable(budget, value.executable);
      chargeWrite(budget, 4);
      if (value.storage !== undefined) chargeWriteEntries(budget, value.storage, depth + 1);
  }
}

function chargeWriteEntries(budget: Budget, entries: readonly MapEntry[], depth: number): void {
  chargeWrite(budget, 4);
  for (const [key, item] of entries) {
    chargeWriteVal(budget, key, depth);
    chargeWriteVal(budget, item, depth);
  }
}

export function chargeWriteExecutable(budget: Budget, executable: ContractExecutable): void {
  chargeWrite(budget, 4);
  if (executable.type === 'wasm') chargeWrite(budget, 32);
  if (executable.type !== 'externalRef') return;
  chargeWriteAddress(budget, executable.owner);
  chargeWriteVariable(budget, executable.tag.length);
}

/** Length, content and padding. */
export function chargeWriteVariable(budget: Budget, length: number): void {
  chargeWrite(budget, 4);
  if (length > 0) chargeWrite(budget, length);
  if (length % 4 !== 0) chargeWrite(budget, 4 - (length % 4));
}

/** An `ScAddress`: its type, and what identifies it. */
export function chargeWriteAddress(budget: Budget, address: string): void {
  chargeWrite(budget, 4);
  const letter = addressLetter(address);
  if (letter === 'G' || letter === 'B') chargeWrite(budget, 4);
  if (letter === 'M') chargeWrite(budget, 8);
  chargeWrite(budget, 32);
}
