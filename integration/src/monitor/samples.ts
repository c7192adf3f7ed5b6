import { type MetricName, metricDefinitions } from './metric-definitions.ts';

/** One value of one metric. Amounts are bigint, and stay exact wherever they go. */
export interface Sample {
  name: MetricName;
  labels: Readonly<Record<string, string>>;
  value: bigint | number;
}

export function sample(name: MetricName, value: bigint | number, labels: Record<string, string> = {}): Sample {
  return { name, labels, value };
}

/** `istsi_part_up{part="database"}`: what a value is of, as text, the same each time. */
export function seriesOf({ name, labels }: Pick<Sample, 'name' | 'labels'>): string {
  const known: readonly string[] = metricDefinitions[name].labels;
  const pairs = known.flatMap((label) => (label in labels ? [`${label}="${labels[label]}"`] : []));
  return pairs.length === 0 ? name : `${name}{${pairs.join(',')}}`;
}

/** The first value of a metric with these labels; undefined when it was not collected. */
export function sampledValue(
  samples: readonly Sample[],
  name: MetricName,
  labels: Record<string, string> = {},
): bigint | number | undefined {
  const wanted = Object.entries(labels);
  return samples.find((each) => each.name === name && wanted.every(([label, text]) => each.labels[label] === text))
    ?.value;
}

const MOST_OTHERS = 24;

/** Of counts by a text that could be anything, the most frequent by name and the rest as `other`: labels stay few. */
export function boundedCounts(counts: ReadonlyMap<string, number>): Map<string, number> {
  const ordered = [...counts].sort(([one, more], [other, less]) => less - more || (one < other ? -1 : 1));
  const bounded = new Map<string, number>();
  for (const [text, count] of ordered) {
    const isShown = bounded.size < MOST_OTHERS && /^[A-Za-z0-9_#/-]{1,48}$/.test(text);
    const label = isShown ? text : 'other';
    bounded.set(label, (bounded.get(label) ?? 0) + count);
  }
  return bounded;
}
