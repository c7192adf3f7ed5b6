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
  /** More would be issued than there is Bitcoin. */
  InsufficientReserves = 410,
  /** The reserve ratio would fall under its minimum. */
  ReserveRatioTooLow = 411,
  /** The custodians must be distinct, at most 20, and at least as many as the threshold, which is at least one. */
  InvalidCustodians = 420,
  /** The minimum ratio must be at least 10000 basis points. */
  InvalidMinimumRatio = 421,
}
