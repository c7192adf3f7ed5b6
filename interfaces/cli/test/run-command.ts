import { main } from '../src/main.ts';

export interface Ended {
  /** 0 done, 1 failed, 2 the command line was wrong. */
  exit: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command line as `bin/istsi.js` does, but in this process: to start a process takes longer than what most commands
 * do. One at a time, because a process has one standard output. That the command itself starts, ends and is interrupted as
 * it should be is for the tests of `first-line` and `up-and-demo`.
 */
export function runCommand(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const ended = last.then(() => run(args, { ...process.env, NO_COLOR: '1', ...environment }));
  last = ended.catch(() => undefined);
  return ended;
}

let last: Promise<unknown> = Promise.resolve();

async function run(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ended> {
  const stdout = captured(process.stdout);
  const stderr = captured(process.stderr);
  try {
    const exit = await main([process.execPath, 'istsi', ...args], environment);
    return { exit, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.release();
    stderr.release();
  }
}

function captured(stream: NodeJS.WriteStream): { text(): string; release(): void } {
  const { write } = stream;
  let text = '';
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const done = rest.find((argument) => typeof argument === 'function');
    if (done) (done as () => void)();
    return true;
  }) as typeof stream.write;
  return {
    text: () => text,
    release() {
      stream.write = write;
    },
  };
}
