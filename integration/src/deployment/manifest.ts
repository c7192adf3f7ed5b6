import { type CoreContractName, loadContract } from '@istsi/contracts';
import type { ContractHandle, ErrorNames } from '@istsi/soroban-client';
import { errorNames } from '@istsi/soroban-client';
import { contract } from '@stellar/stellar-sdk';

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

/** The deployed contracts with their specs, ready to be called. */
export interface SystemContracts {
  router: ContractHandle;
  kyc: ContractHandle;
  token: ContractHandle;
  reserve: ContractHandle;
  /** The error numbers of all of them; each contract has its own hundreds. */
  errorNames: ErrorNames;
}

export function openContracts(manifest: Manifest): SystemContracts {
  const open = (name: CoreContractName): ContractHandle => ({
    contractId: manifest.contracts[name].id,
    spec: contract.Spec.fromWasm(loadContract(name).wasm),
  });
  const [router, kyc, token, reserve] = [
    open('integration-router'),
    open('kyc-registry'),
    open('istsi-token'),
    open('reserve-manager'),
  ];
  const specs = [router, kyc, token, reserve].map(({ spec }) => spec);
  return { router, kyc, token, reserve, errorNames: errorNames(specs) };
}
