import { CliError } from '../errors.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { runNpm } from './run-npm.ts';
import { runStep } from './steps.ts';

const LAST_WORDS = 15;

/**
 * Brings the contracts' Wasm up to date; nothing is compiled when the sources have not changed. `hidden`: variables with
 * secrets, which a compiler has no use for.
 */
export function buildContracts(reporter: Reporter, hidden: readonly string[]): Promise<void> {
  return runStep(reporter, 'contracts', async (update) => {
    update('compiling what has changed');
    const { code, output } = await runNpm(['run', '--silent', 'build', '--workspace', '@istsi/contracts'], hidden);
    if (code !== 0) {
      throw new CliError('cli/build-failed', { output: output.trimEnd().split('\n').slice(-LAST_WORDS).join('\n') });
    }
    const built = output.split('\n').filter((line) => / bytes$/.test(line.trimEnd())).length;
    const detail = built === 0 ? 'Wasm is up to date' : `${built} compiled to Wasm`;
    return { value: undefined, detail, facts: { built } };
  });
}
