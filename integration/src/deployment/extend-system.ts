import { extendContracts, openNetwork } from '@istsi/soroban-client';
import type { RestoreSystemOptions } from './restore-system.ts';

const DAY_IN_LEDGERS = 17_280;
const THRESHOLD = 60 * DAY_IN_LEDGERS;
const EXTEND_TO = 120 * DAY_IN_LEDGERS;

/**
 * Keeps the system's contracts from being archived: to be run now and then, once a month at least. What has fewer than 60
 * days left lives another 120. The contracts themselves do that only on their last day, at the cost of whoever comes then.
 */
export async function extendSystem(options: RestoreSystemOptions): Promise<string[]> {
  const { rpcUrl, manifest, payer, furtherContracts = [] } = options;
  const network = openNetwork({ rpcUrl, networkPassphrase: manifest.networkPassphrase });
  const contractIds = [...Object.values(manifest.contracts).map(({ id }) => id), ...furtherContracts];
  return await extendContracts({ network, payer, contractIds, threshold: THRESHOLD, extendTo: EXTEND_TO });
}
