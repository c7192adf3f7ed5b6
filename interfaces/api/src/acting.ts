import { actAs } from '@istsi/integration';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type ApiKeys, actorOf } from './authentication.ts';
import { ApiError } from './problems.ts';

const HEADER = 'x-audit-reason';
const MOST_REASON = 200;

/**
 * Has all that a request does written into the audit log under the name of whoever asked, with the request's id, and with
 * the reason that it gives in the header `X-Audit-Reason`.
 */
export function nameActors(api: FastifyInstance, keys: ApiKeys): void {
  const actors = new WeakMap<FastifyRequest, string>();
  api.addHook('preHandler', (request, _reply, done) => {
    // What only reads is done in nobody's name.
    if (request.method === 'GET' || request.method === 'HEAD') return done();
    actorOf(keys, request).then((actor) => {
      if (actor !== undefined) actors.set(request, actor);
      done();
    }, done);
  });
  // After everything that may refuse the request, and around the handler.
  api.addHook('preHandler', (request, _reply, done) => {
    actAs({ actor: actors.get(request) ?? 'public', requestId: request.id, reason: reasonOf(request) }, done);
  });
}

function reasonOf({ headers }: FastifyRequest): string | undefined {
  const reason = headers[HEADER];
  if (reason === undefined) return undefined;
  if (typeof reason === 'string' && /^[\x20-\x7e]*$/.test(reason) && reason.length <= MOST_REASON) return reason;
  throw new ApiError('invalid-request', `${HEADER} is at most ${MOST_REASON} characters of plain text.`);
}
