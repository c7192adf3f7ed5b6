import type { EventDefinition, JsonSchema } from './event-schemas.ts';

const REFERENCE = '#/components';

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
    channels: {
      events: {
        address: '/v1/events',
        description:
          'Server-sent events, with `Accept: text/event-stream`. Whoever was cut off sends `Last-Event-ID` and misses nothing.',
        messages: Object.fromEntries(messageRefs),
      },
    },
    operations: {
      sendEvents: {
        action: 'send',
        channel: { $ref: '#/channels/events' },
        messages: names.map((name) => ({ $ref: `#/channels/events/messages/${name}` })),
      },
    },
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
    data: { type: 'object' },
  },
  required: ['specversion', 'id', 'source', 'type', 'datacontenttype', 'dataschema', 'sequence', 'height', 'data'],
  additionalProperties: false,
} as const;
