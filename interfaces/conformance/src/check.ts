/** One thing that a standard asks of a server. */
export interface Check<C> {
  id: string;
  /** A sentence that is true of a server which conforms. */
  title: string;
  /** What of the standard says so. */
  section: string;
  run(context: C): Promise<void>;
}

export interface Result {
  id: string;
  title: string;
  section: string;
  outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed, or could not be asked. */
  detail?: string;
}

class Failed extends Error {}
class Skipped extends Error {}

/** Ends a check that fails. */
export function need(condition: unknown, detail: string): asserts condition {
  if (!condition) throw new Failed(detail);
}

/** Ends a check that cannot be made with what was given. */
export function skip(why: string): never {
  throw new Skipped(why);
}

/** One after the other: a server sees one client. */
export async function runChecks<C>(
  checks: readonly Check<C>[],
  context: C,
  onResult: (result: Result) => void = () => undefined,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const { id, title, section, run } of checks) {
    const outcome = await run(context).then(
      () => ({ outcome: 'passed' as const }),
      (error: unknown) => ({
        outcome: error instanceof Skipped ? ('skipped' as const) : ('failed' as const),
        detail: error instanceof Error ? error.message : String(error),
      }),
    );
    const result = { id, title, section, ...outcome };
    results.push(result);
    onResult(result);
  }
  return results;
}
