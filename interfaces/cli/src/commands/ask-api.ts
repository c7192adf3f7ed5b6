import { text } from 'node:stream/consumers';
import type { Method } from '../api-client.ts';
import type { Command } from '../context.ts';
import { CliError } from '../errors.ts';
import { askedApi } from '../system/asked-api.ts';

export interface AskedOfApi {
  method: Method;
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
    const { api, keys } = askedApi(context);
    const key = as === 'nobody' ? undefined : keys[as];
    const answer = await api.ask({
      method,
      path: route,
      key,
      ...sent,
      ...(idempotencyKey && { name: idempotencyKey }),
    });
    const isObject = typeof answer === 'object' && answer !== null && !Array.isArray(answer);
    const shown = typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2);
    context.print(shown ?? 'Done.', isObject ? { ...answer } : { answer: answer ?? null });
    return 0;
  };
}

async function readBody(body: string | undefined): Promise<{ body?: string }> {
  if (body === undefined) return {};
  const given = body === '-' ? await text(process.stdin) : body;
  try {
    return { body: JSON.stringify(JSON.parse(given)) };
  } catch (error) {
    throw badArgument('--body', `it is not JSON (${(error as Error).message})`);
  }
}

const badArgument = (argument: string, problem: string) => new CliError('cli/bad-argument', { argument, problem });
