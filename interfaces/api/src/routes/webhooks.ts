import type { Services, Webhook } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Problem } from '../problems.ts';
import { typedRoutes } from './route-scope.ts';

const Id = z.string().regex(/^wh_[0-9a-f]{24}$/, 'expected the id of a webhook');
const Place = z.string().regex(/^\d{1,18}$/, 'expected a place in the order: the `sequence` of an event');
const MOST_TYPES = 200;

const WebhookShape = z.object({
  id: Id,
  url: z.string(),
  description: z.string(),
  types: z.array(z.string()).describe('Empty for all'),
  public_keys: z.array(z.string()).describe('`whpk_…`: what signatures of the scheme `v1a` are verified with'),
  disabled: z.string().nullable().describe('Why nothing is sent there'),
  failures: z.number().int().describe('In a row'),
  open_until: z.string().nullable().describe('Nothing is sent before then, because too much failed'),
  created_at: z.string(),
});
const WebhookView = WebhookShape.meta({ id: 'Webhook' });
const WithSecret = WebhookShape.extend({
  secret: z.string().describe('`whsec_…`: told this once'),
}).meta({ id: 'WebhookWithSecret' });

const DeliveryView = z
  .object({
    sequence: z.string(),
    event_id: z.string(),
    type: z.string(),
    state: z.enum(['pending', 'delivered', 'dead']),
    attempts: z.number().int(),
    next_at: z.string().nullable(),
    last_error: z.string().nullable(),
  })
  .meta({ id: 'WebhookDelivery' });

const TestOutcome = z
  .object({ delivered: z.boolean(), status: z.number().int().nullable(), reason: z.string().nullable() })
  .meta({ id: 'WebhookTestOutcome' });

const problems = { 400: Problem, 401: Problem, 403: Problem, 404: Problem };

/** Where events are sent (Standard Webhooks). The operator's alone: who is told what is nobody else's business. */
export function webhookRoutes(scope: FastifyInstance, { webhooks }: Services): void {
  const routes = typedRoutes(scope);
  const common = { tags: ['webhooks'], security: [{ key: [] }] };
  const params = z.object({ id: Id });
  routes.get(
    '/webhooks',
    {
      schema: {
        ...{ ...common, summary: 'Where events are sent' },
        response: { ...problems, 200: z.object({ items: z.array(WebhookView) }) },
      },
    },
    async () => ({ items: (await webhooks.list()).map(present) }),
  );
  routes.post(
    '/webhooks',
    {
      schema: {
        ...{ ...common, summary: 'Has events sent to a URL' },
        description:
          'Each event is posted as a CloudEvent, signed with HMAC-SHA256 (`v1`) and ed25519 (`v1a`) as Standard Webhooks says. ' +
          'Anything but 2xx within 5 seconds is tried again, nine times over a day.',
        body: z.strictObject({
          url: z.string().min(1).max(2_000),
          description: z.string().max(200).optional(),
          types: z.array(z.string().max(150)).max(MOST_TYPES).optional().describe('Absent: all'),
          from: z.enum(['first', 'now']).optional().describe('Absent: what comes from now on'),
        }),
        response: { ...problems, 201: WithSecret, 409: Problem },
      },
    },
    async (request, reply) => {
      const { secret, ...webhook } = await webhooks.add(request.body);
      return reply.code(201).send({ ...present(webhook), secret });
    },
  );
  routes.get(
    '/webhooks/:id',
    { schema: { ...common, summary: 'One of them', params, response: { ...problems, 200: WebhookView } } },
    async (request) => present(await webhooks.get(request.params.id)),
  );
  routes.delete(
    '/webhooks/:id',
    {
      schema: { ...common, summary: 'Sends nothing there any more', params, response: { ...problems, 204: z.null() } },
    },
    async (request, reply) => {
      await webhooks.remove(request.params.id);
      return reply.code(204).send(null);
    },
  );
  deliveryRoutes(scope, webhooks, { common, params });
}

interface Shared {
  common: { tags: string[]; security: { key: never[] }[] };
  params: z.ZodObject<{ id: typeof Id }>;
}

function deliveryRoutes(scope: FastifyInstance, webhooks: Services['webhooks'], { common, params }: Shared) {
  const routes = typedRoutes(scope);
  routes.post(
    '/webhooks/:id/keys',
    {
      schema: {
        ...{ ...common, summary: 'New keys; those before sign beside them for a day' },
        ...{ params, response: { ...problems, 200: WithSecret } },
      },
    },
    async (request) => {
      const { secret, ...webhook } = await webhooks.rotate(request.params.id);
      return { ...present(webhook), secret };
    },
  );
  routes.post(
    '/webhooks/:id/test',
    {
      schema: {
        ...{ ...common, summary: 'Sends an event that says that it is a test, now' },
        ...{ params, response: { ...problems, 200: TestOutcome } },
      },
    },
    async (request) => {
      const posted = await webhooks.test(request.params.id);
      const reason = posted.ok ? null : posted.reason;
      return { delivered: posted.ok, status: posted.status ?? null, reason };
    },
  );
  routes.get(
    '/webhooks/:id/deliveries',
    {
      schema: {
        ...{ ...common, summary: 'What was sent, is to be sent, and was given up; newest first' },
        params,
        querystring: z.object({
          state: z.enum(['pending', 'delivered', 'dead']).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(20),
        }),
        response: { ...problems, 200: z.object({ items: z.array(DeliveryView) }) },
      },
    },
    async ({ params: { id }, query }) => ({
      items: (await webhooks.deliveries(id, query)).map((delivery) => ({
        ...{ sequence: String(delivery.seq), event_id: delivery.eventId, type: delivery.type },
        ...{ state: delivery.state, attempts: delivery.attempts, last_error: delivery.lastError ?? null },
        next_at: delivery.state === 'pending' ? delivery.nextAt.toISOString() : null,
      })),
    }),
  );
  routes.post(
    '/webhooks/:id/replay',
    {
      schema: {
        ...{ ...common, summary: 'Sends the events of a range once more', params },
        body: z.strictObject({ from: Place, through: Place }),
        response: { ...problems, 202: WebhookView },
      },
    },
    async ({ params: { id }, body: { from, through } }, reply) => {
      await webhooks.replay(id, { from: BigInt(from), through: BigInt(through) });
      return reply.code(202).send(present(await webhooks.get(id)));
    },
  );
  routes.post(
    '/webhooks/:id/retry',
    {
      schema: {
        ...{ ...common, summary: 'Goes on after it was disabled, and tries what was given up once more' },
        ...{ params, response: { ...problems, 202: WebhookView } },
      },
    },
    async ({ params: { id } }, reply) => reply.code(202).send(present(await webhooks.enable(id))),
  );
}

function present(webhook: Webhook): z.input<typeof WebhookView> {
  const { id, url, description, types, publicKeys, disabled, failures, openUntil, createdAt } = webhook;
  return {
    ...{ id, url, description, types, public_keys: publicKeys, failures },
    disabled: disabled ?? null,
    open_until: openUntil?.toISOString() ?? null,
    created_at: createdAt.toISOString(),
  };
}
