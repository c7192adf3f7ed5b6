import type { BytesN } from './bytes.js';

export type bool = boolean;
export type u32 = number;
export type i32 = number;
export type u64 = number;
export type i64 = number;

interface WideIntegerType {
  /** From any other integer; traps when the value does not fit. */
  from(value: number): number;
  readonly zero: number;
  readonly min: number;
  readonly max: number;
}
export type u128 = number;
export declare const u128: WideIntegerType;
export type i128 = number;
export declare const i128: WideIntegerType;
interface LargestIntegerType extends WideIntegerType {
  /** Most significant byte first; what is signed, in two's complement. */
  fromBytes(bytes: BytesN<32>): number;
}
export type u256 = number;
export declare const u256: LargestIntegerType;
export type i256 = number;
export declare const i256: LargestIntegerType;

/** Integer power of native integers; traps on overflow. Wide integers have the method `pow`. */
export declare function pow<T extends number>(base: T, exponent: u32): T;
