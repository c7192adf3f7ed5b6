import type { Log } from '@istsi/bitcoin-custody';
import { createSpanExporter, type TracingSettings } from './export-spans.ts';
import { type Peers, traceRequests } from './trace-requests.ts';
import { createTracer, type Tracer } from './tracer.ts';

/** What the services are traced with, where that is configured. */
export interface Tracing {
  tracer: Tracer;
  /** Ends it, once everything that is traced has ended: what is left is sent. */
  close(): Promise<void>;
}

export function openTracing(settings: TracingSettings, peers: Peers, log: Log): Tracing {
  const exporter = createSpanExporter(settings, log);
  const tracer = createTracer((span) => exporter.add(span));
  const untrace = traceRequests(tracer, peers);
  const closing = new AbortController();
  const running = exporter.run(closing.signal);
  return {
    tracer,
    async close() {
      untrace();
      closing.abort();
      await running;
    },
  };
}

/** By origin. Of what is not named nothing is said. */
export function peersOf(urls: Readonly<Record<string, string | undefined>>): Peers {
  const named = Object.entries(urls).flatMap(([name, url]) =>
    url !== undefined && URL.canParse(url) ? [[new URL(url).origin, name] as const] : [],
  );
  return new Map(named);
}

/** Whether the collector takes spans: it is sent none. */
export async function checkTracing({ endpoint, headers }: TracingSettings): Promise<string> {
  const said: string[] = [];
  const exporter = createSpanExporter({ endpoint, headers }, (_, message) => void said.push(message));
  await exporter.probe();
  const [problem] = said;
  if (problem !== undefined) throw new Error(problem);
  return `${new URL(endpoint).host} takes spans`;
}
