import type { BusEvent, BusStatus, Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type BusStreamsOptions, createBusStreams } from '../bus-streams.ts';
import { ApiError, Problem } from '../problems.ts';
import { typedRoutes } from './route-scope.ts';

const MOST_TYPES = 50;

const Place = z.string().regex(/^\d{1,18}$/, 'expected a place in the order: the `sequence` of an event, or 0');
const EventType = z
  .string()
  .regex(/^com\.istsi\.[a-z-]{1,40}\.[A-Za-z0-9_]{1,80}\.v\d{1,3}$/, 'expected a type of event');

const CloudEvent = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().describe('The same whenever the chains are read again'),
    source: z.string(),
    type: z.string(),
    subject: z.string().optional().describe('The operation that it belongs to'),
    time: z.string().optional(),
    datacontenttype: z.literal('application/json'),
    dataschema: z.string(),
    sequence: z.string().describe('Place in the order, without holes'),
    height: z.number().int().describe('Ledger, or height of the Bitcoin block'),
    transaction: z.string().optional(),
    traceparent: z
      .string()
      .optional()
      .describe('The trace of the operation (W3C Trace Context), for whoever goes on with it'),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'CloudEvent' });

const EventPage = z
  .object({
    items: z.array(CloudEvent),
    next_after: z
      .string()
      .describe('Where to go on: `after` of the next request. It moves on also while nothing that was asked for comes'),
  })
  .meta({ id: 'EventPage' });

const EventsQuery = z.object({
  after: Place.optional().describe(
    'Events behind this place. Absent: a page begins with the first that the archive has not alone, a stream with what comes',
  ),
  limit: z.coerce.number().int().min(1).max(100).default(100),
  type: z
    .union([EventType, z.array(EventType).max(MOST_TYPES)])
    .optional()
    .describe('Of these types only; may be given several times'),
  subject: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected the id of an operation')
    .optional(),
});
type EventsQuery = z.output<typeof EventsQuery>;

const BusPart = z
  .object({
    ok: z.boolean(),
    problem: z.string().nullable().describe('Why nothing goes on'),
    views: z.number().int().describe('RPC servers that must have the same events before they are told'),
    head: z.string().describe('The last place in the order'),
    archived_through: z.string().describe('Up to here events may be in the archive alone'),
    first_ledger: z.number().int().nullable(),
    verified_ledger: z.number().int().nullable().describe('Up to here the events are all that the ledgers hold'),
    waiting: z.number().int().describe('Events that wait for that'),
    gaps: z.array(z.object({ from: z.number().int(), through: z.number().int() })),
    discrepancies: z.array(z.object({ ledger: z.number().int(), problem: z.string() })),
    kept_back: z.array(z.object({ id: z.string(), reason: z.string() })).describe('Events that nobody is told of'),
    consumers: z.array(
      z.object({
        name: z.string(),
        position: z.string(),
        lag: z.string(),
        paused: z.boolean(),
        poison: z.number().int().describe('Events that it could not handle'),
      }),
    ),
  })
  .meta({ id: 'EventBusStatus' });

const DESCRIPTION =
  'With `Accept: text/event-stream` a stream of server-sent events, each with its `sequence` as id: a reader that was cut ' +
  'off sends `Last-Event-ID` and misses nothing. With `Upgrade: websocket` and the subprotocol `cloudevents.json` a WebSocket ' +
  'that has one event in each text frame, goes on behind `after`, and says why it ends: 1001 come back, 1003 it only tells, ' +
  '1008 too slow, 1011 a fault of ours. Otherwise a page. Events are CloudEvents 1.0; /asyncapi.json says what each holds.';

const StreamHeaders = z.looseObject({
  ...{ accept: z.string().optional(), 'last-event-id': Place.optional() },
  'sec-websocket-protocol': z.string().optional().describe('Of a WebSocket: `cloudevents.json`'),
});

export function eventRoutes(scope: FastifyInstance, options: BusStreamsOptions): void {
  const { services, upgrades } = options;
  const streams = createBusStreams(options);
  const routes = typedRoutes(scope);
  const tags = ['events'];
  const { events } = services;
  routes.get(
    '/events',
    {
      schema: {
        tags,
        summary: 'What happened on both chains, in one order',
        description: DESCRIPTION,
        querystring: EventsQuery,
        headers: StreamHeaders,
        response: { 200: EventPage, 400: Problem, 410: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const { limit, type, ...asked } = request.query;
      const query = { ...asked, types: listOf(type) };
      if (upgrades.isForWebSocket(request)) {
        await streams.tell(request, reply, query);
        return reply;
      }
      if (request.headers.accept?.includes('text/event-stream')) {
        await streams.send(request, reply, query);
        return reply;
      }
      const after = asked.after === undefined ? await events.archivedThrough() : BigInt(asked.after);
      const page = await events.page({ ...query, after, limit });
      return { items: page.events as (BusEvent & object)[], next_after: String(page.reached) };
    },
  );
  routes.get(
    '/events/status',
    { schema: { tags, summary: 'How far the bus is, and who reads it', response: { 200: BusPart } } },
    async () => presentStatus(await events.status()),
  );
  routes.get(
    '/events/schemas/:type',
    {
      schema: {
        tags,
        summary: 'JSON Schema of what an event holds',
        params: z.object({ type: EventType }),
        response: { 200: z.record(z.string(), z.unknown()), 404: Problem },
      },
    },
    async ({ params: { type } }) => {
      const found = events.definitions().find((definition) => definition.type === type);
      if (!found) throw new ApiError('unknown-event-type', `No event is of the type ${type}.`);
      const { schema, description } = found;
      return { $schema: 'http://json-schema.org/draft-07/schema#', title: type, description, ...schema };
    },
  );
  consumerRoutes(scope, services);
}

const Range = { from: Place, through: Place };

/** What an operator tells whoever reads the bus in this system. */
function consumerRoutes(scope: FastifyInstance, { events }: Services): void {
  const routes = typedRoutes(scope);
  const schema = {
    ...{ tags: ['events'], security: [{ key: [] }] },
    params: z.object({ name: z.string().min(1).max(100) }),
    response: { 200: BusPart, 400: Problem, 401: Problem, 403: Problem, 404: Problem, 410: Problem },
  };
  const status = async () => presentStatus(await events.status());
  routes.post(
    '/events/consumers/:name/pause',
    { schema: { ...schema, summary: 'Has a reader of the bus stay where it is' } },
    async ({ params: { name } }) => {
      await events.pause(name);
      return await status();
    },
  );
  routes.post(
    '/events/consumers/:name/resume',
    { schema: { ...schema, summary: 'Has it go on' } },
    async ({ params: { name } }) => {
      await events.resume(name);
      return await status();
    },
  );
  routes.post(
    '/events/consumers/:name/seek',
    {
      schema: { ...schema, summary: 'Has it go on behind this place', body: z.strictObject({ position: Place }) },
    },
    async ({ params: { name }, body: { position } }) => {
      await events.seek(name, BigInt(position));
      return await status();
    },
  );
  routes.post(
    '/events/consumers/:name/replay',
    { schema: { ...schema, summary: 'Has it handle a range once more', body: z.strictObject(Range) } },
    async ({ params: { name }, body: { from, through } }) => {
      await events.replay(name, { from: BigInt(from), through: BigInt(through) });
      return await status();
    },
  );
  routes.post(
    '/events/reread',
    {
      schema: {
        ...{ tags: schema.tags, security: schema.security, response: { ...schema.response } },
        summary: 'Reads once more the events that nobody could read, by what contracts and build say now',
      },
    },
    async () => {
      await events.reread();
      return await status();
    },
  );
}

const listOf = (type: EventsQuery['type']): string[] | undefined => (typeof type === 'string' ? [type] : type);

function presentStatus(status: BusStatus): z.input<typeof BusPart> {
  const { views, head, problem, waiting, gaps, discrepancies, keptBack, consumers } = status;
  return {
    ok: problem === undefined,
    problem: problem ?? null,
    ...{
      views,
      head: String(head),
      archived_through: String(status.archivedThrough),
      waiting,
      gaps,
      discrepancies,
      kept_back: keptBack,
    },
    first_ledger: status.firstLedger ?? null,
    verified_ledger: status.verifiedLedger ?? null,
    consumers: consumers.map(({ name, position, lag, paused, poison }) => ({
      ...{ name, position: String(position), lag: String(lag), paused, poison },
    })),
  };
}
