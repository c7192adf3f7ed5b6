import { type Bytes, crypto, type i32, Packed, require, type u32, type u64, u256 } from '@istsi/soroban-sdk';
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

/** Headers that are put on top of a chain one after the other, each by the rules. */
export class Extension {
  private target: Target;
  /** Blocks of the current target whose work is not added yet. */
  private uncounted: u32 = 0;
  private readonly data: Packed;

  constructor(
    private readonly chain: Chain,
    private readonly rules: Rules,
    private readonly headers: Bytes,
    private readonly now: u64,
  ) {
    this.data = Packed.from(headers);
    this.target = Target.of(chain.bitsOf(chain.height));
  }

  appendAll(): void {
    for (let at: u32 = 0; at < this.headers.length; at += HEADER) this.append(at);
    this.count();
  }

  private append(at: u32): void {
    require(this.chain.hasHash(this.chain.height, this.data, at + PREVIOUS), RelayError.Unlinked);
    const time = this.data.u32At(at + TIME);
    const bits = this.data.u32At(at + DIFFICULTY);
    require(bits === expectedBits(this.chain, this.rules, time), RelayError.WrongDifficulty);
    this.requireTime(time);
    this.requireVersion(this.data.u32At(at) as i32);
    if (bits !== this.target.bits) {
      this.count();
      this.target = Target.of(bits);
    }
    const hash = Packed.from(hashOf(this.headers.slice(at, at + HEADER)));
    require(this.target.isMetBy(hash), RelayError.InsufficientWork);
    this.chain.makeRoom();
    this.chain.put(this.chain.height + 1, hash, time, bits);
    this.uncounted += 1;
  }

  private requireTime(time: u32): void {
    require(this.chain.isAfterMedian(time), RelayError.TimeTooOld);
    require((time as u64) <= this.now + MAX_FUTURE, RelayError.TimeTooNew);
    if (!this.rules.is_bip94 || (this.chain.height + 1) % EPOCH !== 0) return;
    const before = this.chain.timeOf(this.chain.height) as u64;
    require((time as u64) + MAX_TIMEWARP >= before, RelayError.Timewarp);
  }

  private requireVersion(version: i32): void {
    const height = this.chain.height + 1;
    if (version >= 4) return;
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

/** The hash of a header as the wire has it. */
export function hashOf(header: Bytes): Bytes {
  return crypto.sha256(crypto.sha256(header).toBytes()).toBytes();
}
