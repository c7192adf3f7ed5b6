import { readFileSync } from 'node:fs';
import type { StoringContractName } from './names.ts';
import { distFile, packageDir } from './paths.ts';

/** Types that contracts share, which a client imports instead of declaring them again. */
const shared = {
  Asset: '../price-feed.ts',
  ComplianceResult: '../operations.ts',
  ContractKind: '../kinds.ts',
  OperationType: '../operations.ts',
  PriceData: '../price-feed.ts',
  ReserveStatus: '../reserves.ts',
  Role: '../roles.ts',
};

/** Where the contracts find the typed client of another one. */
export const clientFile = (name: StoringContractName): string => `${packageDir}/shared/clients/${name}.ts`;

/** The source text of the client, from what is built: `kyc-registry` gives the class KycRegistryClient. */
export async function generateClient(name: StoringContractName): Promise<string> {
  const { generateContractClient } = await import('@istsi/soroban-sdk/compiler');
  const className = name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
  return generateContractClient(new Uint8Array(readFileSync(distFile(name))), `${className}Client`, { types: shared });
}
