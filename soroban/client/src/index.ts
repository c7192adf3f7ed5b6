export { type AccountState, findAccount, findData, fundAccount, isSignedBy, readAccount } from './accounts.ts';
export { type AgreeingOptions, agreeingClient } from './agreeing-client.ts';
export {
  addressCredentials,
  authorizeFor,
  isNonceUsed,
  isSignedByAccount,
  type Once,
  signEntry,
  signEntryOnce,
  signerOf,
  withCredentials,
} from './authorization.ts';
export { type AuthorizationRequest, requestAuthorization } from './authorization-request.ts';
export {
  type ChainEvent,
  decodeEvent,
  type EventPosition,
  elementsOf,
  entriesOf,
  formatEventId,
  parseEventId,
  valuesOf,
} from './chain-event.ts';
export { type GenerateOptions, generateContractTypes } from './codegen/generate-contract-types.ts';
export {
  type ContractArgs,
  type ContractHandle,
  invocation,
  type ReadOutcome,
  readContract,
  tryReadContract,
} from './contract.ts';
export { type ContractClient, type ContractFunctions, createContractClient } from './contract-client.ts';
export {
  codeKeyOf,
  contractIdOf,
  createContract,
  hasWasm,
  type InstanceState,
  instanceState,
  readWasm,
  uploadWasm,
  wasmHashOf,
} from './deployment.ts';
export { simulationFailure } from './drafts.ts';
export { type EntryLifetime, entryLifetimes, ownEntries } from './entry-lifetimes.ts';
export { isSorobanClientError, SorobanClientError, type SorobanClientErrors } from './errors.ts';
export { type EventPage, firstUnread, isAfter, ledgerOf, readChainEvents, readEvents } from './event-pages.ts';
export { type ExtendOptions, extendContracts } from './extension.ts';
export {
  type ContractError,
  type ErrorNames,
  errorNames,
  failureFromResult,
  failureFromSimulation,
  type InvocationFailure,
} from './invocation-failure.ts';
export { type LatestLedger, latestLedger, recentLedger } from './latest-ledger.ts';
export {
  eachTransaction,
  type LedgerEvents,
  type LedgerSum,
  readLedgerEvents,
  readLedgers,
  sumLedgers,
} from './ledger-events.ts';
export { createLedgerView, type LedgerView, type LedgerViewOptions, viewContract } from './ledger-view.ts';
export { type CallOptions, callRpc, checkNetwork, isRpcFailure, type Network, openNetwork } from './network.ts';
export type { PreparedTransaction, PrepareRequest } from './outside-signing.ts';
export { type RestoreOptions, restoreContracts } from './restoration.ts';
export { isSignedStatement, type SignedStatement, signStatement, statementDigest } from './signed-statement.ts';
export {
  type AuthorizationTerms,
  createSubmitter,
  type SubmitOutcome,
  type SubmitRequest,
  type Submitter,
  type SubmitterOptions,
} from './submitter.ts';
export {
  type Absence,
  type AbsenceFacts,
  judgeAbsence,
  type SignedTransaction,
  type TransactionFate,
} from './transaction-fate.ts';
export { simulateForSending } from './undone-writes.ts';
