import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { parseOutpoint } from '../operations/deposits/deposit.ts';
import { depositOperationId } from '../operations/deposits/operation-id.ts';
import { loadTimeline } from '../operations/operation-store.ts';
import type { OperationKind } from '../operations/wake.ts';
import type { Span } from './otlp.ts';
import { operationSpan, stepSpanId } from './trace-context.ts';
import { nanoseconds, type Tracer } from './tracer.ts';

/** Where an operation's trace ends; what happens later still is told in it. */
const lastStates: Partial<Record<OperationKind, ReadonlySet<string>>> = {
  deposit: new Set(['minted', 'returned', 'too-small', 'written-off']),
  withdrawal: new Set(['settled', 'refunded']),
  inbox: new Set(['paid', 'returned', 'settled', 'kept']),
};

/** Operations that are over and are looked at once more are told once; nothing is wrong where they are told again. */
const MOST_REMEMBERED = 10_000;

/** Which trace it is in. A payment's is one of its own. */
export const operationIdOf = (kind: OperationKind, key: string): string =>
  kind === 'deposit' ? depositOperationId(parseOutpoint(key)) : key;

/**
 * Has each look at an operation be a span of the operation's trace. With its last state the steps of its timeline are told,
 * and the operation as a whole: what an instance did that is gone by then is told from the database.
 */
export function traceDrive(
  { db, tracer }: { db: Kysely<Schema>; tracer: Tracer },
  kind: OperationKind,
  drive: (key: string) => Promise<void>,
): (key: string) => Promise<void> {
  const told = new Set<string>();
  return async (key) => {
    const id = operationIdOf(kind, key);
    const attributes = { 'istsi.operation': id };
    const span = tracer.begin({ name: `drive ${kind}`, kind: 'internal', attributes, parent: operationSpan(id) });
    try {
      await tracer.within(span, async () => await drive(key));
      span.end();
    } catch (error) {
      span.end({ failure: (error as { code?: string }).code ?? 'failed' });
      throw error;
    }
    if (told.has(id)) return;
    // Whoever drives operations does not fail by what is told of them.
    const spans = await wholeOf(db, kind, key, id).catch(() => []);
    for (const whole of spans) tracer.add(whole);
    if (spans.length === 0) return;
    if (told.size >= MOST_REMEMBERED) told.clear();
    told.add(id);
  };
}

async function wholeOf(db: Kysely<Schema>, kind: OperationKind, key: string, id: string): Promise<Span[]> {
  const last = lastStates[kind];
  if (!last) return [];
  const timeline = await loadTimeline(db, key);
  const [first, end] = [timeline[0], timeline.at(-1)];
  if (!first || !end || !last.has(end.state)) return [];
  const root = operationSpan(id);
  const steps = timeline.slice(1).map(({ at, state }, i): Span => {
    const before = timeline[i] ?? first;
    return {
      ...{ traceId: root.traceId, spanId: stepSpanId(id, i), parentSpanId: root.spanId, kind: 'internal' },
      ...{ name: `${kind} ${state}`, start: nanoseconds(before.at), end: nanoseconds(at) },
      attributes: { 'istsi.state': state },
    };
  });
  const attributes = { 'istsi.operation': id, 'istsi.state': end.state };
  const [start, over] = [nanoseconds(first.at), nanoseconds(end.at)];
  return [...steps, { ...root, name: kind, kind: 'internal', start, end: over, attributes }];
}
