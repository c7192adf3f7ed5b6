import type { CoreContractName } from './names.ts';

/** Where a deployed system is, and what code it runs. Plain JSON. */
export interface Manifest {
  networkPassphrase: string;
  deployer: string;
  label: string;
  contracts: Record<CoreContractName, DeployedContract>;
}

export interface DeployedContract {
  id: string;
  /** sha256 of the code, hex. */
  wasmHash: string;
}
