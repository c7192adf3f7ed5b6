import type { RelayRound } from './tell-relay.ts';

/** What a relayer last found. */
export interface Standing {
  /** Undefined where a round did not come to an end; then `why`. */
  round: RelayRound | undefined;
  why: string | undefined;
  /** Stroops that its account has to tell with; undefined where it is not known. */
  balance: bigint | undefined;
}

export interface Attention {
  /** Blocks that the relay may be behind the node. */
  mostLag: number;
  /** Stroops below which somebody is to fill the account. */
  leastBalance: bigint;
}

/** What somebody should look at. */
export type Concern =
  | { kind: 'round-failed'; why: string }
  | { kind: 'lag'; lag: number; mostLag: number }
  | { kind: 'parted'; height: number }
  | { kind: 'node-behind'; height: number }
  | { kind: 'low-balance'; balance: string; leastBalance: string };

/** Pure. Nothing where all is well. */
export function concernsOf({ round, why, balance }: Standing, { mostLag, leastBalance }: Attention): Concern[] {
  const concerns: Concern[] = [];
  if (why !== undefined) concerns.push({ kind: 'round-failed', why });
  if (round?.did === 'failed') concerns.push({ kind: 'round-failed', why: round.why });
  if (round?.did === 'parted' || round?.did === 'node-behind') concerns.push({ kind: round.did, height: round.height });
  else if (round && round.lag > mostLag) concerns.push({ kind: 'lag', lag: round.lag, mostLag });
  if (balance !== undefined && balance < leastBalance)
    concerns.push({ kind: 'low-balance', balance: String(balance), leastBalance: String(leastBalance) });
  return concerns;
}
