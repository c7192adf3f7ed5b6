import type { LedgerEntry, LedgerKey, StoredEntry } from './boundary.ts';
import type { Budget } from './budget.ts';
import { addressLength, encodedLength, padded } from './codec/encoded-length.ts';
import { searchWidth } from './compare.ts';
import { chargeSubstructure } from './conversion-costs.ts';
import { COST } from './costs.ts';
import { LedgerKeyMap, type SearchCost } from './ledger-key-map.ts';
import { ADDRESS_BYTES, CONTRACT_ID_BYTES, SC_VAL_BYTES } from './sizes.ts';

/** Declared sizes of an item of the footprint's and of the storage's map, in bytes. */
const FOOTPRINT_ITEM_BYTES = 25;
const STORAGE_ITEM_BYTES = 68;
/** Declared sizes of a key and of an entry, decoded and not. */
export const LEDGER_KEY_BYTES = 152;
export const LEDGER_ENTRY_BYTES = 288;
const LAZY_ENTRY_BYTES = 32;
const ACCOUNT_BYTES = 216;
const TRUSTLINE_BYTES = 128;
const ASSET_BYTES = 45;
const SIGNER_BYTES = 72;
const SPONSOR_BYTES = 41;

/** Bytes of a transaction's resources besides the footprint's keys. */
const RESOURCES_BYTES = 20;

/**
 * What the network charges for its storage, which is two sorted lists: which keys may be accessed how, and what is
 * there. Both are searched for each access and made anew for each change.
 */
export class StorageCosts {
  readonly #budget: Budget;
  readonly #keys = new LedgerKeyMap();
  /** Recording learns its keys one by one; enforcing has them all from the start. */
  readonly #recording: boolean;
  readonly #decoded = new Set<string>();

  constructor(budget: Budget, recording: boolean) {
    this.#budget = budget;
    this.#recording = recording;
  }

  /** A key of the footprint that is enforced. */
  add(text: string, key: LedgerKey): void {
    this.#keys.add(text, key);
  }

  read(text: string, key: LedgerKey): void {
    const known = this.#keys.has(text);
    const before = this.#keys.search(text, key);
    this.#find(before, FOOTPRINT_ITEM_BYTES, known);
    if (this.#recording) {
      if (!known) this.#keys.add(text, key);
      if (!known) this.#change(before, FOOTPRINT_ITEM_BYTES);
      this.#find(before, STORAGE_ITEM_BYTES, false);
      if (!known) this.#change(before, STORAGE_ITEM_BYTES);
      const after = this.#keys.search(text, key);
      this.#find(after, FOOTPRINT_ITEM_BYTES, true);
      this.#find(after, STORAGE_ITEM_BYTES, true);
      this.#find(after, STORAGE_ITEM_BYTES, true);
    } else if (known) {
      this.#find(before, STORAGE_ITEM_BYTES, true);
    }
  }

  /** `upgraded`: recording knew the key as one that is only read. */
  write(text: string, key: LedgerKey, upgraded: boolean, hasValue: boolean): void {
    const known = this.#keys.has(text);
    const before = this.#keys.search(text, key);
    if (this.#recording) this.#find(before, STORAGE_ITEM_BYTES, known);
    this.#find(before, FOOTPRINT_ITEM_BYTES, known);
    if (!known && !this.#recording) return;
    if (!known) this.#keys.add(text, key);
    if (!known || upgraded) this.#change(before, FOOTPRINT_ITEM_BYTES);
    if (hasValue) this.#budget.allocate(LAZY_ENTRY_BYTES);
    this.#change(before, STORAGE_ITEM_BYTES);
    this.#decoded.add(text);
  }

  /** Putting an entry back with a longer life. */
  extend(text: string, key: LedgerKey): void {
    this.#change(this.#keys.search(text, key), STORAGE_ITEM_BYTES);
  }

  /** Decoding an entry the first time it is looked into, and checking that it belongs to its key. */
  decode(text: string, key: LedgerKey, stored: StoredEntry): void {
    if (this.#decoded.has(text)) return;
    this.#decoded.add(text);
    this.#budget.spend(COST.ValDeser, entryLength(stored.entry));
    this.#budget.allocate(LEDGER_ENTRY_BYTES);
    chargeKeyOf(this.#budget, stored.entry);
    this.#budget.charge(this.#keys.identity(key), 0);
  }

  /**
   * Making both lists of the footprint's keys and the entries the transaction was given, one by one. What a comparison
   * costs is taken as the mean between neighbours.
   */
  load(keyBytes: number, entryBytes: readonly number[]): void {
    const budget = this.#budget;
    budget.spend(COST.ValDeser, RESOURCES_BYTES + keyBytes);
    const { keys } = this.#keys;
    const mean = keys.length < 2 ? 0 : this.#keys.order() / (keys.length - 1);
    for (const itemBytes of [FOOTPRINT_ITEM_BYTES, STORAGE_ITEM_BYTES]) {
      keys.forEach((key, i) => {
        budget.copy(LEDGER_KEY_BYTES);
        if (key.type === 'contractData') chargeSubstructure(budget, key.key);
        budget.allocate(LEDGER_KEY_BYTES);
        budget.copy(itemBytes);
        budget.copy(itemBytes * searchWidth(i));
        budget.collect(i + 1, itemBytes);
        budget.copy((i + 1) * itemBytes);
        budget.charge(Math.floor(mean * (i + searchWidth(i) - 1)), 0);
      });
    }
    for (const bytes of entryBytes) {
      budget.allocate(bytes);
      budget.copy(bytes);
      budget.allocate(LAZY_ENTRY_BYTES);
    }
    // The network keeps a copy, to tell afterwards what changed.
    this.snapshot();
  }

  /** Finding what is at a key at the end, and what was there at the start. */
  compareAtEnd(text: string, key: LedgerKey): void {
    const search = this.#keys.search(text, key);
    this.#find(search, STORAGE_ITEM_BYTES, true);
    this.#find(search, STORAGE_ITEM_BYTES, true);
  }

  /** Remembering the storage, to return to it when a frame fails. */
  snapshot(): void {
    this.#budget.collect(this.#keys.size, STORAGE_ITEM_BYTES);
  }

  #find(cost: SearchCost, itemBytes: number, found: boolean): void {
    this.#budget.copy(itemBytes * cost.width);
    this.#budget.charge(cost.instructions, 0);
    if (found) this.#budget.copy(itemBytes);
  }

  /** A list with one item put in or replaced: all are copied, and their order is checked. */
  #change(search: SearchCost, itemBytes: number): void {
    const { size } = this.#keys;
    this.#budget.copy(itemBytes);
    this.#find(search, itemBytes, false);
    this.#budget.collect(size, itemBytes);
    this.#budget.copy(size * itemBytes);
    this.#budget.charge(this.#keys.order(), 0);
  }
}

/** Taking the key out of an entry. */
function chargeKeyOf(budget: Budget, entry: LedgerEntry): void {
  switch (entry.type) {
    case 'account':
      budget.copy(CONTRACT_ID_BYTES);
      return;
    case 'trustline':
      budget.copy(CONTRACT_ID_BYTES);
      budget.copy(ASSET_BYTES);
      return;
    case 'contractCode':
      budget.copy(CONTRACT_ID_BYTES);
      return;
    case 'contractData':
      budget.copy(ADDRESS_BYTES);
      budget.copy(SC_VAL_BYTES);
      chargeSubstructure(budget, entry.key);
  }
}

/** Bytes of a key as `LedgerKey` XDR. */
export function keyLength(key: LedgerKey): number {
  switch (key.type) {
    case 'account':
      return 40;
    case 'trustline':
      return 40 + 4 + (key.asset.indexOf(':') > 4 ? 12 : 4) + 36;
    case 'contractData':
      return 4 + addressLength(key.contract) + encodedLength(key.key) + 4;
    case 'contractCode':
      return 36;
  }
}

/** Bytes of an entry as `LedgerEntry` XDR. */
export function entryLength(entry: LedgerEntry): number {
  const own = 4 + 4 + 4;
  switch (entry.type) {
    case 'account':
      return own + accountLength(entry);
    case 'trustline':
      return own + trustlineLength(entry);
    case 'contractData':
      return own + 4 + addressLength(entry.contract) + encodedLength(entry.key) + 4 + encodedLength(entry.value);
    case 'contractCode':
      return own + 4 + CODE_COST_INPUTS_BYTES + 32 + padded(entry.wasm.length);
  }
}

type Of<T extends LedgerEntry['type']> = Extract<LedgerEntry, { type: T }>;

/** What the price of code depends on, as its entry has it with it. */
const CODE_COST_INPUTS_BYTES = 48;

/** With all three extensions, as the network writes accounts that were touched since protocol 19. */
function accountLength({ homeDomain, signers }: Of<'account'>): number {
  const body = 36 + 8 + 8 + 4 + 4 + 4 + padded(homeDomain.length) + 4 + 4 + signers.length * 40;
  const extensions = 4 + 16 + 4 + 4 + 4 + 4 + signers.length * 4 + 4 + 4 + 4 + 8;
  return body + extensions;
}

function trustlineLength({ asset, buyingLiabilities, sellingLiabilities }: Of<'trustline'>): number {
  const code = asset.indexOf(':') > 4 ? 12 : 4;
  const hasLiabilities = buyingLiabilities !== 0n || sellingLiabilities !== 0n;
  return 36 + 4 + code + 36 + 8 + 8 + 4 + 4 + (hasLiabilities ? 20 : 0);
}

/** Charges for the key of an entry, on the heap. */
export function chargeLedgerKey(budget: Budget): void {
  budget.allocate(LEDGER_KEY_BYTES);
}

/** Charges for the key of a contract's instance or of code: its hash, and the key on the heap. */
export function chargeHashKey(budget: Budget): void {
  budget.copy(CONTRACT_ID_BYTES);
  chargeLedgerKey(budget);
}

/** Copying an account out of its entry. */
export function chargeAccountCopy(budget: Budget, { homeDomain, signers }: Of<'account'>): void {
  budget.copy(ACCOUNT_BYTES);
  budget.allocate(homeDomain.length);
  budget.copy(homeDomain.length);
  budget.allocate(signers.length * SIGNER_BYTES);
  budget.copy(signers.length * SIGNER_BYTES);
  budget.allocate(signers.length * SPONSOR_BYTES);
  budget.copy(signers.length * SPONSOR_BYTES);
}

export function chargeTrustlineCopy(budget: Budget): void {
  budget.copy(TRUSTLINE_BYTES);
}

/** Copying a whole entry to change it. */
export function chargeEntryCopy(budget: Budget, entry: Of<'contractData'>): void {
  budget.copy(LEDGER_ENTRY_BYTES);
  chargeSubstructure(budget, entry.value);
  chargeSubstructure(budget, entry.key);
}

/** A new entry, on the heap. */
export function chargeNewEntry(budget: Budget): void {
  budget.allocate(LEDGER_ENTRY_BYTES);
}
