import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Span } from './otlp.ts';
import { operationSpan, type SpanContext } from './trace-context.ts';

/** What a span is before it has ended. */
export interface NewSpan extends Pick<Span, 'name' | 'kind'> {
  attributes?: Span['attributes'];
  /** The one that it is part of; absent: that of the work that it is begun in, or none. */
  parent?: SpanContext | undefined;
}

export interface OpenSpan {
  context: SpanContext;
  /** Also the operation that it is about, which has a trace of its own. */
  link(context: SpanContext): void;
  end(outcome?: { attributes?: Span['attributes']; failure?: string | undefined }): void;
}

/** Says what was done, and within what. Where nothing is traced there is none, and nobody pays for it. */
export interface Tracer {
  begin(span: NewSpan): OpenSpan;
  /** Everything that the work does is part of this. */
  within<T>(span: OpenSpan, work: () => T): T;
  /** As a whole, where both ends are known already. */
  add(span: Span): void;
}

interface Current {
  tracer: Tracer;
  span: OpenSpan;
}

/** One for all, so that whoever sends a request need not be handed what it belongs to. */
const current = new AsyncLocalStorage<Current>();

/** What is done now is about this operation, whose own trace goes on after it. */
export const linkOperation = (operationId: string): void => current.getStore()?.span.link(operationSpan(operationId));

export const currentSpan = (): Current | undefined => current.getStore();

export function createTracer(add: (span: Span) => void): Tracer {
  const tracer: Tracer = {
    add,
    within: (span, work) => current.run({ tracer, span }, work),
    begin({ name, kind, attributes = {}, parent = current.getStore()?.span.context }) {
      const start = now();
      const context = { traceId: parent?.traceId ?? randomId(16), spanId: randomId(8) };
      const links: SpanContext[] = [];
      let isEnded = false;
      return {
        context,
        link: (other) => void links.push(other),
        end({ attributes: more, failure } = {}) {
          if (isEnded) return;
          isEnded = true;
          const all = { ...attributes, ...more };
          add({
            ...context,
            parentSpanId: parent?.spanId,
            name,
            kind,
            start,
            end: now(),
            attributes: all,
            links,
            failure,
          });
        },
      };
    },
  };
  return tracer;
}

const NANOSECONDS_PER_MS = 1_000_000;

/** Nanoseconds since 1970, finer than a millisecond: what follows sorts behind what it follows. */
const now = (): bigint => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1_000)) * 1_000n;

export const nanoseconds = (at: Date): bigint => BigInt(at.getTime()) * BigInt(NANOSECONDS_PER_MS);

const randomId = (bytes: number): string => randomBytes(bytes).toString('hex');
