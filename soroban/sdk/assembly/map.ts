import * as env from './env';
import { expectTag, fromHandle, fromVal, handleOf, sameVals, Tag, toVal, u32Val } from './val';
import type { Vec } from './vec';

/** An ordered map. Immutable: every change returns another map. */
@unmanaged
@final
export class Map<K, V> {
  __toVal(): u64 {
    return handleOf(changetype<usize>(this), Tag.Map);
  }

  __fromVal(val: u64): Map<K, V> {
    expectTag(val, Tag.Map);
    return fromHandle<Map<K, V>>(val);
  }

  static empty<K, V>(): Map<K, V> {
    return fromHandle<Map<K, V>>(env.map_new());
  }

  get size(): u32 {
    return <u32>(env.map_len(this.__toVal()) >> 32);
  }

  has(key: K): bool {
    return env.map_has(this.__toVal(), toVal<K>(key)) === Tag.True;
  }

  /** Traps when there is no such key. */
  get(key: K): V {
    return fromVal<V>(env.map_get(this.__toVal(), toVal<K>(key)));
  }

  getOr(key: K, otherwise: V): V {
    const keyVal = toVal<K>(key);
    if (env.map_has(this.__toVal(), keyVal) !== Tag.True) return otherwise;
    return fromVal<V>(env.map_get(this.__toVal(), keyVal));
  }

  set(key: K, value: V): Map<K, V> {
    return fromHandle<Map<K, V>>(env.map_put(this.__toVal(), toVal<K>(key), toVal<V>(value)));
  }

  /** Traps when there is no such key. */
  remove(key: K): Map<K, V> {
    return fromHandle<Map<K, V>>(env.map_del(this.__toVal(), toVal<K>(key)));
  }

  keys(): Vec<K> {
    return fromHandle<Vec<K>>(env.map_keys(this.__toVal()));
  }

  values(): Vec<V> {
    return fromHandle<Vec<V>>(env.map_values(this.__toVal()));
  }

  /** The key at a position in key order. */
  keyAt(index: u32): K {
    return fromVal<K>(env.map_key_by_pos(this.__toVal(), u32Val(index)));
  }

  /** The value at a position in key order. */
  valueAt(index: u32): V {
    return fromVal<V>(env.map_val_by_pos(this.__toVal(), u32Val(index)));
  }

  @operator('==') eq(other: Map<K, V>): bool {
    return sameVals(this.__toVal(), other.__toVal());
  }

  @operator('!=') ne(other: Map<K, V>): bool {
    return !sameVals(this.__toVal(), other.__toVal());
  }
}
