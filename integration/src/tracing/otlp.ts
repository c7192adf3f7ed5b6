import type { SpanContext } from './trace-context.ts';

/** Values of OpenTelemetry's SpanKind. */
export const spanKinds = { internal: 1, server: 2, client: 3 } as const;

/** What took place between two moments. No attribute is a secret, an amount, an address or a name of anybody. */
export interface Span extends SpanContext {
  parentSpanId?: string | undefined;
  name: string;
  kind: keyof typeof spanKinds;
  /** Nanoseconds since 1970. */
  start: bigint;
  end: bigint;
  attributes: Record<string, string | number>;
  /** Spans of other traces that it belongs to as well. */
  links?: readonly SpanContext[];
  /** That it failed, in a word of ours: messages of others may hold anything. */
  failure?: string | undefined;
}

const STATUS_ERROR = 2;

/** As OTLP has them in JSON (opentelemetry-proto, trace.proto): ids in hex, times as text, numbers of enumerations. */
export function otlpOf(spans: readonly Span[], resource: Record<string, string>): object {
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeSpans: [{ scope: { name: 'istsi' }, spans: spans.map(otlpSpan) }],
      },
    ],
  };
}

function otlpSpan({ traceId, spanId, parentSpanId, name, kind, start, end, attributes, links, failure }: Span): object {
  return {
    ...{ traceId, spanId, name, kind: spanKinds[kind] },
    ...(parentSpanId !== undefined && { parentSpanId }),
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(end),
    attributes: attributesOf(attributes),
    ...(links && links.length > 0 && { links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })) }),
    ...(failure !== undefined && { status: { code: STATUS_ERROR, message: failure } }),
  };
}

const attributesOf = (attributes: Record<string, string | number>): object[] =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
