import { type Bytes, type BytesN, type bool, Packed, type u32, u256 } from '@istsi/soroban-sdk';
import { addLeaf, emptyPeaks, hasLeaf } from './accumulator.ts';
import { EPOCH, MEDIAN_SPAN } from './rules.ts';
import type { Target } from './target.ts';

/** Blocks of the window: enough for forks of 101 blocks, and for the eleven before a fork whose median time counts. */
export const WINDOW: u32 = 128;
/** Blocks that leave the window together, and are one leaf of the accumulator. */
export const GROUP: u32 = 16;
const HASH: u32 = 32;
// The window holds all hashes, then all times, then all difficulties. A block's place is its height's remainder.
const TIMES: u32 = WINDOW * HASH;
const BITS: u32 = TIMES + WINDOW * 4;
const WINDOW_BYTES: u32 = BITS + WINDOW * 4;

/** The best chain while it is worked on: its last blocks, and what must be known of those before them. */
export class Chain {
  constructor(
    private readonly window: Packed,
    // The roots of the accumulator, which has what left the window.
    private readonly peaks: Packed,
    /** The first block that was ever known: blocks are grouped from here. */
    readonly base: u32,
    /** The first block of the window. */
    public first: u32,
    public height: u32,
    // Of the first block of the epoch that began last before the window does.
    public epoch_bits: u32,
    public epoch_time: u32,
    /** Of all blocks up to the tip. */
    public work: u256,
  ) {}

  static beginningAt(base: u32, epoch_bits: u32, epoch_time: u32): Chain {
    return new Chain(Packed.empty(WINDOW_BYTES), emptyPeaks(), base, base, base, epoch_bits, epoch_time, u256.zero);
  }

  peakBytes(): Bytes {
    return this.peaks.toBytes();
  }

  windowBytes(): Bytes {
    return this.window.toBytes();
  }

  /** The block's hash as the wire has it. */
  hashOf(height: u32): Bytes {
    return this.hashes(height, 1);
  }

  /** Consecutive hashes that do not run over the window's end, as those of a group never do. */
  hashes(height: u32, count: u32): Bytes {
    const at = this.place(height) * HASH;
    return this.window.slice(at, at + count * HASH);
  }

  timeOf(height: u32): u32 {
    return this.window.u32At(TIMES + this.place(height) * 4);
  }

  bitsOf(height: u32): u32 {
    return this.window.u32At(BITS + this.place(height) * 4);
  }

  /** Whether 32 bytes of `data` are the block's hash. */
  hasHash(height: u32, data: Packed, at: u32): bool {
    return this.window.isSame(this.place(height) * HASH, data, at, HASH);
  }

  /** Whether the block after the tip is the first of an epoch. */
  isEpochNext(): bool {
    return (this.height + 1) % EPOCH === 0;
  }

  /** The time of the first block of a block's epoch. */
  epochTime(height: u32): u32 {
    const start = height - (height % EPOCH);
    return start >= this.first ? this.timeOf(start) : this.epoch_time;
  }

  /** The difficulty of the first block of the epoch that the block after the tip, or an earlier one, is of. */
  epochBits(height: u32): u32 {
    const start = height - (height % EPOCH);
    return start >= this.first ? this.bitsOf(start) : this.epoch_bits;
  }

  /**
   * Whether a time is after the median of the last blocks. It is when more of them are before it than the half: of an even
   * number, which only the first blocks of a network are, the later of the two in the middle counts.
   */
  isAfterMedian(time: u32): bool {
    const known = this.height - this.first + 1;
    const span = known < MEDIAN_SPAN ? known : MEDIAN_SPAN;
    let before: u32 = 0;
    for (let i: u32 = 0; i < span; i++) {
      if (this.timeOf(this.height - i) < time) before += 1;
      if (before > span / 2) return true;
    }
    return false;
  }

  /** Of the blocks that a median counts. */
  latestTime(): u32 {
    const known = this.height - this.first + 1;
    const span = known < MEDIAN_SPAN ? known : MEDIAN_SPAN;
    let latest: u32 = 0;
    for (let i: u32 = 0; i < span; i++) {
      if (this.timeOf(this.height - i) > latest) latest = this.timeOf(this.height - i);
    }
    return latest;
  }

  /** Whether the median before the block that follows `parent` can be told. */
  knowsMedianAfter(parent: u32): bool {
    return this.first === 0 || parent + 1 >= this.first + MEDIAN_SPAN;
  }

  /** Puts a block on top, for which there must be room. Answers whether its hash meets the target. */
  put(height: u32, hash: BytesN<32>, time: u32, target: Target): bool {
    const place = this.place(height);
    const at = place * HASH;
    const number = place * 4;
    this.window.setBytes<32>(at, hash);
    this.window.setU32(TIMES + number, time);
    this.window.setU32(BITS + number, target.bits);
    this.height = height;
    return target.isMetBy(this.window, at);
  }

  /** Blocks that fit on top. */
  room(): u32 {
    return WINDOW - (this.height - this.first + 1);
  }

  /** The oldest group goes into the accumulator, and an epoch's beginning among it is kept. */
  makeRoom(): void {
    addLeaf(this.peaks, this.groups(), this.hashes(this.first, GROUP));
    const next = this.first + GROUP;
    const start = next - 1 - ((next - 1) % EPOCH);
    if (start >= this.first) {
      this.epoch_time = this.timeOf(start);
      this.epoch_bits = this.bitsOf(start);
    }
    this.first = next;
  }

  /** Whether the accumulator has a group that begins so many groups after the first. */
  hasGroup(number: u32, leaf: Bytes, path: Bytes): bool {
    return hasLeaf(this.peaks, this.groups(), number, leaf, path);
  }

  /** Groups that the accumulator has. */
  groups(): u32 {
    return (this.first - this.base) / GROUP;
  }

  private place(height: u32): u32 {
    return (height - this.base) % WINDOW;
  }
}
