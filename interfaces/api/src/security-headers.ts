import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/**
 * Every answer has the headers that helmet sets, and says which request it answers. They are worked out once: for each request
 * anew it takes longer than most reads.
 */
export function setHeaders(api: FastifyInstance): void {
  const always = headersOf(
    helmet({ contentSecurityPolicy: { directives: { 'script-src': ["'none'"], 'upgrade-insecure-requests': null } } }),
  );
  api.addHook('onRequest', (request, reply, done) => {
    reply.headers(always).header('x-request-id', request.id);
    done();
  });
}

function headersOf(middleware: ReturnType<typeof helmet>): Record<string, string> {
  const headers: Record<string, string> = {};
  const answer = {
    setHeader: (name: string, value: string) => {
      headers[name.toLowerCase()] = value;
    },
    removeHeader: () => undefined,
  };
  middleware({} as IncomingMessage, answer as unknown as ServerResponse, (error) => {
    if (error) throw error;
  });
  return headers;
}
