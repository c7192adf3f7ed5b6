import { SorobanClientError } from './errors.ts';
import { type HttpAnswer, postJson } from './http-exchange.ts';
import { streamJson } from './http-stream.ts';
import { lackOf } from './rpc-answers.ts';

/** The server did not answer, or not with an answer of JSON-RPC: whether it did what it was asked to is not known. */
export class NoAnswer extends Error {
  /** What it asked for before it is asked again, as one does that limits how often. */
  readonly pauseMs: number | undefined;

  constructor(message: string, { pauseMs, ...options }: ErrorOptions & { pauseMs?: number | undefined } = {}) {
    super(message, options);
    this.pauseMs = pauseMs;
  }
}

const REQUEST_TIMEOUT_MS = 30_000;
/** A page of events or a ledger's metadata is a few megabytes. */
const MOST_BYTES = 64 * 1024 * 1024;

interface Asked {
  method: string;
  params?: unknown;
}

/** Posts one JSON-RPC request and answers its body as the SDK wants it, checked for everything that was asked for. */
export async function postRpc(url: string, body: unknown): Promise<{ data: unknown }> {
  const { method, params } = body as Asked;
  let answered: HttpAnswer;
  try {
    answered = await postJson(url, JSON.stringify(body), { timeoutMs: REQUEST_TIMEOUT_MS, mostBytes: MOST_BYTES });
  } catch (cause) {
    throw new NoAnswer(deepestMessage(cause), { cause });
  }
  const { status, text } = answered;
  if (status < 200 || status > 299) throw new NoAnswer(`HTTP ${status}`, { pauseMs: pauseOf(answered) });
  const answer = parse(text);
  const lack = lackOf(method, params, answer);
  if (lack !== undefined) throw new SorobanClientError('soroban/rpc-bad-answer', { url, method, lack });
  // Some servers say `"error": null` beside a result; the SDK would take that for an error.
  const { error, ...rest } = answer as { error?: unknown };
  return { data: error === null ? rest : answer };
}

/** As a ledger's metadata comes, which may be larger than anything that is held: a server that stops in between is given up. */
const STREAM = { idleMs: REQUEST_TIMEOUT_MS, wholeMs: 10 * 60_000, mostBytes: 16 * 1024 ** 3 };

/** Posts one JSON-RPC request and hands its answer on as it comes. The reader looks for what it lacks. */
export async function* streamRpc(url: string, method: string, params: unknown): AsyncGenerator<Buffer> {
  try {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const { status, retryAfter, chunks } = await streamJson(url, body, STREAM);
    if (status < 200 || status > 299) {
      for await (const _ of chunks) break;
      throw new NoAnswer(`HTTP ${status}`, { pauseMs: pauseOf({ status, retryAfter }) });
    }
    yield* chunks;
  } catch (cause) {
    throw cause instanceof NoAnswer ? cause : new NoAnswer(deepestMessage(cause), { cause });
  }
}

const TOO_MANY = 429;
/** Whoever waits for an answer waits no longer than this for one that may not come. */
const MOST_PAUSE_MS = 5_000;
const LEAST_LIMITED_PAUSE_MS = 1_000;

/** `Retry-After` is in seconds, or a date (RFC 9110, 10.2.3). A limit without one asks for a second. */
function pauseOf({ status, retryAfter: asked }: Pick<HttpAnswer, 'status' | 'retryAfter'>): number | undefined {
  const least = status === TOO_MANY ? LEAST_LIMITED_PAUSE_MS : undefined;
  if (asked === undefined) return least;
  const ms = /^\d{1,6}$/.test(asked.trim()) ? Number(asked) * 1_000 : Date.parse(asked) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, least ?? 0), MOST_PAUSE_MS) : least;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function deepestMessage(error: unknown): string {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  if (!(current instanceof Error)) return String(current);
  // Of a name with several addresses, none of which answers, there is only the code.
  return current.message || ((current as NodeJS.ErrnoException).code ?? current.name);
}
