// Val: 64 bits, the low 8 a tag (CAP-46-01). Objects are 32-bit handles in the upper half.
import * as env from './env';

export namespace Tag {
  export const False: u64 = 0;
  export const True: u64 = 1;
  export const Void: u64 = 2;
  export const Error: u64 = 3;
  export const U32: u64 = 4;
  export const I32: u64 = 5;
  export const U64Small: u64 = 6;
  export const I64Small: u64 = 7;
  export const TimepointSmall: u64 = 8;
  export const DurationSmall: u64 = 9;
  export const U128Small: u64 = 10;
  export const I128Small: u64 = 11;
  export const U256Small: u64 = 12;
  export const I256Small: u64 = 13;
  export const SymbolSmall: u64 = 14;
  export const U64: u64 = 64;
  export const I64: u64 = 65;
  export const Timepoint: u64 = 66;
  export const Duration: u64 = 67;
  export const U128: u64 = 68;
  export const I128: u64 = 69;
  export const U256: u64 = 70;
  export const I256: u64 = 71;
  export const Bytes: u64 = 72;
  export const String: u64 = 73;
  export const Symbol: u64 = 74;
  export const Vec: u64 = 75;
  export const Map: u64 = 76;
  export const Address: u64 = 77;
  export const MuxedAddress: u64 = 78;
  export const ExecutableTag: u64 = 79;
}

export function tagOf(val: u64): u64 {
  return val & 0xff;
}

export function u32Val(value: u32): u64 {
  return ((<u64>value) << 32) | Tag.U32;
}

/** Every tag of an object has this bit, no tag of a small value has it. */
const objectBit: u64 = 0x40;

/**
 * Whether two values of any kind are equal. Small ones are when their bits are; the host compares only where an object
 * is involved, and fails when none is. An object may hold what would be small, so that one of each is for the host.
 */
export function sameVals(a: u64, b: u64): bool {
  if (a === b) return true;
  return ((a | b) & objectBit) !== 0 && env.obj_cmp(a, b) === 0;
}

/** Negative, zero or positive: two objects of one type in the host's order. */
export function compareObjects(a: u64, b: u64): i32 {
  return <i32>env.obj_cmp(a, b);
}

/** Two signed numbers of one type that the host computes with, in order; small ones by their own bits. */
export function compareSigned(a: u64, b: u64): i32 {
  if (((a | b) & objectBit) !== 0) return <i32>env.obj_cmp(a, b);
  return <i32>(<i64>a > <i64>b) - <i32>(<i64>a < <i64>b);
}

/** The same for unsigned numbers. */
export function compareUnsigned(a: u64, b: u64): i32 {
  if (((a | b) & objectBit) !== 0) return <i32>env.obj_cmp(a, b);
  return <i32>(a > b) - <i32>(a < b);
}

/** A value of another type than the declared one: traps, as a failed conversion does in Rust. */
export function wrongType(): void {
  unreachable();
}

export function expectTag(val: u64, tag: u64): void {
  if (tagOf(val) !== tag) wrongType();
}

export function u64ToVal(value: u64): u64 {
  return value >> 56 === 0 ? (value << 8) | Tag.U64Small : env.obj_from_u64(value);
}

export function u64FromVal(val: u64): u64 {
  const tag = tagOf(val);
  if (tag === Tag.U64Small) return val >> 8;
  if (tag !== Tag.U64) wrongType();
  return env.obj_to_u64(val);
}

export function i64ToVal(value: i64): u64 {
  return (value << 8) >> 8 === value ? <u64>(value << 8) | Tag.I64Small : env.obj_from_i64(value);
}

export function i64FromVal(val: u64): i64 {
  const tag = tagOf(val);
  if (tag === Tag.I64Small) return <i64>val >> 8;
  if (tag !== Tag.I64) wrongType();
  return env.obj_to_i64(val);
}

/** Converts a value of any contract type to a Val; resolved per type at compile time. */
export function toVal<T>(value: T): u64 {
  if (isBoolean<T>()) return value ? Tag.True : Tag.False;
  if (isInteger<T>()) {
    if (sizeof<T>() === 8) return isSigned<T>() ? i64ToVal(<i64>value) : u64ToVal(<u64>value);
    if (sizeof<T>() !== 4) ERROR('8- and 16-bit integers exist only inside a contract: convert to u32 or i32');
    return isSigned<T>() ? ((<u64>(<u32>value)) << 32) | Tag.I32 : u32Val(<u32>value);
  }
  if (isFloat<T>()) ERROR('Soroban has no floating point numbers');
  if (isDefined(value.__toVal)) return value.__toVal();
  ERROR('this type is no value that can be stored or sent: declare it with @contracttype');
  return unreachable();
}

/** The inverse of `toVal`: traps when the Val is of another type. */
export function fromVal<T>(val: u64): T {
  if (isBoolean<T>()) {
    if (val > Tag.True) wrongType();
    return <T>(val === Tag.True);
  }
  if (isInteger<T>()) {
    if (sizeof<T>() === 8) return isSigned<T>() ? <T>i64FromVal(val) : <T>u64FromVal(val);
    if (sizeof<T>() !== 4) ERROR('8- and 16-bit integers exist only inside a contract: convert to u32 or i32');
    expectTag(val, isSigned<T>() ? Tag.I32 : Tag.U32);
    return <T>(<u32>(val >> 32));
  }
  if (isFloat<T>()) ERROR('Soroban has no floating point numbers');
  return changetype<T>(<usize>0).__fromVal(val);
}

// A class whose `this` is the handle itself makes a typed object that costs no memory.
export function handleOf(pointer: usize, tag: u64): u64 {
  return ((<u64>pointer) << 32) | tag;
}

export function fromHandle<T>(val: u64): T {
  return changetype<T>(<usize>(val >> 32));
}

/** The neutral value of a type, for fields that are never read. */
export function zeroOf<T>(): T {
  if (isInteger<T>()) return <T>0;
  return changetype<T>(<usize>0);
}
