import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../bin/istsi.js', import.meta.url));

interface Measurement {
  name: string;
  value: number;
  unit: string;
  goal?: string;
}

/** From the key press to the first line, and to a sandbox that answers. */
export async function benchFirstLine(): Promise<Measurement[]> {
  const root = mkdtempSync(join(tmpdir(), 'istsi-first-line-'));
  try {
    const dataDir = ['--data-dir', join(root, 'data')];
    const first = { unit: 'ms', goal: '≤ 1,000' };
    return [
      { name: 'istsi --help: the first line', value: await msUntil(['--help'], /\S/), ...first },
      { name: 'istsi up: the first line', value: await msUntil(['up', ...dataDir], /\S/), ...first },
      { name: 'istsi demo: the first line', value: await msUntil(['demo', ...dataDir], /\S/), ...first },
      { name: 'istsi sandbox: until it answers', value: await msUntil(sandbox, /http:\/\//), ...first },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const sandbox = ['sandbox', '--in-memory', '--port', '0'];

/** Milliseconds until the command has printed that, which then is ended. */
async function msUntil(args: readonly string[], text: RegExp): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'close');
  let printed = '';
  let ms = Number.NaN;
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (!Number.isNaN(ms) || !text.test(printed)) continue;
    ms = performance.now() - startedAt;
    child.kill('SIGINT');
  }
  await ended;
  return ms;
}
