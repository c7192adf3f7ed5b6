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
  type Vec,
} from '@istsi/soroban-sdk';

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

@contracttype
export class TransactionOutput {
  /** Satoshis. */
  amount!: u64;
  script!: Bytes;
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
  /**
   * Of a block before the window: the hashes of its group, and then the siblings on the way to the accumulator's peak.
   */
  history!: Bytes;
  /** The transaction's place in the block. */
  index!: u32;
  transaction!: Bytes;
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
  /** No block of this height with this header is in the best chain. */
  UnknownBlock = 613,
  /** The history does not lead from the block to the accumulator; of a block of the window it is empty. */
  WrongHistory = 614,
  /** Not the only form of a Bitcoin transaction without witnesses. */
  MalformedTransaction = 615,
  /** 64 bytes are what an inner node of a block's tree looks like (CVE-2017-12842). */
  MerkleNode = 616,
  /** The branch does not lead from the transaction to the block's root. */
  WrongBranch = 617,
  /** The branch leads to a copy of the last transactions, which the block does not have there (CVE-2012-2459). */
  DuplicatedLeaf = 618,
  /** The index or the branch's length is one that no block has. */
  OutOfRange = 619,
  /** What should be the block's coinbase is none, or is at another depth than the transaction. */
  WrongCoinbase = 620,
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

  /**
   * Finds that a transaction is in a block of the best chain, or fails; of any block since this relay began. What was in it
   * once may be no more after a reorganization: how deep it is, is the caller's to judge.
   */
  prove_transaction(proof: TransactionProof): ProvedTransaction {
    const args = Args.of().add<TransactionProof>(proof);
    return call<ProvedTransaction>(this.address, sym('prove_transaction'), args);
  }

  try_prove_transaction(proof: TransactionProof): TryResult<ProvedTransaction> {
    const args = Args.of().add<TransactionProof>(proof);
    return tryCall<ProvedTransaction>(this.address, sym('prove_transaction'), args);
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
