/** One look at a running system: a number for each thing that could grow, and when. */
export interface Sample {
  atMs: number;
  values: ReadonlyMap<string, number>;
}

export interface Slope {
  name: string;
  /** Mean of the second quarter of the time, when everything is warm, and of the last. */
  early: number;
  late: number;
  /** By least squares, of all but the first quarter. */
  perHour: number;
}

const HOUR_MS = 3_600_000;

/** How everything grew once it was warm. */
export function slopesOf(samples: readonly Sample[]): Slope[] {
  const names = [...new Set(samples.flatMap(({ values }) => [...values.keys()]))].toSorted();
  const [first, last] = [samples[0]?.atMs ?? 0, samples.at(-1)?.atMs ?? 0];
  const share = (part: number): number => first + (last - first) * part;
  return names.map((name) => {
    const points = samples.flatMap(({ atMs, values }): [number, number][] => {
      const value = values.get(name);
      return value === undefined ? [] : [[atMs, value]];
    });
    const within = (from: number, to: number) => points.filter(([at]) => at >= share(from) && at <= share(to));
    return {
      name,
      early: mean(within(0.25, 0.5).map(([, value]) => value)),
      late: mean(within(0.75, 1).map(([, value]) => value)),
      perHour: slope(within(0.25, 1)) * HOUR_MS,
    };
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function slope(points: readonly (readonly [number, number])[]): number {
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread;
}
