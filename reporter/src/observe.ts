import { scaledPrice } from './decimal.ts';
import { LOCAL_KIND } from './sources/file-source.ts';
import type { Source } from './sources/source.ts';

/** What a reporter asks of its sources before it says anything. */
export interface SourceRules {
  /** How many must be fresh and agree. */
  leastSources: number;
  /** Of how many kinds these must be. */
  leastKinds: number;
  /** Basis points that a source may lie from the median of all. */
  mostDeviationBps: number;
  mostAgeSeconds: number;
}

export const defaultSourceRules: SourceRules = {
  ...{ leastSources: 3, leastKinds: 2 },
  ...{ mostDeviationBps: 100, mostAgeSeconds: 120 },
};

/** A file is one source, of one kind, and there is nobody for it to agree with. */
export const localSourceRules: SourceRules = { ...defaultSourceRules, leastSources: 1, leastKinds: 1 };

/** What came of asking one source. */
export interface Reading {
  name: string;
  kind: string;
  /** As it was written; null without an answer. */
  price: string | null;
  /** Milliseconds. */
  atMs: number | null;
  /** Why it does not count; null where it does. */
  problem: string | null;
}

export type Observation =
  | { ok: true; price: bigint; readings: readonly Reading[] }
  | { ok: false; why: string; readings: readonly Reading[] };

const BPS = 10_000n;
/** Clocks of others run ahead of ours by so much at most. */
const MOST_AHEAD_MS = 30_000;
const TIMEOUT_MS = 2_000;
/** No plain decimal that counts is as long; what is said of a source is published, with those of the others. */
const MOST_PRICE_LENGTH = 64;

/** Asks every source at once, each no longer than the others. */
export async function askSources(
  sources: readonly Source[],
  { now, timeoutMs = TIMEOUT_MS }: { now: () => number; timeoutMs?: number },
): Promise<Reading[]> {
  return await Promise.all(
    sources.map(async (source): Promise<Reading> => {
      const { name, kind } = source;
      try {
        const { price, atMs } = await within(timeoutMs, (signal) => source.read(signal));
        if (price.length > MOST_PRICE_LENGTH) throw new Error('what it calls a price is none');
        if (atMs !== undefined && !isMoment(atMs)) throw new Error('what it calls a time is none');
        return { name, kind, price, atMs: atMs ?? now(), problem: null };
      } catch (error) {
        return { name, kind, price: null, atMs: null, problem: reasonOf(error) };
      }
    }),
  );
}

/**
 * The price that these readings agree on, in units of 10^-digits, or why there is none. Pure. What is malformed, stale or
 * far from the median of the others does not count; what is left must be enough, of enough kinds, and most of what answered.
 */
export function observe(
  readings: readonly Reading[],
  rules: SourceRules,
  { nowMs, digits }: { nowMs: number; digits: number },
): Observation {
  const judged = readings.map((reading) => judge(reading, rules, nowMs, digits));
  const answered = judged.flatMap(({ price }) => (price === undefined ? [] : [price]));
  if (answered.length === 0) return { ok: false, why: 'no source has a price now', readings: judged.map(shown) };
  const middle = medianOf(answered);
  const near = judged.map((each) => {
    if (each.price === undefined || isWithin(each.price, middle, rules.mostDeviationBps)) return each;
    const problem = `it is more than ${rules.mostDeviationBps} basis points from the median of the sources`;
    return { reading: { ...each.reading, problem }, price: undefined };
  });
  const agreeing = near.filter((each) => each.price !== undefined);
  const prices = agreeing.map(({ price }) => price!);
  const kinds = new Set(agreeing.map(({ reading }) => reading.kind));
  const result = near.map(shown);
  const refuse = (why: string): Observation => ({ ok: false, why, readings: result });
  if (prices.length * 2 <= answered.length)
    return refuse(`the sources disagree: ${prices.length} of ${answered.length} are near their median`);
  if (prices.length < rules.leastSources)
    return refuse(`${prices.length} sources agree on a fresh price, and ${rules.leastSources} must`);
  if (kinds.size < rules.leastKinds)
    return refuse(
      `the sources that agree are of ${kinds.size} kind${kinds.size === 1 ? '' : 's'}, and ${rules.leastKinds} must be`,
    );
  return { ok: true, price: medianOf(prices), readings: result };
}

/** The middle one; of an even number, the mean of the two in the middle, rounded down. */
export function medianOf(prices: readonly bigint[]): bigint {
  const sorted = [...prices].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('there is no median of nothing');
  return (lower + upper) / 2n;
}

export function isWithin(price: bigint, reference: bigint, bps: number): boolean {
  const distance = price > reference ? price - reference : reference - price;
  return distance * BPS <= reference * BigInt(bps);
}

interface Judged {
  reading: Reading;
  price: bigint | undefined;
}

const shown = ({ reading }: Judged): Reading => reading;

function judge(reading: Reading, rules: SourceRules, nowMs: number, digits: number): Judged {
  const refused = (problem: string): Judged => ({ reading: { ...reading, problem }, price: undefined });
  if (reading.problem !== null || reading.price === null || reading.atMs === null) return { reading, price: undefined };
  const price = scaledPrice(reading.price, digits);
  if (price === undefined) return refused('what it calls a price is none');
  if (reading.atMs > nowMs + MOST_AHEAD_MS) return refused('its price is of the future');
  // Whatever a file says is of now: it has no clock.
  if (reading.kind !== LOCAL_KIND && nowMs - reading.atMs > rules.mostAgeSeconds * 1_000)
    return refused(`its price is older than ${rules.mostAgeSeconds} seconds`);
  return { reading, price };
}

/** Whether a calendar has it. */
const isMoment = (ms: number): boolean => !Number.isNaN(new Date(ms).getTime());

async function within<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`it did not answer within ${timeoutMs} ms`)), {
      once: true,
    });
  });
  return await Promise.race([work(signal), late]);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'it did not answer in time';
  return error.cause instanceof Error && error.message === 'fetch failed' ? error.cause.message : error.message;
}
