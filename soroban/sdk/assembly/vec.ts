import type { Args } from './args';
import * as env from './env';
import { Option } from './option';
import { expectTag, fromHandle, fromVal, handleOf, sameVals, Tag, toVal, u32Val } from './val';

/** A list of T. Immutable: every change returns another list. */
@unmanaged
@final
export class Vec<T> {
  __toVal(): u64 {
    return handleOf(changetype<usize>(this), Tag.Vec);
  }

  __fromVal(val: u64): Vec<T> {
    expectTag(val, Tag.Vec);
    return fromHandle<Vec<T>>(val);
  }

  static empty<T>(): Vec<T> {
    return fromHandle<Vec<T>>(env.vec_new());
  }

  // The compiler turns Vec.of<T>(a, b) into this.
  static __of<T>(items: Args): Vec<T> {
    return fromHandle<Vec<T>>(items.__toVal());
  }

  // What the loops are made of that stand for map, filter and their like.
  __like(items: Args): Vec<T> {
    return Vec.__of<T>(items);
  }

  __none(): Option<T> {
    return Option.none<T>();
  }

  __some(item: T): Option<T> {
    return Option.some<T>(item);
  }

  get length(): u32 {
    return <u32>(env.vec_len(this.__toVal()) >> 32);
  }

  get isEmpty(): bool {
    return this.length === 0;
  }

  /** Traps beyond the end. */
  @operator('[]') at(index: u32): T {
    return fromVal<T>(env.vec_get(this.__toVal(), u32Val(index)));
  }

  first(): T {
    return fromVal<T>(env.vec_front(this.__toVal()));
  }

  last(): T {
    return fromVal<T>(env.vec_back(this.__toVal()));
  }

  push(item: T): Vec<T> {
    return fromHandle<Vec<T>>(env.vec_push_back(this.__toVal(), toVal<T>(item)));
  }

  pushFront(item: T): Vec<T> {
    return fromHandle<Vec<T>>(env.vec_push_front(this.__toVal(), toVal<T>(item)));
  }

  /** Without the last item. */
  pop(): Vec<T> {
    return fromHandle<Vec<T>>(env.vec_pop_back(this.__toVal()));
  }

  /** Without the first item. */
  popFront(): Vec<T> {
    return fromHandle<Vec<T>>(env.vec_pop_front(this.__toVal()));
  }

  set(index: u32, item: T): Vec<T> {
    return fromHandle<Vec<T>>(env.vec_put(this.__toVal(), u32Val(index), toVal<T>(item)));
  }

  insert(index: u32, item: T): Vec<T> {
    return fromHandle<Vec<T>>(env.vec_insert(this.__toVal(), u32Val(index), toVal<T>(item)));
  }

  remove(index: u32): Vec<T> {
    return fromHandle<Vec<T>>(env.vec_del(this.__toVal(), u32Val(index)));
  }

  append(other: Vec<T>): Vec<T> {
    return fromHandle<Vec<T>>(env.vec_append(this.__toVal(), other.__toVal()));
  }

  /** Items from `start` up to, not including, `end`. */
  slice(start: u32, end: u32): Vec<T> {
    return fromHandle<Vec<T>>(env.vec_slice(this.__toVal(), u32Val(start), u32Val(end)));
  }

  indexOf(item: T): Option<u32> {
    return changetype<Option<u32>>(<usize>0).__fromVal(env.vec_first_index_of(this.__toVal(), toVal<T>(item)));
  }

  lastIndexOf(item: T): Option<u32> {
    return changetype<Option<u32>>(<usize>0).__fromVal(env.vec_last_index_of(this.__toVal(), toVal<T>(item)));
  }

  /** Where an item is in a list in order, if it is there. */
  binarySearch(item: T): Option<u32> {
    const found = env.vec_binary_search(this.__toVal(), toVal<T>(item));
    return found >> 32 === 0 ? Option.none<u32>() : Option.some<u32>(<u32>found);
  }

  /** Where in a list in order an item is, or would have to be inserted. */
  insertionPoint(item: T): u32 {
    return <u32>env.vec_binary_search(this.__toVal(), toVal<T>(item));
  }

  includes(item: T): bool {
    return env.vec_first_index_of(this.__toVal(), toVal<T>(item)) !== Tag.Void;
  }

  @operator('==') eq(other: Vec<T>): bool {
    return sameVals(this.__toVal(), other.__toVal());
  }

  @operator('!=') ne(other: Vec<T>): bool {
    return !sameVals(this.__toVal(), other.__toVal());
  }
}
