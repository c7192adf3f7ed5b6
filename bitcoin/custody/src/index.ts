export { type CustodyAddress, deriveAddress, deriveAddresses, deriveScripts } from './address/address.ts';
export { addressOfScript } from './address/address-of-script.ts';
export { type Derivation, openDerivation } from './address/derive-apart.ts';
export { SCRIPT_BYTES } from './address/derive-native.ts';
export { scriptOfAddress } from './address/script-of-address.ts';
export { bareTransactions } from './block/bare-transactions.ts';
export { type FoundInBlock, findInBlock, hashesOfBlocks } from './block/find-in-block.ts';
export { fromDisplayHash, hash256, isDisplayHash, toDisplayHash } from './block/hash.ts';
export {
  type Outpoint,
  outpointKey,
  parseOutpoint,
  parseTransaction,
  type Transaction,
  type TransactionOutput,
} from './block/transaction.ts';
export { type BlockHeader, findTransaction, parseHeader, verifyBlock } from './block/verify.ts';
export { CodedError } from './coded-error.ts';
export { checkDeposit, checkDeposits, type DepositCheck, type DepositClaim } from './deposit/check-deposit.ts';
export {
  type ConfirmationSchedule,
  defaultConfirmationSchedule,
  requiredConfirmations,
} from './deposit/confirmations.ts';
export { type DepositRefusal, describeRefusal } from './deposit/refusal.ts';
export { createOutputTracer, type OutputFate, type OutputTracer } from './deposit/trace-output.ts';
export { branchOf, type DescriptorBranch } from './descriptor/branch.ts';
export { addChecksum, descriptorChecksum } from './descriptor/checksum.ts';
export {
  type AccountKey,
  type Descriptor,
  type DescriptorKind,
  formatDescriptor,
  multisigDescriptor,
  parseDescriptor,
} from './descriptor/descriptor.ts';
export { parentKeys } from './descriptor/parent-keys.ts';
export { CustodyError, type CustodyErrorCode, isCustodyError } from './errors.ts';
export {
  createJournal,
  type Journal,
  type JournalFailure,
  type JournalProblem,
  openJournal,
} from './journal/journal-file.ts';
export { type AccountOptions, accountPath } from './keys/account.ts';
export {
  type CertificateOptions,
  certificateDigest,
  createCertificate,
  type OwnCertificate,
} from './keys/certificate.ts';
export { CHECK_CONNECTIONS_MS, type ConnectionLimits, limitConnections } from './keys/connection-limits.ts';
export {
  decodeBase64,
  type JsonReply,
  type JsonServer,
  type JsonServerOptions,
  type ListenOptions,
  type OpenRequest,
  parseObject,
  serveJson,
  type TextReply,
  toBase64,
} from './keys/json-server.ts';
export { createKeystore, type Keystore, type KeystoreLocation, openKeystore } from './keys/keystore.ts';
export { type KeystoreServerOptions, serveKeystore } from './keys/keystore-server.ts';
export { MOST_ANSWER_BYTES, readAnswer } from './keys/read-answer.ts';
export { createRemoteKeystore, type RemoteKeystoreOptions } from './keys/remote-keystore.ts';
export { isLoopback, prepareTls, requirePrivacy, type ServerTls } from './keys/server-tls.ts';
export { type InclusionCheck, type InclusionProof, proveInclusion, verifyInclusion } from './liabilities/inclusion.ts';
export {
  createLiabilityTree,
  type Liability,
  type LiabilityRoot,
  type LiabilityTree,
  type LiabilityTreeBuilder,
  type Sibling,
} from './liabilities/tree.ts';
export { createJsonLog, describeError, type Log, type LogFields, type LogLevel, silentLog } from './log.ts';
export { type Network, type NetworkName, networkNames, networks } from './networks.ts';
export { agreeingNode } from './node/agreeing-node.ts';
export type { BitcoinView, UnspentOutput } from './node/bitcoin-view.ts';
export { agreeing, type ChainTip, type ChainView, keepingBlocks } from './node/chain-view.ts';
export {
  bytes,
  count,
  type Decoder,
  decode,
  fields,
  flag,
  hash,
  integer,
  list,
  nullable,
  object,
  optional,
  sats,
  text,
} from './node/decode.ts';
export { createEsplora, type EsploraOptions } from './node/esplora.ts';
export { createFeeSource, type FeeReading, type FeeSource, feePolicyAt } from './node/fee-source.ts';
export { exchangeHttp, type HttpAnswer, type HttpRequest } from './node/http-exchange.ts';
export { type Json, JsonNumber, parseJson } from './node/json.ts';
export {
  type BitcoinNode,
  type BitcoinViews,
  openBitcoinNode,
  openBitcoinViews,
  openSecondView,
} from './node/open-node.ts';
export { type BitcoinRpc, type BitcoinRpcOptions, createBitcoinRpc } from './node/rpc.ts';
export { transactionDepth } from './node/transaction-depth.ts';
export { proofChallenge } from './proof/challenge.ts';
export { decodeProofPsbt, encodeProofPsbt, type OwnProof, readProofPsbt } from './proof/proof-psbt.ts';
export {
  type AssembledProof,
  assembleProof,
  type OwnReserveCoin,
  type ReserveCoin,
  splitCoins,
} from './proof/reserve-proof.ts';
export { assembleMessage, encodeMessagePsbt, messageSigners, type SignedMessage } from './proof/sign-message.ts';
export {
  type OutputProblem,
  type OutputsAt,
  outputsAt,
  type UnspentAt,
  type WantedOutput,
} from './proof/unspent-at.ts';
export { type MessageCheck, verifyMessage } from './proof/verify-message.ts';
export { type ProofProblem, type ReserveProofCheck, verifyReserveProof } from './proof/verify-proof.ts';
export { deriveReclaim } from './reclaim/derive-reclaim.ts';
export { LOCK_RANGE, ownerKeyBytes, RECLAIM_LOCK_BLOCKS } from './reclaim/owner-leaf.ts';
export { formatReclaimDescriptor, parseReclaimDescriptor } from './reclaim/reclaim-descriptor.ts';
export type { ReclaimOutput, ReclaimPlace, RevealedLeaf } from './reclaim/reclaim-place.ts';
export {
  createRecoveryFile,
  formatRecoveryFile,
  openRecoveryKey,
  parseRecoveryFile,
  type RecoveryFile,
} from './reclaim/recovery-file.ts';
export {
  MOST_SWEEP_FEE_BPS,
  mostSweepFeeSats,
  placeOf,
  planSweepFee,
  type ReclaimSweep,
  type ReclaimSweepCheck,
  type ReclaimSweepRefusal,
  type SweepFee,
  type SweepRules,
  sweepWeight,
  verifyReclaimSweep,
} from './reclaim/sweep.ts';
export {
  type AssembledSweep,
  assembleReclaimSweep,
  claimsReclaim,
  decodeReclaimSweep,
  encodeReclaimSweep,
  unsignedReclaimSweep,
} from './reclaim/sweep-psbt.ts';
export { type OwnCoin, type TakeBackOptions, type TakenBack, takeBack } from './reclaim/take-back.ts';
export { advanceWatcher, type WatcherPolicy } from './watcher/advance.ts';
export { applyChange } from './watcher/apply.ts';
export { catchUp } from './watcher/follow.ts';
export { type PendingCredit, watchMempool } from './watcher/mempool.ts';
export {
  type Credit,
  confirmationsOf,
  createWatcherState,
  type FollowedBlock,
  type Spend,
  tipOf,
  type WatcherChange,
  type WatcherState,
} from './watcher/state.ts';
export { type AddressOrigin, createWatchlist, type Watchlist, type WatchlistOptions } from './watcher/watchlist.ts';
export {
  type Assembled,
  assemble,
  type RejectedSignature,
} from './withdrawal/assemble.ts';
export {
  type LanePolicy,
  LEAST_CHANGE_SATS,
  MOST_CHANGE_OUTPUTS,
  reserveOrigin,
  singleLane,
} from './withdrawal/change.ts';
export { checkInputs, type InputRefusal } from './withdrawal/check-inputs.ts';
export { type Consolidation, type ConsolidationPolicy, nextConsolidation } from './withdrawal/consolidation.ts';
export { feeShares, mostFeeSats, netPayments, overLimit } from './withdrawal/fee-shares.ts';
export {
  type FeeEstimates,
  type FeePolicy,
  type FeeStep,
  feeRateFor,
  nextFeeStep,
  type Waiting,
} from './withdrawal/fees.ts';
export { type LedgerCoin, type LedgerPolicy, type OwnTransaction, spendableCoins } from './withdrawal/ledger.ts';
export type { AuthorizedPayment, Payment } from './withdrawal/payment.ts';
export { type Plan, toProposal } from './withdrawal/plan.ts';
export {
  type FeeRefusal,
  type PlanOptions,
  type PlanRefusal,
  type PlanResult,
  planPayments,
  planReplacement,
  type ReplacementResult,
} from './withdrawal/plan-payments.ts';
export {
  type Cancellation,
  childVbytes,
  type Parent,
  planCancellation,
  planChild,
  planSweep,
  planSweepReplacement,
  type SweepOptions,
  type SweepRefusal,
  type SweepReplacement,
  type SweepResult,
} from './withdrawal/plan-sweep.ts';
export {
  deriveOrigin,
  type Epochs,
  type Proposal,
  type ProposedInput,
  type ProposedOutput,
  previousOutput,
  proposalFeeSats,
  proposalWeight,
  type TransactionVersion,
} from './withdrawal/proposal.ts';
export { decodeProposal, encodeProposal, unsignedTransaction } from './withdrawal/psbt.ts';
export { checkFamily, type FamilyRefusal, MOST_WEIGHT_V3 } from './withdrawal/truc.ts';
export {
  type ProposalCheck,
  type ProposalRefusal,
  type SignedBefore,
  type SigningRules,
  unsafeReplacement,
  verifyProposal,
} from './withdrawal/verify-proposal.ts';
export { dustThresholdSats, feeForWeight, frameWeight, inputWeight, outputWeight } from './withdrawal/weight.ts';
