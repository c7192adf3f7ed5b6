import type { RequestSigner } from '@istsi/client/sign-request';
import { z } from 'zod';
import { CliError, describeError } from './errors.ts';

const TIMEOUT_MS = 15_000;

const Problem = z.object({
  code: z.string(),
  status: z.number(),
  title: z.string(),
  detail: z.string(),
  action: z.string(),
});

/** What shows who asks: a key that is sent as it is, or one that signs each request. */
export type Credential = string | RequestSigner;

/** Calls the HTTP API the way any other program would. */
export interface ApiClient {
  get<T extends z.ZodType>(path: string, shape: T, key?: Credential): Promise<z.output<T>>;
  /** Undefined where the API answers 404. */
  find<T extends z.ZodType>(path: string, shape: T): Promise<z.output<T> | undefined>;
  post<T extends z.ZodType>(path: string, body: unknown, shape: T, key?: Credential): Promise<z.output<T>>;
  remove(path: string, key?: Credential): Promise<void>;
  /** Whatever is answered: what JSON says, or the text; undefined for an answer without a body. */
  ask(asked: Asked): Promise<unknown>;
}

export function createApiClient(baseUrl: string, { timeoutMs = TIMEOUT_MS } = {}): ApiClient {
  const call = async (asked: Asked): Promise<Response> => {
    const url = `${baseUrl}${asked.path}`;
    const headers = await headersOf(url, asked);
    const { method, body } = asked;
    try {
      return await fetch(url, { method, headers, body: body ?? null, signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      const problem = describeError((error as Error).cause ?? error);
      throw new CliError('cli/api-unreachable', { url: baseUrl, problem }, { cause: error });
    }
  };
  return {
    get: async (path, shape, key) => shape.parse(await answerOf(await call({ method: 'GET', path, key }))),
    async find(path, shape) {
      const response = await call({ method: 'GET', path });
      return response.status === 404 ? undefined : shape.parse(await answerOf(response));
    },
    async post(path, body, shape, key) {
      return shape.parse(await answerOf(await call({ method: 'POST', path, key, body: JSON.stringify(body) })));
    },
    async remove(path, key) {
      await answerOf(await call({ method: 'DELETE', path, key }));
    },
    ask: async (asked) => await anyAnswerOf(await call(asked)),
  };
}

export type Method = 'GET' | 'POST' | 'DELETE';

export interface Asked {
  method: Method;
  path: string;
  key?: Credential | undefined;
  body?: string;
  /** Sent again with the same one, it is done once. */
  name?: string;
}

async function headersOf(url: string, { method, key, body, name }: Asked): Promise<Headers> {
  const headers = new Headers(body === undefined ? {} : { 'content-type': 'application/json' });
  if (name !== undefined) headers.set('idempotency-key', name);
  if (typeof key === 'string') headers.set('authorization', `Bearer ${key}`);
  if (typeof key !== 'object') return headers;
  const { signRequest } = await import('@istsi/client/sign-request');
  const signed = await signRequest(key, { method, url, headers, body: new TextEncoder().encode(body ?? '') });
  for (const [name, value] of Object.entries(signed)) headers.set(name, value);
  return headers;
}

async function anyAnswerOf(response: Response): Promise<unknown> {
  const isJson = /^application\/(\w+\+)?json/.test(response.headers.get('content-type') ?? '');
  if (!response.ok || isJson) return await answerOf(response);
  const body = await response.text();
  return body === '' ? undefined : body;
}

async function answerOf(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body;
  const problem = Problem.safeParse(body).data;
  throw new CliError('cli/api-refused', {
    status: response.status,
    code: problem?.code,
    title: problem?.title ?? response.statusText,
    detail: problem ? `${sentence(problem.detail)} ${problem.action}` : 'no further words',
  });
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
