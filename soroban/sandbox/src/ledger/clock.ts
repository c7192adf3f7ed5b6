import type { LedgerTime } from './chain.ts';

/** Where ledger times come from. Seconds since 1970; the offset is what tests have advanced the network by. */
export class LedgerClock {
  private offset: number;
  private readonly now: () => number;

  /** `now` gives milliseconds. */
  constructor(offset = 0, now: () => number = Date.now) {
    this.offset = offset;
    this.now = now;
  }

  get offsetSeconds(): number {
    return this.offset;
  }

  set offsetSeconds(seconds: number) {
    this.offset = seconds;
  }

  advance(seconds: number): void {
    this.offset += seconds;
  }

  timeAfter(previous: bigint): LedgerTime {
    return { closeTime: this.closeTimeAfter(previous), advanced: BigInt(this.offset) };
  }

  /** Close time of a ledger that closes now: never before the ledger it follows, even if the machine's clock went back. */
  closeTimeAfter(previous: bigint): bigint {
    const seconds = BigInt(Math.floor(this.now() / 1000) + this.offset);
    return seconds > previous ? seconds : previous;
  }
}
