// The global names of a contract source, in place of TypeScript's own library (`noLib`): a contract has no Promise, no Date,
// no JavaScript arrays. Integers are aliases of `number` here, so that operators type-check in an editor; the compiler
// keeps them apart and says when one does not fit another.

type bool = boolean;
type u8 = number;
type i8 = number;
type u16 = number;
type i16 = number;
type u32 = number;
type i32 = number;
type u64 = number;
type i64 = number;

interface IntegerType {
  /** Converts as Rust's `as` does: keeps the low bits. */
  (value: number | boolean): number;
  readonly MAX_VALUE: number;
  readonly MIN_VALUE: number;
}

declare const u8: IntegerType;
declare const i8: IntegerType;
declare const u16: IntegerType;
declare const i16: IntegerType;
declare const u32: IntegerType;
declare const i32: IntegerType;
declare const u64: IntegerType;
declare const i64: IntegerType;

type Map<K, V> = import('@istsi/soroban-sdk').Map<K, V>;
declare const Map: typeof import('@istsi/soroban-sdk').Map;

/** What the 128- and 256-bit integers have besides operators. Native integers have none of it. */
interface Number {
  readonly isZero: bool;
  readonly isNegative: bool;
  abs(): number;
  pow(exponent: u32): number;
  /** this x factor / divisor, rounded toward zero, with a 256-bit intermediate product (128-bit integers). */
  mulDiv(factor: number, divisor: number): number;
  mulDivCeil(factor: number, divisor: number): number;
  mulDivFloor(factor: number, divisor: number): number;
  /** The remainder that is never negative (256-bit integers). */
  remEuclid(divisor: number): number;
  /** Traps when the value does not fit; so do the others. */
  toU32(): u32;
  toU64(): u64;
  toI64(): i64;
  toU128(): number;
  toI128(): number;
  toU256(): number;
  toI256(): number;
  /** Most significant byte first (256-bit integers). */
  toBytes(): import('@istsi/soroban-sdk').BytesN<32>;
  /** None where the operator would trap (256-bit integers); so do the others. */
  checkedAdd(other: number): import('@istsi/soroban-sdk').Option<number>;
  checkedSub(other: number): import('@istsi/soroban-sdk').Option<number>;
  checkedMul(other: number): import('@istsi/soroban-sdk').Option<number>;
  checkedPow(exponent: u32): import('@istsi/soroban-sdk').Option<number>;
}

// Methods of a @contracttype union, which its cases get from the decorator.
interface Object {
  /** Whether a union value is this case. */
  is(name: string): bool;
  /** A payload value of a union, by position from 0. Traps when the value is of another type. */
  payload<T>(index: u32): T;
}

interface Array<T> {
  readonly length: never;
  [index: number]: T;
  [Symbol.iterator](): Iterator<T>;
}
interface ReadonlyArray<T> {
  readonly length: never;
  readonly [index: number]: T;
}
type Boolean = {};
type CallableFunction = {};
type Function = {};
type IArguments = {};
type NewableFunction = {};
type RegExp = {};
type String = {};
type Symbol = {};
interface SymbolConstructor {
  readonly iterator: unique symbol;
}
declare const Symbol: SymbolConstructor;
// What `for (const item of list)` asks for; the compiler turns the loop into one over positions.
interface IteratorResult<T, R> {
  readonly done: boolean;
  readonly value: T | R;
}
interface Iterator<T, R = T, N = undefined> {
  next(...value: [] | [N]): IteratorResult<T, R>;
}
interface Iterable<T, R = T, N = undefined> {
  [Symbol.iterator](): Iterator<T, R, N>;
}
interface IterableIterator<T, R = T, N = undefined> extends Iterator<T, R, N> {}
type TemplateStringsArray = {};
interface TypedPropertyDescriptor<T> {
  value?: T;
}
