import { type Address, contract, instance, require, type Sym, sym, type u32 } from '@istsi/soroban-sdk';

export enum CounterError {
  /** At most 100 at a time. */
  TooMuch = 7,
}

/** Counts what people add, each with their own signature. */
@contract
export class Counter {
  add(who: Address, amount: u32): u32 {
    who.requireAuth();
    require(amount <= 100, CounterError.TooMuch);
    const count = instance.getOr<Sym, u32>(sym('COUNT'), 0) + amount;
    instance.set<Sym, u32>(sym('COUNT'), count);
    return count;
  }

  count(): u32 {
    return instance.getOr<Sym, u32>(sym('COUNT'), 0);
  }
}
