import { extendContracts, openNetwork } from '@istsi/soroban-client';
import { EXTEND_TO, LEAST_LEDGERS } from '../lifetimes/judge-lifetimes.ts';
import type { RestoreSystemOptions } from './restore-system.ts';

/**
 * Keeps the system's contracts from being archived where no services run, which do so by themselves (`createKeepAlive`).
 * What has fewer than 60 days left lives another 120.
 */
export async function extendSystem(options: RestoreSystemOptions): Promise<string[]> {
  const { rpcUrl, manifest, payer, furtherContracts = [] } = options;
  const network = openNetwork({ rpcUrl, networkPassphrase: manifest.networkPassphrase });
  const contractIds = [...Object.values(manifest.contracts).map(({ id }) => id), ...furtherContracts];
  return await extendContracts({ network, payer, contractIds, threshold: LEAST_LEDGERS, extendTo: EXTEND_TO });
}
