import { type Address, Args, call, contract, sym, tryCall, type u32, type u64 } from '@istsi/soroban-sdk';

/** Calls another contract. */
@contract
export class Caller {
  pass(purse: Address, amount: u64): u64 {
    const args = Args.of().add<u64>(amount);
    return call<u64>(purse, sym('take'), args);
  }

  /** What the other contract fails with is survived; then it fails itself. */
  survive(purse: Address): u32 {
    const first = tryCall<u32>(purse, sym('missing'), Args.of());
    return first.unwrap();
  }
}
