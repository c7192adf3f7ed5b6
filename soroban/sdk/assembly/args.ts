import type { Val } from './any';
import { vecFromMemory } from './memory';
import { fromHandle, toVal } from './val';
import { Vec } from './vec';

/**
 * A list of values of different types: arguments, topics. Built in linear memory and handed to the host in one call, which is
 * far cheaper than pushing one by one.
 */
@unmanaged
@final
export class Args {
  private length: u32 = 0;
  private capacity: u32 = 0;
  private values: usize = 0;

  static of(): Args {
    return new Args();
  }

  add<T>(value: T): Args {
    const val = toVal<T>(value);
    const length = this.length;
    if (length === this.capacity) this.grow();
    store<u64>(this.values + (length << 3), val);
    this.length = length + 1;
    return this;
  }

  private grow(): void {
    const capacity = this.capacity === 0 ? 8 : this.capacity << 1;
    const values = heap.alloc(capacity << 3);
    memory.copy(values, this.values, this.length << 3);
    this.values = values;
    this.capacity = capacity;
  }

  toVec(): Vec<Val> {
    return fromHandle<Vec<Val>>(this.__toVal());
  }

  __toVal(): u64 {
    return vecFromMemory(this.values, this.length);
  }
}

/** A list in the making, whose first item says what it holds. The compiler turns Vec.of(a, b) into itemsOf(a).and(b).done(). */
@unmanaged
@final
export class Items<T> {
  constructor(private readonly items: Args) {}

  and(item: T): Items<T> {
    this.items.add<T>(item);
    return this;
  }

  done(): Vec<T> {
    return Vec.__of<T>(this.items);
  }
}

export function itemsOf<T>(first: T): Items<T> {
  return new Items<T>(Args.of().add<T>(first));
}
