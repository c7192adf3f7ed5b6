export { type AddressIndices, openAddressIndices } from './address-indices.ts';
export { attestedArguments, decodeArguments, encodeArguments } from './attested-arguments.ts';
export { type BlockRef, blockArgs, blockIn, isSameBlock } from './block-ref.ts';
export { type DepositArgs, type DepositClaim, depositArgs, depositClaimIn } from './deposit-args.ts';
export {
  type BatchArgs,
  type DepositBatch,
  depositBatchArgs,
  depositBatchIn,
  MOST_DEPOSITS,
} from './deposit-batch.ts';
export { depositRulesOf } from './deposit-rules.ts';
export { type LoadedContract, loadContract } from './load.ts';
export type { DeployedContract, Manifest } from './manifest.ts';
export {
  type BuiltContractName,
  builtContractNames,
  type ContractName,
  type CoreContractName,
  contractNames,
  coreContractNames,
  type StoringContractName,
  storingContractNames,
} from './names.ts';
export {
  type Evidence,
  evidenceOf,
  type ProverReach,
  readProverReach,
} from './prover.ts';
export { historyOf, merkleBranch, type TransactionProof, transactionProof } from './relay-proofs.ts';
export { builtRelease, type Release, type ReleasedContract, releaseIn } from './release.ts';
export {
  type ReturnableArgs,
  type ReturnableClaim,
  returnableArgs,
  returnableClaimIn,
  returnId,
} from './returnable.ts';
export { checkStellarViews, openStellarViews, type StellarViews } from './stellar-views.ts';
export { contractSpec, deployedSpecs, openContracts, type SystemContracts, viewContracts } from './system-contracts.ts';
