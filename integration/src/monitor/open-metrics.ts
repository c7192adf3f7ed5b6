import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { type MetricDefinition, type MetricName, metricDefinitions, metricNames } from './metric-definitions.ts';
import type { Sample } from './samples.ts';

export const OPEN_METRICS = Registry.OPENMETRICS_CONTENT_TYPE;

type OpenRegistry = Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>;

/**
 * The samples as OpenMetrics 1.0. Made anew each time: what could not be collected is left out, and never told as
 * zero. Values are doubles there, which hold every amount of satoshis that there can be (2.1 × 10^15 < 2^53).
 */
export async function renderOpenMetrics(samples: readonly Sample[], process?: OpenRegistry): Promise<string> {
  const registry: OpenRegistry = newRegistry();
  for (const name of metricNames) {
    const own = samples.filter((each) => each.name === name);
    if (own.length > 0) register(registry, name, own);
  }
  const texts = [await registry.metrics(), process === undefined ? '' : await process.metrics()];
  // One end, and no empty line, which OpenMetrics does not know.
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '' && line !== '# EOF');
  return `${[...lines, '# EOF'].join('\n')}\n`;
}

/** What prom-client tells of this process: memory, processor time, delay of the event loop. */
export function processMetrics(): OpenRegistry {
  const registry = newRegistry();
  collectDefaultMetrics({
    register: registry as unknown as Registry,
    prefix: 'istsi_',
    gcDurationBuckets: [0.01, 0.1, 1],
  });
  return registry;
}

function newRegistry(): OpenRegistry {
  const registry = new Registry() as unknown as OpenRegistry;
  registry.setContentType(OPEN_METRICS);
  return registry;
}

function register(registry: OpenRegistry, name: MetricName, samples: readonly Sample[]): void {
  const { type, labels: labelNames, help, group }: MetricDefinition = metricDefinitions[name];
  const options = {
    help: `${help} (${group})`,
    labelNames: [...labelNames],
    registers: [registry as unknown as Registry],
  };
  if (type === 'counter') {
    // OpenMetrics gives the samples of a counter the ending that the name of the family does not have.
    const counter = new Counter({ ...options, name: name.replace(/_total$/, '') });
    for (const { labels, value } of samples) counter.inc({ ...labels }, Number(value));
  } else {
    const gauge = new Gauge({ ...options, name });
    for (const { labels, value } of samples) gauge.set({ ...labels }, Number(value));
  }
}
