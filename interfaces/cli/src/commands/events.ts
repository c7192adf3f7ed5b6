import { type CloudEvent, followBus } from '@istsi/client';
import { WebSocket } from 'ws';
import { answered, type Shape } from '../api/client.ts';
import type { Command, Context } from '../context.ts';
import { listenForInterruption } from '../interruption.ts';
import { askedApi } from '../system/asked-api.ts';
import { formatCount } from '../terminal/format.ts';
import { tableOf } from '../terminal/table.ts';

export interface EventQuery {
  after?: string;
  type?: string[];
  subject?: string;
}

/** `istsi events`: what happened on both chains, in one order. */
export function listEvents({ after, limit, type, subject }: EventQuery & { limit: number }): Command {
  return async (context) => {
    const { anybody: api } = askedApi(context);
    const query = { limit, ...(after !== undefined && { after }), ...(type && { type }), ...(subject && { subject }) };
    const page = await answered(api.GET('/v1/events', { params: { query } }));
    const lines = page.items.map((event) => lineOf(context, event));
    context.print(lines.join('\n') || '  No event is behind that place.', { step: 'events', ...page });
    return 0;
  };
}

/** `istsi events tail`: each as it comes, until so many came or it is interrupted; cut off, it goes on where it was. */
export function tailEvents({ after, type, subject, limit }: EventQuery & { limit?: number }): Command {
  return async (context) => {
    const { url } = askedApi(context);
    const interrupted = listenForInterruption(() => process.exit(130)).first;
    let came = 0;
    let enough: () => void = () => undefined;
    const isEnough = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const stop = followBus(
      url,
      {
        ...(after !== undefined && { after }),
        ...(type && { types: type }),
        ...(subject !== undefined && { subject }),
        onEvent: (event) => {
          if (limit !== undefined && came >= limit) return;
          context.print(lineOf(context, event), { step: 'event', ...event });
          if (++came === limit) enough();
        },
        onRebuilt: () =>
          context.print(context.colours.warn('  The bus was built anew; it is read from its first event on.'), {
            step: 'rebuilt',
          }),
      },
      (address, protocol) => new WebSocket(address, protocol) as unknown as globalThis.WebSocket,
    );
    try {
      await Promise.race([interrupted, isEnough]);
    } finally {
      stop();
    }
    return 0;
  };
}

/** `istsi events status`: exit code 1 where the bus is not all that both ledgers hold. */
export function eventStatus(): Command {
  return async (context) => {
    const status = await answered(askedApi(context).anybody.GET('/v1/events/status'));
    context.print(describeStatus(context, status), { step: 'events-status', ...status });
    return status.ok ? 0 : 1;
  };
}

/** The JSON Schema alone, so that it can be written where a program reads it. */
export function eventSchema(type: string): Command {
  return async (context) => {
    const { anybody: api } = askedApi(context);
    const schema = await answered(api.GET('/v1/events/schemas/{type}', { params: { path: { type } } }));
    context.print(JSON.stringify(schema, undefined, 2), { step: 'event-schema', type, schema });
    return 0;
  };
}

export const pauseConsumer = (name: string): Command =>
  changed((api) => api.POST('/v1/events/consumers/{name}/pause', { params: { path: { name } } }));

export const resumeConsumer = (name: string): Command =>
  changed((api) => api.POST('/v1/events/consumers/{name}/resume', { params: { path: { name } } }));

export const seekConsumer = (name: string, { position }: { position: string }): Command =>
  changed((api) => api.POST('/v1/events/consumers/{name}/seek', { params: { path: { name } }, body: { position } }));

export const replayConsumer = (name: string, range: { from: string; through: string }): Command =>
  changed((api) => api.POST('/v1/events/consumers/{name}/replay', { params: { path: { name } }, body: range }));

/** What nobody could read, by what contracts and build say now. */
export const rereadEvents = (): Command => changed((api) => api.POST('/v1/events/reread'));

type Status = Shape<'EventBusStatus'>;
type Operator = ReturnType<typeof askedApi>['operator'];

function changed(ask: (api: Operator) => Parameters<typeof answered<Status>>[0]): Command {
  return async (context) => {
    const status = await answered(ask(askedApi(context).operator));
    context.print(describeStatus(context, status), { step: 'events-status', ...status });
    return 0;
  };
}

function lineOf({ colours }: Context, { sequence, time, type, subject, data }: CloudEvent): string {
  const about = [time, subject].filter(Boolean).join('  ');
  return `  ${sequence}  ${colours.strong(type)}  ${about}\n    ${colours.faint(JSON.stringify(data))}`;
}

function describeStatus({ colours }: Context, status: Status): string {
  const { ok, problem, head, verified_ledger, waiting, gaps, discrepancies, kept_back, consumers } = status;
  const verdict = ok
    ? `${colours.good('✓')} event ${head} is the last; held against Stellar through ledger ${formatCount(verified_ledger ?? 0)}`
    : `${colours.bad('✗')} ${problem ?? 'it is not all that the ledgers hold'}; event ${head} is the last`;
  const rows = consumers.map(({ name, position, lag, paused, poison }) => [
    ...[name, position, lag, paused ? 'paused' : 'reads', String(poison)],
  ]);
  return [
    `  ${verdict}`,
    ...(waiting === 0 ? [] : [`  ${formatCount(waiting)} wait for those before them`]),
    ...gaps.map(({ from, through }) => `  ${colours.bad('✗')} ledgers ${from} to ${through} were never read`),
    ...discrepancies.map(({ ledger, problem: what }) => `  ${colours.bad('✗')} ledger ${ledger}: ${what}`),
    ...kept_back.map(({ id, reason }) => `  ${colours.warn('!')} ${id} is kept back: ${reason}`),
    ...(rows.length === 0 ? [] : ['', tableOf(['reader', 'is at', 'behind', 'it', 'gave up'], rows)]),
  ].join('\n');
}
