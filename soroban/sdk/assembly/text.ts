import type { Bytes } from './bytes';
import * as env from './env';
import { bytesFromMemory } from './memory';
import { compareObjects, expectTag, fromHandle, handleOf, sameVals, Tag, tagOf, u32Val, wrongType } from './val';

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

  get length(): u32 {
    if (tagOf(this.raw) === Tag.Symbol) return <u32>(env.symbol_len(this.raw) >> 32);
    let length: u32 = 0;
    for (let body = this.raw >> 8; body !== 0; body >>= 6) length += 1;
    return length;
  }

  toBytes(): Bytes {
    const length = this.length;
    const at = heap.alloc(length);
    if (tagOf(this.raw) === Tag.Symbol) {
      env.symbol_copy_to_linear_memory(this.raw, u32Val(0), u32Val(<u32>at), u32Val(length));
    } else {
      let body = this.raw >> 8;
      for (let i = length; i > 0; i--) {
        store<u8>(at + i - 1, smallCharacter(<u32>body & 63));
        body >>= 6;
      }
    }
    return fromHandle<Bytes>(bytesFromMemory(at, length));
  }

  toStr(): Str {
    return this.toBytes().toStr();
  }

  @operator('==') static eq(a: Sym, b: Sym): bool {
    return sameVals(a.raw, b.raw);
  }

  @operator('!=') static ne(a: Sym, b: Sym): bool {
    return !sameVals(a.raw, b.raw);
  }
}

/** The character behind six bits of a small symbol: 1 = '_', then digits, upper case, lower case. */
function smallCharacter(code: u32): u8 {
  if (code === 1) return 95;
  if (code < 12) return <u8>(code + 46);
  return <u8>(code < 38 ? code + 53 : code + 59);
}
