export { type AccountCheck, type InclusionFile, inclusionFile, verifyAccount } from './account-proof.ts';
export { changesIn, type EventChange } from './books-events.ts';
export {
  type Books,
  type BooksChange,
  type BooksReplay,
  decodeHistory,
  encodeHistory,
  replayHistory,
  sortedOutputs,
} from './books-history.ts';
export { decodeEvidence, encodeEvidence, encodeOrigin, type ReserveEvidence, readOrigin } from './evidence.ts';
export {
  AddressesFile,
  changesOf,
  FILES,
  HistoryFile,
  historyFile,
  type ListedOutput,
  OutputsFile,
  type PublishedFile,
  publishedFiles,
  type TransactionsFile,
} from './published-files.ts';
export { type PublishedProof, textsOf } from './published-proof.ts';
export type { Mismatch, ReadFile } from './read-published.ts';
export { collateralMessage, collateralPeriod, isValidPeriod, readCollateralMessage, TOKEN_CODE } from './sep1.ts';
export {
  canonicalText,
  differingFacts,
  Hash,
  Height,
  type OffChainLiabilities,
  recordedFacts,
  Sats,
  Statement,
  sha256Hex,
  statementMessage,
} from './statement.ts';
export { backingOf } from './verify-files.ts';
export { type Verification, type VerifyReservesOptions, verifyReserves } from './verify-reserves.ts';
export type { StellarSource } from './verify-stellar.ts';
