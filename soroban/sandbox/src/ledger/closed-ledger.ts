/** A transaction as the history keeps it. Everything is XDR: it is copied to readers, never changed. */
export type AppliedTransaction = {
  /** Hex. */
  readonly hash: string;
  /** Hex, of the transaction inside a fee bump. */
  readonly innerHash: string | undefined;
  readonly successful: boolean;
  readonly isSoroban: boolean;
  /** Stroops per operation offered for inclusion, resource fee excluded. */
  readonly inclusionFee: bigint;
  /** Stroops, refund deducted. */
  readonly feeCharged: bigint;
  readonly envelope: Uint8Array;
  /** `TransactionResult`. */
  readonly result: Uint8Array;
  /** `LedgerEntryChanges` of charging the fee, and of giving some of it back. */
  readonly feeChanges: Uint8Array;
  readonly refundChanges: Uint8Array;
  /** Parts of `TransactionMetaV4`. */
  readonly meta: TransactionMetaParts;
};

export type TransactionMetaParts = {
  /** `LedgerEntryChanges` of the sequence number. */
  readonly changesBefore: Uint8Array;
  readonly operations: readonly { readonly changes: Uint8Array; readonly events: readonly Uint8Array[] }[];
  /** `SorobanTransactionMetaV2`, absent for classic transactions. */
  readonly soroban: Uint8Array | undefined;
  readonly diagnosticEvents: readonly Uint8Array[];
};

export type ClosedLedger = {
  readonly sequence: number;
  /** Seconds since 1970. */
  readonly closeTime: bigint;
  /** Hex. */
  readonly hash: string;
  /** `LedgerHeader`. */
  readonly header: Uint8Array;
  /** In the order they were applied. */
  readonly transactions: readonly AppliedTransaction[];
};
