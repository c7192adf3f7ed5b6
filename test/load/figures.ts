import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Ramp, Step } from './ramp.ts';

/** One rate, and what came of it; milliseconds, null where nothing was answered. */
export interface StepFigures {
  perSecond: number;
  achievedPerSecond: number;
  asked: number;
  p50: number | null;
  p90: number | null;
  p99: number | null;
  p999: number | null;
  most: number | null;
  failures: number;
  unanswered: number;
  /** Cores that each part used. */
  cores: Record<string, number>;
}

/** What was asked for, beside its bare engine, by its name in the same part of the same run. */
export interface Measured {
  name: string;
  engine?: string;
  capacity: number;
  limit: string;
  steps: StepFigures[];
}

/** How long one thing takes while so many operations are stored, at a rate that is no load; milliseconds. */
export interface Growth {
  stored: number;
  what: string;
  perSecond: number;
  p50: number | null;
  p99: number | null;
  failed: number;
}

/** What the figures were taken under. */
export interface RunFacts {
  at: string;
  cores: number;
  /** Processes that wanted to run, of the last minute (proc(5)). */
  loadBefore: number;
  loadAfter: number;
  node: string;
}

/** Each part as it was measured last: they can be measured one at a time. */
export interface Results {
  parts: Record<string, { run: RunFacts; measured: Measured[] }>;
  growth: Record<string, { run: RunFacts; growth: Growth[] }>;
}

const rounded = (value: number): number | null =>
  Number.isFinite(value) ? Number(value.toPrecision(value >= 1_000 ? 4 : 3)) : null;

export const quantilesOf = ({ latencies }: Pick<Step, 'latencies'>) => ({
  ...{ p50: rounded(latencies.quantile(0.5)), p90: rounded(latencies.quantile(0.9)) },
  ...{ p99: rounded(latencies.quantile(0.99)), p999: rounded(latencies.quantile(0.999)) },
  most: rounded(latencies.most()),
});

export const figuresOf = (name: string, engine: string | undefined, { steps, capacity, limit }: Ramp): Measured => ({
  ...{ name, capacity, limit, ...(engine !== undefined && { engine }) },
  steps: steps.map((step) => ({
    ...{ perSecond: step.perSecond, achievedPerSecond: rounded(step.achievedPerSecond) ?? 0 },
    ...{ asked: step.latencies.count() + step.failures, ...quantilesOf(step) },
    ...{ failures: step.failures, unanswered: step.unanswered },
    cores: Object.fromEntries([...step.cores].map(([part, share]) => [part, Number(share.toFixed(2))])),
  })),
});

export function readResults(file: string): Results {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { parts: {}, growth: {} };
  }
}

export function writeResults(file: string, results: Results): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
}
