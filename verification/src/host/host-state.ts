import { ite } from '../terms/bits.ts';
import type { Term } from '../terms/term.ts';

export type Durability = 'temporary' | 'persistent' | 'instance';

export interface StoredEntry {
  readonly durability: Durability;
  /** The key as a value of the host. */
  readonly key: Term;
  /** Whether there is such an entry: a truth value. */
  readonly present: Term;
  readonly value: Term;
  /** The same before the contract wrote it. */
  readonly before: { readonly present: Term; readonly value: Term };
}

export interface ContractCall {
  readonly contract: Term;
  readonly name: string;
  readonly args: readonly Term[];
  readonly result: Term;
}

/** What the host knows of one way through a program. Lists only grow, but for the values in `storage`. */
export interface HostState {
  readonly storage: readonly StoredEntry[];
  readonly events: readonly { readonly topics: Term; readonly data: Term }[];
  readonly calls: readonly ContractCall[];
  /** Whose authorization was demanded, in order, and for what: lists of an address and arguments, or nothing for the call's own. */
  readonly authorized: readonly Term[];
}

export const emptyHost: HostState = { storage: [], events: [], calls: [], authorized: [] };

/** The two as one, or nothing when they differ in more than values. */
export function mergeHost(a: HostState, b: HostState, guard: Term): HostState | undefined {
  if (a === b) return a;
  if (!isSame(a.events, b.events) || !isSame(a.calls, b.calls) || !isSame(a.authorized, b.authorized)) return undefined;
  if (isSame(a.storage, b.storage)) return a;
  if (a.storage.length !== b.storage.length) return undefined;
  const storage: StoredEntry[] = [];
  for (const [i, left] of a.storage.entries()) {
    const right = b.storage[i]!;
    if (left.key !== right.key || left.durability !== right.durability) return undefined;
    const present = ite(guard, left.present, right.present);
    storage.push(left === right ? left : { ...left, present, value: ite(guard, left.value, right.value) });
  }
  return { ...a, storage };
}

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a === b || (a.length === b.length && a.every((item, i) => item === b[i]));
