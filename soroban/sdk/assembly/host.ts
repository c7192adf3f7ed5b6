import type { Address } from './address';
import type { Args } from './args';
import type { Bytes } from './bytes';
import type { BytesN } from './bytes-n';
import * as env from './env';
import { fromHandle, fromVal, Tag, u32Val, u64FromVal } from './val';
import type { Vec } from './vec';

export function currentContract(): Address {
  return fromHandle<Address>(env.get_current_contract_address());
}

/** Ends the call with a contract error. Nothing the call did stays. */
export function failWith(code: u32): void {
  env.fail_with_error(((<u64>code) << 32) | Tag.Error);
  unreachable();
}

export function require(condition: bool, error: u32): void {
  if (!condition) failWith(error);
}

export function publish<E>(event: E): void {
  env.contract_event(event.__topics(), event.__data());
}

export namespace ledger {
  export function sequence(): u32 {
    return <u32>(env.get_ledger_sequence() >> 32);
  }

  /** Close time of the ledger, seconds since 1970. */
  export function timestamp(): u64 {
    return u64FromVal(env.get_ledger_timestamp());
  }

  export function protocolVersion(): u32 {
    return <u32>(env.get_ledger_version() >> 32);
  }

  /** The last ledger an entry written now may live to. */
  export function maxLiveUntil(): u32 {
    return <u32>(env.get_max_live_until_ledger() >> 32);
  }

  /** sha256 of the network passphrase. */
  export function networkId(): BytesN<32> {
    return fromHandle<BytesN<32>>(env.get_ledger_network_id());
  }
}

/** Pseudo-random numbers: not secret, and a validator can bias them. */
export namespace prng {
  export function reseed(seed: BytesN<32>): void {
    env.prng_reseed(seed.__toVal());
  }

  export function bytes(length: u32): Bytes {
    return fromHandle<Bytes>(env.prng_bytes_new(u32Val(length)));
  }

  export function u64InRange(low: u64, high: u64): u64 {
    return env.prng_u64_in_inclusive_range(low, high);
  }

  export function shuffle<T>(items: Vec<T>): Vec<T> {
    return fromHandle<Vec<T>>(env.prng_vec_shuffle(items.__toVal()));
  }
}

export function deserialize<T>(bytes: Bytes): T {
  return fromVal<T>(env.deserialize_from_bytes(bytes.__toVal()));
}

/** A diagnostic event: seen only where diagnostics are on. The compiler passes the text as a position in memory. */
export function logText(pointer: usize, length: u32, values: Args): void {
  const vec = values.__toVal();
  const count = <u32>(env.vec_len(vec) >> 32);
  const at = heap.alloc(count << 3);
  env.vec_unpack_to_linear_memory(vec, u32Val(<u32>at), u32Val(count));
  env.log_from_linear_memory(u32Val(<u32>pointer), u32Val(length), u32Val(<u32>at), u32Val(count));
}

/** Integer power; traps on overflow. */
export function pow<T>(base: T, exponent: u32): T {
  if (!isInteger<T>()) ERROR('pow takes native integers: wide ones have the method pow');
  let result = <T>1;
  let factor = base;
  let left = exponent;
  while (left > 0) {
    if (left & 1) result = multiplyChecked<T>(result, factor);
    left >>= 1;
    if (left > 0) factor = multiplyChecked<T>(factor, factor);
  }
  return result;
}

function multiplyChecked<T>(a: T, b: T): T {
  if (sizeof<T>() < 8) {
    const product = <i64>a * <i64>b;
    if (isSigned<T>() ? product !== <i64>(<T>product) : <u64>product !== <u64>(<T>product)) unreachable();
    return <T>product;
  }
  const product = <T>(a * b);
  if (isSigned<T>() && a === -1 && <i64>b === i64.MIN_VALUE) unreachable();
  if (isSigned<T>() && b === -1 && <i64>a === i64.MIN_VALUE) unreachable();
  if (a !== 0 && product / a !== b) unreachable();
  return product;
}
