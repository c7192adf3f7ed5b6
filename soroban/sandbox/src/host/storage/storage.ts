import type {
  Durability,
  EntryChange,
  Footprint,
  LedgerEntry,
  LedgerInfo,
  LedgerKey,
  LedgerReader,
  StoredEntry,
} from '../boundary.ts';
import { isPersistentKey, ledgerKeyString, rememberedKeyString } from '../codec/ledger-key.ts';
import { Budget, NO_LIMITS } from '../costs/budget.ts';
import { DEPTH, isWritable, unwritable } from '../objects/write-costs.ts';
import { SATURATING_LIFETIMES } from '../protocols.ts';
import { HostError } from '../values/error.ts';
import type { HostVal } from '../values/value.ts';
import type { Journal } from './journal.ts';
import { compareKeys } from './ledger-key-map.ts';
import { entryLength, type Known, type Loaded, StorageCosts } from './storage-costs.ts';

/** Ledger numbers are 32 bits. */
const LAST_LEDGER = 0xffff_ffff;

type Slot = {
  readonly text: string;
  readonly key: LedgerKey;
  readonly before: StoredEntry | undefined;
  /** Undefined: there is no such entry, or it is expired. */
  current: StoredEntry | undefined;
};

/** `text`: every later look-up by this very string is spared comparing it letter by letter. */
type Access = { readonly text: string; readonly key: LedgerKey; write: boolean };

/**
 * The ledger as one invocation sees it: a footprint that is enforced or recorded, and the changes made so far, each
 * with its undo in the journal. The footprint keeps accesses of frames that were rolled back: they happened.
 */
export class Storage {
  readonly #reader: LedgerReader;
  readonly #ledger: LedgerInfo;
  readonly #journal: Journal;
  readonly #costs: StorageCosts;
  readonly #recording: boolean;
  readonly #footprint = new Map<string, Access>();
  readonly #slots = new Map<string, Slot>();
  readonly #restored = new Set<string>();

  constructor(
    reader: LedgerReader,
    ledger: LedgerInfo,
    journal: Journal,
    budget: Budget,
    footprint: Footprint | 'record',
  ) {
    this.#reader = reader;
    this.#ledger = ledger;
    this.#journal = journal;
    this.#recording = footprint === 'record';
    this.#costs = new StorageCosts(budget, journal, this.#recording);
    if (footprint === 'record') return;
    for (const key of footprint.readOnly) this.#allow(key, false);
    for (const key of footprint.readWrite) this.#allow(key, true);
  }

  #allow(key: LedgerKey, write: boolean): void {
    const text = rememberedKeyString(key);
    this.#footprint.set(text, { text, key, write });
  }

  /** The live entry, or undefined. */
  get(key: LedgerKey, shown?: HostVal, keyText = ledgerKeyString(key)): StoredEntry | undefined {
    const { text, current } = this.#read(keyText, key, shown);
    if (current !== undefined) this.#costs.decode(text, key, current);
    return current;
  }

  #read(asked: string, key: LedgerKey, shown: HostVal | undefined): Slot {
    const keyText = this.#footprint.get(asked)?.text ?? asked;
    this.#costs.read(keyText, key, this.#recording ? this.#known(keyText, key) : undefined);
    this.#access(keyText, key, false, shown);
    return this.#slot(keyText, key);
  }

  /** What recording knows of a key before it is looked up. */
  #known(keyText: string, key: LedgerKey): Known {
    const writable = this.#footprint.get(keyText)?.write === true;
    const before = this.#slots.get(keyText)?.before ?? this.#reader.get(keyText);
    if (before === undefined) return { writable, exists: false, expired: undefined };
    const expired = !this.#isExpired(before) ? undefined : isPersistentKey(key) ? 'persistent' : 'temporary';
    return { writable, exists: expired !== 'temporary', expired };
  }

  /** The live entry; `Storage/MissingValue` when there is none. */
  require(key: LedgerKey, shown?: HostVal, keyText = ledgerKeyString(key)): StoredEntry {
    const found = this.get(key, shown, keyText);
    if (found === undefined) throw missing(key, shown);
    return found;
  }

  /** The live entry, of which nobody looks at more than that it is there; it need not be decoded. */
  peek(key: LedgerKey, shown?: HostVal, keyText = ledgerKeyString(key)): StoredEntry | undefined {
    return this.#read(keyText, key, shown).current;
  }

  has(key: LedgerKey, shown?: HostVal, keyText = ledgerKeyString(key)): boolean {
    return this.peek(key, shown, keyText) !== undefined;
  }

  put(
    key: LedgerKey,
    entry: LedgerEntry,
    liveUntil: number | undefined,
    shown?: HostVal,
    keyText = ledgerKeyString(key),
  ): void {
    const text = this.#write(keyText, key, shown, true);
    const lastModified = this.#ledger.sequence;
    this.#set(text, key, liveUntil === undefined ? { entry, lastModified } : { entry, lastModified, liveUntil });
  }

  delete(key: LedgerKey, shown?: HostVal, keyText = ledgerKeyString(key)): void {
    const text = this.#write(keyText, key, shown, false);
    this.#set(text, key, undefined);
  }

  /** Gives the text by which the key is known from now on. */
  #write(asked: string, key: LedgerKey, shown: HostVal | undefined, hasValue: boolean): string {
    const access = this.#footprint.get(asked);
    const keyText = access?.text ?? asked;
    this.#costs.write(keyText, key, access?.write === true, hasValue);
    this.#access(keyText, key, true, shown);
    return keyText;
  }

  /** Last ledger of an entry that is created now. */
  minLiveUntil(durability: Durability): number {
    const ttl = durability === 'persistent' ? this.#ledger.minPersistentTtl : this.#ledger.minTemporaryTtl;
    return this.#ledger.sequence + Math.max(ttl - 1, 0);
  }

  /** Last ledger to which an entry may be extended now. */
  maxLiveUntil(): number {
    return this.#ledger.sequence + Math.max(this.#ledger.maxTtl - 1, 0);
  }

  /** Extends to `extendTo` ledgers from now if no more than `threshold` ledgers are left (CAP-46-12). */
  extendTtl(key: LedgerKey, threshold: number, extendTo: number, shown?: HostVal): void {
    if (threshold > extendTo) {
      throw new HostError('Storage', 'InvalidInput', 'threshold must be <= extend_to', [u32(threshold), u32(extendTo)]);
    }
    const keyText = ledgerKeyString(key);
    const { stored, liveUntil } = this.#extendable(keyText, key, extendTo, shown);
    if (this.#ledger.protocolVersion < SATURATING_LIFETIMES && this.#ledger.sequence + extendTo > LAST_LEDGER) {
      throw new HostError('Context', 'InternalError', 'the lifetime is past the last ledger there can be');
    }
    if (liveUntil - this.#ledger.sequence > threshold) return;
    this.#extend(keyText, key, stored, liveUntil, Math.min(this.#ledger.sequence + extendTo, this.maxLiveUntil()));
  }

  /** Extends to `extendTo` ledgers from now by at most `max` ledgers, unless that is less than `min` (CAP-78). */
  extendTtlWithin(key: LedgerKey, extendTo: number, min: number, max: number, shown?: HostVal): void {
    if (max < min) {
      throw new HostError('Storage', 'InvalidInput', 'max_extension must be >= min_extension', [u32(max), u32(min)]);
    }
    const keyText = ledgerKeyString(key);
    const { stored, liveUntil } = this.#extendable(keyText, key, extendTo, shown);
    const wanted = Math.max(extendTo - (liveUntil - this.#ledger.sequence), 0);
    const allowed = Math.min(wanted, max, Math.max(this.maxLiveUntil() - liveUntil, 0));
    if (allowed < min) return;
    this.#extend(keyText, key, stored, liveUntil, liveUntil + allowed);
  }

  #extendable(keyText: string, key: LedgerKey, extendTo: number, shown: HostVal | undefined) {
    this.#costs.beforeExtending(keyText, key);
    const stored = this.peek(key, shown, keyText);
    if (stored === undefined) throw missing(key, shown);
    const { liveUntil } = stored;
    if (liveUntil === undefined) throw new HostError('Storage', 'InternalError', 'trying to extend invalid entry');
    const maxTtl = this.maxLiveUntil() - this.#ledger.sequence;
    if (!isPersistentKey(key) && extendTo > maxTtl) {
      // A temporary entry must not end earlier than asked: a nonce would, and its signature be replayed.
      throw new HostError(
        'Storage',
        'InvalidAction',
        'trying to extend temporary entry past max TTL allowed by network: {} > {}',
        [u32(extendTo), u32(maxTtl)],
      );
    }
    return { stored, liveUntil };
  }

  #extend(keyText: string, key: LedgerKey, stored: StoredEntry, from: number, to: number): void {
    if (to <= from) return;
    this.#costs.extend(keyText, key);
    this.#set(keyText, key, { ...stored, liveUntil: to });
  }

  #set(keyText: string, key: LedgerKey, current: StoredEntry | undefined): void {
    const slot = this.#slot(keyText, key);
    const previous = slot.current;
    slot.current = current;
    this.#journal.push(() => {
      slot.current = previous;
    });
  }

  #access(keyText: string, key: LedgerKey, write: boolean, shown: HostVal | undefined): void {
    const access = this.#footprint.get(keyText);
    if (access !== undefined && (access.write || !write)) return;
    if (!this.#recording) {
      throw new HostError(
        'Storage',
        'ExceededLimit',
        `trying to access ${describe(key)} outside of the footprint`,
        shown === undefined ? [] : [shown],
      );
    }
    if (access === undefined) this.#footprint.set(keyText, { text: keyText, key, write });
    else access.write = true;
  }

  #slot(keyText: string, key: LedgerKey): Slot {
    const known = this.#slots.get(keyText);
    if (known !== undefined) return known;
    const before = this.#reader.get(keyText);
    const slot: Slot = { text: keyText, key, before, current: this.#live(keyText, key, before) };
    this.#slots.set(keyText, slot);
    // Nodes load an enforced footprint before anything runs; what a recording frame looks up goes with the frame.
    if (this.#recording) this.#journal.push(() => this.#slots.delete(keyText));
    return slot;
  }

  /** Expired temporary entries do not exist; archived persistent ones are restored when recording, else refused. */
  #live(keyText: string, key: LedgerKey, stored: StoredEntry | undefined): StoredEntry | undefined {
    if (stored?.liveUntil === undefined || stored.liveUntil >= this.#ledger.sequence) return stored;
    if (!isPersistentKey(key)) return undefined;
    if (!this.#recording) {
      throw new HostError('Storage', 'InternalError', `${describe(key)} is archived: restore it first`);
    }
    this.#access(keyText, key, true, undefined);
    this.#restored.add(keyText);
    return { ...stored, liveUntil: this.minLiveUntil('persistent') };
  }

  get isRecording(): boolean {
    return this.#recording;
  }

  /** Whether an entry is alive in the ledger as it was before this invocation. */
  isLiveInLedger(key: LedgerKey): boolean {
    const keyText = ledgerKeyString(key);
    const stored = this.#slots.get(keyText)?.before ?? this.#reader.get(keyText);
    return stored !== undefined && !this.#isExpired(stored);
  }

  footprint(): Footprint {
    const readOnly: LedgerKey[] = [];
    const readWrite: LedgerKey[] = [];
    for (const [, { key, write }] of this.#accesses()) (write ? readWrite : readOnly).push(key);
    return { readOnly, readWrite };
  }

  /** The footprint, by the texts of its keys. What was recorded is in the order of the network's map. */
  #accesses(): Iterable<readonly [text: string, access: Access]> {
    if (!this.#recording) return this.#footprint;
    return [...this.#footprint].sort(([, a], [, b]) => compareKeys(a.key, b.key, UNMETERED));
  }

  /**
   * Charges for looking every entry of the footprint up when everything is done, what it was and what it is. Gives
   * those that are there, and what they are if they may have been changed.
   */
  finish(): { readonly key: LedgerKey; readonly entry: LedgerEntry | undefined }[] {
    const found: { readonly key: LedgerKey; readonly entry: LedgerEntry | undefined }[] = [];
    for (const [keyText, { key, write }] of this.#footprint) {
      if (!this.#costs.compareAtEnd(keyText, key)) continue;
      const slot = this.#slots.get(keyText);
      const stored = write ? (slot === undefined ? this.#reader.get(keyText) : slot.current) : undefined;
      if (stored !== undefined) this.#costs.decodeAtEnd(keyText, key, stored);
      found.push({ key, entry: stored?.entry });
    }
    return found;
  }

  /** Charges for the storage being made of what the transaction brings: keys, and entries where there are any. */
  chargeLoading(): void {
    const readOnly: Loaded[] = [];
    const readWrite: Loaded[] = [];
    for (const [text, { key, write }] of this.#accesses()) (write ? readWrite : readOnly).push(this.#loaded(text, key));
    this.#costs.load(readOnly, readWrite);
  }

  #loaded(text: string, key: LedgerKey): Loaded {
    const stored = this.#slots.get(text)?.before ?? this.#reader.get(text);
    if (stored === undefined) return { text, key, entryBytes: undefined, archived: false };
    const expired = this.#isExpired(stored);
    // Nodes hand over no temporary entries that are expired; recording finds them, and looks at them before it drops them.
    const handed = !expired || isPersistentKey(key) || this.#recording;
    const archived = expired && isPersistentKey(key);
    return { text, key, entryBytes: handed ? entryLength(stored.entry) : undefined, archived };
  }

  /** Before a recorded footprint is handed out: within a transaction's resources its keys are deeper than alone. */
  requireWritable(): void {
    for (const { key } of this.#footprint.values()) {
      if (key.type === 'contractData' && !isWritable(key.key, DEPTH.inResources)) throw unwritable();
    }
  }

  /** Charges for remembering the storage at the start of a frame. */
  chargeSnapshot(): void {
    this.#costs.snapshot();
  }

  restored(): readonly string[] {
    return [...this.#restored];
  }

  /** Of a recorded footprint, what is not there in the end: only frames touched it that were rolled back. */
  rolledBack(): ReadonlySet<string> {
    return new Set(this.#recording ? [...this.#footprint.keys()].filter((keyText) => !this.#slots.has(keyText)) : []);
  }

  /** A temporary entry that is expired was gone before; an archived one that is not there any more was restored, and removed. */
  changes(): Map<string, EntryChange> {
    const changes = new Map<string, EntryChange>();
    for (const [keyText, { key, before, current }] of this.#slots) {
      const wasGone = before !== undefined && this.#isExpired(before) && !isPersistentKey(key);
      if (before !== current && !(wasGone && current === undefined))
        changes.set(keyText, { key, before, after: current });
    }
    return changes;
  }

  #isExpired(stored: StoredEntry): boolean {
    return stored.liveUntil !== undefined && stored.liveUntil < this.#ledger.sequence;
  }
}

/** Ordering what is handed out costs nobody anything. */
const UNMETERED = new Budget(NO_LIMITS);

const missing = (key: LedgerKey, shown: HostVal | undefined): HostError =>
  new HostError(
    'Storage',
    'MissingValue',
    `trying to get non-existing value for ${describe(key)}`,
    shown === undefined ? [] : [shown],
  );

const u32 = (value: number): HostVal => ({ type: 'u32', value });

function describe(key: LedgerKey): string {
  switch (key.type) {
    case 'contractData':
      if (key.key.type === 'ledgerKeyContractInstance') return 'contract instance';
      return key.key.type === 'ledgerKeyNonce' ? 'nonce' : 'contract data key';
    case 'contractCode':
      return 'contract code';
    case 'account':
      return 'account';
    case 'trustline':
      return 'account trustline';
    case 'data':
      return 'account data';
  }
}
