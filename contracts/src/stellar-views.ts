import { checkNetwork, type Network, openNetwork } from '@istsi/soroban-client';

/** An RPC server of the Stellar network, and where one is configured another one, which must agree before value moves. */
export interface StellarViews {
  rpcUrl: string;
  second?: { rpcUrl: string } | undefined;
}

export function openStellarViews(
  { rpcUrl, second }: StellarViews,
  networkPassphrase: string,
): { network: Network; other: Network | undefined } {
  return {
    network: openNetwork({ rpcUrl, networkPassphrase }),
    other: second && openNetwork({ rpcUrl: second.rpcUrl, networkPassphrase }),
  };
}

/** Refuses servers of another network. */
export async function checkStellarViews({ network, other }: ReturnType<typeof openStellarViews>): Promise<void> {
  await Promise.all([checkNetwork(network), other && checkNetwork(other)]);
}
