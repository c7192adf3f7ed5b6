/// <reference path="./lib.d.ts" />

// Decorators.

/** The class whose public methods are the entries of the contract. One per contract; it has no fields. */
export declare function contract(target: abstract new (...args: never[]) => object): void;
/**
 * A type that crosses the boundary or is stored. A class of fields is a struct: a map with symbol keys. A class of static
 * methods that return `variant()` is a union. With `{ tuple: true }`, the fields in order are a tuple struct: a vector.
 */
export declare function contracttype(target: abstract new (...args: never[]) => object): void;
export declare function contracttype(options: {
  tuple: boolean;
}): (target: abstract new (...args: never[]) => object) => void;
/** An event. Its topics are its name in snake_case, or `topics`, and then the @topic fields; the others are its data. */
export declare function contractevent(target: abstract new (...args: never[]) => object): void;
export declare function contractevent(options: {
  /** How the fields that are no topics are published (SEP-48). `single` allows at most one. */
  data?: 'map' | 'vec' | 'single';
  /** The leading topics in place of the name. */
  topics?: readonly string[];
}): (target: abstract new (...args: never[]) => object) => void;
/** A field of an event that is published as a topic. */
export declare function topic(target: object, field: string): void;

/** The body of a union case. */
export declare function variant(): never;

// Integers.

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

// Values.

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

/** A list. Immutable: every change returns another list. */
export declare class Vec<T> {
  private constructor();
  private readonly [brand]: ['Vec', T];
  static empty<T>(): Vec<T>;
  static of<T>(...items: T[]): Vec<T>;
  readonly length: u32;
  readonly isEmpty: bool;
  readonly [index: number]: T;
  [Symbol.iterator](): Iterator<T>;
  at(index: u32): T;
  first(): T;
  last(): T;
  push(item: T): Vec<T>;
  pushFront(item: T): Vec<T>;
  /** Without the last item. */
  pop(): Vec<T>;
  /** Without the first item. */
  popFront(): Vec<T>;
  set(index: u32, item: T): Vec<T>;
  insert(index: u32, item: T): Vec<T>;
  remove(index: u32): Vec<T>;
  append(other: Vec<T>): Vec<T>;
  /** Items from `start` up to, not including, `end`. */
  slice(start: u32, end: u32): Vec<T>;
  indexOf(item: T): Option<u32>;
  lastIndexOf(item: T): Option<u32>;
  /** Where an item is in a list in order, if it is there. */
  binarySearch(item: T): Option<u32>;
  /** Where in a list in order an item is, or would have to be inserted. */
  insertionPoint(item: T): u32;
  includes(item: T): bool;
  /** A list of what the function makes of each item. It becomes a loop, and so do the next four. */
  map<R>(change: (item: T, index: u32) => R): Vec<R>;
  /** The items for which the function is true. */
  filter(keep: (item: T, index: u32) => bool): Vec<T>;
  /** The first item for which the function is true. */
  find(isWanted: (item: T, index: u32) => bool): Option<T>;
  some(holds: (item: T, index: u32) => bool): bool;
  every(holds: (item: T, index: u32) => bool): bool;
}

/** An ordered map. Immutable: every change returns another map. A global name too. */
export declare class Map<K, V> {
  private constructor();
  private readonly [brand]: ['Map', K, V];
  static empty<K, V>(): Map<K, V>;
  readonly size: u32;
  has(key: K): bool;
  /** Traps when there is no such key. */
  get(key: K): V;
  getOr(key: K, otherwise: V): V;
  set(key: K, value: V): Map<K, V>;
  /** Traps when there is no such key. */
  remove(key: K): Map<K, V>;
  keys(): Vec<K>;
  values(): Vec<V>;
  /** The key at a position in key order. */
  keyAt(index: u32): K;
  /** The value at a position in key order. */
  valueAt(index: u32): V;
  [Symbol.iterator](): Iterator<[K, V]>;
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

/** The value that `Bytes.serialize` wrote. */
export declare function deserialize<T>(bytes: Bytes): T;

// Control.

/** Ends the call with the error unless the condition holds. */
export declare function require(condition: bool, error: number): void;
/** Ends the call with the error. */
export declare function fail(error: number): never;

// Storage.

interface EntryStorage {
  has<K>(key: K): bool;
  /** Traps when there is no such entry. */
  get<K, V>(key: K): V;
  getOr<K, V>(key: K, otherwise: V): V;
  set<K, V>(key: K, value: V): void;
  remove<K>(key: K): void;
  /** When fewer than `threshold` ledgers are left, extends the entry's life to `extendTo` ledgers from now. */
  extendTtl<K>(key: K, threshold: u32, extendTo: u32): void;
  /** Extends the entry's life to `extendTo` ledgers from now: not for less than `min` ledgers more, never by more than `max`. */
  extendTtlWithLimits<K>(key: K, extendTo: u32, min: u32, max: u32): void;
}

interface InstanceStorage {
  has<K>(key: K): bool;
  /** Traps when there is no such entry. */
  get<K, V>(key: K): V;
  getOr<K, V>(key: K, otherwise: V): V;
  set<K, V>(key: K, value: V): void;
  remove<K>(key: K): void;
  /** Extends the life of the instance and of its code. */
  extendTtl(threshold: u32, extendTo: u32): void;
  /** The same to `extendTo` ledgers from now: not for less than `min` ledgers more, never by more than `max`. */
  extendTtlWithLimits(extendTo: u32, min: u32, max: u32): void;
}

export declare const instance: InstanceStorage;
export declare const persistent: EntryStorage;
export declare const temporary: EntryStorage;

// Calls and authorization.

/** A list of values of different types. */
export declare class Args {
  private constructor();
  private readonly [brand]: 'Args';
  static of(): Args;
  add<T>(value: T): Args;
  toVec(): Vec<Val>;
}

/** Calls another contract. A failure there fails this call too. */
export declare function call<R>(contract: Address, fn: Sym, args: Args): R;
/** Calls another contract and survives its failure: what it did is undone, and the error can be read. */
export declare function tryCall<R>(contract: Address, fn: Sym, args: Args): TryResult<R>;

export declare class TryResult<R> {
  private constructor();
  private readonly [brand]: ['TryResult', R];
  readonly isOk: bool;
  readonly isErr: bool;
  /** Whether the callee failed with one of its own numbered errors; `code` says which. */
  readonly isContractError: bool;
  readonly code: u32;
  /** The value; traps after a failure. */
  unwrap(): R;
}

/** A call further down that this contract authorizes as itself. */
export declare class ContractAuth {
  private constructor();
  private readonly [brand]: 'ContractAuth';
  static invoke(contract: Address, fn: Sym, args: Args, below: Vec<ContractAuth>): ContractAuth;
}

/** Authorizes, as this contract, calls that happen below the next call it makes. */
export declare function authorizeAsCurrentContract(entries: Vec<ContractAuth>): void;
export declare function currentContract(): Address;

/** What only `__check_auth` may ask, of an account whose signers may be accounts themselves (CAP-71). */
export declare const customAccount: {
  /** Whoever signed below this account's signature. Not yet checked: each that counts is to be asked by `delegateAuth`. */
  delegatedSigners(): Vec<Address>;
  /** Traps unless the signer authorized what this account is asked to authorize. */
  delegateAuth(signer: Address): void;
};

// Events and logs.

/** Publishes an event. */
export declare function publish<E>(event: E): void;
/** A diagnostic event: seen only where diagnostics are on. */
export declare function log(text: string, values?: Args): void;

// The ledger and what the host computes.

export declare const ledger: {
  sequence(): u32;
  /** Close time of the ledger, seconds since 1970. */
  timestamp(): u64;
  protocolVersion(): u32;
  /** The last ledger an entry written now may live to. */
  maxLiveUntil(): u32;
  /** sha256 of the network passphrase. */
  networkId(): BytesN<32>;
};

export declare const crypto: {
  sha256(message: Bytes): BytesN<32>;
  keccak256(message: Bytes): BytesN<32>;
  /** Traps when the signature is not valid. */
  ed25519Verify(publicKey: BytesN<32>, message: Bytes, signature: BytesN<64>): void;
  /** The uncompressed public key that signed the digest. */
  secp256k1Recover(digest: BytesN<32>, signature: BytesN<64>, recoveryId: u32): BytesN<65>;
  /** Traps when the signature is not valid. */
  secp256r1Verify(publicKey: BytesN<65>, digest: BytesN<32>, signature: BytesN<64>): void;
  /**
   * The permutation of Poseidon (CAP-75) over a field, `BLS12_381` or `BN254`: width `t`, S-box of degree `d` (5), a row of `t`
   * constants for each round.
   */
  poseidonPermutation(
    input: Vec<u256>,
    field: Sym,
    t: u32,
    d: u32,
    roundsF: u32,
    roundsP: u32,
    mds: Vec<Vec<u256>>,
    roundConstants: Vec<Vec<u256>>,
  ): Vec<u256>;
  /** The permutation of Poseidon2 (CAP-75). The internal matrix is told by its diagonal, less one. */
  poseidon2Permutation(
    input: Vec<u256>,
    field: Sym,
    t: u32,
    d: u32,
    roundsF: u32,
    roundsP: u32,
    diagonalLessOne: Vec<u256>,
    roundConstants: Vec<Vec<u256>>,
  ): Vec<u256>;
};

/**
 * BLS12-381 (CAP-59). Points are uncompressed, x before y, most significant byte first, c1 before c0, with the flags of the
 * zcash encoding; a malformed one traps. Scalars are reduced by the order of the groups.
 */
export declare const bls12_381: {
  /** Whether a point of the curve is in the group of prime order. */
  isInG1(point: BytesN<96>): bool;
  isOnG1Curve(point: BytesN<96>): bool;
  g1Add(a: BytesN<96>, b: BytesN<96>): BytesN<96>;
  g1Mul(point: BytesN<96>, scalar: u256): BytesN<96>;
  /** The sum of each point times its scalar. */
  g1Msm(points: Vec<BytesN<96>>, scalars: Vec<u256>): BytesN<96>;
  /** A point for an element of the field, most significant byte first. */
  mapFpToG1(element: BytesN<48>): BytesN<96>;
  /** A point for a message (RFC 9380). The domain tells one use from another and is not empty. */
  hashToG1(message: Bytes, domain: Bytes): BytesN<96>;
  /** Whether a point of the curve is in the group of prime order. */
  isInG2(point: BytesN<192>): bool;
  isOnG2Curve(point: BytesN<192>): bool;
  g2Add(a: BytesN<192>, b: BytesN<192>): BytesN<192>;
  g2Mul(point: BytesN<192>, scalar: u256): BytesN<192>;
  /** The sum of each point times its scalar. */
  g2Msm(points: Vec<BytesN<192>>, scalars: Vec<u256>): BytesN<192>;
  /** A point for an element of the field, c1 before c0. */
  mapFp2ToG2(element: BytesN<96>): BytesN<192>;
  /** A point for a message (RFC 9380). The domain tells one use from another and is not empty. */
  hashToG2(message: Bytes, domain: Bytes): BytesN<192>;
  /** Whether the product of the pairings of each point with its partner is one. */
  pairingCheck(g1: Vec<BytesN<96>>, g2: Vec<BytesN<192>>): bool;
  frAdd(a: u256, b: u256): u256;
  frSub(a: u256, b: u256): u256;
  frMul(a: u256, b: u256): u256;
  frPow(base: u256, exponent: u64): u256;
  /** Traps for zero. */
  frInv(value: u256): u256;
};

/** BN254 (CAP-74, CAP-80), encoded as for Ethereum's precompiles (EIP-196, EIP-197): infinity is all zeros. */
export declare const bn254: {
  isOnG1Curve(point: BytesN<64>): bool;
  g1Add(a: BytesN<64>, b: BytesN<64>): BytesN<64>;
  g1Mul(point: BytesN<64>, scalar: u256): BytesN<64>;
  /** The sum of each point times its scalar. */
  g1Msm(points: Vec<BytesN<64>>, scalars: Vec<u256>): BytesN<64>;
  /** Whether the product of the pairings of each point with its partner is one. */
  pairingCheck(g1: Vec<BytesN<64>>, g2: Vec<BytesN<128>>): bool;
  frAdd(a: u256, b: u256): u256;
  frSub(a: u256, b: u256): u256;
  frMul(a: u256, b: u256): u256;
  frPow(base: u256, exponent: u64): u256;
  /** Traps for zero. */
  frInv(value: u256): u256;
};

/** Pseudo-random numbers: not secret, and a validator can bias them. */
export declare const prng: {
  reseed(seed: BytesN<32>): void;
  bytes(length: u32): Bytes;
  u64InRange(low: u64, high: u64): u64;
  shuffle<T>(items: Vec<T>): Vec<T>;
};

/**
 * The name under which a contract keeps the hash of code that others run (CAP-85). As a key of persistent storage it takes
 * a `BytesN<32>`, the hash of uploaded code, and cannot be removed.
 */
export declare class ExecutableTag {
  private constructor();
  private readonly [brand]: 'ExecutableTag';
  static from(name: Str): ExecutableTag;
}

export declare const deployer: {
  /** Deploys an instance of uploaded code, with this contract as the deployer. */
  deploy(wasmHash: BytesN<32>, salt: BytesN<32>, constructorArgs: Args): Address;
  /** The address `deploy` gives for a salt. */
  contractId(deployedBy: Address, salt: BytesN<32>): Address;
  /** Deploys the asset contract of an asset, given as its XDR. Anybody may, once. */
  deployAsset(asset: Bytes): Address;
  /** The address of an asset's contract, whether it is there or not. */
  assetContractId(asset: Bytes): Address;
  uploadWasm(wasm: Bytes): BytesN<32>;
  /** Replaces the code of this contract once the current call has succeeded. */
  updateCurrentWasm(wasmHash: BytesN<32>): void;
  /** Deploys an instance of whatever code `owner` keeps under the tag, now and later (CAP-85). */
  deployRef(owner: Address, tag: ExecutableTag, salt: BytesN<32>, constructorArgs: Args): Address;
  /** As `updateCurrentWasm`, to whatever code `owner` keeps under the tag, now and later. */
  updateCurrentRef(owner: Address, tag: ExecutableTag): void;
  /** The hash of the code that an address runs; none for accounts, asset contracts and what does not exist (CAP-68). */
  wasmHashOf(address: Address): Option<BytesN<32>>;
  extendInstanceAndCodeTtl(contract: Address, threshold: u32, extendTo: u32): void;
  extendInstanceTtl(contract: Address, threshold: u32, extendTo: u32): void;
  extendCodeTtl(contract: Address, threshold: u32, extendTo: u32): void;
  /** To `extendTo` ledgers from now: not for less than `min` ledgers more, never by more than `max`; so do the next two. */
  extendInstanceAndCodeTtlWithLimits(contract: Address, extendTo: u32, min: u32, max: u32): void;
  extendInstanceTtlWithLimits(contract: Address, extendTo: u32, min: u32, max: u32): void;
  extendCodeTtlWithLimits(contract: Address, extendTo: u32, min: u32, max: u32): void;
};
