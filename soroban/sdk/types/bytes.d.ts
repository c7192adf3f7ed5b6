import type { bool, u32, u64 } from './integers.js';

declare const brand: unique symbol;

/** A byte string of any length. Immutable: every change returns another one. */
export declare class Bytes {
  private constructor();
  private readonly [brand]: 'Bytes';
  static empty(): Bytes;
  /** The XDR (ScVal) of any value. */
  static serialize<T>(value: T): Bytes;
  readonly length: u32;
  readonly [index: number]: number;
  at(index: u32): u8;
  first(): u8;
  last(): u8;
  set(index: u32, byte: u8): Bytes;
  insert(index: u32, byte: u8): Bytes;
  remove(index: u32): Bytes;
  push(byte: u8): Bytes;
  /** Without the last byte. */
  pop(): Bytes;
  append(other: Bytes): Bytes;
  /** Bytes from `start` up to, not including, `end`. */
  slice(start: u32, end: u32): Bytes;
  /** The four bytes of an integer, most significant first, at the end. */
  pushU32(value: u32): Bytes;
  /** The eight bytes of an integer, most significant first, at the end. */
  pushU64(value: u64): Bytes;
  /** Traps unless the length is N. */
  toBytesN<N extends number>(): BytesN<N>;
  toStr(): Str;
}

/**
 * Numbers at fixed places in a fixed number of bytes, least significant byte first, in the contract's own memory: reading
 * and writing one is no call of the host. What is stored as such bytes always has the same size. Traps beyond the end.
 */
export declare class Packed {
  private constructor();
  private readonly [brand]: 'Packed';
  /** Zeros. */
  static empty(length: u32): Packed;
  static from(bytes: Bytes): Packed;
  readonly length: u32;
  toBytes(): Bytes;
  /** Bytes from `start` up to, not including, `end`. */
  slice(start: u32, end: u32): Bytes;
  /** Whether so many bytes here and there are the same. */
  isSame(at: u32, other: Packed, otherAt: u32, length: u32): bool;
  /** Zeros from `start` up to, not including, `end`. */
  clear(start: u32, end: u32): void;
  setBytes<N extends number>(at: u32, bytes: BytesN<N>): void;
  setStr(at: u32, text: Str): void;
  /** `bytes` with these from `at` on, in place of what was there or after it. */
  writeTo(bytes: Bytes, at: u32): Bytes;
  u8At(at: u32): u32;
  /** Traps above 255. */
  setU8(at: u32, value: u32): void;
  u32At(at: u32): u32;
  setU32(at: u32, value: u32): void;
  u64At(at: u32): u64;
  setU64(at: u32, value: u64): void;
}

/** Exactly N bytes. */
export declare class BytesN<N extends number> {
  private constructor();
  private readonly [brand]: ['BytesN', N];
  static fromBytes<N extends number>(bytes: Bytes): BytesN<N>;
  static zero<N extends number>(): BytesN<N>;
  readonly length: u32;
  readonly [index: number]: number;
  at(index: u32): u8;
  toBytes(): Bytes;
}

/** A string. Immutable. */
export declare class Str {
  private constructor();
  private readonly [brand]: 'Str';
  /** In bytes. */
  readonly length: u32;
  toBytes(): Bytes;
}

/** A symbol: up to 32 of a-z A-Z 0-9 _. */
export declare class Sym {
  private constructor();
  private readonly [brand]: 'Sym';
  readonly length: u32;
  toBytes(): Bytes;
  toStr(): Str;
}

/** A symbol from a literal. */
export declare function sym(name: string): Sym;
/** A string from a literal. */
export declare function str(text: string): Str;
/** The UTF-8 bytes of a literal. */
export declare function bytes(text: string): Bytes;
/** Bytes from hexadecimal digits. */
export declare function hex(digits: string): Bytes;

/** The value that `Bytes.serialize` wrote. */
export declare function deserialize<T>(bytes: Bytes): T;
