import { type Address, Args, type BytesN, type bool, call, sym, type TryResult, tryCall } from '@istsi/soroban-sdk';

/** What every contract that the router governs offers it. */
export class RegisteredContractClient {
  constructor(public readonly address: Address) {}

  set_paused(paused: bool): void {
    call<void>(this.address, sym('set_paused'), Args.of().add<bool>(paused));
  }

  try_set_paused(paused: bool): TryResult<void> {
    return tryCall<void>(this.address, sym('set_paused'), Args.of().add<bool>(paused));
  }

  upgrade(new_wasm_hash: BytesN<32>): void {
    call<void>(this.address, sym('upgrade'), Args.of().add<BytesN<32>>(new_wasm_hash));
  }

  migrate(): void {
    call<void>(this.address, sym('migrate'), Args.of());
  }
}
