import { CommanderError } from 'commander';
import { describeError } from './errors.ts';
import { createProgram } from './program.ts';

/** Exit codes: 0 done, 1 failed, 2 the command line was wrong, 130 interrupted. */
export async function main(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const json = argv.includes('--json');
  let exitCode = 0;
  const setExitCode = (code: number) => {
    exitCode = code;
  };
  const program = createProgram(environment, setExitCode, json ? outputForPrograms : undefined);
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return endOfUsage(error, json);
    const message = describeError(error);
    if (json) printJson({ step: 'failed', ...errorFacts(error), message });
    else process.stderr.write(`istsi: ${message}\n`);
    if (argv.includes('--verbose')) console.error(error);
    return isInterruption(error) ? 130 : 1;
  }
}

const printJson = (facts: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(facts)}\n`);

/** Help and versions are a line of JSON too; what was wrong with a command line is told once, by `endOfUsage`. */
const outputForPrograms = {
  writeOut: (text: string) => void printJson({ step: 'help', text: text.trimEnd() }),
  writeErr: () => {},
  outputError: () => {},
};

const HINT = 'Run it with --help to see what there is.';

/** Help and version were asked for, or the command line was wrong. */
function endOfUsage(error: CommanderError, json: boolean): number {
  if (error.exitCode === 0) return 0;
  // A group of commands without the command: commander shows the help, and has no message.
  const problem = error.code === 'commander.help' ? 'a command is missing' : error.message.replace(/^error: /, '');
  if (json) printJson({ step: 'failed', code: 'cli/usage', message: `${problem}. ${HINT}` });
  return 2;
}

function errorFacts(error: unknown): { code?: string } {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? { code } : {};
}

function isInterruption(error: unknown): boolean {
  return errorFacts(error).code === 'cli/interrupted';
}
