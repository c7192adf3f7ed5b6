import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CliError } from '../errors.ts';
import { withoutSecrets } from '../processes/child.ts';

const projectRoot = fileURLToPath(new URL('../../../../', import.meta.url));

/** A compiler keeps a core busy for seconds: in a process of its own it does not hold up the terminal. */
export function runNpm(
  args: readonly string[],
  hidden: readonly string[],
): Promise<{ code: number | null; output: string }> {
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
