import { type Bytes, type BytesN, contracttype, type u32, type u256 } from '@istsi/soroban-sdk';

/** Where a relay begins: what it takes on faith, and anybody can compare with a node. */
@contracttype
export class Checkpoint {
  /** The time and difficulty of the first block of the epoch that the first header is of; of genesis, its own. */
  epoch_bits!: u32;
  epoch_time!: u32;
  /** The genesis header, or eleven consecutive ones, as the wire has them. */
  headers!: Bytes;
  /** Of the first header. */
  height!: u32;
  /** Of the whole chain up to the last header: `chainwork` of Bitcoin Core. */
  work!: u256;
}

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
