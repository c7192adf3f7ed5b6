import { fromVal, Tag, toVal, zeroOf } from './val';

/** A value or nothing (Void). There is no null: the first object of a call has handle 0. */
@unmanaged
@final
export class Option<T> {
  constructor(
    readonly isSome: bool,
    private readonly value: T,
  ) {}

  static some<T>(value: T): Option<T> {
    return new Option<T>(true, value);
  }

  static none<T>(): Option<T> {
    return new Option<T>(false, zeroOf<T>());
  }

  __toVal(): u64 {
    return this.isSome ? toVal<T>(this.value) : Tag.Void;
  }

  __fromVal(val: u64): Option<T> {
    return val === Tag.Void ? Option.none<T>() : new Option<T>(true, fromVal<T>(val));
  }

  get isNone(): bool {
    return !this.isSome;
  }

  /** The value; traps when there is none. */
  unwrap(): T {
    if (!this.isSome) unreachable();
    return this.value;
  }

  unwrapOr(otherwise: T): T {
    return this.isSome ? this.value : otherwise;
  }
}
