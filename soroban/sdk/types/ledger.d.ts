import type { Bytes, BytesN, Str } from './bytes.js';
import type { Args } from './calls.js';
import type { Vec } from './collections.js';
import type { u32, u64 } from './integers.js';
import type { Address, Option } from './values.js';

declare const brand: unique symbol;

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
