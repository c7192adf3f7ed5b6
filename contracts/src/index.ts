export { type LoadedContract, loadContract } from './load.ts';
export { type ContractName, type CoreContractName, contractNames, coreContractNames } from './names.ts';
