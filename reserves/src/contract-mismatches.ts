import type { ReserveConfig } from '@istsi/contracts/clients/reserve-manager';
import type { Mismatch } from './read-published.ts';
import type { Statement } from './statement.ts';

/** Numbers of the reserve manager's enum (contracts/reserve-manager/bitcoin/network.ts). */
const BITCOIN_NETWORKS = ['mainnet', 'testnet', 'signet', 'regtest', 'testnet4'];

/** Whether the contract backs the token, on the Bitcoin network, that the statement names. */
export function contractMismatches(
  { stellar, bitcoin }: Statement,
  { istsi_token, network }: { istsi_token: ReserveConfig['istsi_token']; network: number },
): Mismatch[] {
  const found: Mismatch[] = [];
  if (istsi_token !== stellar.token)
    found.push({ code: 'contract', message: `the reserve backs token ${istsi_token}, not ${stellar.token}` });
  if (BITCOIN_NETWORKS[network] !== bitcoin.network) {
    const message = `the reserve is on Bitcoin ${BITCOIN_NETWORKS[network]}, not ${bitcoin.network}`;
    found.push({ code: 'contract', message });
  }
  return found;
}
