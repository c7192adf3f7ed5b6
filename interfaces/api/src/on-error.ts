import type { Log } from '@istsi/integration';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ApiError, type Problem, type ProblemCode, type ProblemOptions, problemDocument } from './problems.ts';
import { serviceFailure } from './service-failures.ts';

/** What Fastify itself refuses, by its error code. */
const fastifyCodes: Partial<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong-content-type',
  FST_ERR_CTP_INVALID_CONTENT_TYPE: 'wrong-content-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid-request',
  FST_ERR_BAD_URL: 'invalid-request',
};

/** The only place where a failure becomes an answer. What is our fault is logged, and told without its details. */
export function createErrorHandler(log: Log) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const { code, detail, options } = classify(error);
    const problem = problemDocument(code, detail, request.id, options);
    if (problem.status >= 500) {
      const stack = error instanceof Error ? error.stack : String(error);
      log('error', problem.title, { request: request.id, method: request.method, path: request.url, error: stack });
    }
    sendProblem(reply, problem);
  };
}

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  // Already text: a problem must reach the caller even where the route documents no such status.
  void reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem);
}

const contextNames: Partial<Record<string, string>> = {
  body: 'body',
  params: 'path',
  querystring: 'query',
  headers: 'headers',
};

interface Classified {
  code: ProblemCode;
  detail: string;
  options?: ProblemOptions;
}

function classify(error: unknown): Classified {
  if (error instanceof ApiError) return { code: error.code, detail: error.message, options: error.options };
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map((issue) => ({
      field: [
        contextNames[error.validationContext ?? ''] ?? 'request',
        ...issue.instancePath.split('/').filter(Boolean),
      ].join('.'),
      problem: issue.message ?? 'not valid',
    }));
    const detail = errors.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
    return { code: 'invalid-request', detail, options: { errors } };
  }
  const known = fastifyCodes[(error as FastifyError | null)?.code ?? ''];
  if (known) return { code: known, detail: (error as Error).message };
  if (error instanceof SyntaxError && (error as FastifyError).statusCode === 400) {
    return { code: 'malformed-json', detail: error.message };
  }
  return serviceFailure(error) ?? { code: 'internal', detail: 'The request could not be handled.' };
}
