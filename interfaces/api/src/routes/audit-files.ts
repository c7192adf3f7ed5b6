import { parseTilePath } from '@istsi/audit-log';
import type { Services } from '@istsi/integration';
import type { FastifyInstance } from 'fastify';
import { ApiError } from '../problems.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';

/** The log as C2SP tlog-tiles has it, for anybody: a checkpoint, tiles and entries, in which persons are commitments. */
export function auditFileRoutes(scope: FastifyInstance, { audit }: Services): void {
  const schema = { hide: true };
  scope.get('/checkpoint', { schema }, async (_request, reply) => {
    const note = await audit.checkpoint();
    if (note === undefined) throw new ApiError('not-in-the-log', 'The audit log has no checkpoint yet.');
    reply.header('access-control-allow-origin', '*').header('cache-control', 'no-cache');
    return reply.type('text/plain; charset=utf-8').send(note);
  });
  scope.get<{ Params: { '*': string } }>('/tile/*', { schema }, async ({ params }, reply) => {
    const tile = parseTilePath(`tile/${params['*']}`);
    const bytes = tile && (await audit.tile(tile));
    if (!bytes) throw new ApiError('not-in-the-log', 'No signed tree of the audit log has that tile.');
    reply.header('access-control-allow-origin', '*').header('cache-control', IMMUTABLE);
    return reply.type('application/octet-stream').send(Buffer.from(bytes));
  });
}
