import { type Address, Args, call, contract, sym, tryCall, type u32 } from '@istsi/soroban-sdk';

/** Has another contract add. */
@contract
export class Caller {
  add_with(adder: Address, x: u32, y: u32): u32 {
    return call<u32>(adder, sym('add'), Args.of().add(x).add(y));
  }

  /** As `add_with`, and 0 when the other fails: what it did is undone then. */
  try_add_with(adder: Address, x: u32, y: u32): u32 {
    const sum = tryCall<u32>(adder, sym('add'), Args.of().add(x).add(y));
    return sum.isOk ? sum.unwrap() : 0;
  }
}
