import { type CoreContractName, loadContract } from '@istsi/contracts';
import { generateContractTypes } from '@istsi/soroban-client';
import { contract } from '@stellar/stellar-sdk';

const functionTypes: Record<CoreContractName, string> = {
  'integration-router': 'IntegrationRouter',
  'kyc-registry': 'KycRegistry',
  'istsi-token': 'IstsiToken',
  'reserve-manager': 'ReserveManager',
};

/** The types of a built contract, before formatting. */
export function contractTypes(name: CoreContractName): string {
  const spec = contract.Spec.fromWasm(loadContract(name).wasm);
  return generateContractTypes(spec, { name: functionTypes[name], command: 'npm run generate -w @istsi/integration' });
}
