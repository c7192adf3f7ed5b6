import { contract, instance, type Sym, sym, type u32 } from '@istsi/soroban-sdk';

/** Ledgers, about a day and a month: the counter lives for a month after it was last used. */
const DAY: u32 = 17_280;
const MONTH: u32 = 518_400;

/** Counts, for everybody together. */
@contract
export class Counter {
  /** Adds to the count and returns it. Traps, and changes nothing, where a u32 ends. */
  increment(by: u32): u32 {
    const count = instance.getOr<Sym, u32>(sym('COUNT'), 0) + by;
    instance.set<Sym, u32>(sym('COUNT'), count);
    instance.extendTtl(MONTH - DAY, MONTH);
    return count;
  }

  count(): u32 {
    return instance.getOr<Sym, u32>(sym('COUNT'), 0);
  }
}
