import { z } from 'zod';
import { type ProblemCode, problems } from './problem-codes.ts';

export { type ProblemCode, problems };

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
  /** Likewise, what to do. */
  action?: string;
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
    action: options.action ?? action,
    request_id: requestId,
    ...(options.errors ? { errors: options.errors } : {}),
  };
}
