import { createHash } from 'node:crypto';

/** Where a span stands (W3C Trace Context, 2.2): 16 and 8 bytes, hex, never all zero. */
export interface SpanContext {
  traceId: string;
  spanId: string;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 1;

/** Of the header `traceparent`; undefined for what is none, and then a trace begins here (4.3). */
export function parseTraceparent(text: string | undefined): (SpanContext & { isSampled: boolean }) | undefined {
  const [, version, traceId, spanId, flags, more] = TRACEPARENT.exec(text ?? '') ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  // Version 00 ends with the flags; later ones may say more.
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}

export const formatTraceparent = ({ traceId, spanId }: SpanContext): string => `00-${traceId}-${spanId}-01`;

/**
 * The first span of an operation's own trace, made of its id: every instance and every process that is started again names
 * the same one, and nobody has to remember it. `operationId`: 32 bytes, hex.
 */
export const operationSpan = (operationId: string): SpanContext => ({
  traceId: digest('istsi/trace', operationId).slice(0, 32),
  spanId: digest('istsi/span', operationId).slice(0, 16),
});

/** Of the n-th step of the operation, likewise. */
export const stepSpanId = (operationId: string, n: number): string =>
  digest('istsi/step', `${operationId}/${n}`).slice(0, 16);

const digest = (domain: string, text: string): string => createHash('sha256').update(`${domain}/${text}`).digest('hex');
