import { z } from 'zod';

/** Every failure of the API by code: status, part of the system it comes from, what happened, what to do. */
export const problems = {
  'malformed-json': [400, 'api', 'The body is not JSON', 'Send one well-formed JSON object.'],
  'invalid-request': [400, 'api', 'The request is not valid', 'Correct the fields listed in `errors`.'],
  'not-authenticated': [
    401,
    'api',
    'A key is needed',
    'Send `Authorization: Bearer <key>`; the operator has the keys.',
  ],
  'not-allowed': [403, 'api', 'The key may not do this', 'Use the key of the role named in `detail`.'],
  'no-such-route': [
    404,
    'api',
    'There is nothing at this address',
    'The routes are listed at /docs and /openapi.json.',
  ],
  'unknown-user': [
    404,
    'kyc-registry',
    'The user is not registered',
    'Have a compliance officer register the address: POST /v1/identities.',
  ],
  'unknown-deposit': [
    404,
    'operations',
    'No such deposit has been seen',
    'Check txid and output number. A payment is seen once it is in a block, or right after POST /v1/deposits.',
  ],
  'already-registered': [
    409,
    'kyc-registry',
    'The address is already registered otherwise',
    'Read GET /v1/users/{address}; a change of tier is a decision of the compliance officer.',
  ],
  'system-paused': [
    409,
    'contracts',
    'The system is paused',
    'Wait until the operator resumes it; GET /v1/status says when it is.',
  ],
  'body-too-large': [413, 'api', 'The body is too large', 'No request needs more than 16 KiB.'],
  'wrong-content-type': [415, 'api', 'The content type is not supported', 'Send `Content-Type: application/json`.'],
  'chain-refused': [422, 'contracts', 'The contracts refused', 'The contract and its error are named in `detail`.'],
  'too-many-requests': [429, 'api', 'Too many requests', 'Wait as long as the `retry-after` header says.'],
  internal: [500, 'api', 'This is a fault of ours', 'Try again; if it persists, tell the operator the `request_id`.'],
  'no-outcome-yet': [
    503,
    'stellar',
    'The transaction has no outcome yet',
    'Read the state that it should change before trying again.',
  ],
  'network-unreachable': [
    503,
    'services',
    'A network or the database does not answer',
    'Try again in a few seconds; GET /v1/status says which one it is.',
  ],
} as const satisfies Record<string, readonly [status: number, component: string, title: string, action: string]>;

export type ProblemCode = keyof typeof problems;

/** RFC 9457, with what a program and a person need besides. */
export const Problem = z
  .object({
    type: z.string().describe('Where the problem is explained'),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string().describe('Stable name for programs'),
    component: z.string().describe('The part of the system that refused'),
    action: z.string().describe('What to do'),
    request_id: z.string(),
    errors: z.array(z.object({ field: z.string(), problem: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof Problem>;

export interface ProblemOptions {
  /** Overrides the component of the table where the failure knows better. */
  component?: string;
  errors?: Problem['errors'];
  cause?: unknown;
}

/** Thrown by routes for outcomes that are the caller's to mend. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = 'ApiError';
    this.code = code;
    this.options = options;
  }
}

export function problemDocument(
  code: ProblemCode,
  detail: string,
  requestId: string,
  options: ProblemOptions = {},
): Problem {
  const [status, component, title, action] = problems[code];
  return {
    type: `/docs#${code}`,
    title,
    status,
    detail,
    code,
    component: options.component ?? component,
    action,
    request_id: requestId,
    ...(options.errors ? { errors: options.errors } : {}),
  };
}
