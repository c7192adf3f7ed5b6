import { type OpenSpan, parseTraceparent, type Tracer } from '@istsi/integration';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Has each request be a span of the trace that it names in `traceparent` (W3C Trace Context), or of a new one. It says which
 * route was asked for, and not with what: addresses and ids are in paths and bodies.
 */
export function traceApi(api: FastifyInstance, tracer: Tracer): void {
  const open = new WeakMap<FastifyRequest, OpenSpan>();
  api.addHook('onRequest', (request, _reply, done) => {
    const parent = parseTraceparent(headerOf(request));
    // Whoever asks does not record this one.
    if (parent?.isSampled === false) return done();
    const { url } = request.routeOptions;
    const attributes = { 'http.request.method': request.method, ...(url !== undefined && { 'http.route': url }) };
    open.set(
      request,
      tracer.begin({ name: `${request.method} ${url ?? 'nothing'}`, kind: 'server', attributes, parent }),
    );
    done();
  });
  // Around the handler, behind whatever reads the body: what is read as it arrives belongs to no request.
  api.addHook('preHandler', (request, _reply, done) => {
    const span = open.get(request);
    if (span) tracer.within(span, done);
    else done();
  });
  api.addHook('onResponse', (request, reply, done) => {
    const { statusCode } = reply;
    open.get(request)?.end({
      attributes: { 'http.response.status_code': statusCode },
      failure: statusCode >= 500 ? `HTTP ${statusCode}` : undefined,
    });
    done();
  });
}

function headerOf({ headers }: FastifyRequest): string | undefined {
  const { traceparent } = headers;
  return typeof traceparent === 'string' ? traceparent : undefined;
}
