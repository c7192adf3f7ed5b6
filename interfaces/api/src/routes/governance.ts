import { actRoles, type Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ActOutcome, ActRequest, Approvals, Effects, Governance, PreparedAct, Proposal } from '../admin-shapes.ts';
import { type ApiKeys, requireSession } from '../authentication.ts';
import { actOf, presentApprovals, presentGovernance, presentPreparedAct, presentProposal } from '../present-admin.ts';
import { ApiError, Problem } from '../problems.ts';
import { typedRoutes } from './route-scope.ts';
import { endOf, refused } from './withdrawals.ts';

const tags = ['governance'];
const QUESTIONS_PER_MINUTE = 120;
const rateLimited = { config: { rateLimit: { max: QUESTIONS_PER_MINUTE, timeWindow: '1 minute' } } };

/** Who decides and what is being decided, for everybody to read; acts are signed by those whose they are. */
export function governanceRoutes(scope: FastifyInstance, services: Services, keys: ApiKeys): void {
  const { administration } = services;
  const routes = typedRoutes(scope);
  routes.get(
    '/governance',
    { schema: { tags, summary: 'Roles, rules, limits and open proposals', response: { 200: Governance } } },
    async () => presentGovernance(await administration.governance()),
  );
  routes.get(
    '/governance/proposals/:id',
    {
      schema: {
        ...{ tags, summary: 'One proposal, and what it would change' },
        params: z.object({ id: z.coerce.number().int().min(0).max(0xffff_ffff) }),
        response: { 200: Proposal.extend({ effects: Effects }), 404: Problem },
      },
    },
    async ({ params: { id } }) => {
      const found = await administration.proposal(id);
      if (!found) throw new ApiError('unknown-proposal', `The router knows no proposal ${id}.`);
      return { ...presentProposal(found), effects: found.effects };
    },
  );
  routes.get(
    '/approvals',
    {
      schema: {
        ...{ tags, security: [{ key: [] }], summary: 'What one person began, and another one has to end' },
        description: 'Customers that a second officer looks at are at GET /v1/customers: they have a `first_look`.',
        response: { 200: Approvals, 401: Problem, 403: Problem },
      },
    },
    async () => {
      const [awaiting, { proposals }] = await Promise.all([
        administration.awaitingApproval(),
        administration.governance(),
      ]);
      return presentApprovals(awaiting, proposals);
    },
  );
  actRoutes(scope, services, keys);
}

function actRoutes(scope: FastifyInstance, { administration }: Services, keys: ApiKeys): void {
  const routes = typedRoutes(scope);
  const failures = { 400: Problem, 401: Problem, 403: Problem, 409: Problem, 422: Problem, 429: Problem };
  const security = [{ key: [] }];
  routes.post(
    '/acts/prepare',
    {
      ...rateLimited,
      schema: {
        ...{ tags, security, summary: 'An act as a transaction for the wallet of who is signed in' },
        description: 'Nothing has happened yet. It was simulated: what the contracts would refuse is refused here.',
        body: ActRequest,
        response: { ...failures, 200: PreparedAct },
      },
    },
    async (request) => {
      const act = actOf(request.body);
      const { account } = await requireSession(keys, request, actRoles[act.do]);
      const outcome = await administration.prepareAct(account, act);
      if (!outcome.ok) throw refused(outcome.refusal);
      return presentPreparedAct(outcome.prepared);
    },
  );
  routes.post(
    '/acts',
    {
      ...rateLimited,
      schema: {
        ...{ tags, security, summary: 'Send a signed act' },
        description: 'Only what can be prepared is sent on, of the account that is signed in. 202: send it again.',
        body: z.strictObject({ envelope: z.string().min(1).max(16_000).describe('base64 XDR, signed') }),
        response: { ...failures, 200: ActOutcome, 202: ActOutcome },
      },
    },
    async (request, reply) => {
      const { account } = await requireSession(keys, request);
      const outcome = await administration.submitAct(account, request.body.envelope, endOf(reply));
      if (outcome.status === 'refused') throw refused(outcome.refusal);
      const { stellarTx: stellar_transaction } = outcome;
      if (outcome.status === 'done') return { done: true, stellar_transaction, note: null, running: outcome.running };
      const note = outcome.reason ?? null;
      return reply.code(202).send({ done: false, stellar_transaction, note, running: [] });
    },
  );
}
