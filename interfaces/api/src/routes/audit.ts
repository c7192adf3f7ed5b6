import { AuditEntry } from '@istsi/audit-log';
import type { AuditStatus, AuditView, Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError, Problem } from '../problems.ts';
import { Hash } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

const Index = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const MOST_AT_ONCE = 1_000;

const Entry = AuditEntry.extend({
  index: z.number().int().describe('Place in the log'),
  operation: z.object({ id: z.string(), type: z.string(), parameters: z.record(z.string(), z.unknown()) }).nullable(),
  kyc: z.record(z.string(), z.unknown()).nullable(),
  compliance: z.record(z.string(), z.unknown()).nullable(),
  changes: z.record(z.string(), z.unknown()).nullable(),
  at: z.string(),
}).meta({ id: 'AuditEntry' });

const Page = z
  .object({
    items: z.array(Entry),
    persons: z
      .record(z.string(), z.object({ value: z.string(), salt: z.string() }))
      .describe('Whom commitments are to: sha256(salt ‖ value), as far as that is remembered'),
    next_before: z.number().int().nullable(),
  })
  .meta({ id: 'AuditPage' });

const Status = z
  .object({
    size: z.number().int().describe('Entries'),
    signed: z.number().int().describe('Of these, in the newest checkpoint'),
    signed_at: z.string().nullable(),
    key: z.string().nullable().describe('C2SP verifier key; null where nothing is signed'),
    problem: z.string().nullable().describe('Why nothing is signed any more'),
    anchor: z
      .object({
        account: z.string().describe('Whose data entry `istsi audit log` it is'),
        size: z.number().int().describe('Entries that it is of; 0 for none'),
        ledger: z.number().int().nullable().describe('Since which ledger it is there'),
        altered: z.string().nullable().describe('That the log is not what is written there'),
        problem: z.string().nullable().describe('Why nothing could be written the last time'),
      })
      .nullable()
      .describe('What of it is written on Stellar'),
    witnesses: z
      .object({
        quorum: z.number().int().describe('So many must have cosigned what is published'),
        published: z.number().int().describe('Entries of the newest checkpoint that is; 0 for none'),
        forked: z.string().nullable().describe('That one of them holds another log that this one’s key signed'),
        witnesses: z.array(
          z.object({
            name: z.string(),
            key: z.string().describe('C2SP verifier key'),
            size: z.number().int().describe('Entries that it has cosigned; 0 for none'),
            problem: z.string().nullable().describe('Why it did not cosign the last time'),
          }),
        ),
      })
      .nullable()
      .describe('Who saw the log grow (C2SP tlog-witness)'),
  })
  .meta({ id: 'AuditStatus' });

const problems = { 400: Problem, 401: Problem, 403: Problem };

/** What was done, by whom: for whoever runs the system. The log itself is at /audit, and says nothing of persons. */
export function auditRoutes(scope: FastifyInstance, { audit }: Services): void {
  const routes = typedRoutes(scope);
  const common = { tags: ['audit'], security: [{ key: [] }] };
  routes.get(
    '/audit',
    {
      schema: {
        ...{ ...common, summary: 'What was done, newest first' },
        querystring: z.object({
          actor: z.string().min(1).max(200).optional().describe('`system`, `api:operator`, a contract, or an address'),
          action: z.string().min(1).max(200).optional(),
          correlation_id: z.string().min(1).max(200).optional().describe('Of an operation, or of a request'),
          user: z.string().min(1).max(200).optional().describe('Stellar address'),
          before: Index.optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
        }),
        response: { ...problems, 200: Page },
      },
    },
    async ({ query: { correlation_id, user, ...query } }) => {
      const page = await audit.entries({ ...query, correlationId: correlation_id, person: user });
      return {
        items: page.items.map(present),
        persons: Object.fromEntries(page.persons),
        next_before: page.nextBefore ?? null,
      };
    },
  );
  routes.get(
    '/audit/entries',
    {
      schema: {
        ...{ ...common, summary: 'A range of the log, in its order' },
        querystring: z.object({ from: Index, through: Index }),
        response: { ...problems, 200: z.object({ items: z.array(Entry) }) },
      },
    },
    async ({ query: { from, through } }) => {
      if (through - from >= MOST_AT_ONCE || through < from)
        throw new ApiError('invalid-request', `A range is of 1 to ${MOST_AT_ONCE} entries.`);
      return { items: (await audit.range({ from, through })).map(present) };
    },
  );
  routes.get(
    '/audit/status',
    { schema: { tags: ['audit'], summary: 'How far the audit log is signed', response: { 200: Status } } },
    async () => presentStatus(await audit.status()),
  );
  routes.get(
    '/audit/proof/:operation',
    {
      schema: {
        ...{ tags: ['audit'], summary: 'That an operation is in the log: C2SP tlog-proofs, one after another' },
        params: z.object({ operation: Hash }),
        response: {
          200: { description: 'The proofs', content: { 'text/plain': { schema: z.string() } } },
          404: Problem,
        },
      },
      serializerCompiler: () => (answer) => (typeof answer === 'string' ? answer : JSON.stringify(answer)),
    },
    async ({ params: { operation } }, reply) => {
      const proof = await audit.proof(operation);
      if (proof === undefined)
        throw new ApiError('not-in-the-log', `No signed entry of the audit log is about ${operation}.`);
      return reply.type('text/plain; charset=utf-8').send(proof);
    },
  );
  routes.post(
    '/audit/forget',
    {
      schema: {
        ...{ ...common, summary: 'Forgets whom commitments to this address are to; the log keeps its proofs' },
        body: z.strictObject({ address: z.string().min(1).max(200) }),
        response: { ...problems, 200: z.object({ found: z.boolean() }) },
      },
    },
    async ({ body: { address } }) => ({ found: await audit.forget(address) }),
  );
}

const present = ({ index, entry }: AuditView): z.output<typeof Entry> => ({ index, ...entry });

function presentStatus(status: AuditStatus): z.output<typeof Status> {
  const { size, signed, signedAt, key, problem, anchoring, witnessing } = status;
  return {
    ...{ size, signed, signed_at: signedAt?.toISOString() ?? null, key: key ?? null, problem: problem ?? null },
    anchor: anchoring
      ? {
          ...{ account: anchoring.account, size: anchoring.size, ledger: anchoring.ledger ?? null },
          ...{ altered: anchoring.altered ?? null, problem: anchoring.problem ?? null },
        }
      : null,
    witnesses: witnessing
      ? {
          ...{ quorum: witnessing.quorum, published: witnessing.published, forked: witnessing.forked ?? null },
          witnesses: witnessing.witnesses.map(({ name, key, size, problem }) => ({
            name,
            key,
            size,
            problem: problem ?? null,
          })),
        }
      : null,
  };
}
