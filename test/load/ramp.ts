import { type CpuMeter, metered, OTHERS } from './meter.ts';
import { type Ask, type Offered, offer } from './open-loop.ts';

export interface Step extends Offered {
  /** Cores that each part used. */
  cores: ReadonlyMap<string, number>;
}

export interface Ramp {
  steps: readonly Step[];
  /** The highest rate that was kept up, within the limit of time. */
  capacity: number;
  /** What had no more to give when a higher one was not; in words. */
  limit: string;
}

export interface RampLimits {
  /** Later than this, the 99th percentile is no service any more. */
  p99Ms: number;
  /** Cores of the machine. */
  cores: number;
}

export interface RampOptions extends RampLimits {
  from: number;
  seconds: number;
  cpu: CpuMeter;
}

const FACTOR = 1.6;
const MOST_STEPS = 16;
/** Of what is offered: below it, what is open grows. */
const KEPT_UP = 0.95;
/** One thread has no more than one core, and is never seen to use all of it. */
const THREAD_FULL = 0.85;
const MACHINE_FULL = 0.9;
/** Of all cores: more than that is no background any more. */
const SHARED = 0.05;

/** More than half as much again each time, until it is not kept up. */
export async function ramp(ask: Ask, options: RampOptions): Promise<Ramp> {
  const { from, seconds, cpu } = options;
  const rates: number[] = [];
  for (let rate = from; rates.length < MOST_STEPS; rate = Math.ceil(rate * FACTOR)) rates.push(rate);
  const steps = await raise(rates, options, async (perSecond) => {
    const { value, cores } = await metered(cpu, () => offer(ask, { perSecond, seconds }));
    return { ...value, cores };
  });
  return rampOf(steps, options);
}

/** One rate after the other, until one is not kept up at any try: a machine that did something else for a moment is no limit. */
export async function raise(
  rates: readonly number[],
  limits: RampLimits,
  measure: (perSecond: number) => Promise<Step>,
  tries = 2,
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const perSecond of rates) {
    let step = await measure(perSecond);
    for (let tried = 1; tried < tries && !isKeptUp(step, limits); tried += 1) step = await measure(perSecond);
    steps.push(step);
    if (!isKeptUp(step, limits)) break;
  }
  return steps;
}

export const rampOf = (steps: readonly Step[], limits: RampLimits): Ramp => ({
  steps,
  capacity: steps.filter((step) => isKeptUp(step, limits)).at(-1)?.perSecond ?? 0,
  limit: limitOf(steps, limits),
});

export const isKeptUp = (
  { perSecond, achievedPerSecond, latencies, failures, unanswered }: Offered,
  { p99Ms }: Pick<RampLimits, 'p99Ms'>,
): boolean =>
  failures + unanswered === 0 && achievedPerSecond >= KEPT_UP * perSecond && latencies.quantile(0.99) <= p99Ms;

/** Of the step that was too much. What was busy is named, and nothing is guessed of what was not. */
export function limitOf(steps: readonly Step[], limits: RampLimits): string {
  const last = steps.at(-1);
  if (!last || isKeptUp(last, limits)) return 'none was reached: the load was not raised further';
  if (last.failures > 0) return `${last.failures} failed: ${last.firstFailure ?? 'nobody says why'}`;
  const busiest = [...last.cores].sort(([, a], [, b]) => b - a);
  const [part, most] = busiest.find(([name]) => name !== OTHERS) ?? ['nothing', 0];
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const whole = busiest.reduce((sum, [, share]) => sum + share, 0);
  if (most >= THREAD_FULL) return `the CPU of ${part}: ${percent(most)} of a core`;
  if (whole < MACHINE_FULL * limits.cores)
    return `waiting: the busiest, ${part}, had ${percent(most)} of a core, and cores were free`;
  const others = (last.cores.get(OTHERS) ?? 0) / limits.cores;
  const shared = others > SHARED ? `, ${percent(others)} of them by what else runs here` : '';
  return `the machine: ${percent(whole / limits.cores)} of its ${limits.cores} cores are used${shared}; of ours most by ${part}`;
}
