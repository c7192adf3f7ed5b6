import { setTimeout as sleep } from 'node:timers/promises';
import { createHistogram, type Histogram } from './histogram.ts';

/** What came of asking at a rate for a while. */
export interface Offered {
  perSecond: number;
  /** Answers a second, until the last one came: what the part really does. */
  achievedPerSecond: number;
  /** From the moment that each was to begin, whether or not anybody was free to begin it. */
  latencies: Histogram;
  failures: number;
  /** What the first of them said. */
  firstFailure?: string;
  /** Asked for, and not answered when patience ended; each counts as if it had taken until then. */
  unanswered: number;
}

export interface OfferOptions {
  perSecond: number;
  seconds: number;
  /** How long after the last one was sent answers are waited for. */
  patienceMs?: number;
}

/** One question: the how manieth it is, and when it was due (`performance.now`). */
export type Ask = (n: number, dueAt: number) => Promise<unknown>;

const PATIENCE_MS = 5_000;
/** The quantile of those before whom nobody waits. */
const UNHINDERED = 0.05;
/** As fine as a timer is. */
const TICK_MS = 2;

/**
 * An open loop: each question begins when the schedule says, however many are open. Its time counts from there, and not from when
 * somebody was free to ask it; so a part that stands still for a second is late for all who came meanwhile, and not for one
 * (coordinated omission).
 */
export async function offer(ask: Ask, options: OfferOptions): Promise<Offered> {
  const { perSecond, seconds, patienceMs = PATIENCE_MS } = options;
  const latencies = createHistogram();
  const total = Math.round(perSecond * seconds);
  const dueMs = (n: number): number => (n * 1_000) / perSecond;
  const open = new Map<number, Promise<void>>();
  const began = performance.now();
  let lastMs = 0;
  let failures = 0;
  let firstFailure: string | undefined;
  let isOver = false;

  function begin(n: number): void {
    const answered = ask(n, began + dueMs(n)).then(
      () => {
        if (isOver) return;
        lastMs = performance.now() - began;
        latencies.record(lastMs - dueMs(n));
      },
      (error: unknown) => {
        if (isOver) return;
        failures += 1;
        firstFailure ??= error instanceof Error ? error.message : String(error);
      },
    );
    open.set(
      n,
      answered.finally(() => open.delete(n)),
    );
  }

  for (let n = 0; n < total; ) {
    const at = performance.now() - began;
    for (; n < total && dueMs(n) <= at; n += 1) begin(n);
    await sleep(TICK_MS);
  }
  await Promise.race([Promise.all(open.values()), sleep(patienceMs)]);
  isOver = true;
  const achievedPerSecond = achievedOf(latencies, { seconds, lastMs });
  const gaveUpMs = performance.now() - began;
  for (const n of open.keys()) latencies.record(gaveUpMs - dueMs(n));
  const failed = { failures, ...(firstFailure !== undefined && { firstFailure }) };
  return { perSecond, latencies, ...failed, unanswered: open.size, achievedPerSecond };
}

/**
 * Answers a second of those that came, until the last one `lastMs` after the first was due. What one takes when nothing is before it
 * is under way at the end, and nobody’s fault.
 */
export function achievedOf(
  latencies: Histogram,
  { seconds, lastMs, unhindered = UNHINDERED }: { seconds: number; lastMs: number; unhindered?: number },
): number {
  const answered = latencies.count();
  if (answered === 0) return 0;
  return (answered * 1_000) / Math.max(seconds * 1_000, lastMs - latencies.quantile(unhindered));
}
