import type { Bytes } from './bytes';
import * as env from './env';
import { bytesFromMemory } from './memory';
import { compareObjects, expectTag, fromHandle, handleOf, sameVals, Tag, u32Val, wrongType } from './val';

/** Exactly N bytes. The compiler passes N as a class of N bytes. */
@unmanaged
@final
export class BytesN<N> {
  __toVal(): u64 {
    return handleOf(changetype<usize>(this), Tag.Bytes);
  }

  __fromVal(val: u64): BytesN<N> {
    expectTag(val, Tag.Bytes);
    if (env.bytes_len(val) !== u32Val(<u32>offsetof<N>())) wrongType();
    return fromHandle<BytesN<N>>(val);
  }

  static fromBytes<N>(bytes: Bytes): BytesN<N> {
    return changetype<BytesN<N>>(<usize>0).__fromVal(bytes.__toVal());
  }

  static zero<N>(): BytesN<N> {
    const at = memory.data(offsetof<N>());
    return fromHandle<BytesN<N>>(bytesFromMemory(at, <u32>offsetof<N>()));
  }

  get length(): u32 {
    return <u32>offsetof<N>();
  }

  @operator('[]') at(index: u32): u8 {
    return this.toBytes().at(index);
  }

  toBytes(): Bytes {
    return changetype<Bytes>(changetype<usize>(this));
  }

  @operator('==') eq(other: BytesN<N>): bool {
    return sameVals(this.__toVal(), other.__toVal());
  }

  @operator('!=') ne(other: BytesN<N>): bool {
    return !sameVals(this.__toVal(), other.__toVal());
  }

  @operator('<') lt(other: BytesN<N>): bool {
    return compareObjects(this.__toVal(), other.__toVal()) < 0;
  }

  @operator('>') gt(other: BytesN<N>): bool {
    return compareObjects(this.__toVal(), other.__toVal()) > 0;
  }
}
