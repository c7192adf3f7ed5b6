import type { ProblemCode, ProblemOptions } from './problems.ts';

/** What the services throw, as the API tells it; undefined for what it does not know. */
export function serviceFailure(
  error: unknown,
): { code: ProblemCode; detail: string; options?: ProblemOptions } | undefined {
  void error;
  return undefined;
}
