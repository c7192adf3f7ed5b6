export enum FungibleTokenError {
  /** An amount is not negative. */
  NegativeAmount = 100,
  /** The balance is smaller than the amount. */
  InsufficientBalance = 101,
  /** The allowance is smaller than the amount, or has expired. */
  InsufficientAllowance = 102,
  /** An allowance ends after this ledger, and not later than the network keeps entries. */
  InvalidExpiration = 103,
}
