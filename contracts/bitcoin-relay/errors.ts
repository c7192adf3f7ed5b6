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
}
