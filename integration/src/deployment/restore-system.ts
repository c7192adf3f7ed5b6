import type { Manifest } from '@istsi/contracts';
import { openNetwork, restoreContracts } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';

export interface RestoreSystemOptions {
  rpcUrl: string;
  manifest: Manifest;
  /** Pays the rent. It needs no right in the system. */
  payer: Keypair;
  /** Contracts that governance registered later: the fungible token, an oracle. */
  furtherContracts?: readonly string[];
}

/**
 * Wakes a system that nobody used for so long that all of it is archived. Operations bring back balances and records
 * themselves, and one or two contracts with them, but the code of all is more than one transaction may write. Returns
 * the contracts that were archived.
 */
export async function restoreSystem(options: RestoreSystemOptions): Promise<string[]> {
  const { rpcUrl, manifest, payer, furtherContracts = [] } = options;
  const network = openNetwork({ rpcUrl, networkPassphrase: manifest.networkPassphrase });
  const contractIds = [...Object.values(manifest.contracts).map(({ id }) => id), ...furtherContracts];
  return await restoreContracts({ network, payer, contractIds });
}
