import { text } from 'node:stream/consumers';
import { type ApiClient, answered } from '../api/client.ts';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { askedApi } from '../system/asked-api.ts';

export interface AskedOfApi {
  method: 'GET' | 'POST' | 'DELETE';
  route: string;
  body?: string;
  as: 'operator' | 'compliance' | 'nobody';
  idempotencyKey?: string;
}

/** Prints what the API answers, as it answers it: for programs and for people the same. */
export function askApi({ method, route, body, as, idempotencyKey }: AskedOfApi): Command {
  return async (context) => {
    if (!route.startsWith('/')) throw badArgument('route', 'expected a path, such as /v1/status');
    const sent = await readBody(body);
    const { operator, compliance, anybody } = askedApi(context);
    const client = { operator, compliance, nobody: anybody }[as];
    const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
    const answer = await anyAnswer(client, method, route, { ...sent, headers });
    const isObject = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
    const shown = typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2);
    context.print(shown ?? 'Done.', isObject ? { ...answer } : { answer: answer ?? null });
    return 0;
  };
}

/** Whatever is answered: what JSON says, or the text; undefined for an answer without a body. The route may be any. */
async function anyAnswer(client: ApiClient, method: AskedOfApi['method'], route: string, asked: object) {
  const call = client.request(method.toLowerCase() as 'get', route as '/v1/status', { ...asked, parseAs: 'text' });
  const text = await answered(call);
  const isJson = /^application\/(\w+\+)?json/.test((await call).response.headers.get('content-type') ?? '');
  if (text === undefined || text === '') return undefined;
  return isJson ? (JSON.parse(text) as unknown) : text;
}

async function readBody(body: string | undefined): Promise<{ body?: unknown }> {
  if (body === undefined) return {};
  const given = body === '-' ? await text(process.stdin) : body;
  try {
    return { body: JSON.parse(given) as unknown };
  } catch (error) {
    throw badArgument('--body', `it is not JSON (${(error as Error).message})`);
  }
}

const badArgument = (argument: string, problem: string) => new CliError('cli/bad-argument', { argument, problem });
