import type { LedgerHead } from './header.ts';
import { MILLISECONDS } from './millisecond-time.ts';

/** Seconds and milliseconds since 1970, and how many seconds tests have added. */
export type LedgerTime = { readonly closeTime: bigint; readonly closeTimeMs: bigint; readonly advanced: bigint };

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

  /**
   * When a ledger that closes now closes: never before the ledger it follows, even if the machine's clock went back. After
   * a ledger of a protocol with milliseconds it closes strictly later, by one at least (CAP-88).
   */
  timeAfter(previous: Pick<LedgerHead, 'closeTime' | 'closeTimeMs' | 'protocol'>): LedgerTime {
    const now = BigInt(Math.floor(this.now())) + BigInt(this.offset) * 1000n;
    const advanced = BigInt(this.offset);
    if (previous.protocol >= MILLISECONDS) {
      const closeTimeMs = now > previous.closeTimeMs ? now : previous.closeTimeMs + 1n;
      return { closeTime: closeTimeMs / 1000n, closeTimeMs, advanced };
    }
    const seconds = now / 1000n;
    const closeTime = seconds > previous.closeTime ? seconds : previous.closeTime;
    return { closeTime, closeTimeMs: closeTime * 1000n, advanced };
  }
}
