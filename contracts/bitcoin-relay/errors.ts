/** Why the relay refused headers or a proof. Nothing has changed then. */
export enum RelayError {
  /** Headers are 80 bytes each, at least one and no more than a transaction can carry. */
  InvalidLength = 601,
  /** The first header does not follow a block of the window, or too few blocks before that one are known to judge its time. */
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
  /** A checkpoint is one genesis header at height 0, or else exactly eleven headers whose difficulty fits the epoch that is stated. */
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
