import type { Args } from './args';
import * as env from './env';
import { Option } from './option';
import type { Str } from './text';
import { compareObjects, expectTag, fromHandle, handleOf, sameVals, Tag, tagOf, u64FromVal, wrongType } from './val';
import type { Vec } from './vec';

/** An account or a contract. */
@unmanaged
@final
export class Address {
  __toVal(): u64 {
    return handleOf(changetype<usize>(this), Tag.Address);
  }

  __fromVal(val: u64): Address {
    expectTag(val, Tag.Address);
    return fromHandle<Address>(val);
  }

  /** From a strkey (G… or C…); traps on anything else. */
  static fromStr(strkey: Str): Address {
    return fromHandle<Address>(env.strkey_to_address(strkey.__toVal()));
  }

  /** Traps unless the address authorized this call with these arguments. */
  requireAuth(): void {
    env.require_auth(this.__toVal());
  }

  /** As `requireAuth`, for arguments other than those of the current call. */
  requireAuthForArgs(args: Args): void {
    env.require_auth_for_args(this.__toVal(), args.__toVal());
  }

  toStr(): Str {
    return fromHandle<Str>(env.address_to_strkey(this.__toVal()));
  }

  @operator('==') static eq(a: Address, b: Address): bool {
    return sameVals(a.__toVal(), b.__toVal());
  }

  @operator('!=') static ne(a: Address, b: Address): bool {
    return !sameVals(a.__toVal(), b.__toVal());
  }

  @operator('<') static lt(a: Address, b: Address): bool {
    return compareObjects(a.__toVal(), b.__toVal()) < 0;
  }

  @operator('>') static gt(a: Address, b: Address): bool {
    return compareObjects(a.__toVal(), b.__toVal()) > 0;
  }
}

/** An address that may carry a 64-bit id (M…, CAP-67). Only for the arguments of an entry. */
@unmanaged
@final
export class MuxedAddress {
  constructor(readonly raw: u64) {}

  __toVal(): u64 {
    return this.raw;
  }

  __fromVal(val: u64): MuxedAddress {
    const tag = tagOf(val);
    if (tag !== Tag.Address && tag !== Tag.MuxedAddress) wrongType();
    return new MuxedAddress(val);
  }

  /** From a strkey (G…, C… or M…); traps on anything else. */
  static fromStr(strkey: Str): MuxedAddress {
    return new MuxedAddress(env.strkey_to_muxed_address(strkey.__toVal()));
  }

  static from(address: Address): MuxedAddress {
    return new MuxedAddress(address.__toVal());
  }

  /** The address without the id. */
  get address(): Address {
    if (tagOf(this.raw) === Tag.Address) return fromHandle<Address>(this.raw);
    return fromHandle<Address>(env.get_address_from_muxed_address(this.raw));
  }

  get id(): Option<u64> {
    if (tagOf(this.raw) === Tag.Address) return Option.none<u64>();
    return Option.some<u64>(u64FromVal(env.get_id_from_muxed_address(this.raw)));
  }

  toStr(): Str {
    return fromHandle<Str>(env.muxed_address_to_strkey(this.raw));
  }
}

/** What only `__check_auth` may ask, of an account whose signers may be accounts themselves (CAP-71). */
export namespace customAccount {
  /** Whoever signed below this account's signature. Not yet checked: each that counts is to be asked by `delegateAuth`. */
  export function delegatedSigners(): Vec<Address> {
    return fromHandle<Vec<Address>>(env.get_delegated_signers_for_current_auth_check());
  }

  /** Traps unless the signer authorized what this account is asked to authorize. */
  export function delegateAuth(signer: Address): void {
    env.delegate_account_auth(signer.__toVal());
  }
}
