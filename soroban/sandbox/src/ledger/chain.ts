import { Keypair } from '@stellar/stellar-sdk';
import type { Origin } from '../fork/origin.ts';
import type { Rehearsal, StoredEntry } from '../host/boundary.ts';
import { sha256 } from '../host/codec/sha256.ts';
import { newAccount } from '../host/storage/new-account.ts';
import { SETTINGS } from '../network-settings.ts';
import { DEFAULT_PROTOCOL } from '../protocol.ts';
import type { Transaction } from '../transactions/envelope.ts';
import type { LedgerTime } from './clock.ts';
import { closeLedger, type NextLedger } from './close-ledger.ts';
import type { ClosedLedger } from './closed-ledger.ts';
import { type LedgerHead, NO_LEDGER } from './header.ts';
import { History, type Retention } from './history.ts';
import { Overlay, writeAccount } from './state.ts';
import { type DormantEntry, type StateChange, wake } from './state-changes.ts';

/** In place of an entry that a fork has removed: the network it began from still has it. */
const REMOVED: DormantEntry = { dormant: Buffer.alloc(0), liveUntil: 0 };

/** Entries by key text. Entries are immutable, so a copy of the map is a snapshot of the ledger. */
export type EntryMap = Map<string, StoredEntry | DormantEntry>;

export type LedgerState = { readonly entries: EntryMap; readonly head: LedgerHead };

/** A network as it was at one ledger: what another one can begin with. */
export type ChainCopy = LedgerState & {
  readonly passphrase: string;
  /** Of the history, oldest first. */
  readonly ledgers: readonly ClosedLedger[];
  readonly clockOffset: number;
};

/** State, newest ledger and history of the network: what readers see. It changes only by `publish`. */
export class Chain {
  readonly passphrase: string;
  readonly networkId: Buffer;
  readonly history: History;
  /** Of the next ledger. */
  protocol: number = DEFAULT_PROTOCOL;
  /** What tests ask of everything that runs here. */
  rehearsal: Rehearsal = {};
  private entries: EntryMap = new Map();
  private newest: LedgerHead = NO_LEDGER;
  /** Where the entries are that were there before the first ledger of this chain. */
  private readonly origin: Origin | undefined;

  constructor(passphrase: string, retention: Retention, origin?: Origin) {
    this.origin = origin;
    if (origin !== undefined) this.newest = origin.head;
    this.passphrase = passphrase;
    this.networkId = sha256(Buffer.from(passphrase));
    this.history = new History(retention);
  }

  get head(): LedgerHead {
    return this.newest;
  }

  get(key: string): StoredEntry | undefined {
    const stored = this.entries.get(key);
    if (stored === undefined) return this.origin?.get(key);
    if (stored === REMOVED) return undefined;
    if ('entry' in stored) return stored;
    const awake = wake(stored);
    this.entries.set(key, awake);
    return awake;
  }

  /** Whether a key can be read at once. */
  get isWhole(): boolean {
    return this.origin === undefined;
  }

  /** Runs what reads the state and changes nothing outside; where the state is that of a fork, until all it reads is here. */
  async complete<T>(read: () => T): Promise<T> {
    return this.origin === undefined ? read() : await this.origin.complete(read);
  }

  get size(): number {
    return this.entries.size;
  }

  /** Computes the next ledger without making it visible. */
  next(transactions: readonly Transaction[], time: LedgerTime, sequence: number = this.head.sequence + 1): NextLedger {
    return closeLedger({
      state: this,
      previous: this.newest,
      sequence,
      time,
      protocol: this.protocol,
      networkId: this.networkId,
      transactions,
      rehearsal: this.rehearsal,
    });
  }

  /**
   * The first ledger: the root account, whose key derives from the passphrase, owns every lumen. In a fork it does so
   * beside all that others own, so that there is something to fund accounts with.
   */
  genesis(time: LedgerTime): NextLedger {
    const { networkId, protocol, head: previous } = this;
    const sequence = previous.sequence + 1;
    const overlay = new Overlay(this);
    const root = newAccount(rootKeypair(this.passphrase).publicKey(), SETTINGS.totalCoins, previous.sequence);
    writeAccount(overlay, root, sequence);
    const input = { state: this, previous, sequence, networkId, protocol, transactions: [] };
    return closeLedger({ ...input, time: { ...time, advanced: 0n } }, overlay);
  }

  publish({ closed, head, overlay }: NextLedger): void {
    for (const [text, { after }] of overlay.changes) this.put(text, after);
    this.newest = head;
    this.history.add(closed);
  }

  /** Adds a ledger that was published before a restart. */
  replay(head: LedgerHead, closed: ClosedLedger, changes: readonly StateChange[]): void {
    for (const { text, after } of changes) this.put(text, after);
    this.newest = head;
    this.history.add(closed);
  }

  /** Forgets temporary entries whose life is over; for contracts and readers they have not been there since. */
  dropExpired(): void {
    for (const [text, stored] of this.entries) {
      if (
        stored !== REMOVED &&
        stored.liveUntil !== undefined &&
        stored.liveUntil < this.newest.sequence &&
        isTemporaryText(text)
      ) {
        this.entries.delete(text);
      }
    }
  }

  /** A copy of the state: entries are immutable, so the map is all there is to copy. */
  copyState(): LedgerState {
    return { entries: new Map(this.entries), head: this.newest };
  }

  /** A chain that has lived as another one did. */
  static from({ passphrase, ledgers, ...state }: ChainCopy, retention: Retention): Chain {
    const chain = new Chain(passphrase, retention);
    chain.setState(state);
    for (const ledger of ledgers) chain.history.add(ledger);
    return chain;
  }

  /** Puts a copied state in place of the present one. The history after it is the caller's to truncate. */
  setState({ entries, head }: LedgerState): void {
    this.entries = new Map(entries);
    this.newest = head;
  }

  private put(text: string, after: StoredEntry | DormantEntry | undefined): void {
    if (after === undefined && this.origin !== undefined) this.entries.set(text, REMOVED);
    else if (after === undefined) this.entries.delete(text);
    else this.entries.set(text, after);
  }
}

/** By the text of its key, as `ledgerKeyString` writes it: dormant entries need not be decoded for this. */
const isTemporaryText = (text: string) => text.startsWith('temporary ');

/** The key that controls the root account of a network. */
export function rootKeypair(passphrase: string): Keypair {
  return Keypair.fromRawEd25519Seed(sha256(Buffer.from(passphrase)));
}
