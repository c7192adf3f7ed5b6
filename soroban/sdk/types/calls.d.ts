import type { Sym } from './bytes.js';
import type { Vec } from './collections.js';
import type { bool, u32 } from './integers.js';
import type { Address, Val } from './values.js';

declare const brand: unique symbol;

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
