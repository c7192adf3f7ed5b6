/** Why the token refused. The registry's refusals (1xx) and the reserve's (4xx) pass through unchanged. */
export enum TokenError {
  /** The contract is paused. */
  Paused = 201,
  /** The amount is negative, or zero where something must be minted. */
  InvalidAmount = 202,
  /** The balance is smaller than the amount. */
  InsufficientBalance = 203,
  /** The allowance is smaller than the amount, or has expired. */
  InsufficientAllowance = 204,
  /** An allowance cannot begin expired, nor live longer than the network keeps entries. */
  InvalidExpiration = 205,
  /** The registry did not approve the movement. */
  NotCompliant = 206,
  /** No withdrawal with this id burned anything, or it is refunded already. */
  BurnNotFound = 207,
  /** Part of the balance is frozen, and the rest is smaller than the amount. */
  TokensFrozen = 208,
  /** The registry knows no such replacement of a lost address. */
  NotRecoverable = 209,
  /** The caller is neither a Compliance Officer nor a Super Admin. */
  NotAnOfficer = 210,
  /** The storage is as this code lays it out already. */
  NothingToMigrate = 211,
}
