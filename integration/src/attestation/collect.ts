import { type SignerEndpoint, type SignerFailure, SignerUnavailable } from './signer-client.ts';

/** Remembers which signers answered lately, so that a deposit does not wait for one that is down. */
export interface SignerRanking {
  /** Best first. */
  order(): readonly SignerEndpoint[];
  failed(address: string): void;
  answered(address: string): void;
  /** Whether what it signs counts on the chain, however well it answers. */
  judged(address: string, counts: boolean): void;
}

export function createSignerRanking(signers: readonly SignerEndpoint[]): SignerRanking {
  const failures = new Map<string, number>();
  const vain = new Set<string>();
  const rank = ({ address }: SignerEndpoint): number =>
    vain.has(address) ? Number.POSITIVE_INFINITY : (failures.get(address) ?? 0);
  return {
    order: () => [...signers].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b))),
    failed: (address) => void failures.set(address, (failures.get(address) ?? 0) + 1),
    answered: (address) => void failures.delete(address),
    judged: (address, counts) => void (counts ? vain.delete(address) : vain.add(address)),
  };
}

export type Quorum<T> = { ok: true; value: T } | { ok: false; threshold: number; failures: SignerFailure[] };

/**
 * Runs `attempt` with `threshold` of the eligible signers, replacing those that fail until it succeeds or too few are left. The set has
 * to be chosen first because it is part of what is signed: the call names its attestors.
 */
export async function withQuorum<T>(
  ranking: SignerRanking,
  eligible: readonly SignerEndpoint[],
  threshold: number,
  attempt: (signers: SignerEndpoint[]) => Promise<T>,
): Promise<Quorum<T>> {
  const failures: SignerFailure[] = [];
  let candidates = eligible;
  while (candidates.length >= threshold) {
    const chosen = candidates.slice(0, threshold);
    try {
      const value = await attempt(chosen);
      for (const { address } of chosen) ranking.answered(address);
      return { ok: true, value };
    } catch (error) {
      const failed = failuresIn(error);
      if (failed.length === 0) throw error;
      failures.push(...failed);
      for (const { address } of failed) ranking.failed(address);
      candidates = candidates.filter(({ address }) => !failed.some((failure) => failure.address === address));
    }
  }
  return { ok: false, threshold, failures };
}

function failuresIn(error: unknown): SignerFailure[] {
  if (error instanceof SignerUnavailable) return [error.failure];
  return error instanceof AggregateError ? error.errors.flatMap(failuresIn) : [];
}
