import { contract, instance, require, type Sym, sym, type u32 } from '@istsi/soroban-sdk';

const MOST: u32 = 5;

export enum CounterError {
  /** The count is at its limit. */
  LimitReached = 1,
}

/** Counts up to five; what fails leaves nothing behind. */
@contract
export class Errors {
  increment(): u32 {
    const count = instance.getOr<Sym, u32>(sym('COUNT'), 0) + 1;
    instance.set<Sym, u32>(sym('COUNT'), count);
    require(count <= MOST, CounterError.LimitReached);
    return count;
  }
}
