import type { bool, u32 } from './integers.js';

interface EntryStorage {
  has<K>(key: K): bool;
  /** Traps when there is no such entry. */
  get<K, V>(key: K): V;
  getOr<K, V>(key: K, otherwise: V): V;
  set<K, V>(key: K, value: V): void;
  remove<K>(key: K): void;
  /** When fewer than `threshold` ledgers are left, extends the entry's life to `extendTo` ledgers from now. */
  extendTtl<K>(key: K, threshold: u32, extendTo: u32): void;
  /** Extends the entry's life to `extendTo` ledgers from now: not for less than `min` ledgers more, never by more than `max`. */
  extendTtlWithLimits<K>(key: K, extendTo: u32, min: u32, max: u32): void;
}

interface InstanceStorage {
  has<K>(key: K): bool;
  /** Traps when there is no such entry. */
  get<K, V>(key: K): V;
  getOr<K, V>(key: K, otherwise: V): V;
  set<K, V>(key: K, value: V): void;
  remove<K>(key: K): void;
  /** Extends the life of the instance and of its code. */
  extendTtl(threshold: u32, extendTo: u32): void;
  /** The same to `extendTo` ledgers from now: not for less than `min` ledgers more, never by more than `max`. */
  extendTtlWithLimits(extendTo: u32, min: u32, max: u32): void;
}

export declare const instance: InstanceStorage;
export declare const persistent: EntryStorage;
export declare const temporary: EntryStorage;
