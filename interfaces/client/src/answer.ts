import type { components } from './generated/api.ts';

type Problem = components['schemas']['Problem'];

/** What the API refused, in its own words; without a problem there was no answer at all, or none of the API. */
export class ApiFailure extends Error {
  readonly status: number | undefined;
  readonly problem: Problem | undefined;

  constructor(status: number | undefined, problem: Problem | undefined, cause?: unknown) {
    super(problem?.detail ?? (status === undefined ? 'The API does not answer.' : `The API answered ${status}.`), {
      cause,
    });
    this.name = 'ApiFailure';
    this.status = status;
    this.problem = problem;
  }

  /** Nobody can know what became of it: neither done nor refused. */
  get isUnanswered(): boolean {
    return this.problem === undefined;
  }

  /**
   * Of something that was to be done: it may have happened, or still may. Refusals are told with a status of the caller's; whoever
   * answers with one of the server's own, or that it has no time now, could not find out.
   */
  get mayHaveHappened(): boolean {
    const { isUnanswered, status = 0 } = this;
    return isUnanswered || status === TOO_MANY || status >= OF_THE_SERVER;
  }
}

const TOO_MANY = 429;
const OF_THE_SERVER = 500;

interface Fetched<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer of a call, or an `ApiFailure` that says why there is none. */
export async function answer<T>(call: Promise<Fetched<T>>): Promise<T> {
  let fetched: Fetched<T>;
  try {
    fetched = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiFailure(undefined, undefined, error);
  }
  const { data, error, response } = fetched;
  if (response.ok) return data as T;
  throw new ApiFailure(response.status, isProblem(error) ? error : undefined);
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}
