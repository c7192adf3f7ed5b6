/**
 * Why a token refuses what SEP-41 offers. Each token counts these from a hundred of its own: 202 and 302 mean the same, said
 * by different contracts.
 */
export enum Refusal {
  /** The contract is paused. */
  Paused = 1,
  /** The amount is negative, or zero where something must be minted. */
  InvalidAmount = 2,
  /** The balance is smaller than the amount. */
  InsufficientBalance = 3,
  /** The allowance is smaller than the amount, or has expired. */
  InsufficientAllowance = 4,
  /** An allowance cannot begin expired, nor live longer than the network keeps entries. */
  InvalidExpiration = 5,
}
