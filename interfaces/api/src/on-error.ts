import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
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
  FST_REQ_FILE_TOO_LARGE: 'body-too-large',
  FST_FILES_LIMIT: 'invalid-request',
  FST_FIELDS_LIMIT: 'invalid-request',
  FST_PARTS_LIMIT: 'invalid-request',
  FST_ERR_BAD_URL: 'invalid-request',
  FST_ERR_MAX_PARAM_LENGTH: 'invalid-request',
};

/** Whoever answers a challenge or signs wrongly may be guessing. */
const signedWrong: ReadonlySet<ProblemCode> = new Set([
  'challenge-refused',
  'signature-refused',
  'security-key-refused',
]);

/** The only place where a failure becomes an answer. What is our fault is logged, and told without its details. */
export function createErrorHandler(log: Log, refusedKeys: { note(): void }) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const { code, detail, options } = classifyFailure(error, request);
    const problem = problemDocument(code, detail, request.id, options);
    // Who sends no key only asks what needs one.
    const isRefused = code === 'not-allowed' || code === 'not-authenticated';
    const { authorization, cookie } = request.headers;
    if (signedWrong.has(code) || (isRefused && (authorization ?? cookie) !== undefined)) refusedKeys.note();
    if (problem.status >= 500) logFault(log, problem.title, error, request);
    sendProblem(reply, problem);
  };
}

/** Which line of the table a failure is, whatever shape it is told in. */
export function classifyFailure(error: unknown, request: FastifyRequest): Classified {
  return hasLeft(request) ? LEFT : classify(error);
}

export function logFault(log: Log, title: string, error: unknown, { id, method, url }: FastifyRequest): void {
  const stack = error instanceof Error ? error.stack : String(error);
  log('error', title, { request: id, method, path: url, error: stack });
}

/** Whoever left before all was said: what that broke is nobody's fault. */
const hasLeft = ({ raw }: FastifyRequest): boolean => raw.destroyed && !raw.complete;

const LEFT: Classified = { code: 'request-cut-off', detail: 'The connection ended before the request did.' };

/** What is refused before it is a request: of no route, in the same form. */
export function answerBrokenConnection(error: Error & { code?: string }, socket: Socket): void {
  const [code, detail] = brokenRequests[error.code ?? ''] ?? ['invalid-request', 'This is no HTTP request.'];
  if (socket.writable) {
    const problem = problemDocument(code, detail, randomUUID());
    const body = JSON.stringify(problem);
    const headers = [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ];
    socket.write(`${headers.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroySoon();
}

const brokenRequests: Partial<Record<string, [ProblemCode, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['request-too-slow', 'The rest of the request did not come in time.'],
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'The headers are larger than this server reads.'],
};

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

export interface Classified {
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
  const refused = refusedByFramework(error);
  if (refused) return refused;
  return serviceFailure(error) ?? { code: 'internal', detail: 'The request could not be handled.' };
}

/** Whatever else Fastify or one of its plugins finds wrong with a request is the caller's to mend, by its status. */
function refusedByFramework(error: unknown): Classified | undefined {
  const { code, statusCode = 500, message } = error as FastifyError;
  if (!String(code).startsWith('FST_') || statusCode < 400 || statusCode > 499) return undefined;
  return { code: statusCode === 404 ? 'no-such-route' : 'invalid-request', detail: message };
}
