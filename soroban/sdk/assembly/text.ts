import type { Bytes } from './bytes';
import * as env from './env';
import { compareObjects, expectTag, fromHandle, handleOf, sameVals, Tag, tagOf, wrongType } from './val';

/** A UTF-8 (or any) string object, at most a ledger entry long. Immutable. */
@unmanaged
@final
export class Str {
  __toVal(): u64 {
    return handleOf(changetype<usize>(this), Tag.String);
  }

  __fromVal(val: u64): Str {
    expectTag(val, Tag.String);
    return fromHandle<Str>(val);
  }

  /** In bytes. */
  get length(): u32 {
    return <u32>(env.string_len(this.__toVal()) >> 32);
  }

  toBytes(): Bytes {
    return fromHandle<Bytes>(env.string_to_bytes(this.__toVal()));
  }

  @operator('==') static eq(a: Str, b: Str): bool {
    return sameVals(a.__toVal(), b.__toVal());
  }

  @operator('!=') static ne(a: Str, b: Str): bool {
    return !sameVals(a.__toVal(), b.__toVal());
  }

  @operator('<') static lt(a: Str, b: Str): bool {
    return compareObjects(a.__toVal(), b.__toVal()) < 0;
  }

  @operator('>') static gt(a: Str, b: Str): bool {
    return compareObjects(a.__toVal(), b.__toVal()) > 0;
  }
}

/** A symbol: 1 to 32 of a-z A-Z 0-9 _. Up to 9 characters fit in the Val itself. */
@unmanaged
@final
export class Sym {
  constructor(readonly raw: u64) {}

  __toVal(): u64 {
    return this.raw;
  }

  __fromVal(val: u64): Sym {
    const tag = tagOf(val);
    if (tag !== Tag.SymbolSmall && tag !== Tag.Symbol) wrongType();
    return new Sym(val);
  }

  @operator('==') static eq(a: Sym, b: Sym): bool {
    return sameVals(a.raw, b.raw);
  }

  @operator('!=') static ne(a: Sym, b: Sym): bool {
    return !sameVals(a.raw, b.raw);
  }
}
