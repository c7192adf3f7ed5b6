/** Why a proof did not authorize a call. */
export enum SpvError {
  /** What is to be authorized is none of the calls that a proof speaks for, or says something else than the proof. */
  NotProved = 621,
  /** The block is not buried as deep as the call says, or not deep enough to give an output up. */
  NotDeep = 622,
  /** The proved transaction has no such output. */
  NoSuchOutput = 623,
  /** The output does not pay the deposit address of the user. */
  NotTheirs = 624,
  /** The proved transaction spends neither the output nor anything that the output's own transaction spends. */
  NotSpent = 625,
  /** A quorum has 1 to 16 keys, and needs at least one of them and no more than all. */
  InvalidQuorum = 626,
  /** The key of this number does not exist (BIP 32): one of 2^127. */
  NoSuchKey = 627,
  /** What was mined with the block may not be spent before it is 100 blocks deep. */
  Immature = 628,
}
