import type { ProofView, Services } from '@istsi/integration';
import { publishedFiles } from '@istsi/reserves';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ApiError, Problem } from '../problems.ts';
import { Sats } from '../shapes.ts';
import { typedRoutes } from './route-scope.ts';

const Proof = z
  .object({
    id: z.string(),
    bitcoin_height: z.number().int(),
    bitcoin_block: z.string(),
    stellar_ledger: z.number().int(),
    outputs: z.number().int().describe('Bitcoin outputs of the reserve'),
    reserves_sats: Sats,
    supply_sats: Sats,
    owed_sats: Sats.describe('To withdrawals that are not paid yet, and for fees'),
    stellar_transaction: z.string().nullable().describe('In which custodians attested it'),
    published_at: z.string(),
    files: z.array(z.string()).describe('Each is at …/proofs/{id}/{file}'),
  })
  .meta({ id: 'ReserveProof' });

const Outcome = z
  .object({
    state: z.enum(['published', 'waiting', 'refused']),
    reason: z
      .string()
      .nullable()
      .describe('Why there is none: the chains are between two states, or custodians refused'),
    proof: Proof.nullable(),
  })
  .meta({ id: 'ReserveProofOutcome' });

const ProofId = z.string().min(1).max(80).describe('Of a proof, or `latest`');
const tags = ['reserves'];

/** Some files are JSON and some are lines of text. */
const AsPublished = {
  description: 'The file, to the byte',
  content: {
    'application/json': { schema: z.record(z.string(), z.unknown()) },
    'text/plain': { schema: z.string() },
  },
};

/** Proofs of reserves: `istsi reserves verify` recomputes them from these files and two nodes of one's own. */
export function reserveProofRoutes(scope: FastifyInstance, services: Services): void {
  const routes = typedRoutes(scope);
  routes.get(
    '/reserves/proofs',
    {
      schema: {
        ...{ tags, summary: 'Proofs of reserves, newest first' },
        querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
        response: { 200: z.object({ items: z.array(Proof) }) },
      },
    },
    async ({ query }) => ({ items: (await services.proofs(query.limit)).map(present) }),
  );
  routes.post(
    '/reserves/proofs',
    {
      schema: {
        ...{ tags, summary: 'Make a proof of reserves now', security: [{ key: [] }] },
        body: z.strictObject({}).nullish(),
        response: { 200: Outcome, 401: Problem, 403: Problem, 409: Problem },
      },
    },
    async () => {
      const outcome = await services.proveReserves();
      return outcome.state === 'published'
        ? { state: outcome.state, reason: null, proof: present(outcome.proof) }
        : { ...outcome, proof: null };
    },
  );
  routes.get(
    '/reserves/proofs/:id',
    {
      schema: {
        ...{ tags, summary: 'One proof of reserves' },
        params: z.object({ id: ProofId }),
        response: { 200: Proof, 404: Problem },
      },
    },
    async ({ params }) => {
      const proof = await services.proof(params.id);
      if (!proof) throw new ApiError('unknown-proof', `There is no proof "${params.id}".`);
      return present(proof);
    },
  );
  routes.get(
    '/reserves/proofs/:id/:file',
    {
      schema: {
        ...{ tags, summary: 'One published file of a proof' },
        params: z.object({ id: ProofId, file: z.enum(publishedFiles as [string, ...string[]]) }),
        response: { 200: AsPublished, 404: Problem },
      },
      // The text is sent as it is: its hash is part of the proof.
      serializerCompiler: () => (answer) => (typeof answer === 'string' ? answer : JSON.stringify(answer)),
    },
    async ({ params }, reply) => {
      const text = await services.proofFile(params.id, params.file);
      if (text === undefined)
        throw new ApiError('unknown-proof', `There is no ${params.file} of proof "${params.id}".`);
      const type = params.file.endsWith('.json') ? 'application/json' : 'text/plain';
      // SEP-1: readable from any page.
      return reply.type(`${type}; charset=utf-8`).header('access-control-allow-origin', '*').send(text);
    },
  );
}

const present = (proof: ProofView): z.output<typeof Proof> => ({
  id: proof.id,
  bitcoin_height: proof.bitcoinHeight,
  bitcoin_block: proof.bitcoinBlock,
  stellar_ledger: proof.ledger,
  outputs: proof.outputs,
  reserves_sats: String(proof.totalSats),
  supply_sats: String(proof.supplySats),
  owed_sats: String(proof.owedSats),
  stellar_transaction: proof.stellarTx,
  published_at: proof.publishedAt.toISOString(),
  files: [...publishedFiles],
});
