export { type LoadedContract, loadContract } from './load.ts';
export { type ContractName, contractNames } from './names.ts';
