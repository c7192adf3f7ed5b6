import type { bool, u32 } from './integers.js';
import type { Option } from './values.js';

declare const brand: unique symbol;

/** A list. Immutable: every change returns another list. */
export declare class Vec<T> {
  private constructor();
  private readonly [brand]: ['Vec', T];
  static empty<T>(): Vec<T>;
  static of<T>(...items: T[]): Vec<T>;
  readonly length: u32;
  readonly isEmpty: bool;
  readonly [index: number]: T;
  [Symbol.iterator](): Iterator<T>;
  at(index: u32): T;
  first(): T;
  last(): T;
  push(item: T): Vec<T>;
  pushFront(item: T): Vec<T>;
  /** Without the last item. */
  pop(): Vec<T>;
  /** Without the first item. */
  popFront(): Vec<T>;
  set(index: u32, item: T): Vec<T>;
  insert(index: u32, item: T): Vec<T>;
  remove(index: u32): Vec<T>;
  append(other: Vec<T>): Vec<T>;
  /** Items from `start` up to, not including, `end`. */
  slice(start: u32, end: u32): Vec<T>;
  indexOf(item: T): Option<u32>;
  lastIndexOf(item: T): Option<u32>;
  /** Where an item is in a list in order, if it is there. */
  binarySearch(item: T): Option<u32>;
  /** Where in a list in order an item is, or would have to be inserted. */
  insertionPoint(item: T): u32;
  includes(item: T): bool;
  /** A list of what the function makes of each item. It becomes a loop, and so do the next four. */
  map<R>(change: (item: T, index: u32) => R): Vec<R>;
  /** The items for which the function is true. */
  filter(keep: (item: T, index: u32) => bool): Vec<T>;
  /** The first item for which the function is true. */
  find(isWanted: (item: T, index: u32) => bool): Option<T>;
  some(holds: (item: T, index: u32) => bool): bool;
  every(holds: (item: T, index: u32) => bool): bool;
}

/** An ordered map. Immutable: every change returns another map. A global name too. */
export declare class Map<K, V> {
  private constructor();
  private readonly [brand]: ['Map', K, V];
  static empty<K, V>(): Map<K, V>;
  readonly size: u32;
  has(key: K): bool;
  /** Traps when there is no such key. */
  get(key: K): V;
  getOr(key: K, otherwise: V): V;
  set(key: K, value: V): Map<K, V>;
  /** Traps when there is no such key. */
  remove(key: K): Map<K, V>;
  keys(): Vec<K>;
  values(): Vec<V>;
  /** The key at a position in key order. */
  keyAt(index: u32): K;
  /** The value at a position in key order. */
  valueAt(index: u32): V;
  [Symbol.iterator](): Iterator<[K, V]>;
}
