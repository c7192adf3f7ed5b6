import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';

/** Of these only a page that a browser shows knows what to do with them: on what programs read they would be a quarter of the answer. */
const OF_PAGES = new Set<string>([
  ...(['cross-origin-opener-policy', 'origin-agent-cluster', 'x-dns-prefetch-control'] as const),
  ...(['x-download-options', 'x-permitted-cross-domain-policies', 'x-xss-protection'] as const),
]);
const JSON_TYPE = /^application\/(problem\+)?json\b/;

/**
 * Every answer has the headers that helmet sets, those of pages where it is not JSON, and says which request it answers. They are
 * worked out once: for each request anew it takes longer than most reads.
 */
export function setHeaders(api: FastifyInstance): void {
  const all = Object.entries(
    headersOf(
      helmet({
        contentSecurityPolicy: { directives: { 'script-src': ["'none'"], 'upgrade-insecure-requests': null } },
      }),
    ),
  );
  const always = Object.fromEntries(all.filter(([name]) => !OF_PAGES.has(name)));
  const ofPages = Object.fromEntries(all.filter(([name]) => OF_PAGES.has(name)));
  api.addHook('onRequest', (request, reply, done) => {
    reply.headers(always).header('x-request-id', request.id);
    done();
  });
  api.addHook('onSend', (_request, reply, payload, done) => {
    if (!JSON_TYPE.test(String(reply.getHeader('content-type')))) reply.headers(ofPages);
    done(null, payload);
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
