import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { formatTraceparent } from './trace-context.ts';
import { currentSpan, type OpenSpan, type Tracer } from './tracer.ts';

/** Who is asked, by origin: `http://10.0.0.5:8332` is `bitcoin`. Of nobody else is anything said, and nobody else is told anything. */
export type Peers = ReadonlyMap<string, string>;

/** A request of `fetch`, as undici tells of it. */
interface FetchRequest {
  method: string;
  origin: string | URL;
  addHeader(name: string, value: string): void;
}

/**
 * Has each request to one of these peers that is made within a span of this tracer be a span of its own, and carry it in
 * `traceparent`. Of its path and body nothing is kept: they may hold anything. Answers how to end that.
 */
export function traceRequests(tracer: Tracer, peers: Peers): () => void {
  const open = new WeakMap<object, OpenSpan>();

  function begin(request: object, method: string, origin: string): string | undefined {
    const peer = peers.get(origin);
    const within = currentSpan();
    if (peer === undefined || within?.tracer !== tracer) return undefined;
    const { hostname } = new URL(origin);
    const attributes = { 'http.request.method': method, 'server.address': hostname, 'peer.service': peer };
    const span = tracer.begin({ name: peer, kind: 'client', attributes, parent: within.span.context });
    open.set(request, span);
    return formatTraceparent(span.context);
  }
  const answered = (request: object, status: number): void =>
    open.get(request)?.end({
      attributes: { 'http.response.status_code': status },
      failure: status >= 400 ? `HTTP ${status}` : undefined,
    });
  const failed = (request: object): void => open.get(request)?.end({ failure: 'no answer' });

  const listeners: Record<string, (message: unknown) => void> = {
    'undici:request:create': (message) => {
      const { request } = message as { request: FetchRequest };
      const header = begin(request, request.method, String(request.origin));
      if (header !== undefined) request.addHeader('traceparent', header);
    },
    'undici:request:headers': (message) => {
      const { request, response } = message as { request: FetchRequest; response: { statusCode: number } };
      answered(request, response.statusCode);
    },
    'undici:request:error': (message) => failed((message as { request: FetchRequest }).request),
    // Of Node's own client, by our own requests: its channels tell of one when its headers are written already.
    'istsi:unsent-request': (message) => {
      const request = message as ClientRequest;
      const header = begin(request, request.method, `${request.protocol}//${String(request.getHeader('host'))}`);
      if (header === undefined) return;
      request.setHeader('traceparent', header);
      request.once('response', ({ statusCode = 0 }: IncomingMessage) => answered(request, statusCode));
      request.once('error', () => failed(request));
    },
  };
  for (const [channel, listener] of Object.entries(listeners)) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of Object.entries(listeners)) unsubscribe(channel, listener);
  };
}
