/** Why the token refused. A registry's refusals (1xx) pass through unchanged. */
export enum FungibleError {
  /** The contract is paused. */
  Paused = 301,
  /** The amount is negative, or zero where something must be minted. */
  InvalidAmount = 302,
  /** The balance is smaller than the amount. */
  InsufficientBalance = 303,
  /** The allowance is smaller than the amount, or has expired. */
  InsufficientAllowance = 304,
  /** An allowance cannot begin expired, nor live longer than the network keeps entries. */
  InvalidExpiration = 305,
  /** More would exist than the cap allows. */
  OverCap = 306,
  /** The minter's quota does not cover the amount. */
  OverQuota = 307,
  /** The cap is not positive, or there are more decimals than 18. */
  InvalidConfig = 308,
  /** Nobody offered the administration to this address. */
  NoOffer = 309,
  /** The registry did not approve the movement. */
  NotCompliant = 310,
  /** The storage is as this code lays it out already. */
  NothingToMigrate = 311,
}
