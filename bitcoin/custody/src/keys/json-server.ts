import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CHECK_CONNECTIONS_MS, type ConnectionLimits, limitConnections } from './connection-limits.ts';
import { certificateProblem, type PreparedTls, prepareTls, requirePrivacy, type ServerTls } from './server-tls.ts';

/** Where to listen: a port, with TLS for other machines, or a Unix socket, which the file system guards. */
export type ListenOptions =
  | { readonly host?: string; readonly port?: number; readonly tls?: ServerTls }
  | { readonly socket: string };

export type JsonReply = { readonly status: number; readonly body: object };

/** An answer that is no JSON, in a form that a standard sets. */
export type TextReply = { readonly status: number; readonly type: string; readonly text: string };

export type OpenRequest = {
  readonly method: string;
  readonly path: string;
  /** Undefined for more than so many bytes. */
  readonly body: (mostBytes: number) => Promise<string | undefined>;
};

export type JsonServerOptions = {
  readonly listen: ListenOptions;
  /** Who may ask: `POST` without it is refused. */
  readonly token: string;
  /** Begins the codes of refusals: `<area>/unauthorized`, `malformed`, `too-large`, `no-such-route`, `internal`. */
  readonly area: string;
  /** Answered to everybody. */
  readonly health: () => object;
  readonly routes: ReadonlyMap<string, (body: Record<string, unknown>) => Promise<JsonReply>>;
  /** What anybody may ask, without a token; undefined for what is not among it. */
  readonly open?: ((request: OpenRequest) => Promise<TextReply | undefined>) | undefined;
  readonly onError: (path: string, error: unknown) => void;
  readonly limits?: Partial<ConnectionLimits>;
};

export type JsonServer = { readonly url: string; stop(): Promise<void> };

/** A PSBT carries every transaction that it spends from. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** Few ask: a coordinator or two, and whoever watches. */
const LIMITS: ConnectionLimits = { requestMs: 20_000, mostPerAddress: 64, mostConnections: 256 };

/** `GET /health`, and `POST` of JSON objects to the routes, with a bearer token. */
export async function serveJson(options: JsonServerOptions): Promise<JsonServer> {
  const { listen, area } = options;
  const tls = privacyOf(listen);
  const listener: RequestListener = (request, response) => {
    respond(options, tls?.clients, request)
      .then((reply) => send(request, response, reply))
      .catch((error: unknown) => {
        // Whoever left before all was said is owed no answer, and nothing failed.
        if (!request.complete) return void request.destroy();
        options.onError(request.url ?? '', error);
        send(request, response, refusal(area, 500, 'internal', 'it failed; its log says why'));
      });
  };
  const checking = { connectionsCheckingInterval: CHECK_CONNECTIONS_MS };
  const server = tls ? createTlsServer({ ...tls.options, ...checking }, listener) : createServer(checking, listener);
  limitConnections(server, { ...LIMITS, ...options.limits });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if ('socket' in listen) server.listen(listen.socket, resolve);
    else server.listen(listen.port ?? 0, listen.host ?? '127.0.0.1', resolve);
  });
  return {
    url: urlOf(server, listen),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function privacyOf(listen: ListenOptions): PreparedTls | undefined {
  if ('socket' in listen) return undefined;
  const { host = '127.0.0.1', tls } = listen;
  requirePrivacy(host, tls);
  return tls && prepareTls(tls);
}

function urlOf(server: Server, listen: ListenOptions): string {
  if ('socket' in listen) return `unix:${listen.socket}`;
  const { port } = server.address() as AddressInfo;
  const host = listen.host ?? '127.0.0.1';
  return `${listen.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function respond(
  options: JsonServerOptions,
  clients: ReadonlySet<string> | undefined,
  request: IncomingMessage,
): Promise<JsonReply | TextReply> {
  const { area, routes, token } = options;
  const { method, url = '' } = request;
  const stranger = clients && certificateProblem(clients, request);
  if (stranger !== undefined) return refusal(area, 401, 'client-certificate', stranger);
  if (method === 'GET' && url === '/health') return { status: 200, body: options.health() };
  const body = (mostBytes: number): Promise<string | undefined> => readBody(request, mostBytes);
  const opened = await options.open?.({ method: method ?? '', path: url, body });
  if (opened) return opened;
  const route = method === 'POST' ? routes.get(url) : undefined;
  if (!route) {
    const known = [...routes.keys()].join(', ');
    return refusal(area, 404, 'no-such-route', `there are GET /health and POST ${known}`);
  }
  if (!isAuthorized(request, token)) {
    return refusal(area, 401, 'unauthorized', 'send the header "Authorization: Bearer <token>"');
  }
  const text = await readBody(request, MAX_BODY_BYTES);
  if (text === undefined) return refusal(area, 413, 'too-large', `at most ${MAX_BODY_BYTES} bytes are read`);
  const parsed = parseObject(text);
  return parsed ? await route(parsed) : refusal(area, 400, 'malformed', 'the body must be an object in JSON');
}

const refusal = (area: string, status: number, code: string, reason: string): JsonReply => ({
  status,
  body: { code: `${area}/${code}`, reason },
});

/** Compares digests, so that the time taken tells nothing about the token, its length included. */
function isAuthorized(request: IncomingMessage, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}

async function readBody(request: IncomingMessage, mostBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

function send(request: IncomingMessage, response: ServerResponse, reply: JsonReply | TextReply): void {
  if (response.headersSent) return;
  // A body that is not wanted is not read: the connection cannot be used again, and is not held by what still comes.
  const connection = request.complete ? {} : { connection: 'close' };
  const [type, text] = 'text' in reply ? [reply.type, reply.text] : ['application/json', JSON.stringify(reply.body)];
  response.writeHead(reply.status, { 'content-type': type, ...connection });
  response.end(text);
}

/** Strict: Buffer would skip whatever it does not know. */
export function decodeBase64(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined;
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? new Uint8Array(bytes) : undefined;
}

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
