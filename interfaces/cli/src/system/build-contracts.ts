import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CliError } from '../errors.ts';
import { withoutSecrets } from '../processes/child.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { runStep } from './steps.ts';

const projectRoot = fileURLToPath(new URL('../../../../', import.meta.url));
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

/** The compiler keeps a core busy for seconds: in a process of its own it does not hold up the terminal. */
function runNpm(args: readonly string[], hidden: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, {
      cwd: projectRoot,
      env: withoutSecrets(process.env, hidden),
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      // A process group of its own: Ctrl-C is for us to handle.
      detached: process.platform !== 'win32',
    });
    const kill = () => killGroup(child.pid);
    process.once('exit', kill);
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (cause) => reject(new CliError('cli/build-failed', { output: cause.message }, { cause })));
    child.once('close', (code) => {
      process.removeListener('exit', kill);
      resolve({ code, output });
    });
  });
}

/** npm and the compiler that it started. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid);
  } catch {
    // It has ended.
  }
}
