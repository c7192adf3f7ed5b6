import { generateContractTypes } from '@istsi/soroban-client';
import { contract } from '@stellar/stellar-sdk';
import { loadContract } from '../src/load.ts';
import type { ContractName } from '../src/names.ts';

const functionTypes: Record<ContractName, string> = {
  'integration-router': 'IntegrationRouter',
  'kyc-registry': 'KycRegistry',
  'istsi-token': 'IstsiToken',
  'reserve-manager': 'ReserveManager',
  'fungible-token': 'FungibleToken',
  'price-oracle': 'PriceOracle',
};

/** The types of a built contract, before formatting. */
export function contractTypes(name: ContractName): string {
  const spec = contract.Spec.fromWasm(loadContract(name).wasm);
  return generateContractTypes(spec, { name: functionTypes[name], command: 'npm run generate -w @istsi/contracts' });
}
