import type { Str } from './bytes.js';
import type { Args } from './calls.js';
import type { bool, u64 } from './integers.js';

declare const brand: unique symbol;

/** An account or a contract. */
export declare class Address {
  private constructor();
  private readonly [brand]: 'Address';
  /** From a strkey (G… or C…); traps on anything else. */
  static fromStr(strkey: Str): Address;
  /** Traps unless the address authorized this call with these arguments. */
  requireAuth(): void;
  /** As `requireAuth`, for arguments other than those of the current call. */
  requireAuthForArgs(args: Args): void;
  toStr(): Str;
}

/** An address that may carry a 64-bit id (M…, CAP-67). Only for the arguments of an entry. */
export declare class MuxedAddress {
  private constructor();
  private readonly [brand]: 'MuxedAddress';
  /** From a strkey (G…, C… or M…); traps on anything else. */
  static fromStr(strkey: Str): MuxedAddress;
  static from(address: Address): MuxedAddress;
  /** The address without the id. */
  readonly address: Address;
  readonly id: Option<u64>;
  toStr(): Str;
}

/** A value or nothing. There is no null in a contract. */
export declare class Option<T> {
  private constructor();
  private readonly [brand]: ['Option', T];
  static some<T>(value: T): Option<T>;
  static none<T>(): Option<T>;
  readonly isSome: bool;
  readonly isNone: bool;
  /** The value; traps when there is none. */
  unwrap(): T;
  unwrapOr(otherwise: T): T;
}

/** A value of any contract type. */
export declare class Val {
  private constructor();
  private readonly [brand]: 'Val';
  static of<T>(value: T): Val;
  static readonly void: Val;
  readonly isVoid: bool;
  /** The value as a T; traps when it is not one. */
  as<T>(): T;
}

/** Seconds since 1970. */
export declare class Timepoint {
  private constructor();
  private readonly [brand]: 'Timepoint';
  static from(seconds: u64): Timepoint;
  readonly seconds: u64;
}

/** A span of time in seconds. */
export declare class Duration {
  private constructor();
  private readonly [brand]: 'Duration';
  static from(seconds: u64): Duration;
  readonly seconds: u64;
}
