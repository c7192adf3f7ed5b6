import { STATUS_CODES } from 'node:http';
import {
  type ApiClient,
  ApiFailure,
  answer,
  type components,
  createApiClient,
  type RequestSigner,
} from '@istsi/client';
import { CliError, describeError } from '../errors.ts';

export type { ApiClient };

/** What the API answers, by the name that its description has for it. */
export type Shape<Name extends keyof components['schemas']> = components['schemas'][Name];

/** What shows who asks: a key that is sent as it is, or one that signs each request. */
export type Credential = string | RequestSigner;

const TIMEOUT_MS = 15_000;

interface ApiOptions {
  credential?: Credential;
  timeoutMs?: number;
}

/** Asks the HTTP API the way any other program would. */
export function openApi(baseUrl: string, { credential, timeoutMs = TIMEOUT_MS }: ApiOptions = {}): ApiClient {
  const whoAsks = typeof credential === 'string' ? { key: credential } : { signer: credential };
  return createApiClient(baseUrl, { ...whoAsks, fetch: wholeWithin(timeoutMs, baseUrl) });
}

type Call<T> = Parameters<typeof answer<T>>[0];

/** The answer of a call, or a failure in words for the terminal. */
export async function answered<T>(call: Call<T>): Promise<T> {
  try {
    return await answer(call);
  } catch (error) {
    throw inWords(error);
  }
}

/** Undefined where the API answers 404. */
export async function found<T>(call: Call<T>): Promise<T | undefined> {
  const { response } = await call.catch((error: unknown) => {
    throw inWords(error);
  });
  return response.status === 404 ? undefined : await answered(call);
}

/** The whole answer within that time: what breaks off in its midst is no answer either. */
function wholeWithin(timeoutMs: number, baseUrl: string) {
  return async (request: Request): Promise<Response> => {
    try {
      const response = await fetch(request, { signal: AbortSignal.timeout(timeoutMs) });
      const body = await response.arrayBuffer();
      const { status, statusText, headers } = response;
      // Some statuses may have no body at all.
      return new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
    } catch (error) {
      const problem = describeError((error as Error).cause ?? error);
      throw new CliError('cli/api-unreachable', { url: baseUrl, problem }, { cause: error });
    }
  };
}

function inWords(error: unknown): unknown {
  if (!(error instanceof ApiFailure)) return error;
  const { status, problem, cause } = error;
  if (cause instanceof CliError) return cause;
  if (status === undefined) return new CliError('cli/api-garbled', { problem: describeError(cause) }, { cause });
  return new CliError('cli/api-refused', {
    status,
    code: problem?.code,
    title: problem?.title ?? STATUS_CODES[status] ?? 'no success',
    detail: problem ? [sentence(problem.detail), problem.action].filter(Boolean).join(' ') : 'no further words',
  });
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
