import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeError, type Log } from '../log.ts';
import { type AttestationRefusal, refusalStatus, refuse } from './refusals.ts';
import type { Route } from './routes.ts';

export interface SignerServerOptions {
  /** The custodian account that it signs for. */
  address: string;
  routes: readonly Route[];
  host?: string;
  /** 0 or absent: a free one. */
  port?: number;
  /** Who may ask. A signer that anybody may ask still signs true facts only; the token keeps strangers from its nodes. */
  token: string;
  log: Log;
}

export interface SignerServer {
  url: string;
  address: string;
  stop(): Promise<void>;
}

/** An entry is below 2 KiB; a PSBT carries every transaction that it spends from. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** `GET /health` and the routes given, of one signer process. */
export async function serveSigner(options: SignerServerOptions): Promise<SignerServer> {
  const { host = '127.0.0.1', log } = options;
  const server = createServer((request, response) => {
    respond(options, request)
      .then(({ status, body }) => send(response, status, body))
      .catch((error: unknown) => {
        log('error', 'request failed', { path: request.url, error: describeError(error) });
        send(response, 500, { code: 'attestation/internal', reason: 'the signer failed; its log says why' });
      });
  });
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    address: options.address,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Reply {
  status: number;
  body: object;
}

async function respond(options: SignerServerOptions, request: IncomingMessage): Promise<Reply> {
  const { address, routes, token } = options;
  if (request.method === 'GET' && request.url === '/health') return { status: 200, body: { address } };
  const route = request.method === 'POST' ? routes.find(({ path }) => path === request.url) : undefined;
  if (!route) {
    const reason = `there are GET /health and POST ${routes.map(({ path }) => path).join(', ')}`;
    return { status: 404, body: { code: 'attestation/no-such-route', reason } };
  }
  if (!isAuthorized(request, token)) {
    return refusal(
      refuse('attestation/unauthorized', 'send the header "Authorization: Bearer <token of this signer>"'),
    );
  }
  const body = await readBody(request);
  if (body === undefined) return refusal(refuse('attestation/too-large', `at most ${MAX_BODY_BYTES} bytes are read`));
  const parsed = parseObject(body);
  if (!parsed) return refusal(refuse('attestation/malformed', 'the body must be an object in JSON'));
  const answer = await route.answer(parsed);
  return answer.ok ? { status: 200, body: answer.body } : refusal(answer);
}

const refusal = ({ code, reason }: AttestationRefusal): Reply => ({
  status: refusalStatus[code],
  body: { code, reason },
});

/** Compares digests, so that the time taken tells nothing about the token, its length included. */
function isAuthorized(request: IncomingMessage, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return;
  // The rest of a body that was too large is not read: the connection cannot be used again.
  const connection = status === 413 ? { connection: 'close' } : {};
  response.writeHead(status, { 'content-type': 'application/json', ...connection });
  response.end(JSON.stringify(body));
}
