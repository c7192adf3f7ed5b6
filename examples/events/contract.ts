import { contract, contractevent, instance, publish, type Sym, sym, topic, type u32 } from '@istsi/soroban-sdk';

/** Two topics by which it is found, and what there is to know. */
@contractevent({ topics: ['counter', 'increment'] })
export class Incremented {
  @topic by!: u32;
  count!: u32;
}

/** Tells the world whenever it counts. */
@contract
export class Events {
  increment(by: u32): u32 {
    const count = instance.getOr<Sym, u32>(sym('COUNT'), 0) + by;
    instance.set<Sym, u32>(sym('COUNT'), count);
    publish<Incremented>({ by, count });
    return count;
  }
}
