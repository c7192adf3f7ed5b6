import { type Bytes, type BytesN, contracttype, type u32, type u64, type u256, type Vec } from '@istsi/soroban-sdk';

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

/** That a transaction is in a block, and where. All bytes are as the wire has them, transactions without witnesses. */
@contracttype
export class TransactionProof {
  /** Of the transaction: the sibling at each level of the block's tree, from the bottom up. */
  branch!: Bytes;
  /** The block's first transaction. Its depth is the tree's, so that no inner node can pass for a transaction. */
  coinbase!: Bytes;
  coinbase_branch!: Bytes;
  header!: Bytes;
  height!: u32;
  /** Of a block before the window: the hashes of its group, and then the siblings on the way to the accumulator's peak. */
  history!: Bytes;
  /** The transaction's place in the block. */
  index!: u32;
  transaction!: Bytes;
}

@contracttype
export class TransactionOutput {
  /** Satoshis. */
  amount!: u64;
  script!: Bytes;
}

/** What was proved of a transaction. */
@contracttype
export class ProvedTransaction {
  /** As explorers print it. */
  block_hash!: BytesN<32>;
  /** Blocks from its own to the tip, both counted. */
  confirmations!: u32;
  height!: u32;
  outputs!: Vec<TransactionOutput>;
  /** As explorers print it. */
  txid!: BytesN<32>;
}
