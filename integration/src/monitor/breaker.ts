import type { MetricName } from './metric-definitions.ts';
import { type Sample, sampledValue } from './samples.ts';

/** What may go wrong before the circuit breaker stops everything. */
export interface BreakerLimits {
  /** Satoshis that Bitcoin took back. */
  takenBackSats: bigint;
  /** Satoshis that are issued and that no coin stands for, for whatever reason. */
  shortSats: bigint;
  /** Operations held up by faults of ours within an hour, of those that came to an end or were held up. */
  failingOperations: number;
  failingBps: number;
}

export const defaultLimits: BreakerLimits = {
  takenBackSats: 1_000_000n,
  shortSats: 0n,
  failingOperations: 20,
  failingBps: 5_000,
};

/** How often the same has to be seen in a row: a coin that moves between two questions is no loss. */
export const LOOKS = 2;
/**
 * Two Bitcoin nodes are on two branches now and then, for the time of a block, and nothing moves meanwhile. After half an
 * hour of looks it is no such thing any more.
 */
export const BITCOIN_APART_LOOKS = 360;

interface Reason {
  kind: 'stellar-apart' | 'bitcoin-apart' | 'stolen' | 'taken-back' | 'short' | 'failing';
  text: string;
}

export interface BreakerState {
  /** Looks in a row that found the reason. */
  looks: number;
  kind: Reason['kind'] | undefined;
  /** It has fired for what it finds now. Somebody has to look and resume; until all is well it does not fire again. */
  fired: boolean;
}

export const closedBreaker: BreakerState = { looks: 0, kind: undefined, fired: false };

/** At most so long: the router records it. */
const MOST_REASON = 64;

/**
 * Whether everything is to be stopped now. Pure. What only one of two configured servers could have said is not believed:
 * with the second view out of reach nothing fires, and the alarm about that view is what people get. What could not be
 * collected is no reason either. It never lets anything run again.
 */
export function nextBreaker(
  state: BreakerState,
  samples: readonly Sample[],
  limits: BreakerLimits,
  views: { stellar: number; bitcoin: number },
): { state: BreakerState; fire: string | undefined } {
  const isPaused = sampledValue(samples, 'istsi_paused') === 1;
  const found = reasonToStop(samples, limits, views);
  const reason = found?.text;
  if (found === undefined || reason === undefined) {
    // Not knowing is not being well: only when what was looked at was found well may it fire again.
    const isWell = !isPaused && sampledValue(samples, 'istsi_short_satoshis') !== undefined;
    return { state: { looks: 0, kind: undefined, fired: state.fired && !isWell }, fire: undefined };
  }
  const looks = found.kind === state.kind ? state.looks + 1 : 1;
  const mayFire = !state.fired && !isPaused && looks >= (found.kind === 'bitcoin-apart' ? BITCOIN_APART_LOOKS : LOOKS);
  return {
    state: { looks, kind: found.kind, fired: state.fired || isPaused || mayFire },
    fire: mayFire ? reason.slice(0, MOST_REASON) : undefined,
  };
}

function reasonToStop(
  samples: readonly Sample[],
  { takenBackSats, shortSats, failingOperations, failingBps }: BreakerLimits,
  views: { stellar: number; bitcoin: number },
): Reason | undefined {
  const value = (name: MetricName, labels?: Record<string, string>) => sampledValue(samples, name, labels);
  for (const chain of ['stellar', 'bitcoin'] as const) {
    if (views[chain] > 1 && value('istsi_views_apart', { chain }) === 1)
      return { kind: `${chain}-apart`, text: `two views of ${chain} differ` };
  }
  if (!isSeenByAll(samples, views)) return undefined;
  const stolen = value('istsi_missing_satoshis', { why: 'stolen' });
  if (stolen !== undefined && stolen > 0n)
    return { kind: 'stolen', text: `${stolen} sats were spent without authorization` };
  const takenBack = value('istsi_missing_satoshis', { why: 'unmined' });
  if (takenBack !== undefined && takenBack > takenBackSats)
    return { kind: 'taken-back', text: `Bitcoin took back ${takenBack} sats` };
  const short = value('istsi_short_satoshis');
  // What is short because a deposit was taken back has a limit of its own.
  if (short !== undefined && short > shortSats + BigInt(takenBack ?? 0n))
    return { kind: 'short', text: `${short} sats are issued that no coin stands for` };
  const failing = kinds.reduce((sum, kind) => sum + Number(value('istsi_operations_failing', { kind }) ?? 0), 0);
  const ended = kinds.reduce((sum, kind) => sum + Number(value('istsi_operations_ended', { kind }) ?? 0), 0);
  if (failing >= failingOperations && failing * 10_000 >= failingBps * (failing + ended))
    return { kind: 'failing', text: `${failing} operations failed in an hour` };
  return undefined;
}

const kinds = ['deposit', 'withdrawal'];

/** Where two servers are configured, both have to answer before anything is believed. */
function isSeenByAll(samples: readonly Sample[], views: { stellar: number; bitcoin: number }): boolean {
  return (['stellar', 'bitcoin'] as const).every(
    (chain) => views[chain] < 2 || sampledValue(samples, 'istsi_views_apart', { chain }) === 0,
  );
}
