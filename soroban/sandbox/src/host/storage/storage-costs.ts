import type { LedgerEntry, LedgerKey, StoredEntry } from '../boundary.ts';
import { addressLength, encodedLength, padded } from '../codec/encoded-length.ts';
import type { Budget } from '../costs/budget.ts';
import { COST } from '../costs/cost-types.ts';
import { ADDRESS_BYTES, CONTRACT_ID_BYTES, SC_VAL_BYTES } from '../costs/sizes.ts';
import { searchWidth } from '../objects/compare.ts';
import { chargeSubstructure } from '../objects/conversion-costs.ts';
import type { Journal } from './journal.ts';
import { LedgerKeyMap } from './ledger-key-map.ts';
import { isExtended } from './new-account.ts';

/** Declared sizes of an item of the footprint's and of the storage's map, in bytes. */
const FOOTPRINT_ITEM_BYTES = 25;
const STORAGE_ITEM_BYTES = 68;
const RESTORED_ITEM_BYTES = 24;
/** Declared sizes of a key and of an entry, decoded and not. */
export const LEDGER_KEY_BYTES = 152;
export const LEDGER_ENTRY_BYTES = 288;
const LAZY_ENTRY_BYTES = 32;
const ACCOUNT_BYTES = 216;
const TRUSTLINE_BYTES = 128;
const ASSET_BYTES = 45;
const SIGNER_BYTES = 72;
const SPONSOR_BYTES = 33;

/** Bytes of a transaction's resources besides the footprint's keys. */
const RESOURCES_BYTES = 20;

/** An entry as the host holds it: what a transaction brings is decoded when it is first looked into. */
type Held = { decoded: boolean };

/**
 * What the network charges for its storage, which is two sorted maps: which keys may be accessed how, and what is
 * there. Both are searched for each access and made anew for each change. A frame that fails gives the second back as
 * it was; the first keeps what recording learned.
 */
export class StorageCosts {
  readonly #budget: Budget;
  readonly #journal: Journal;
  readonly #footprint: MeteredKeys;
  readonly #storage: MeteredKeys;
  /** Keys of what recording took out of the archive. */
  readonly #restored: MeteredKeys;
  /** Recording learns its keys one by one; enforcing has them all from the start. */
  readonly #recording: boolean;
  readonly #held = new Map<string, Held>();

  constructor(budget: Budget, journal: Journal, recording: boolean) {
    this.#budget = budget;
    this.#journal = journal;
    this.#recording = recording;
    this.#footprint = new MeteredKeys(budget, FOOTPRINT_ITEM_BYTES);
    this.#storage = new MeteredKeys(budget, STORAGE_ITEM_BYTES);
    this.#restored = new MeteredKeys(budget, RESTORED_ITEM_BYTES);
  }

  /**
   * Making both maps of what a transaction brings: the footprint's keys, those that may be written first, and an entry
   * or none for each key, those that are only read first.
   */
  load(readOnly: readonly Loaded[], readWrite: readonly Loaded[]): void {
    const budget = this.#budget;
    const all = [...readOnly, ...readWrite];
    budget.spend(
      COST.ValDeser,
      all.reduce((bytes, { key }) => bytes + keyLength(key), RESOURCES_BYTES),
    );
    // Recording has its maps already, and makes these only to have paid for them.
    const footprint = this.#recording ? new MeteredKeys(budget, FOOTPRINT_ITEM_BYTES) : this.#footprint;
    const storage = this.#recording ? new MeteredKeys(budget, STORAGE_ITEM_BYTES) : this.#storage;
    for (const { text, key } of [...readWrite, ...readOnly]) {
      chargeOwnKey(budget, key);
      footprint.insert(text, key);
    }
    for (const { text, key, entryBytes } of all) {
      chargeOwnKey(budget, key);
      if (entryBytes !== undefined) {
        budget.allocate(entryBytes);
        budget.copy(entryBytes);
        budget.allocate(LAZY_ENTRY_BYTES);
        if (!this.#recording) this.#held.set(text, { decoded: false });
      }
      storage.insert(text, key);
    }
    // Where a footprint is enforced both have its keys from here on, no more and no less.
    if (!this.#recording) storage.share(footprint);
    // The network keeps a copy, to tell afterwards what changed.
    storage.chargeCopy();
    for (const { text, key, archived } of readWrite) if (archived) this.#restored.insert(text, key);
  }

  /** `known`: only when recording. */
  read(text: string, key: LedgerKey, known: Known | undefined): void {
    if (known === undefined) {
      if (this.#footprint.get(text, key)) this.#storage.get(text, key);
      return;
    }
    const { writable, expired, exists } = known;
    this.#recordRead(text, key);
    const isNew = !this.#storage.find(text, key);
    if (isNew) {
      this.#storage.insert(text, key);
      this.#hold(text, exists ? { decoded: false } : undefined);
      this.#journal.push(() => this.#storage.remove(text, key));
    }
    this.#recordRead(text, key);
    this.#storage.get(text, key);
    if (isNew && expired !== undefined) this.#renew(text, key, expired, writable);
    this.#storage.get(text, key);
  }

  #recordRead(text: string, key: LedgerKey): void {
    if (!this.#footprint.get(text, key)) this.#footprint.insert(text, key);
  }

  /** Recording restores what is archived, and forgets what was temporary. */
  #renew(text: string, key: LedgerKey, expired: 'temporary' | 'persistent', writable: boolean): void {
    if (expired === 'persistent') {
      this.#footprint.get(text, key);
      if (!writable) this.#footprint.insert(text, key);
    }
    this.#storage.insert(text, key);
  }

  write(text: string, key: LedgerKey, writable: boolean, hasValue: boolean): void {
    if (this.#recording) this.#storage.get(text, key);
    const known = this.#footprint.get(text, key);
    if (!this.#recording && !(known && writable)) return;
    if (!known || !writable) this.#footprint.insert(text, key);
    if (hasValue) this.#budget.allocate(LAZY_ENTRY_BYTES);
    const isNew = !this.#storage.has(text);
    this.#storage.insert(text, key);
    if (isNew) this.#journal.push(() => this.#storage.remove(text, key));
    this.#hold(text, hasValue ? { decoded: true } : undefined);
  }

  /** Looking an entry up to extend it; recording looks first whether it is expired. */
  beforeExtending(text: string, key: LedgerKey): void {
    if (this.#recording) this.#storage.get(text, key);
  }

  /** Putting an entry back with a longer life. */
  extend(text: string, key: LedgerKey): void {
    this.#storage.insert(text, key);
  }

  #hold(text: string, held: Held | undefined): void {
    const before = this.#held.get(text);
    this.#setHeld(text, held);
    this.#journal.push(() => this.#setHeld(text, before));
  }

  #setHeld(text: string, held: Held | undefined): void {
    if (held === undefined) this.#held.delete(text);
    else this.#held.set(text, held);
  }

  /** Decoding an entry the first time it is looked into, and checking that it belongs to its key. */
  decode(text: string, key: LedgerKey, stored: StoredEntry): void {
    if (!this.#decodeOnce(text, stored)) return;
    chargeKeyOf(this.#budget, stored.entry);
    this.#budget.compareMeasured(this.#storage.identity(key));
  }

  #decodeOnce(text: string, stored: StoredEntry): boolean {
    const held = this.#held.get(text);
    if (held === undefined || held.decoded) return false;
    held.decoded = true;
    this.#budget.spend(COST.ValDeser, entryLength(stored.entry));
    this.#budget.allocate(LEDGER_ENTRY_BYTES);
    return true;
  }

  /**
   * Finding what is at a key at the end, and what was there at the start. False: recording learned the key in a frame
   * that failed, and has nothing there.
   */
  compareAtEnd(text: string, key: LedgerKey): boolean {
    if (!this.#storage.get(text, key)) return false;
    // Recording looks into the ledger itself for what was there.
    if (!this.#recording) this.#storage.get(text, key);
    return true;
  }

  /** An entry that may have been changed is decoded to be encoded, and looked for among those that were archived. */
  decodeAtEnd(text: string, key: LedgerKey, stored: StoredEntry): void {
    this.#decodeOnce(text, stored);
    if (this.#restored.size > 0) this.#restored.find(text, key);
  }

  /** Remembering the storage, to return to it when a frame fails. */
  snapshot(): void {
    this.#storage.chargeCopy();
  }
}

/** A key of a footprint, and how long its entry is, if there is one. */
export type Loaded = {
  readonly text: string;
  readonly key: LedgerKey;
  readonly entryBytes: number | undefined;
  readonly archived: boolean;
};

/** `writable`: as a key that is written. `expired`: what is in the ledger is too old. */
export type Known = {
  readonly writable: boolean;
  readonly exists: boolean;
  readonly expired: 'temporary' | 'persistent' | undefined;
};

/** A sorted map of the network's host, by its keys alone. */
class MeteredKeys {
  readonly #budget: Budget;
  readonly #itemBytes: number;
  #keys = new LedgerKeyMap();

  constructor(budget: Budget, itemBytes: number) {
    this.#budget = budget;
    this.#itemBytes = itemBytes;
  }

  get size(): number {
    return this.#keys.size;
  }

  /** From now on the keys are those of another map, and what was measured of them is measured once. */
  share(other: MeteredKeys): void {
    this.#keys = other.#keys;
  }

  has(text: string): boolean {
    return this.#keys.has(text);
  }

  find(text: string, key: LedgerKey): boolean {
    this.#budget.copy(this.#itemBytes * searchWidth(this.#keys.size));
    this.#budget.compareMeasured(this.#keys.search(text, key));
    return this.#keys.has(text);
  }

  get(text: string, key: LedgerKey): boolean {
    const found = this.find(text, key);
    if (found) this.#budget.copy(this.#itemBytes);
    return found;
  }

  /** A map with one item put in or replaced: all are copied, and their order is checked. */
  insert(text: string, key: LedgerKey): void {
    this.#budget.copy(this.#itemBytes);
    if (!this.find(text, key)) this.#keys.add(text, key);
    this.chargeCopy();
    this.#budget.copy(this.#keys.size * this.#itemBytes);
    this.#budget.compareMeasured(this.#keys.order);
  }

  remove(text: string, key: LedgerKey): void {
    this.#keys.remove(text, key);
  }

  chargeCopy(): void {
    this.#budget.collect(this.#keys.size, this.#itemBytes);
  }

  /** Instructions of comparing a key with itself. */
  identity(key: LedgerKey): number {
    return this.#keys.identity(key);
  }
}

/** A copy of a key, on the heap. */
function chargeOwnKey(budget: Budget, key: LedgerKey): void {
  budget.copy(LEDGER_KEY_BYTES);
  if (key.type === 'contractData') chargeSubstructure(budget, key.key);
  budget.allocate(LEDGER_KEY_BYTES);
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
    case 'data':
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
    case 'data':
      return 4 + 36 + 4 + padded(key.name.length / 2);
    case 'contractData':
      return 4 + addressLength(key.contract) + encodedLength(key.key) + 4;
    case 'contractCode':
      return 36;
  }
}

/** Entries are immutable, and every transaction that names one measures it. */
const entryLengths = new WeakMap<LedgerEntry, number>();

/** Bytes of an entry as `LedgerEntry` XDR. */
export function entryLength(entry: LedgerEntry): number {
  let length = entryLengths.get(entry);
  if (length === undefined) {
    length = measure(entry);
    entryLengths.set(entry, length);
  }
  return length;
}

function measure(entry: LedgerEntry): number {
  const own = 4 + 4 + 4;
  switch (entry.type) {
    case 'account':
      return own + accountLength(entry);
    case 'trustline':
      return own + trustlineLength(entry);
    case 'data':
      return own + 36 + 4 + padded(entry.name.length / 2) + 4 + padded(entry.value.length) + 4;
    case 'contractData':
      return own + 4 + addressLength(entry.contract) + encodedLength(entry.key) + 4 + encodedLength(entry.value);
    case 'contractCode':
      return own + 4 + (entry.costInputs === undefined ? 0 : COST_INPUTS_BYTES) + 32 + padded(entry.wasm.length);
  }
}

type Of<T extends LedgerEntry['type']> = Extract<LedgerEntry, { type: T }>;

/** What the price of code depends on: ten numbers, and two versions. */
const COST_INPUTS_BYTES = 48;

/** With all three extensions, as the network writes accounts that were touched since protocol 19. */
function accountLength(account: Of<'account'>): number {
  const { homeDomain, signers } = account;
  const body = 36 + 8 + 8 + 4 + 4 + 4 + padded(homeDomain.length) + 4 + 4 + signers.length * 40;
  const extensions = !isExtended(account) ? 4 : 4 + 16 + 4 + 4 + 4 + 4 + signers.length * 4 + 4 + 4 + 4 + 8;
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
export function chargeAccountCopy(budget: Budget, account: Of<'account'>): void {
  const { homeDomain, signers } = account;
  budget.copy(ACCOUNT_BYTES);
  budget.allocate(homeDomain.length);
  budget.copy(homeDomain.length);
  budget.allocate(signers.length * SIGNER_BYTES);
  budget.copy(signers.length * SIGNER_BYTES);
  if (!isExtended(account)) return;
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
