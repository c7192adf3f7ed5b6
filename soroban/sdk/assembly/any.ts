import { fromVal, sameVals, Tag, tagOf, toVal } from './val';

/** A value of any contract type. */
@unmanaged
@final
export class Val {
  constructor(readonly raw: u64) {}

  static of<T>(value: T): Val {
    return new Val(toVal<T>(value));
  }

  static get void(): Val {
    return new Val(Tag.Void);
  }

  /** The value as a T; traps when it is not one. */
  as<T>(): T {
    return fromVal<T>(this.raw);
  }

  get isVoid(): bool {
    return tagOf(this.raw) === Tag.Void;
  }

  @operator('==') eq(other: Val): bool {
    return sameVals(this.raw, other.raw);
  }

  @operator('!=') ne(other: Val): bool {
    return !sameVals(this.raw, other.raw);
  }

  __toVal(): u64 {
    return this.raw;
  }

  __fromVal(val: u64): Val {
    return new Val(val);
  }
}
