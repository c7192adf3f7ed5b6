import { type AccountState, findAccount, type Network, SorobanClientError } from '@istsi/soroban-client';
import type { SignerRanking } from './collect.ts';

/** One Stellar network, by each RPC that is asked of it. */
export interface StellarViews {
  network: Network;
  other: Network | undefined;
}

/**
 * Why nothing that a custodian signs counts on the chain, whatever its process says; undefined while it does. The ranking is
 * told. Nobody is accused by one view of two: while the account cannot be read from both, or they differ, what was known of it
 * stands. Where there is one alone, the reason says so.
 */
export async function judgeAccount(
  { network, other }: StellarViews,
  ranking: Pick<SignerRanking, 'judged'>,
  address: string,
): Promise<string | undefined> {
  const [first, second] = await Promise.all([look(network, address), other && look(other, address)]);
  if (!first || (other && !second)) return undefined;
  const isFault = first.fault !== undefined;
  if (second && (second.fault !== undefined) !== isFault) return undefined;
  ranking.judged(address, !isFault);
  return isFault && !other ? `${first.fault} (as the only Stellar RPC says)` : first.fault;
}

async function look(network: Network, address: string): Promise<{ fault: string | undefined } | undefined> {
  try {
    return { fault: faultOf(address, await findAccount(network, address)) };
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
