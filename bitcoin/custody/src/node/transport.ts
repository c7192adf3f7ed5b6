import { setTimeout as sleep } from 'node:timers/promises';
import { CustodyError } from '../errors.ts';
import { parseAccess } from './access.ts';
import { badAnswer, decode, fields, integer, object, text as textOf } from './decode.ts';
import { exchangeHttp, type HttpAnswer } from './http-exchange.ts';
import { type Json, parseJson } from './json.ts';

export type TransportOptions = {
  /** `http://user:password@host:port`, with an optional path such as `/wallet/<name>`. */
  url: string;
  /** Bitcoin Core's `.cookie`, in place of a user and password; read again whenever the node refuses what it held. */
  cookieFile?: string;
  timeoutMs?: number;
  /** Larger answers are refused. */
  mostAnswerBytes?: number;
  /** Further attempts for reads that failed on the way; writes are never repeated here. */
  retries?: number;
};

/** A block of 4 MB in hexadecimal inside JSON, with room to spare. */
const MOST_ANSWER_BYTES = 32 * 1024 * 1024;
const FIRST_RETRY_MS = 100;

/** RPC_IN_WARMUP of Bitcoin Core: loading or verifying blocks after a start. */
const RPC_IN_WARMUP = -28;

/** What proxies, rate limits and a full work queue answer for a node that would have answered: ask again later. */
const BUSY_STATUSES = [429, 502, 503, 504];

const RpcFailure = object({ code: integer, message: textOf });

/** Calls that change nothing on the node, so that repeating one is always safe. */
const isRead = (method: string): boolean => /^(get|estimate|decode|derive|validate|test)/.test(method);

/** The code is what tells, ECONNREFUSED, ENOTFOUND and the like; over TLS it lies under "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { code } = error as NodeJS.ErrnoException;
  const cause = error.cause as { code?: unknown; message?: unknown } | undefined;
  return String(code ?? cause?.code ?? cause?.message ?? error.message);
}

/** What a backend sent, read as JSON with its numbers as text. */
export function readJson(method: string, body: Buffer, status = 200): Json {
  try {
    return parseJson(body.toString('utf8'));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const reason = `HTTP ${status}, and no JSON: ${cause.message}`;
    throw new CustodyError('bitcoin/bad-answer', { method, reason }, { cause });
  }
}

/** Requests to one Bitcoin node over HTTP: time-limited, size-limited, with coded errors. */
export function createTransport(options: TransportOptions) {
  const { timeoutMs = 30_000, retries = 2, mostAnswerBytes = MOST_ANSWER_BYTES } = options;
  const access = parseAccess(options.url, options.cookieFile);
  const { base, shown } = access;
  let lastId = 0;

  async function request(target: URL, body: string | undefined, method: string, type: string): Promise<HttpAnswer> {
    const authorization = access.authorization();
    try {
      return await exchangeHttp(target, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(authorization !== undefined && { authorization }),
          ...(body !== undefined && { 'content-type': type }),
        },
        ...{ body, timeoutMs, mostBytes: mostAnswerBytes },
        tooLarge: () => new CustodyError('bitcoin/answer-too-large', { method, mostBytes: mostAnswerBytes }),
      });
    } catch (cause) {
      if (cause instanceof CustodyError) throw cause;
      throw new CustodyError('bitcoin/unreachable', { url: shown, method, reason: reasonOf(cause) }, { cause });
    }
  }

  function refuseBusy(method: string, answer: HttpAnswer): HttpAnswer {
    if (!BUSY_STATUSES.includes(answer.status)) return answer;
    const isQueueFull = answer.status === 503 && /work queue/i.test(answer.body.subarray(0, 200).toString());
    const reason = isQueueFull ? 'its work queue is full' : `HTTP ${answer.status}`;
    throw new CustodyError('bitcoin/unreachable', { url: shown, method, reason });
  }

  function resultOf(method: string, { status, body }: HttpAnswer): Json {
    if (status === 401 || status === 403) throw new CustodyError('bitcoin/unauthorized', { url: shown });
    const reply = decode(method, fields, readJson(method, body, status));
    const { error = null, result } = reply;
    if (error !== null) {
      const { code: rpcCode, message: reason } = decode(method, RpcFailure, error);
      if (rpcCode === RPC_IN_WARMUP) throw new CustodyError('bitcoin/warming-up', { url: shown, reason });
      throw new CustodyError('bitcoin/rpc', { method, rpcCode, reason });
    }
    if (result === undefined) throw badAnswer(method, 'it has no result');
    return result;
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
    /** The node's address as messages may show it. */
    shown,
    /** After `bitcoin/unauthorized`: whether asking again may help. */
    renewAccess: () => access.renew(),
    /** The result of one JSON-RPC call. */
    call(method: string, params: readonly unknown[] = []): Promise<Json> {
      const body = JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method, params });
      return repeated(
        async () => resultOf(method, refuseBusy(method, await request(base, body, method, 'application/json'))),
        isRead(method) ? retries : 0,
      );
    },
    /** One REST resource, from the root of the node's address. */
    rest: (path: string): Promise<HttpAnswer> =>
      repeated(
        async () => refuseBusy(path, await request(new URL(path, base), undefined, path, 'text/plain')),
        retries,
      ),
    /** One resource below the whole of the address, as Esplora has them; with a body it is a write and never repeated. */
    resource(path: string, body?: string): Promise<HttpAnswer> {
      const target = new URL(`${base.href.replace(/\/$/, '')}${path}`);
      return repeated(
        async () => refuseBusy(path, await request(target, body, path, 'text/plain')),
        body === undefined ? retries : 0,
      );
    },
  };
}

export type Transport = ReturnType<typeof createTransport>;
