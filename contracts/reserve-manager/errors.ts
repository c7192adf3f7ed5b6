/** Why the reserve manager refused. */
export enum ReserveError {
  /** The contract is paused. */
  Paused = 401,
  /** The amount is zero or more than all the Bitcoin there can be. */
  InvalidAmount = 402,
  /** Fewer custodians attested than the threshold demands. */
  NotEnoughAttestors = 403,
  /** Someone who is not a custodian attested. */
  NotACustodian = 404,
  /** The same custodian is counted twice. */
  DuplicateAttestor = 405,
  /** The Bitcoin transaction is not buried deep enough for its amount. */
  NotEnoughConfirmations = 406,
  /** This output is already part of the reserve, or once was. */
  OutpointAlreadyRegistered = 407,
  /** No such output was ever registered. */
  OutpointNotFound = 408,
  /** A proof alone mints only what is as many blocks deep as governance set. */
  NotSilent = 409,
  /** More would be issued than there is Bitcoin. */
  InsufficientReserves = 410,
  /** The reserve ratio would fall under its minimum. */
  ReserveRatioTooLow = 411,
  /** No proof of reserves was published yet, or the last one is too old to mint. */
  ProofTooOld = 412,
  /** No proof of reserves was published yet. */
  NoProofPublished = 413,
  /** What custodians attested is not what is on the books, or is older than their last proof. */
  ProofMismatch = 414,
  /** The custodians must be distinct, at most 20, and at least as many as the threshold, which is at least one. */
  InvalidCustodians = 420,
  /** The minimum ratio must be at least 10000 basis points. */
  InvalidMinimumRatio = 421,
  /** Warning ratio below the minimum, or fee cap, timeout or proof age out of bounds. */
  InvalidPolicy = 422,
  /** There was no such epoch. */
  EpochNotFound = 423,
  /** The script is not one that a reserve can be kept under: segwit, at most 42 bytes. */
  InvalidReserveScript = 424,

  /** Not a Bitcoin transaction, or not written in the one way that it must be. */
  MalformedTransaction = 430,
  /** The transaction has witnesses, or no inputs, which looks the same. */
  WitnessNotAllowed = 431,
  /** An input has a script signature: only segwit inputs have an id that signing does not change. */
  SignatureNotAllowed = 432,
  /** Two inputs spend the same output. */
  DuplicateInput = 433,
  /** An output is negative, or there are more satoshis than can exist. */
  InvalidOutputAmount = 434,
  /** Not a Bitcoin address of this network. */
  InvalidBitcoinAddress = 435,
  /** Version, lock time or sequence numbers delay the transaction or keep it from being replaced. */
  NotReplaceable = 436,

  /** A withdrawal with this id is recorded already. */
  WithdrawalExists = 440,
  /** No such withdrawal is recorded. */
  WithdrawalNotFound = 441,
  /** Too little would be left after the largest fee, or that fee is zero. */
  WithdrawalTooSmall = 442,
  /** The withdrawal is already authorized, completed or refunded. */
  InvalidWithdrawalState = 443,
  /** The deadline has passed: it can only be refunded. */
  DeadlinePassed = 444,
  /** The deadline has not passed yet. */
  DeadlineNotReached = 445,
  /** The same withdrawal twice. */
  DuplicateWithdrawal = 446,
  /** A payment is for 1 to 32 withdrawals. */
  InvalidBatchSize = 447,
  /** The withdrawal would be paid to the reserve itself. */
  PaysReserve = 448,

  /** This payment is authorized already. */
  PaymentExists = 450,
  /** No such payment was authorized. */
  PaymentNotFound = 451,
  /** An input is spent, promised to another payment, or not confirmed yet. */
  InputNotAvailable = 452,
  /** The inputs hold less than the outputs. */
  InsufficientInputs = 453,
  /** An output is not its withdrawal less the share of the fee. */
  WrongPayment = 454,
  /** Change does not return to the reserve, is too small, or has too many outputs. */
  WrongChange = 455,
  /** The fee takes more from a withdrawal than its user allowed. */
  FeeOverUserLimit = 456,
  /** The fee is over the cap for one transaction. */
  FeeOverCap = 457,
  /** A replacement must pay exactly the withdrawals of the payment before it, in the same order. */
  DifferentWithdrawals = 458,
  /** A replacement must spend exactly the outputs that the payment before it spends, in the same order. */
  OtherInputs = 459,
  /** A replacement must pay a higher fee. */
  FeeNotHigher = 460,
  /** Too many replacements. */
  TooManyReplacements = 461,
  /** The withdrawals of this payment are completed already. */
  AlreadyCompleted = 462,
  /** Governance has not set the script of the reserve yet. */
  NoReserveScript = 463,
  /** The sweep spends change of a payment that is not completed yet. */
  ParentNotCompleted = 464,
  /** Only a sweep whose parent can never confirm any more is abandoned. */
  SweepMayConfirm = 465,
  /** The storage is as this code lays it out already. */
  NothingToMigrate = 466,

  /** Less than the least deposit: it is never credited. */
  DepositTooSmall = 467,
  /** More than one output may mint. */
  DepositOverCap = 468,
  /** More iSTSi than there may be. */
  IssueOverCap = 469,
  /** More than one withdrawal may burn. */
  WithdrawalOverCap = 470,
  /** More than may be burned for Bitcoin in 24 hours. */
  OutflowOverCap = 471,
  /** No guardian reported the output: it is too large for that, or too much was minted so in 24 hours. */
  NotReported = 472,
  /** A guardian reported another user or amount for this output. */
  ReportDiffers = 473,
  /** The least deposit must be at least one satoshi. */
  InvalidCaps = 474,
  /** Only governance makes a cap less strict. */
  CapsNotTighter = 475,
  /** Not a guardian, or one whose key is an operator's or a custodian's too. */
  NotAGuardian = 476,
  /** Only who may pause may tighten caps. */
  MayNotThrottle = 477,
  /** No Bitcoin network can have so many blocks yet. */
  ImplausibleHeight = 478,
  /** From this amount on a deposit needs a proof of Bitcoin's headers as well. */
  ProofRequired = 479,

  /** Bitcoin is missing: nothing is paid until that is filled, or governance has everybody paid the same share. */
  RedemptionWaits = 490,
  /** The redemption rate must be above 0 and at most 10000 basis points. */
  InvalidRedemptionRate = 491,
  /** The withdrawal is not at the redemption rate that holds: `share_loss` brings it there. */
  NotShared = 492,
  /** No such deposit is to be returned. */
  ReturnNotFound = 493,
  /** Only the owner of a deposit names where it is returned to, or two officers when it has none. */
  NotTheOwner = 494,
  /** A compliance officer keeps the deposit. */
  ReturnIsHeld = 495,
  /** It cannot be paid yet: officers must have had the time to hold it. */
  ReturnWaits = 496,
  /** No two officers agreed to return the deposit to this address. */
  ReturnNotProposed = 497,
  /** Who proposed it cannot agree to it too. */
  SameOfficer = 498,
  /** Its output was taken off the books: nothing is owed for it unless it is there again. */
  ReturnLost = 499,

  /** What is lost is not what every transaction of the batch spends, or the batch does not hold it. */
  AnchorNotLost = 480,
  /** What spent the anchor is a transaction of the batch: it completes the batch. */
  SpentByBatch = 481,
  /** The batch is open, or this very transaction settled it. */
  NothingToCorrect = 482,
  /** The output was not written off. */
  NotLost = 483,

  /** Only compliance officers and Super Admins hold withdrawals and release them. */
  NotAnOfficer = 484,
  /** This guardian objected already. */
  AlreadyObjected = 485,
  /** An officer holds the withdrawal. */
  WithdrawalHeld = 486,
  /** The withdrawal is not as old as its amount or an objection demands. */
  WithdrawalTooYoung = 487,
  /** At most 8 ages, ascending, none over 14 days; objections delay an hour to 14 days; 1 to 16 of them veto. */
  InvalidPayoutRules = 488,
  /** Without a prover nothing can be proved; a proof alone needs at least 144 blocks. */
  InvalidDepositRules = 489,
}
