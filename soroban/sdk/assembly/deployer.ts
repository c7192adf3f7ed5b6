import type { Address } from './address';
import type { Args } from './args';
import type { Bytes } from './bytes';
import type { BytesN } from './bytes-n';
import * as env from './env';
import { Option } from './option';
import type { Str } from './text';
import { compareObjects, expectTag, fromHandle, fromVal, handleOf, sameVals, Tag, u32Val } from './val';

/**
 * The name under which a contract keeps the hash of code that others run (CAP-85). As a key of persistent storage it takes
 * a `BytesN<32>`, the hash of uploaded code, and cannot be removed.
 */
@unmanaged
@final
export class ExecutableTag {
  __toVal(): u64 {
    return handleOf(changetype<usize>(this), Tag.ExecutableTag);
  }

  __fromVal(val: u64): ExecutableTag {
    expectTag(val, Tag.ExecutableTag);
    return fromHandle<ExecutableTag>(val);
  }

  static from(name: Str): ExecutableTag {
    return fromHandle<ExecutableTag>(env.create_executable_tag(name.__toVal()));
  }

  @operator('==') static eq(a: ExecutableTag, b: ExecutableTag): bool {
    return sameVals(a.__toVal(), b.__toVal());
  }

  @operator('!=') static ne(a: ExecutableTag, b: ExecutableTag): bool {
    return !sameVals(a.__toVal(), b.__toVal());
  }

  @operator('<') static lt(a: ExecutableTag, b: ExecutableTag): bool {
    return compareObjects(a.__toVal(), b.__toVal()) < 0;
  }

  @operator('>') static gt(a: ExecutableTag, b: ExecutableTag): bool {
    return compareObjects(a.__toVal(), b.__toVal()) > 0;
  }
}

/** What a limited extension extends, as the host numbers it. */
export namespace TtlScope {
  export const InstanceAndCode: u64 = 0;
  export const Instance: u64 = 1;
  export const Code: u64 = 2;
}

/** Extends to `extendTo` ledgers from now: not for less than `min` ledgers more, and never by more than `max`. */
export function extendWithLimits(contract: Address, scope: u64, extendTo: u32, min: u32, max: u32): void {
  env.extend_contract_instance_and_code_ttl_v2(contract.__toVal(), scope, u32Val(extendTo), u32Val(min), u32Val(max));
}

export namespace deployer {
  /** Deploys an instance of uploaded code, with this contract as the deployer. */
  export function deploy(wasmHash: BytesN<32>, salt: BytesN<32>, constructorArgs: Args): Address {
    return fromHandle<Address>(
      env.create_contract_with_constructor(
        env.get_current_contract_address(),
        wasmHash.__toVal(),
        salt.__toVal(),
        constructorArgs.__toVal(),
      ),
    );
  }

  /** The address `deploy` gives for a salt. */
  export function contractId(deployedBy: Address, salt: BytesN<32>): Address {
    return fromHandle<Address>(env.get_contract_id(deployedBy.__toVal(), salt.__toVal()));
  }

  /** Deploys the asset contract of an asset, given as its XDR. Anybody may, once. */
  export function deployAsset(asset: Bytes): Address {
    return fromHandle<Address>(env.create_asset_contract(asset.__toVal()));
  }

  /** The address of an asset's contract, whether it is there or not. */
  export function assetContractId(asset: Bytes): Address {
    return fromHandle<Address>(env.get_asset_contract_id(asset.__toVal()));
  }

  export function uploadWasm(wasm: Bytes): BytesN<32> {
    return fromHandle<BytesN<32>>(env.upload_wasm(wasm.__toVal()));
  }

  /** Replaces the code of this contract once the current call has succeeded. */
  export function updateCurrentWasm(wasmHash: BytesN<32>): void {
    env.update_current_contract_wasm(wasmHash.__toVal());
  }

  /** Deploys an instance of whatever code `owner` keeps under the tag, now and later (CAP-85). */
  export function deployRef(owner: Address, tag: ExecutableTag, salt: BytesN<32>, constructorArgs: Args): Address {
    return fromHandle<Address>(
      env.create_external_ref_contract(
        env.get_current_contract_address(),
        owner.__toVal(),
        tag.__toVal(),
        salt.__toVal(),
        constructorArgs.__toVal(),
      ),
    );
  }

  /** As `updateCurrentWasm`, to whatever code `owner` keeps under the tag, now and later. */
  export function updateCurrentRef(owner: Address, tag: ExecutableTag): void {
    env.update_current_contract_executable_ref(owner.__toVal(), tag.__toVal());
  }

  /** The hash of the code that an address runs; none for accounts, asset contracts and what does not exist (CAP-68). */
  export function wasmHashOf(address: Address): Option<BytesN<32>> {
    const executable = env.get_address_executable(address.__toVal());
    // A Wasm is ["Wasm", hash]; the other kinds carry no single value.
    const isWasm = executable !== Tag.Void && <u32>(env.vec_len(executable) >> 32) === 2;
    if (!isWasm) return Option.none<BytesN<32>>();
    return Option.some<BytesN<32>>(fromVal<BytesN<32>>(env.vec_get(executable, u32Val(1))));
  }

  export function extendInstanceAndCodeTtl(contract: Address, threshold: u32, extendTo: u32): void {
    env.extend_contract_instance_and_code_ttl(contract.__toVal(), u32Val(threshold), u32Val(extendTo));
  }

  export function extendInstanceTtl(contract: Address, threshold: u32, extendTo: u32): void {
    env.extend_contract_instance_ttl(contract.__toVal(), u32Val(threshold), u32Val(extendTo));
  }

  export function extendCodeTtl(contract: Address, threshold: u32, extendTo: u32): void {
    env.extend_contract_code_ttl(contract.__toVal(), u32Val(threshold), u32Val(extendTo));
  }

  export function extendInstanceAndCodeTtlWithLimits(contract: Address, extendTo: u32, min: u32, max: u32): void {
    extendWithLimits(contract, TtlScope.InstanceAndCode, extendTo, min, max);
  }

  export function extendInstanceTtlWithLimits(contract: Address, extendTo: u32, min: u32, max: u32): void {
    extendWithLimits(contract, TtlScope.Instance, extendTo, min, max);
  }

  export function extendCodeTtlWithLimits(contract: Address, extendTo: u32, min: u32, max: u32): void {
    extendWithLimits(contract, TtlScope.Code, extendTo, min, max);
  }
}
