import { CommanderError } from 'commander';
import { describeError } from './errors.ts';
import { createProgram } from './program.ts';

/** Exit codes: 0 done, 1 failed, 2 the command line was wrong, 130 interrupted. */
export async function main(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const json = argv.includes('--json');
  let exitCode = 0;
  const program = createProgram(environment, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const message = describeError(error);
    if (json) process.stdout.write(`${JSON.stringify({ step: 'failed', ...errorFacts(error), message })}\n`);
    else process.stderr.write(`istsi: ${message}\n`);
    if (argv.includes('--verbose')) console.error(error);
    return isInterruption(error) ? 130 : 1;
  }
}

function errorFacts(error: unknown): { code?: string } {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? { code } : {};
}

function isInterruption(error: unknown): boolean {
  return errorFacts(error).code === 'cli/interrupted';
}
