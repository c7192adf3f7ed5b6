import type { Claim, Owner } from '../claims.ts';

/** A line of the memory. */
export type MemoryRecord =
  /** Events up to the cursor were read; what they claim is judged from now on. */
  | { kind: 'read'; cursor: string; claims: readonly Claim[]; owners: readonly Owner[] }
  /** What Bitcoin's blocks claim. */
  | { kind: 'found'; claims: readonly Claim[] }
  | { kind: 'explained'; ids: readonly string[] }
  /** It cannot be true. */
  | { kind: 'accused'; id: string; why: string }
  /** A pause for these is about to be sent, with this reference in its reason. */
  | { kind: 'pausing'; reference: string; ids: readonly string[] }
  /** It is on the chain. Whatever is decided now, nobody pauses for the same again. */
  | { kind: 'paused'; reference: string }
  /** Bitcoin was searched through this block; the coins since the last line of this kind. */
  | { kind: 'searched'; height: number; watchedThrough: number; coins: readonly Coin[]; spent: readonly string[] }
  /** The audit log that this is a witness of, by its verifier key, from now on. */
  | { kind: 'witnessing'; log: string }
  /** Its key signed both of these notes, and only one can be true. */
  | { kind: 'forked'; log: string; why: string; notes: readonly string[] };

/** An output that pays the custody. */
export interface Coin {
  outpoint: string;
  amountSats: bigint;
  height: number;
  blockHash: string;
  index: number;
  epoch?: number;
  branch?: 'change';
  isCoinbase: boolean;
}

export interface MemoryState {
  cursor: string | undefined;
  /** Not judged yet, by id. */
  open: Map<string, Claim>;
  accused: Map<string, Accusation>;
  /** By index. */
  owners: Map<number, string>;
  pauses: Map<string, { ids: readonly string[]; isDone: boolean }>;
  searched: { height: number; watchedThrough: number } | undefined;
  coins: Map<string, Coin>;
  /** Verifier key. */
  witnessing: string | undefined;
  forks: { log: string; why: string; notes: readonly string[] }[];
}

export interface Accusation {
  claim: Claim | undefined;
  why: string;
  /** The system was stopped for it. */
  isPaused: boolean;
}

export const emptyState = (): MemoryState => ({
  cursor: undefined,
  open: new Map(),
  accused: new Map(),
  owners: new Map(),
  pauses: new Map(),
  searched: undefined,
  coins: new Map(),
  witnessing: undefined,
  forks: [],
});

export function fold(state: MemoryState, record: MemoryRecord): void {
  switch (record.kind) {
    case 'read':
      state.cursor = record.cursor;
      for (const { address, index } of record.owners) state.owners.set(index, address);
      addClaims(state, record.claims);
      return;
    case 'found':
      addClaims(state, record.claims);
      return;
    case 'explained':
      for (const id of record.ids) state.open.delete(id);
      return;
    case 'accused':
      state.accused.set(record.id, { claim: state.open.get(record.id), why: record.why, isPaused: false });
      state.open.delete(record.id);
      return;
    case 'pausing':
      state.pauses.set(record.reference, { ids: record.ids, isDone: false });
      return;
    case 'paused':
      concludePause(state, record.reference);
      return;
    case 'searched':
      state.searched = { height: record.height, watchedThrough: record.watchedThrough };
      for (const coin of record.coins) state.coins.set(coin.outpoint, coin);
      for (const outpoint of record.spent) state.coins.delete(outpoint);
      return;
    case 'witnessing':
      state.witnessing = record.log;
      return;
    case 'forked':
      state.forks.push({ log: record.log, why: record.why, notes: record.notes });
  }
}

function addClaims(state: MemoryState, claims: readonly Claim[]): void {
  for (const claim of claims) if (!state.accused.has(claim.id)) state.open.set(claim.id, claim);
}

function concludePause(state: MemoryState, reference: string): void {
  const pause = state.pauses.get(reference);
  if (!pause) return;
  pause.isDone = true;
  for (const id of pause.ids) {
    const accusation = state.accused.get(id);
    if (accusation) accusation.isPaused = true;
  }
}

/** A line as it was written, with its amounts as numbers again. */
export function readRecord(content: unknown): MemoryRecord {
  const record = content as MemoryRecord;
  if (record.kind === 'read' || record.kind === 'found') return { ...record, claims: record.claims.map(withAmount) };
  return record.kind === 'searched' ? { ...record, coins: record.coins.map(withAmount) } : record;
}

const withAmount = <T extends object>(one: T): T =>
  'amountSats' in one ? { ...one, amountSats: BigInt(one.amountSats as string) } : one;
