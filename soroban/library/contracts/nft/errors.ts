export enum NonFungibleTokenError {
  /** There is no such token. */
  NoSuchToken = 200,
  /** The token belongs to somebody else. */
  NotTheOwner = 201,
  /** Whoever signs may not move the token. */
  NotApproved = 202,
  /** An approval ends after this ledger, and not later than the network keeps entries. */
  InvalidExpiration = 203,
  /** There is such a token already. */
  AlreadyMinted = 204,
}
