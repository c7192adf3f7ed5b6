import { type CustomerRecord, MOST_TIER, type Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Callers } from '../callers.ts';
import { presentAwaited } from '../present.ts';
import { Problem } from '../problems.ts';
import { AwaitedRegistration, Country } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

type CustomerReviews = NonNullable<Services['seps']>['customers'];

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
    first_look: z
      .object({
        id: z.string(),
        officer: z.string(),
        tier: z.number().int(),
        country: z.string().nullable(),
        note: z.string(),
        at: z.string(),
      })
      .nullable()
      .describe('What one officer has said, where it takes two'),
    awaits_signature: AwaitedRegistration.nullable().describe('Accepted: an officer signs what registers them'),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'CustomerForReview' });

const Revision = z.number().int().min(1);
const Decision = z.discriminatedUnion('decision', [
  z.strictObject({
    ...{ decision: z.literal('accept'), revision: Revision },
    tier: z.number().int().min(1).max(4).describe(`Above ${MOST_TIER} two officers open it, who are signed in`),
    note: Text.optional().describe('Why; asked for where two officers decide, and told to the second'),
    first_look: z.string().max(100).optional().describe('Id of what the first officer said, by the second who agrees'),
    country: Country.optional(),
  }),
  z.strictObject({ decision: z.literal('reject'), revision: Revision, message: Text }),
  z.strictObject({
    ...{ decision: z.literal('ask'), revision: Revision },
    fields: z.array(z.string().max(60)).max(40),
    message: Text.optional(),
  }),
]);

/** The built-in review: who waits, what they sent, and what a reviewer decides (compliance key). */
export function customerReviewRoutes(scope: FastifyInstance, { seps }: Services, callers: Callers): void {
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
        description:
          'Accepting registers the address on the chain; above tier 2 when a second officer agrees with the first, whose ' +
          'answer is the customer, still `PROCESSING`. Where the services hold no officer’s key, it is `PROCESSING` until an ' +
          'officer has signed what registers them: `awaits_signature`. Repeated, it changes nothing.',
        ...{ params, body: Decision },
        response: { ...problems, 200: CustomerForReview, 409: Problem },
      },
    },
    async (request) => {
      const caller = await callers.of(request);
      const officer = caller.kind === 'session' ? caller.session.account : undefined;
      return present(await customers.review(request.params.id, decisionOf(request.body), { officer }));
    },
  );
}

/** As the services name it. */
function decisionOf(body: z.output<typeof Decision>): Parameters<CustomerReviews['review']>[1] {
  if (body.decision !== 'accept') return body;
  const { first_look: firstLook, ...rest } = body;
  return { ...rest, firstLook };
}

function present({
  files,
  message,
  createdAt,
  updatedAt,
  firstLook,
  awaited,
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
    first_look: firstLook ? { ...firstLook, country: firstLook.country ?? null, at: firstLook.at.toISOString() } : null,
    awaits_signature: awaited ? presentAwaited(awaited) : null,
    ...{ created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString() },
  };
}
