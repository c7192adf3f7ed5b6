import { Budget, NO_LIMITS } from '../costs/budget.ts';
import { COST } from '../costs/cost-types.ts';
import { addressLetter } from '../values/address.ts';
import { HostError } from '../values/error.ts';
import type { ContractExecutable, HostVal, MapEntry } from '../values/value.ts';

/*
 * What it costs the network's host to write XDR values as bytes. XDR nests deeper than values do: unions, structures,
 * lists, what may be missing, and each number are a level, and at most 500 are written. Depths are counted from the outermost.
 */

const DEPTH_LIMIT = 500;

/** Levels that are around a value in what the network writes. */
export const DEPTH = { alone: 1, inKey: 3, inEntry: 4, inEventData: 4, inEventTopics: 5, inResources: 6 } as const;

/** Whether a value that is at a depth is written at all. */
export function isWritable(value: HostVal, depth: number): boolean {
  try {
    chargeWriteVal(new Budget(NO_LIMITS), value, depth);
    return true;
  } catch (error) {
    // Without limits there is no other.
    if (error instanceof HostError) return false;
    throw error;
  }
}

function reach(depth: number): void {
  if (depth <= DEPTH_LIMIT) return;
  throw new HostError('Budget', 'ExceededLimit', `XDR is nested deeper than ${DEPTH_LIMIT}`);
}

/** Of what recording hands out, and nobody can write. */
export const unwritable = (): HostError =>
  new HostError('Value', 'InvalidInput', 'could not convert XDR struct to bytes - the input is too deep or too large');

/** Each piece that is written is charged by itself: four bytes of a tag cost as much as a long string begins with. */
export function chargeWrite(budget: Budget, bytes: number, pieces = 1): void {
  budget.spend(COST.ValSer, bytes, pieces);
}

/** Writing a value as XDR, which is at a depth. */
export function chargeWriteVal(budget: Budget, value: HostVal, depth: number = DEPTH.alone): void {
  reach(depth + 2);
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
      reach(depth + 3);
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
      reach(depth + 3);
      chargeWriteVariable(budget, value.value.length);
      return;
    case 'vec':
      chargeWrite(budget, 4);
      reach(depth + 4);
      chargeWrite(budget, 4);
      for (const item of value.value) chargeWriteVal(budget, item, depth + 4);
      return;
    case 'map':
      chargeWrite(budget, 4);
      chargeWriteEntries(budget, value.value, depth + 2);
      return;
    case 'address':
    case 'muxedAddress':
      chargeWriteAddress(budget, value.value, depth + 1);
      return;
    case 'contractInstance':
      chargeWriteExecutable(budget, value.executable);
      chargeWrite(budget, 4);
      if (value.storage !== undefined) chargeWriteEntries(budget, value.storage, depth + 3);
  }
}

/** A map at a depth: a list, and in it structures of two values. */
function chargeWriteEntries(budget: Budget, entries: readonly MapEntry[], depth: number): void {
  reach(depth + 2);
  chargeWrite(budget, 4);
  for (const [key, item] of entries) {
    chargeWriteVal(budget, key, depth + 3);
    chargeWriteVal(budget, item, depth + 3);
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
export function chargeWriteAddress(budget: Budget, address: string, depth = 1): void {
  reach(depth + 2);
  chargeWrite(budget, 4);
  const letter = addressLetter(address);
  if (letter === 'G') reach(depth + 4);
  if (letter === 'B') reach(depth + 3);
  if (letter === 'G' || letter === 'B') chargeWrite(budget, 4);
  if (letter === 'M') chargeWrite(budget, 8);
  reach(depth + 3);
  chargeWrite(budget, 32);
}
