import {
  type Bytes,
  type BytesN,
  type bool,
  crypto,
  fail,
  type i32,
  Packed,
  require,
  type u32,
  type u64,
  u256,
} from '@istsi/soroban-sdk';
import type { Chain } from './chain.ts';
import { expectedBits } from './difficulty.ts';
import { RelayError } from './errors.ts';
import { EPOCH, MAX_FUTURE, MAX_TIMEWARP, type Rules } from './rules.ts';
import { Target, workOf } from './target.ts';

export const HEADER: u32 = 80;
// Where a header has what.
export const PREVIOUS: u32 = 4;
export const TIME: u32 = 68;
export const DIFFICULTY: u32 = 72;

/**
 * Headers that are put on top of a chain one after the other, each by the rules. What is the same for many of them is
 * found out once, and only what fails calls: a relay's cost is this loop.
 */
export class Extension {
  private target: Target;
  /** Up to this height the work is added. */
  private counted: u32;
  /** No block that the median counts is later, so what is later than this is after the median. */
  private latest: u32;
  /** A block below this height has the difficulty of the one before it. */
  private steady_below: u32 = 0;
  /** The last second that a header may be of. */
  private readonly last_time: u64;
  private readonly data: Packed;
  private readonly is_bip94: bool;

  constructor(
    private readonly chain: Chain,
    private readonly rules: Rules,
    private readonly headers: Bytes,
    now: u64,
  ) {
    this.data = Packed.from(headers);
    this.target = Target.of(chain.bitsOf(chain.height));
    this.counted = chain.height;
    this.latest = chain.latestTime();
    this.last_time = now + MAX_FUTURE;
    this.is_bip94 = rules.is_bip94;
  }

  appendAll(): void {
    const length = this.data.length;
    for (let at: u32 = 0; at < length; ) {
      if (this.chain.room() === 0) this.chain.makeRoom();
      const fitting = at + this.chain.room() * HEADER;
      const end = fitting < length ? fitting : length;
      while (at < end) {
        const next = at + HEADER;
        this.append(at, next);
        at = next;
      }
    }
    this.count();
  }

  private append(at: u32, end: u32): void {
    const chain = this.chain;
    const data = this.data;
    const tip = chain.height;
    if (!chain.hasHash(tip, data, at + PREVIOUS)) fail(RelayError.Unlinked);
    const time = data.u32At(at + TIME);
    const bits = data.u32At(at + DIFFICULTY);
    const height = tip + 1;
    if (bits !== this.target.bits || height >= this.steady_below) this.requireDifficulty(bits, time);
    this.requireTime(time);
    const version = data.u32At(at) as i32;
    if (version < 4) this.requireVersion(version);
    const hash = hash256(this.headers.slice(at, end));
    if (!chain.put(height, hash, time, this.target)) fail(RelayError.InsufficientWork);
  }

  private requireDifficulty(bits: u32, time: u32): void {
    if (bits !== expectedBits(this.chain, this.rules, time)) fail(RelayError.WrongDifficulty);
    this.steady_below = this.steadyBelow();
    if (bits === this.target.bits) return;
    this.count();
    this.target = Target.of(bits);
  }

  /** The first block of the next epoch, where no block within one may be easier than the one before. */
  private steadyBelow(): u32 {
    if (this.rules.minimum_when_late) return 0;
    const height = this.chain.height + 1;
    return height - (height % EPOCH) + EPOCH;
  }

  private requireTime(time: u32): void {
    if (time > this.latest) this.latest = time;
    else if (!this.chain.isAfterMedian(time)) fail(RelayError.TimeTooOld);
    if ((time as u64) > this.last_time) fail(RelayError.TimeTooNew);
    if (!this.is_bip94 || !this.chain.isEpochNext()) return;
    const before = this.chain.timeOf(this.chain.height) as u64;
    if ((time as u64) + MAX_TIMEWARP < before) fail(RelayError.Timewarp);
  }

  private requireVersion(version: i32): void {
    const height = this.chain.height + 1;
    let least: i32 = i32.MIN_VALUE;
    if (height >= this.rules.version_2_height) least = 2;
    if (height >= this.rules.version_3_height) least = 3;
    if (height >= this.rules.version_4_height) least = 4;
    require(version >= least, RelayError.RetiredVersion);
  }

  private count(): void {
    const chain = this.chain;
    if (chain.height === this.counted) return;
    chain.work = chain.work + workOf(this.target.bits) * u256.from(chain.height - this.counted);
    this.counted = chain.height;
  }
}

/** The hash of a header or of a transaction, as the wire has it. */
export function hash256(data: Bytes): BytesN<32> {
  return crypto.sha256(crypto.sha256(data).toBytes());
}
