import type { LedgerKey } from '../boundary.ts';
import { Budget, NO_LIMITS } from '../costs/budget.ts';
import { SC_MAP_ENTRY_BYTES, SC_VAL_BYTES } from '../costs/sizes.ts';
import { compareAddresses, compareVals } from '../objects/compare.ts';
import { checkHostDepth } from '../values/depth.ts';
import type { HostVal } from '../values/value.ts';

/** Order of `LedgerEntryType`, and of `ContractDataDurability`. */
const TYPES = { account: 0, trustline: 1, data: 3, contractData: 6, contractCode: 7 } as const;
const DURABILITIES = { temporary: 0, persistent: 1 } as const;

/** Declared sizes of keys and of their parts, in bytes. */
const ACCOUNT_KEY_BYTES = 32;
const TRUSTLINE_KEY_BYTES = 77;
const CODE_KEY_BYTES = 36;
const SC_ADDRESS_BYTES = 48;
const DURABILITY_BYTES = 4;

/** The order of the network's storage maps; comparing is charged. */
export function compareKeys(a: LedgerKey, b: LedgerKey, budget: Budget): number {
  if (a.type === 'account' && b.type === 'account') {
    budget.compare(ACCOUNT_KEY_BYTES);
    return compareAddresses(a.accountId, b.accountId);
  }
  if (a.type === 'trustline' && b.type === 'trustline') {
    budget.compare(TRUSTLINE_KEY_BYTES);
    return compareAddresses(a.accountId, b.accountId) || compareAssets(a.asset, b.asset);
  }
  if (a.type === 'data' && b.type === 'data') {
    return compareAddresses(a.accountId, b.accountId) || compareText(a.name, b.name);
  }
  if (a.type === 'contractCode' && b.type === 'contractCode') {
    budget.compare(CODE_KEY_BYTES);
    return compareText(a.hash, b.hash);
  }
  if (a.type === 'contractData' && b.type === 'contractData') {
    budget.compare(SC_ADDRESS_BYTES);
    const order = compareAddresses(a.contract, b.contract) || compareScVals(a.key, b.key, budget);
    if (order !== 0) return order;
    budget.compare(DURABILITY_BYTES);
    return DURABILITIES[a.durability] - DURABILITIES[b.durability];
  }
  return TYPES[a.type] - TYPES[b.type];
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By the length class of the code, the code and the issuer. */
function compareAssets(a: string, b: string): number {
  const [codeA, issuerA] = a.split(':') as [string, string];
  const [codeB, issuerB] = b.split(':') as [string, string];
  const classes = Number(codeA.length > 4) - Number(codeB.length > 4);
  return classes || compareText(codeA, codeB) || compareAddresses(issuerA, issuerB);
}

/** Bytes that are compared of values of a fixed size, as XDR has them in memory. */
const FIXED_BYTES: { readonly [T in HostVal['type']]?: number } = {
  bool: 1,
  error: 8,
  u32: 4,
  i32: 4,
  u64: 8,
  i64: 8,
  timepoint: 8,
  duration: 8,
  u128: 16,
  i128: 16,
  u256: 32,
  i256: 32,
  address: SC_ADDRESS_BYTES,
  ledgerKeyNonce: 33,
};

/** `ScValType` of keys that a contract's values cannot have; tags of executables come last of all. */
const LATE_TYPES: { readonly [T in HostVal['type']]?: number } = {
  ledgerKeyContractInstance: 1,
  ledgerKeyNonce: 2,
  executableTag: 3,
};

/** Compares values as XDR has them, which costs less than comparing those of contracts. */
export function compareScVals(a: HostVal, b: HostVal, budget: Budget, depth = 0): number {
  checkHostDepth(depth);
  if (a.type !== b.type) {
    const late = (LATE_TYPES[a.type] ?? 0) - (LATE_TYPES[b.type] ?? 0);
    return late || compareVals(a, b);
  }
  chargeScVals(a, b, budget);
  if (a.type === 'vec' && b.type === 'vec') {
    for (let i = 0; i < a.value.length && i < b.value.length; i++) {
      const order = compareScVals(a.value[i]!, b.value[i]!, budget, depth + 1);
      if (order !== 0) return order;
    }
    return a.value.length - b.value.length;
  }
  if (a.type === 'map' && b.type === 'map') {
    for (let i = 0; i < a.value.length && i < b.value.length; i++) {
      const [[keyA, valueA], [keyB, valueB]] = [a.value[i]!, b.value[i]!];
      const order = compareScVals(keyA, keyB, budget, depth + 1) || compareScVals(valueA, valueB, budget, depth + 1);
      if (order !== 0) return order;
    }
    return a.value.length - b.value.length;
  }
  return compareVals(a, b);
}

function chargeScVals(a: HostVal, b: HostVal, budget: Budget): void {
  const fixed = FIXED_BYTES[a.type];
  if (fixed !== undefined) {
    budget.compare(fixed);
  } else if ('value' in a && typeof a.value === 'object' && 'value' in b && typeof b.value === 'object') {
    const items = Math.min(a.value.length, b.value.length);
    if (a.type === 'vec') budget.copy(items * SC_VAL_BYTES);
    else if (a.type === 'map') budget.copy(items * SC_MAP_ENTRY_BYTES);
    else budget.compare(items);
  } else if (a.type === 'symbol' && b.type === 'symbol') {
    budget.compare(Math.min(a.value.length, b.value.length));
  }
}

/**
 * Ledger keys in the order in which the network's host keeps them. It is not searched here: what the network's search
 * through its sorted maps costs depends on which keys there are, and that is what this tells.
 */
export class LedgerKeyMap {
  readonly #keys: LedgerKey[] = [];
  readonly #texts = new Set<string>();
  /** Instructions of comparing each key with the one before it. */
  readonly #steps: number[] = [];
  readonly #tally = new Budget(NO_LIMITS);
  readonly #searches = new Map<string, number>();
  /** Where the key belongs that was searched last: who adds a key has searched for it. */
  #searched: { readonly text: string; readonly at: number } | undefined;
  #order = 0;

  get size(): number {
    return this.#keys.length;
  }

  has(text: string): boolean {
    return this.#texts.has(text);
  }

  add(text: string, key: LedgerKey): void {
    const at = this.#searched?.text === text ? this.#searched.at : this.#position(key);
    this.#keys.splice(at, 0, key);
    this.#steps.splice(at, 0, 0);
    this.#texts.add(text);
    this.#measureSteps(at);
  }

  remove(text: string, key: LedgerKey): void {
    const at = this.#position(key);
    this.#order -= this.#steps[at]!;
    this.#keys.splice(at, 1);
    this.#steps.splice(at, 1);
    this.#texts.delete(text);
    this.#measureSteps(at);
  }

  /** Measures anew how the key at a place compares with its neighbours. */
  #measureSteps(at: number): void {
    for (let i = at; i < Math.min(at + 2, this.#keys.length); i++) {
      this.#order -= this.#steps[i]!;
      this.#steps[i] = i === 0 ? 0 : this.#compared(this.#keys[i - 1]!, this.#keys[i]!);
      this.#order += this.#steps[i]!;
    }
    this.#searched = undefined;
    if (this.#searches.size > 0) this.#searches.clear();
  }

  /** Instructions of comparing a key with those on the way to it, or to where it belongs. */
  search(text: string, key: LedgerKey): number {
    let instructions = this.#searches.get(text);
    if (instructions === undefined) {
      const before = this.#tally.instructions;
      this.#searched = { text, at: this.#position(key) };
      instructions = this.#tally.instructions - before;
      this.#searches.set(text, instructions);
    }
    return instructions;
  }

  /** Instructions of comparing every key with its neighbour, which making a changed map does. */
  get order(): number {
    return this.#order;
  }

  /** Instructions of comparing a key with itself. */
  identity(key: LedgerKey): number {
    return this.#compared(key, key);
  }

  #position(key: LedgerKey): number {
    let left = 0;
    let right = this.#keys.length;
    while (left < right) {
      const middle = left + ((right - left) >>> 1);
      const order = compareKeys(this.#keys[middle]!, key, this.#tally);
      if (order === 0) return middle;
      if (order < 0) left = middle + 1;
      else right = middle;
    }
    return left;
  }

  #compared(a: LedgerKey, b: LedgerKey): number {
    const before = this.#tally.instructions;
    compareKeys(a, b, this.#tally);
    return this.#tally.instructions - before;
  }
}
