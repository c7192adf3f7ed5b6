/** Why the oracle refused. Reading never fails: where there is no price, the answer is None. */
export enum OracleError {
  /** The contract is paused. */
  Paused = 501,
  /** The caller is not one of the reporters. */
  NotAReporter = 502,
  /** The oracle does not quote this asset. */
  UnknownAsset = 503,
  /** The price is not positive, or too large to calculate with. */
  InvalidPrice = 504,
  /** Quorum, ages, deviations, decimals or resolution do not make sense together: a quorum is at least three, and more than half. */
  InvalidConfig = 505,
  /** The asset is quoted already. */
  DuplicateAsset = 506,
  /** No more assets or reporters fit. */
  TooMany = 507,
  /** The storage is as this code lays it out already. */
  NothingToMigrate = 508,
}
