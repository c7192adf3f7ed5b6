import {
  type Address,
  Args,
  type BytesN,
  type bool,
  call,
  sym,
  type TryResult,
  tryCall,
  type u32,
} from '@istsi/soroban-sdk';

/** What every contract that the router governs offers it. */
export class RegisteredContractClient {
  constructor(public readonly address: Address) {}

  set_paused(paused: bool): void {
    call<void>(this.address, sym('set_paused'), Args.of().add<bool>(paused));
  }

  try_set_paused(paused: bool): TryResult<void> {
    return tryCall<void>(this.address, sym('set_paused'), Args.of().add<bool>(paused));
  }

  try_kind(): TryResult<u32> {
    return tryCall<u32>(this.address, sym('kind'), Args.of());
  }

  try_paused(): TryResult<bool> {
    return tryCall<bool>(this.address, sym('paused'), Args.of());
  }

  try_version(): TryResult<u32> {
    return tryCall<u32>(this.address, sym('version'), Args.of());
  }

  try_upgrade(new_wasm_hash: BytesN<32>): TryResult<void> {
    return tryCall<void>(this.address, sym('upgrade'), Args.of().add<BytesN<32>>(new_wasm_hash));
  }

  upgrade(new_wasm_hash: BytesN<32>): void {
    call<void>(this.address, sym('upgrade'), Args.of().add<BytesN<32>>(new_wasm_hash));
  }

  migrate(): void {
    call<void>(this.address, sym('migrate'), Args.of());
  }
}
