import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import { otlpOf, type Span } from './otlp.ts';

/** Where spans are sent to: a collector that speaks OTLP over HTTP. */
export interface TracingSettings {
  /** Its base: `/v1/traces` is added (OTLP 1.0, OTLP/HTTP). */
  endpoint: string;
  /** Such as `authorization`, where it wants to know who sends. */
  headers?: Readonly<Record<string, string>> | undefined;
}

export interface SpanExporter {
  /** Never waits, and never fails: what is too much is left out, and counted. */
  add(span: Span): void;
  /** Sends nothing, and says in the log when that is not taken. */
  probe(): Promise<void>;
  /** Sends until aborted, and then what is left, once. */
  run(signal: AbortSignal): Promise<void>;
}

const MOST_KEPT = 4_096;
const AT_ONCE = 512;
const SEND_EVERY_MS = 1_000;
const REQUEST_MS = 5_000;

export function createSpanExporter({ endpoint, headers }: TracingSettings, log: Log): SpanExporter {
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  let kept: Span[] = [];
  let left = 0;
  let problem: string | undefined;

  async function post(spans: readonly Span[]): Promise<void> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(otlpOf(spans, { 'service.name': 'istsi' })),
      signal: AbortSignal.timeout(REQUEST_MS),
      redirect: 'error',
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`it answers ${response.status}`);
  }

  /** What a collector does not take is lost: a trace is worth less than memory. */
  async function send(): Promise<void> {
    while (kept.length > 0) {
      const spans = kept.slice(0, AT_ONCE);
      kept = kept.slice(AT_ONCE);
      if (await isTaken(spans)) continue;
      left += spans.length;
      return;
    }
  }

  /** What lasts is said once. */
  async function isTaken(spans: readonly Span[]): Promise<boolean> {
    const found = await post(spans).then(
      () => undefined,
      (error: unknown) => describeError(error),
    );
    if (found !== undefined && problem === undefined) log('warn', `spans are not taken by the collector: ${found}`);
    if (found === undefined && problem !== undefined) log('info', 'spans are taken again', { lost: left });
    problem = found;
    return found === undefined;
  }

  return {
    add(span) {
      if (kept.length < MOST_KEPT) kept.push(span);
      else left++;
    },
    async probe() {
      await isTaken([]);
    },
    async run(signal) {
      while (!signal.aborted) {
        await sleep(SEND_EVERY_MS, undefined, { signal }).catch(() => undefined);
        await send();
      }
    },
  };
}
