import { type AccountState, findAccount, type Network, SorobanClientError } from '@istsi/soroban-client';
import type { SignerRanking } from './collect.ts';

/**
 * Why nothing that a custodian signs counts on the chain, whatever its process says; undefined while it does. The ranking is
 * told. While the account cannot be read, what was known of it stands.
 */
export async function judgeAccount(
  network: Network,
  ranking: Pick<SignerRanking, 'judged'>,
  address: string,
): Promise<string | undefined> {
  try {
    const fault = faultOf(address, await findAccount(network, address));
    ranking.judged(address, fault === undefined);
    return fault;
  } catch (error) {
    if (error instanceof SorobanClientError) return undefined;
    throw error;
  }
}

/** An account's owner may take the weight of its own key, or ask for more than it has (CAP-21's thresholds). Pure. */
export function faultOf(
  address: string,
  account: Pick<AccountState, 'signers' | 'threshold'> | undefined,
): string | undefined {
  if (!account) return 'its Stellar account does not exist, so nothing that it signs counts';
  const weight = account.signers.find((one) => one.address === address)?.weight ?? 0;
  const needed = Math.max(account.threshold, 1);
  if (weight >= needed) return undefined;
  return `its key weighs ${weight} on its Stellar account, which asks for ${needed}, so nothing that it signs counts`;
}
