import {
  type Bytes,
  type BytesN,
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
import { MAX_FUTURE, MAX_TIMEWARP, type Rules } from './rules.ts';
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
  /** Blocks of the current target whose work is not added yet. */
  private uncounted: u32 = 0;
  /** No block that the median counts is later, so what is later than this is after the median. */
  private latest: u32;
  /** The last second that a header may be of. */
  private readonly last_time: u64;
  private readonly data: Packed;

  constructor(
    private readonly chain: Chain,
    private readonly rules: Rules,
    headers: Bytes,
    now: u64,
  ) {
    this.data = Packed.from(headers);
    this.target = Target.of(chain.bitsOf(chain.height));
    this.latest = chain.latestTime();
    this.last_time = now + MAX_FUTURE;
  }

  appendAll(): void {
    for (let at: u32 = 0; at < this.data.length; at += HEADER) this.append(at);
    this.count();
  }

  private append(at: u32): void {
    const chain = this.chain;
    const data = this.data;
    if (!chain.hasHash(chain.height, data, at + PREVIOUS)) fail(RelayError.Unlinked);
    const time = data.u32At(at + TIME);
    const bits = data.u32At(at + DIFFICULTY);
    this.requireDifficulty(bits, time);
    this.requireTime(time);
    const version = data.u32At(at) as i32;
    if (version < 4) this.requireVersion(version);
    chain.makeRoom();
    chain.put(chain.height + 1, hash256(data.slice(at, at + HEADER)), time, bits);
    if (!chain.meets(this.target)) fail(RelayError.InsufficientWork);
    this.uncounted += 1;
  }

  private requireDifficulty(bits: u32, time: u32): void {
    // Within an epoch it stays what it is, but where late blocks are easier.
    if (bits === this.target.bits && !this.rules.minimum_when_late && !this.chain.isEpochNext()) return;
    if (bits !== expectedBits(this.chain, this.rules, time)) fail(RelayError.WrongDifficulty);
    if (bits === this.target.bits) return;
    this.count();
    this.target = Target.of(bits);
  }

  private requireTime(time: u32): void {
    if (time > this.latest) this.latest = time;
    else if (!this.chain.isAfterMedian(time)) fail(RelayError.TimeTooOld);
    if ((time as u64) > this.last_time) fail(RelayError.TimeTooNew);
    if (!this.rules.is_bip94 || !this.chain.isEpochNext()) return;
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
    if (this.uncounted === 0) return;
    this.chain.work = this.chain.work + workOf(this.target.bits) * u256.from(this.uncounted);
    this.uncounted = 0;
  }
}

/** The hash of a header or of a transaction, as the wire has it. */
export function hash256(data: Bytes): BytesN<32> {
  return crypto.sha256(crypto.sha256(data).toBytes());
}
