import type { Log, SepServices, Session } from '@istsi/integration';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { classifyFailure, logFault } from '../on-error.ts';
import { ApiError, problems } from '../problems.ts';

/** How a SEP says that it did not do what it was asked: in words, and for want of a session with a type besides. */
export const SepError = z
  .object({ error: z.string(), type: z.enum(['authentication_required']).optional() })
  .meta({ id: 'SepError' });

const DAY_SECONDS = 86_400;

/** Makes a scope one of SEP routes: pages of any origin may read it, and its failures have the SEPs' shape. */
export function asSepScope(scope: FastifyInstance, log: Log): void {
  scope.setErrorHandler((error, request, reply) => sendSepError(log, error, request, reply));
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('access-control-allow-origin', '*');
  });
  readForms(scope);
}

/** Answers what a browser asks before it lets a page of another origin ask. */
export function allowPreflight(scope: FastifyInstance, path: string): void {
  scope.options(path, { schema: { hide: true } }, async (_request, reply) =>
    reply
      .header('access-control-allow-methods', 'GET, POST, PUT, DELETE, OPTIONS')
      .header('access-control-allow-headers', 'authorization, content-type')
      .header('access-control-max-age', DAY_SECONDS)
      .code(204)
      .send(),
  );
}

/** Whose session a request is of. Asked for before anything else of it is looked at. */
export async function sessionOf(seps: SepServices, request: FastifyRequest): Promise<Session> {
  const token = /^Bearer ([\x21-\x7e]{1,4000})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw new ApiError('no-session', 'This needs a session: authenticate by SEP-10 first.');
  return await seps.webAuth.session(token);
}

/** Also for what is refused before there is a route: pages of any origin may read why. */
export function sendSepError(log: Log, failure: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { code, detail } = classifyFailure(failure, request);
  const [status] = problems[code];
  if (status >= 500) logFault(log, problems[code][2], failure, request);
  const body: z.output<typeof SepError> = {
    ...(code === 'no-session' && { type: 'authentication_required' }),
    error: detail,
  };
  void reply
    .code(status)
    .header('access-control-allow-origin', '*')
    .type('application/json')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(body);
}

/** The standards take forms wherever they take JSON. A field that comes twice is no field. */
export function readForms(scope: FastifyInstance): void {
  scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    const fields: Record<string, string> = {};
    for (const [name, value] of new URLSearchParams(String(body))) {
      if (Object.hasOwn(fields, name))
        return done(new ApiError('invalid-request', `The form has ${name.slice(0, 40)} twice.`));
      Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
    }
    return done(null, fields);
  });
}
