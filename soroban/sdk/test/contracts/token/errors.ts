/** Errors of the token. */
export enum TokenError {
  InsufficientBalance = 301,
  /** An amount is below zero. */
  NegativeAmount = 302,
  NoRole = 303,
}
