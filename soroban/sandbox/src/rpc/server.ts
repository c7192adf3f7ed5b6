import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SandboxError } from '../errors.ts';
import { answerBody, DroppedAnswer, errorBody, type RpcDispatch, RpcError } from './json-rpc.ts';

/** As the network's RPC: the largest transaction is 129 KiB, base64 makes it a third larger. */
const MAX_BODY_BYTES = 512 * 1024;

/** Paths are read as of this address, whatever the server is called outside. */
const HERE = 'http://localhost';
/** How long headers and body may take to arrive; a slow one is cut. */
const REQUEST_MS = 30_000;
const CHECK_MS = 1_000;
const MOST_CONNECTIONS = 4_000;

export type ServerOptions = {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly dispatch: RpcDispatch;
  /** How long a request may take to arrive. */
  readonly requestMs?: number | undefined;
  /** Answers `/friendbot` for an address. */
  readonly friendbot: (address: string | undefined) => Promise<{ status: number; body: unknown }>;
};

/** Browsers may call from anywhere, as they may call the public network's RPC. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': '*',
};

/** Serves JSON-RPC at `/` and the friendbot at `/friendbot`. Resolves when the port is open. */
export async function listen(options: ServerOptions): Promise<{ server: Server; port: number }> {
  const server = createServer({ connectionsCheckingInterval: CHECK_MS }, (request, response) => {
    handle(request, response, options).catch((cause: unknown) => {
      // Whoever left before all was said is owed no answer.
      if (cause instanceof DroppedAnswer || !request.complete) return void response.destroy();
      const message = cause instanceof Error ? cause.message : String(cause);
      if (!response.headersSent) sendJson(response, 500, errorBody(null, new RpcError('internal', message)));
      else response.destroy();
    });
  });
  server.keepAliveTimeout = 30_000;
  server.requestTimeout = options.requestMs ?? REQUEST_MS;
  server.headersTimeout = options.requestMs ?? REQUEST_MS;
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, options)));
    server.listen(options.port, options.host, resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

function listenError(cause: NodeJS.ErrnoException, { host, port }: ServerOptions): Error {
  if (cause.code !== 'EADDRINUSE') return cause;
  const message = `${host}:${port} is in use. Stop what listens there, or choose another port (0 takes a free one).`;
  return new SandboxError('sandbox/port-in-use', { host, port }, message, cause);
}

/** Ends open connections; requests under way get no answer. */
export async function stopListening(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function handle(request: IncomingMessage, response: ServerResponse, options: ServerOptions): Promise<void> {
  if (request.method === 'POST' && request.url === '/') return await handleCall(request, response, options);
  if (!URL.canParse(request.url ?? '/', HERE)) {
    return sendJson(response, 400, JSON.stringify({ error: 'the path cannot be read' }));
  }
  const url = new URL(request.url ?? '/', HERE);
  if (request.method === 'OPTIONS') return void response.writeHead(204, CORS).end();
  if (url.pathname === '/friendbot') return await handleFriendbot(request, response, url, options);
  if (url.pathname !== '/') return sendJson(response, 404, JSON.stringify({ error: `nothing is at ${url.pathname}` }));
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    return sendJson(response, 405, errorBody(null, new RpcError('invalidRequest', 'JSON-RPC is called with POST')));
  }
  await handleCall(request, response, options);
}

async function handleCall(request: IncomingMessage, response: ServerResponse, options: ServerOptions): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    const message = `the request is larger than ${MAX_BODY_BYTES} bytes`;
    response.setHeader('connection', 'close');
    return sendJson(response, 413, errorBody(null, new RpcError('invalidRequest', message)));
  }
  const answer = await answerBody(body, options.dispatch);
  if (answer === undefined) response.writeHead(204, CORS).end();
  else sendJson(response, 200, answer);
}

async function handleFriendbot(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  options: ServerOptions,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'POST') {
    return sendJson(response, 405, JSON.stringify({ error: 'use GET or POST' }));
  }
  // Friendbot takes the address from the query, or from a form that was posted.
  const form = request.method === 'POST' ? new URLSearchParams((await readBody(request)) ?? '') : undefined;
  const address = url.searchParams.get('addr') ?? form?.get('addr') ?? undefined;
  const { status, body } = await options.friendbot(address);
  sendJson(response, status, JSON.stringify(body));
}

function sendJson(response: ServerResponse, status: number, body: string): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...CORS, 'content-type': 'application/json', 'content-length': length });
  response.end(body);
}

/** Undefined when the body is too large; the rest of it is then not read. */
function readBody(request: IncomingMessage): Promise<string | undefined> {
  // By events: iterating over a request takes several times as long as reading it.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) return void chunks.push(chunk);
      request.pause();
      resolve(undefined);
    });
    request.on('end', () => resolve((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString('utf8')));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the request was cut')));
  });
}
