/**
 * Of every test (`setupFiles`): whatever an API in its process answers is what the OpenAPI document says of that operation, or
 * the test fails. Processes that a test starts hold their answers against the same shapes before they send them.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { Api } from '@istsi/api';
import type { FastifyRequest } from 'fastify';
import { afterAll, afterEach, expect } from 'vitest';
import type { Answer, Document, Operation } from './fuzz/operations.ts';

/** Fastify tells of each of its instances before anything is added to it. */
const MADE = 'fastify.initialization';

/** Setup files run before each test file, in a process that runs many of them: instances are told of once. */
const shared = globalThis as { wrongAnswers?: string[] };

type Judge = (request: FastifyRequest, answer: Answer) => string | undefined;
let judging: Promise<Judge> | undefined;

async function createJudge(): Promise<Judge> {
  // Most files start no API, and would load all of it for nothing.
  const [{ describeApi }, { createAnswerCheck, operationsOf }] = await Promise.all([
    import('@istsi/api'),
    import('./fuzz/operations.ts'),
  ]);
  // Of all routes that there can be: an API of a test need not have each of them.
  const document = (await describeApi('1')) as Document;
  const operations = new Map(operationsOf(document).map((operation) => [operation.name, operation]));
  const check = createAnswerCheck(document);
  return ({ method, routeOptions, url }, answer) => {
    const path = routeOptions.url?.replaceAll(/:(\w+)/g, '{$1}');
    const described = operations.get(`${method} ${path}`);
    // Pages are described nowhere.
    const isRefusal = answer.statusCode >= 400 && String(answer.headers['content-type']).includes('json');
    const operation = described ?? (isRefusal ? refusal : undefined);
    const wrong = operation && check(operation, answer);
    return wrong && `${method} ${url}: ${wrong}\n${answer.statusCode} ${answer.body.slice(0, 1_000)}`;
  };
}

/** Of what is no operation: it is refused as anything is. */
const refusal: Operation = {
  ...{ name: 'none', method: 'any', path: 'any' },
  responses: {
    default: {
      content: {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        'application/json': { schema: { $ref: '#/components/schemas/SepError' } },
      },
    },
  },
};

function watchApis(wrong: string[]): void {
  subscribe(MADE, (message) => {
    const { fastify } = message as { fastify: Api };
    fastify.addHook('onSend', async (request, reply, body) => {
      // Receivers and the like, which tests start, describe nothing.
      if (typeof body !== 'string' || request.method === 'HEAD' || !fastify.hasDecorator('swagger')) return body;
      judging ??= createJudge();
      const said = (await judging)(request, { statusCode: reply.statusCode, headers: reply.getHeaders(), body });
      if (said !== undefined) wrong.push(said);
      return body;
    });
  });
}

if (!shared.wrongAnswers) {
  shared.wrongAnswers = [];
  watchApis(shared.wrongAnswers);
}
const wrong = shared.wrongAnswers;

/** What was answered wrongly since it was last asked. */
export const takeWrongAnswers = (): string[] => wrong.splice(0);
const noneIsWrong = (): void => expect(takeWrongAnswers().join('\n\n')).toBe('');
afterEach(noneIsWrong);
// What was answered while a file ended.
afterAll(noneIsWrong);
