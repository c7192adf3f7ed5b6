/**
 * Limits and prices of this network: those of the public network since its SLP-0004 and SLP-0005 (2026), so that what fits
 * here fits there and costs the same.
 * Sizes are bytes of XDR, fees are stroops (1 XLM = 10,000,000 stroops), times are ledgers.
 */
export const SETTINGS = {
  /** Inclusion fee per operation. */
  baseFee: 100,
  /** Per account, and per signer, trustline and data entry. */
  baseReserve: 5_000_000,
  /** 100 billion XLM, all in the root account at genesis. */
  totalCoins: 1_000_000_000_000_000_000n,
  maxOperations: 100,
  maxLedgerTransactions: 200,
  maxSignatures: 20,

  txMaxInstructions: 400_000_000,
  txMaxMemoryBytes: 41_943_040,
  txMaxSizeBytes: 132_096,
  txMaxFootprintEntries: 400,
  txMaxDiskReadEntries: 200,
  txMaxDiskReadBytes: 200_000,
  txMaxWriteEntries: 200,
  txMaxWriteBytes: 132_096,
  txMaxEventsBytes: 16_384,
  maxKeyBytes: 250,
  maxDataEntryBytes: 65_536,
  maxContractBytes: 131_072,

  minTemporaryTtl: 17_280,
  minPersistentTtl: 2_073_600,
  maxTtl: 3_110_400,

  feePer10kInstructions: 7,
  feePerDiskReadEntry: 1_563,
  feePerWriteEntry: 2_500,
  feePerDiskRead1kb: 447,
  feePerWrite1kb: 875,
  feePerHistory1kb: 4_059,
  feePerEvents1kb: 5_000,
  feePerTxSize1kb: 406,
  /** The price while the ledger state is far below its target size, as it always is here. */
  feePerRent1kb: 1_000,
  persistentRentDenominator: 1_215,
  temporaryRentDenominator: 2_430,
} as const;
