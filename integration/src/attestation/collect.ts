import { BAD_SIGNATURE, type SignerEndpoint, type SignerFailure, SignerUnavailable } from './signer-client.ts';

/** Remembers which signers answered lately, so that a deposit does not wait for one that is down. */
export interface SignerRanking {
  /** Best first. */
  order(): readonly SignerEndpoint[];
  failed(failure: SignerFailure): void;
  answered(address: string): void;
  /** When it last gave a signature that is worth nothing, and in what way; undefined where that was not within the last hour. */
  falseSince(address: string): { at: Date; reason: string } | undefined;
  /** Whether what it signs counts on the chain, however well it answers. */
  judged(address: string, counts: boolean): void;
}

/** A signer that is asked last is hardly asked again: that it mended its ways, nobody would notice. */
const REMEMBERED_MS = 3_600_000;

export function createSignerRanking(
  signers: readonly SignerEndpoint[],
  now: () => Date = () => new Date(),
): SignerRanking {
  const failures = new Map<string, number>();
  const falsehoods = new Map<string, { at: Date; reason: string }>();
  const vain = new Set<string>();
  const rank = ({ address }: SignerEndpoint): number =>
    vain.has(address) ? Number.POSITIVE_INFINITY : (failures.get(address) ?? 0);
  return {
    order: () => [...signers].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b))),
    failed({ address, code, reason }) {
      failures.set(address, (failures.get(address) ?? 0) + 1);
      if (code === BAD_SIGNATURE) falsehoods.set(address, { at: now(), reason });
    },
    answered: (address) => void failures.delete(address),
    falseSince(address) {
      const found = falsehoods.get(address);
      return found && now().getTime() - found.at.getTime() < REMEMBERED_MS ? found : undefined;
    },
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
      for (const failure of failed) ranking.failed(failure);
      candidates = candidates.filter(({ address }) => !failed.some((failure) => failure.address === address));
    }
  }
  return { ok: false, threshold, failures };
}

function failuresIn(error: unknown): SignerFailure[] {
  if (error instanceof SignerUnavailable) return [error.failure];
  return error instanceof AggregateError ? error.errors.flatMap(failuresIn) : [];
}
