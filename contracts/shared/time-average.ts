import { i128, type u64 } from '@istsi/soroban-sdk';

/** A mean in which each price weighs as long as it held. One that held for no time counts as if it had for a second. */
export class TimeAverage {
  private constructor(
    private sum: i128,
    private seconds: u64,
  ) {}

  static ofNothing(): TimeAverage {
    return new TimeAverage(i128.zero, 0);
  }

  /** A price of 0 is none, and weighs nothing: what is added then costs as much and changes nothing. */
  add(price: i128, from: u64, until: u64): void {
    let weight: u64 = until > from ? until - from : 1;
    if (price.isZero) weight = 0;
    this.sum += price * i128.from(weight);
    this.seconds += weight;
  }

  /** 0 when nothing was added. */
  mean(): i128 {
    return this.sum / i128.from(this.seconds > 0 ? this.seconds : 1);
  }
}
