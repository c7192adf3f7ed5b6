import { extendWithLimits, TtlScope } from './deployer';
import * as env from './env';
import { currentContract } from './host';
import { fromVal, Tag, toVal, u32Val } from './val';

// `this` is the storage type: 0 temporary, 1 persistent, 2 instance.
@unmanaged
@final
export class EntryStorage {
  has<K>(key: K): bool {
    return env.has_contract_data(toVal<K>(key), changetype<usize>(this)) === Tag.True;
  }

  /** Traps when there is no such entry. */
  get<K, V>(key: K): V {
    return fromVal<V>(env.get_contract_data(toVal<K>(key), changetype<usize>(this)));
  }

  getOr<K, V>(key: K, otherwise: V): V {
    const keyVal = toVal<K>(key);
    if (env.has_contract_data(keyVal, changetype<usize>(this)) !== Tag.True) return otherwise;
    return fromVal<V>(env.get_contract_data(keyVal, changetype<usize>(this)));
  }

  set<K, V>(key: K, value: V): void {
    env.put_contract_data(toVal<K>(key), toVal<V>(value), changetype<usize>(this));
  }

  remove<K>(key: K): void {
    env.del_contract_data(toVal<K>(key), changetype<usize>(this));
  }

  /** When fewer than `threshold` ledgers are left, extends the entry's life to `extendTo` ledgers from now. */
  extendTtl<K>(key: K, threshold: u32, extendTo: u32): void {
    env.extend_contract_data_ttl(toVal<K>(key), changetype<usize>(this), u32Val(threshold), u32Val(extendTo));
  }

  /** Extends the entry's life to `extendTo` ledgers from now: not for less than `min` ledgers more, never by more than `max`. */
  extendTtlWithLimits<K>(key: K, extendTo: u32, min: u32, max: u32): void {
    env.extend_contract_data_ttl_v2(toVal<K>(key), changetype<usize>(this), u32Val(extendTo), u32Val(min), u32Val(max));
  }
}

@unmanaged
@final
export class InstanceStorage {
  has<K>(key: K): bool {
    return env.has_contract_data(toVal<K>(key), 2) === Tag.True;
  }

  /** Traps when there is no such entry. */
  get<K, V>(key: K): V {
    return fromVal<V>(env.get_contract_data(toVal<K>(key), 2));
  }

  getOr<K, V>(key: K, otherwise: V): V {
    const keyVal = toVal<K>(key);
    if (env.has_contract_data(keyVal, 2) !== Tag.True) return otherwise;
    return fromVal<V>(env.get_contract_data(keyVal, 2));
  }

  set<K, V>(key: K, value: V): void {
    env.put_contract_data(toVal<K>(key), toVal<V>(value), 2);
  }

  remove<K>(key: K): void {
    env.del_contract_data(toVal<K>(key), 2);
  }

  /** Extends the life of the instance and of its code. */
  extendTtl(threshold: u32, extendTo: u32): void {
    env.extend_current_contract_instance_and_code_ttl(u32Val(threshold), u32Val(extendTo));
  }

  /** The same to `extendTo` ledgers from now: not for less than `min` ledgers more, never by more than `max`. */
  extendTtlWithLimits(extendTo: u32, min: u32, max: u32): void {
    extendWithLimits(currentContract(), TtlScope.InstanceAndCode, extendTo, min, max);
  }
}

export const temporary: EntryStorage = changetype<EntryStorage>(<usize>0);
export const persistent: EntryStorage = changetype<EntryStorage>(<usize>1);
export const instance: InstanceStorage = changetype<InstanceStorage>(<usize>2);
