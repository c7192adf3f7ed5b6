import { setTimeout as sleep } from 'node:timers/promises';
import { CustodyError } from '../errors.ts';

export type TransportOptions = {
  /** `http://user:password@host:port`, with an optional path such as `/wallet/<name>`. */
  url: string;
  timeoutMs?: number;
  /** Further attempts for reads that failed on the way; writes are never repeated here. */
  retries?: number;
};

type Answer = { readonly status: number; readonly body: Buffer };
type RpcReply = { result?: unknown; error?: { code?: unknown; message?: unknown } | null };

/** A block of 4 MB in hexadecimal inside JSON, with room to spare. */
const MOST_ANSWER_BYTES = 32 * 1024 * 1024;
const FIRST_RETRY_MS = 100;

/** RPC_IN_WARMUP of Bitcoin Core: loading or verifying blocks after a start. */
const RPC_IN_WARMUP = -28;

/** Calls that change nothing on the node, so that repeating one is always safe. */
const isRead = (method: string): boolean => /^(get|estimate|decode|derive|validate|test)/.test(method);

function parseUrl(text: string): { base: URL; shown: string; authorization: string | undefined } {
  let base: URL;
  try {
    base = new URL(text);
  } catch (cause) {
    throw new CustodyError('bitcoin/url', { reason: 'it is not a URL' }, { cause });
  }
  if (base.protocol !== 'http:' && base.protocol !== 'https:') {
    throw new CustodyError('bitcoin/url', { reason: `it starts with ${base.protocol} instead of http: or https:` });
  }
  const credentials = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
  base.username = '';
  base.password = '';
  const authorization = credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { base, shown: base.href, authorization };
}

async function readLimited(response: Response, method: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MOST_ANSWER_BYTES) {
      throw new CustodyError('bitcoin/answer-too-large', { method, mostBytes: MOST_ANSWER_BYTES });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What lies under "fetch failed" is the part that tells: ECONNREFUSED, ENOTFOUND and the like. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  const cause = error.cause as { code?: unknown; message?: unknown } | undefined;
  return String(cause?.code ?? cause?.message ?? error.message);
}

/** Requests to one Bitcoin node over HTTP: time-limited, size-limited, with coded errors. */
export function createTransport(options: TransportOptions) {
  const { timeoutMs = 30_000, retries = 2 } = options;
  const { base, shown, authorization } = parseUrl(options.url);
  let lastId = 0;

  async function request(target: URL, body: string | undefined, method: string, type: string): Promise<Answer> {
    try {
      const response = await fetch(target, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(authorization && { authorization }),
          ...(body !== undefined && { 'content-type': type }),
        },
        ...(body !== undefined && { body }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      return { status: response.status, body: await readLimited(response, method) };
    } catch (cause) {
      if (cause instanceof CustodyError) throw cause;
      throw new CustodyError('bitcoin/unreachable', { url: shown, method, reason: reasonOf(cause) }, { cause });
    }
  }

  /** Proxies and rate limits answer for a server that would have answered: ask again later. */
  function refuseBusy(method: string, answer: Answer): Answer {
    const isBusy = [429, 502, 503, 504].includes(answer.status);
    if (!isBusy) return answer;
    throw new CustodyError('bitcoin/unreachable', { url: shown, method, reason: `HTTP ${answer.status}` });
  }

  function resultOf(method: string, { status, body }: Answer): unknown {
    if (status === 401 || status === 403) throw new CustodyError('bitcoin/unauthorized', { url: shown });
    if (status === 503) {
      throw new CustodyError('bitcoin/unreachable', { url: shown, method, reason: 'its work queue is full' });
    }
    let reply: RpcReply;
    try {
      reply = JSON.parse(body.toString('utf8')) as RpcReply;
      if (reply === null || typeof reply !== 'object') throw new SyntaxError('not an object');
    } catch (cause) {
      throw new CustodyError('bitcoin/bad-answer', { method, reason: `HTTP ${status} without JSON` }, { cause });
    }
    if (reply.error) {
      const reason = String(reply.error.message ?? '');
      if (reply.error.code === RPC_IN_WARMUP) throw new CustodyError('bitcoin/warming-up', { url: shown, reason });
      throw new CustodyError('bitcoin/rpc', { method, rpcCode: Number(reply.error.code), reason });
    }
    if (reply.result === undefined)
      throw new CustodyError('bitcoin/bad-answer', { method, reason: 'it has no result' });
    return reply.result;
  }

  async function repeated<T>(attempt: () => Promise<T>, mostRetries: number): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await attempt();
      } catch (error) {
        const passing = error instanceof CustodyError && error.code === 'bitcoin/unreachable';
        if (!passing || tries >= mostRetries) throw error;
        await sleep(FIRST_RETRY_MS * 2 ** tries);
      }
    }
  }

  return {
    /** The node's address without credentials, for messages. */
    url: shown,
    /** One JSON-RPC call. */
    call(method: string, params: readonly unknown[] = []): Promise<unknown> {
      const body = JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method, params });
      return repeated(
        async () => resultOf(method, await request(base, body, method, 'application/json')),
        isRead(method) ? retries : 0,
      );
    },
    /** One REST resource, from the root of the node's address. */
    rest: (path: string): Promise<Answer> =>
      repeated(() => request(new URL(path, base), undefined, path, 'text/plain'), retries),
    /** One resource below the whole of the address, as Esplora has them; with a body it is a write and never repeated. */
    resource(path: string, body?: string): Promise<Answer> {
      const target = new URL(`${base.href.replace(/\/$/, '')}${path}`);
      return repeated(
        async () => refuseBusy(path, await request(target, body, path, 'text/plain')),
        body === undefined ? retries : 0,
      );
    },
  };
}

export type Transport = ReturnType<typeof createTransport>;
