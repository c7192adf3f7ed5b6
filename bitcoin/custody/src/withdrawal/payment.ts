/** An output to be made exactly so, exactly once. */
export type Payment = {
  readonly withdrawalId: string;
  readonly scriptPubKey: Uint8Array;
  readonly amountSats: bigint;
};

/** A payment authorized elsewhere. Its amount is what was burned for it: the recipient gets it less a share of the fee. */
export type AuthorizedPayment = Payment & {
  /** The most that its share of the fee may be. */
  readonly maxFeeSats: bigint;
};
