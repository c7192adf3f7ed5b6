import { fundAccount, type Network } from '@istsi/soroban-client';
import type { Endpoints } from '../state/endpoints.ts';

/** From a test network's faucet; on others, accounts are funded by whoever owns them. */
export async function fundWhereFree(network: Network, { friendbotUrl }: Endpoints, address: string): Promise<void> {
  if (friendbotUrl !== undefined) await fundAccount(network, friendbotUrl, address);
}
