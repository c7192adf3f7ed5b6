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

/** Calls the HTTP API the way any other program would. */
export interface ApiClient {
  get<T extends z.ZodType>(path: string, shape: T, key?: string): Promise<z.output<T>>;
  /** Undefined where the API answers 404. */
  find<T extends z.ZodType>(path: string, shape: T): Promise<z.output<T> | undefined>;
  post<T extends z.ZodType>(path: string, body: unknown, shape: T, key?: string): Promise<z.output<T>>;
  remove(path: string, key?: string): Promise<void>;
}

export function createApiClient(baseUrl: string, { timeoutMs = TIMEOUT_MS } = {}): ApiClient {
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    try {
      return await fetch(`${baseUrl}${path}`, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      const problem = describeError((error as Error).cause ?? error);
      throw new CliError('cli/api-unreachable', { url: baseUrl, problem }, { cause: error });
    }
  };
  return {
    get: async (path, shape, key) => shape.parse(await answerOf(await call(path, { headers: authorization(key) }))),
    async find(path, shape) {
      const response = await call(path, {});
      return response.status === 404 ? undefined : shape.parse(await answerOf(response));
    },
    async post(path, body, shape, key) {
      const headers = { 'content-type': 'application/json', ...authorization(key) };
      return shape.parse(await answerOf(await call(path, { method: 'POST', headers, body: JSON.stringify(body) })));
    },
    async remove(path, key) {
      await answerOf(await call(path, { method: 'DELETE', headers: authorization(key) }));
    },
  };
}

function authorization(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
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
