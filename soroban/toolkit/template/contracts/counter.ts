import { type Address, contract, instance, persistent, require, type Sym, sym, type u32 } from '@istsi/soroban-sdk';

export enum CounterError {
  /** Count by one at least. */
  NothingToCount = 1,
}

/** Counts, for everybody by name. */
@contract
export class Counter {
  /** Adds to what `who` counted, and returns it. Whoever counts must sign. */
  increment(who: Address, by: u32): u32 {
    who.requireAuth();
    require(by > 0, CounterError.NothingToCount);
    const count = this.count(who) + by;
    persistent.set<Address, u32>(who, count);
    instance.set<Sym, u32>(sym('TOTAL'), this.total() + by);
    return count;
  }

  count(who: Address): u32 {
    return persistent.getOr<Address, u32>(who, 0);
  }

  total(): u32 {
    return instance.getOr<Sym, u32>(sym('TOTAL'), 0);
  }
}
