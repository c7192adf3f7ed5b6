import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { sha256 } from '../encoding/hash.ts';
import { answerEsplora } from '../esplora/answer.ts';
import type { Node } from '../node.ts';
import { answerRpc } from '../rpc/dispatch.ts';
import { answerRest } from './rest.ts';

/** Larger than any block in hex, as Bitcoin Core's MAX_SIZE. */
const MAX_BODY_BYTES = 0x02000000;

export const ESPLORA_PATH = '/esplora';

/** Core's `-rpcservertimeout`. */
const REQUEST_MS = 30_000;
const CHECK_MS = 1_000;
const MOST_CONNECTIONS = 4_000;
/** Paths are read as of this address, whatever the server is called outside. */
const HERE = 'http://localhost';

export type HttpOptions = {
  user: string;
  password: string;
  requestStop: () => void;
  /** How long a request may take to arrive; a slow one is cut. */
  requestMs?: number | undefined;
};

/** JSON-RPC at / and /wallet/<name> with basic authentication; REST below /rest/ and Esplora's below /esplora/ without. */
export function createHttpServer(node: Node, options: HttpOptions): Server {
  const credentials = sha256(Buffer.from(`${options.user}:${options.password}`));
  const { requestMs = REQUEST_MS } = options;
  const server = createServer({ connectionsCheckingInterval: CHECK_MS }, (request, response) => {
    handle(node, options, credentials, request, response).catch((error: unknown) => {
      // Whoever left before all was said is owed no answer.
      if (!request.complete) return void response.destroy();
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  });
  server.requestTimeout = requestMs;
  server.headersTimeout = requestMs;
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

async function handle(
  node: Node,
  options: HttpOptions,
  credentials: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = readUrl(request.url ?? '/');
  if (!url) return void response.writeHead(400).end('Invalid URL');
  if (url.pathname.startsWith('/rest/')) {
    const body = request.method === 'POST' ? await readBody(request, response) : Buffer.alloc(0);
    if (!body) return;
    const { status, type, content } = answerRest(node, url, body, request.method ?? 'GET');
    response.writeHead(status, { 'content-type': type });
    response.end(content);
    return;
  }
  if (url.pathname.startsWith(`${ESPLORA_PATH}/`)) {
    const httpMethod = request.method ?? 'GET';
    const body = httpMethod === 'POST' ? await readBody(request, response) : Buffer.alloc(0);
    if (!body) return;
    const path = decodeURIComponent(url.pathname.slice(ESPLORA_PATH.length));
    const { status, type, content } = answerEsplora(node, { httpMethod, path, body });
    // As public Esplora servers do: pages of other origins may read it.
    response.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*' });
    response.end(content);
    return;
  }
  const walletName = /^\/wallet\/(.*)$/.exec(url.pathname)?.[1];
  if (url.pathname !== '/' && walletName === undefined) {
    response.writeHead(404).end();
    return;
  }
  if (request.method !== 'POST') {
    response.writeHead(405).end('JSONRPC server handles only POST requests');
    return;
  }
  if (!isAuthorized(request, credentials)) {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="jsonrpc"' }).end();
    return;
  }
  const body = await readBody(request, response);
  if (!body) return;
  const name = walletName === undefined ? undefined : decodeURIComponent(walletName);
  const answer = await answerRpc(node, { body: body.toString(), walletName: name, requestStop: options.requestStop });
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(answer.body);
}

/** Undefined for what is no path, or names something in bytes that are no text. */
function readUrl(target: string): URL | undefined {
  if (!URL.canParse(target, HERE)) return undefined;
  const url = new URL(target, HERE);
  try {
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    return undefined;
  }
}

/** Digests are compared so that neither length nor content of the password shows in the time taken. */
function isAuthorized(request: IncomingMessage, credentials: Buffer): boolean {
  const match = /^Basic (.+)$/.exec(request.headers.authorization ?? '');
  return match !== null && timingSafeEqual(sha256(Buffer.from(match[1]!.trim(), 'base64')), credentials);
}

async function readBody(request: IncomingMessage, response: ServerResponse): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > MAX_BODY_BYTES) {
      response.writeHead(413, { connection: 'close' }).end('Request body too large');
      return undefined;
    }
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}
