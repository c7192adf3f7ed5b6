import { isCliError } from '../errors.ts';
import type { Reporter, StepFacts } from '../terminal/reporter.ts';

export interface StepOutcome<T> {
  value: T;
  /** For people. */
  detail: string;
  /** For programs. */
  facts?: StepFacts;
}

/** Runs one reported step: its label moves while it runs, and its line stays with how it ended. */
export async function runStep<T>(
  reporter: Reporter,
  step: string,
  work: (update: (detail: string) => void) => Promise<StepOutcome<T>>,
): Promise<T> {
  reporter.begin(step, step);
  try {
    const { value, detail, facts } = await work((text) => reporter.update(step, text));
    reporter.done(step, detail, facts);
    return value;
  } catch (error) {
    if (isCliError(error, 'cli/interrupted')) reporter.drop(step);
    else reporter.fail(step, 'failed'); // Why is the last thing that the command says.
    throw error;
  }
}
