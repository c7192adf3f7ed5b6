import {
  type Address,
  Args,
  type Bytes,
  type BytesN,
  call,
  contracttype,
  type Option,
  sym,
  type TryResult,
  tryCall,
  type u256,
} from '@istsi/soroban-sdk';

/** The best chain's last block. */
@contracttype
export class Tip {
  /** As explorers print it. */
  hash!: BytesN<32>;
  height!: u32;
  /** What its miner said, in seconds since 1970. */
  time!: u32;
  /** Of the whole chain up to here: `chainwork` of Bitcoin Core. */
  work!: u256;
}

/** What a network demands of headers: the parts of Bitcoin Core's chain parameters that concern them. */
@contracttype
export class Rules {
  /** BIP 94: against timewarp, and the difficulty of an epoch goes by its first block's. */
  is_bip94!: bool;
  /** The least difficulty, as headers state it. */
  limit_bits!: u32;
  /** Whether a block that is late may have the least difficulty. */
  minimum_when_late!: bool;
  retargets!: bool;
  version_2_height!: u32;
  version_3_height!: u32;
  version_4_height!: u32;
}

/** Why the relay refused headers or a proof. Nothing has changed then. */
export enum RelayError {
  /** Headers are 80 bytes each, at least one and no more than a transaction can carry. */
  InvalidLength = 601,
  /**
   * The first header does not follow a block of the window, or too few blocks before that one are known to judge its time.
   */
  UnknownParent = 602,
  /** A header does not name the one before it. */
  Unlinked = 603,
  /** A header states another difficulty than the network demands at its height. */
  WrongDifficulty = 604,
  /** A header's hash is above its target. */
  InsufficientWork = 605,
  /** A header's time is not after the median of the eleven blocks before it. */
  TimeTooOld = 606,
  /** A header's time is more than two hours after the ledger's. */
  TimeTooNew = 607,
  /** The first header of an epoch is more than ten minutes before the last of the epoch before it (BIP 94). */
  Timewarp = 608,
  /** A header has a version that was retired before its height (BIP 34, 66, 65). */
  RetiredVersion = 609,
  /** The headers do not lead to more work than the best chain has. */
  NotMoreWork = 610,
  /**
   * A checkpoint is one genesis header at height 0, or else exactly eleven headers whose difficulty fits the epoch that is stated.
   */
  InvalidCheckpoint = 611,
  /** The least difficulty of a network is no possible one, or too little for its difficulty to change. */
  InvalidRules = 612,
}

export class BitcoinRelayClient {
  constructor(readonly address: Address) {}

  /**
   * Takes headers, 80 bytes each, that follow a block of the window and lead to more work than the best chain has. All of
   * them or none. Returns the height of the new tip.
   */
  submit(headers: Bytes): u32 {
    const args = Args.of().add<Bytes>(headers);
    return call<u32>(this.address, sym('submit'), args);
  }

  try_submit(headers: Bytes): TryResult<u32> {
    const args = Args.of().add<Bytes>(headers);
    return tryCall<u32>(this.address, sym('submit'), args);
  }

  tip(): Tip {
    const args = Args.of();
    return call<Tip>(this.address, sym('tip'), args);
  }

  try_tip(): TryResult<Tip> {
    const args = Args.of();
    return tryCall<Tip>(this.address, sym('tip'), args);
  }

  /** The hash of a block of the window, as explorers print it; None above the tip and for what left the window. */
  block_hash(height: u32): Option<BytesN<32>> {
    const args = Args.of().add<u32>(height);
    return call<Option<BytesN<32>>>(this.address, sym('block_hash'), args);
  }

  try_block_hash(height: u32): TryResult<Option<BytesN<32>>> {
    const args = Args.of().add<u32>(height);
    return tryCall<Option<BytesN<32>>>(this.address, sym('block_hash'), args);
  }

  /** The height of the window's first block: what is below is proved with a path. */
  window_start(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('window_start'), args);
  }

  try_window_start(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('window_start'), args);
  }

  rules(): Rules {
    const args = Args.of();
    return call<Rules>(this.address, sym('rules'), args);
  }

  try_rules(): TryResult<Rules> {
    const args = Args.of();
    return tryCall<Rules>(this.address, sym('rules'), args);
  }

  /** The height at which this relay began. */
  base(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('base'), args);
  }

  try_base(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('base'), args);
  }

  /** The layout of the storage. */
  version(): u32 {
    const args = Args.of();
    return call<u32>(this.address, sym('version'), args);
  }

  try_version(): TryResult<u32> {
    const args = Args.of();
    return tryCall<u32>(this.address, sym('version'), args);
  }
}
