import type { EventDefinition, JsonSchema } from './event-schemas.ts';

const REFERENCE = '#/components';

/** How events leave the bus for whoever asks: each way carries all of them. */
const channels = {
  events: {
    address: '/v1/events',
    description:
      'Server-sent events, with `Accept: text/event-stream`. Whoever was cut off sends `Last-Event-ID` and misses nothing.',
  },
  webSocketEvents: {
    address: '/v1/events',
    description:
      'A WebSocket with the subprotocol `cloudevents.json`: one event in each text frame, pings while nothing happens, and ' +
      'nothing else. Whoever was cut off connects again with `after`, the `sequence` of the last event that came.',
    bindings: {
      ws: {
        method: 'GET',
        query: {
          type: 'object',
          properties: {
            after: { type: 'string', description: 'Events behind this place. Absent: what comes' },
            type: { type: 'array', items: { type: 'string' }, description: 'Of these types only' },
            subject: { type: 'string', description: 'Of this operation only' },
          },
        },
        headers: {
          type: 'object',
          properties: { 'Sec-WebSocket-Protocol': { const: 'cloudevents.json' } },
          required: ['Sec-WebSocket-Protocol'],
        },
        bindingVersion: '0.1.0',
      },
    },
  },
  natsEvents: {
    address: 'istsi.events.{contract}.{event}.v1',
    description:
      'NATS JetStream, where the system relays to it: the stream `ISTSI_EVENTS`, one event in each message, in the order of the bus. ' +
      '`istsi.events` and the name of the stream are as they are configured; `Nats-Msg-Id` is the `id` of the event.',
    parameters: {
      contract: { description: 'Who tells it: `integration-router`, `bitcoin`' },
      event: { description: 'Its name, as in its `type`' },
    },
  },
};

const operations = { sendEvents: 'events', tellEvents: 'webSocketEvents', relayEvents: 'natsEvents' } satisfies Record<
  string,
  keyof typeof channels
>;

/** The events of the bus as an AsyncAPI 3 document: what comes over `GET /v1/events`, and what each event holds. */
export function asyncApiDocument(definitions: readonly EventDefinition[], version: string): Record<string, unknown> {
  const names = definitions.map(({ type }) => type);
  const messageRefs = names.map((name) => [name, { $ref: `${REFERENCE}/messages/${name}` }]);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'iSTSi events',
      version,
      description:
        'Contract events of Stellar and facts of Bitcoin, each once, in one order. Amounts are satoshis, as text.',
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(
      Object.entries(channels).map(([name, channel]) => [
        name,
        { ...channel, messages: Object.fromEntries(messageRefs) },
      ]),
    ),
    operations: Object.fromEntries(
      Object.entries(operations).map(([operation, channel]) => [
        operation,
        {
          action: 'send',
          channel: { $ref: `#/channels/${channel}` },
          messages: names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` })),
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(definitions.map((definition) => [definition.type, messageOf(definition)])),
      schemas: Object.fromEntries(definitions.map(({ type, schema }) => [type, schema])),
    },
  };
}

function messageOf({ type, description }: EventDefinition): Record<string, unknown> {
  return {
    name: type,
    contentType: 'application/cloudevents+json',
    ...(description !== '' && { summary: description }),
    payload: {
      ...envelopeSchema,
      properties: {
        ...envelopeSchema.properties,
        type: { const: type },
        data: { $ref: `${REFERENCE}/schemas/${type}` },
      },
    },
  };
}

const text: JsonSchema = { type: 'string', minLength: 1 };

/** CloudEvents 1.0, with what this bus adds. */
export const envelopeSchema = {
  type: 'object',
  properties: {
    specversion: { const: '1.0' },
    id: { ...text, description: 'The same whenever the chains are read again' },
    source: { ...text, format: 'uri-reference' },
    type: text,
    subject: { ...text, description: 'The operation that it belongs to, hex' },
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { const: 'application/json' },
    dataschema: { type: 'string', format: 'uri-reference' },
    sequence: { type: 'string', pattern: '^\\d+$', description: 'Place in the order, without holes' },
    height: { type: 'integer', description: 'Ledger, or height of the Bitcoin block' },
    transaction: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    traceparent: {
      type: 'string',
      pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-01$',
      description: 'W3C Trace Context: the trace that the operation has, made of its id, whoever records it',
    },
    data: { type: 'object' },
  },
  required: ['specversion', 'id', 'source', 'type', 'datacontenttype', 'dataschema', 'sequence', 'height', 'data'],
  additionalProperties: false,
} as const;
