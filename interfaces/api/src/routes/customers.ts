import { type CustomerRecord, MOST_TIER, type Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Problem } from '../problems.ts';
import { typedRoutes } from './route-scope.ts';

const Status = z.enum(['NEEDS_INFO', 'PROCESSING', 'ACCEPTED', 'REJECTED']);
const CustomerId = z.string().min(1).max(100);
const Text = z.string().min(1).max(500);

const CustomerForReview = z
  .object({
    id: z.string(),
    subject: z.string().describe('G…, G…:memo or M…'),
    status: Status,
    revision: z.number().int().describe('Goes with a decision: it is about what was looked at'),
    message: z.string().nullable(),
    fields: z.record(z.string(), z.string()).describe('By their names in SEP-9'),
    files: z.array(
      z.object({ id: z.string(), field: z.string().nullable(), content_type: z.string(), size: z.number().int() }),
    ),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'CustomerForReview' });

const Revision = z.number().int().min(1);
const Decision = z.discriminatedUnion('decision', [
  z.strictObject({
    ...{ decision: z.literal('accept'), revision: Revision },
    tier: z.number().int().min(1).max(MOST_TIER).describe('Higher tiers are not opened by one reviewer'),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'expected two capital letters (ISO 3166-1 alpha-2)')
      .optional(),
  }),
  z.strictObject({ decision: z.literal('reject'), revision: Revision, message: Text }),
  z.strictObject({
    ...{ decision: z.literal('ask'), revision: Revision },
    fields: z.array(z.string().max(60)).max(40),
    message: Text.optional(),
  }),
]);

/** The built-in review: who waits, what they sent, and what a reviewer decides (compliance key). */
export function customerReviewRoutes(scope: FastifyInstance, { seps }: Services): void {
  if (!seps) return;
  const { customers } = seps;
  const routes = typedRoutes(scope);
  const shared = { tags: ['compliance'], security: [{ key: [] }] };
  const problems = { 401: Problem, 403: Problem, 404: Problem };
  routes.get(
    '/customers',
    {
      schema: {
        ...{ ...shared, summary: 'Customers in a status, who waits longest first' },
        querystring: z.strictObject({
          status: Status.default('PROCESSING'),
          limit: z.coerce.number().int().min(1).max(100).default(20),
          after: CustomerId.optional().describe('The id of the last one of the page before'),
        }),
        response: { ...problems, 200: z.object({ items: z.array(CustomerForReview) }) },
      },
    },
    async ({ query }) => ({ items: (await customers.list(query)).map(present) }),
  );
  const params = z.object({ id: CustomerId });
  routes.get(
    '/customers/:id',
    {
      schema: { ...shared, summary: 'One of them', params, response: { ...problems, 200: CustomerForReview } },
    },
    async (request) => present(await customers.record(request.params.id)),
  );
  // A document is no JSON: the type of the answer is its own.
  scope.get<{ Params: { id: string; file: string } }>(
    '/customers/:id/files/:file',
    {
      schema: { ...shared, summary: 'A document', params: params.extend({ file: CustomerId }), response: problems },
    },
    async ({ params: { id, file } }, reply) => {
      const { contentType, bytes } = await customers.document(id, file);
      const kept = { 'content-disposition': 'attachment', 'cache-control': 'no-store' };
      return reply.headers(kept).type(contentType).send(bytes);
    },
  );
  routes.post(
    '/customers/:id/review',
    {
      schema: {
        ...{ ...shared, summary: 'Accept, reject, or ask for more' },
        description: 'Accepting registers the address on the chain. Repeated, it changes nothing.',
        ...{ params, body: Decision },
        response: { ...problems, 200: CustomerForReview, 409: Problem },
      },
    },
    async ({ params: { id }, body }) => present(await customers.review(id, body)),
  );
}

function present({
  files,
  message,
  createdAt,
  updatedAt,
  asked: _,
  ...customer
}: CustomerRecord): z.output<typeof CustomerForReview> {
  return {
    ...customer,
    message: message ?? null,
    files: files.map(({ id, field, contentType, size }) => ({
      id,
      field: field ?? null,
      content_type: contentType,
      size,
    })),
    ...{ created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString() },
  };
}
