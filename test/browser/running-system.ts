import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A system whose pages are served. */
export interface Running {
  directory: string;
  wallet: string;
  admin: string;
  stop(): Promise<void>;
}

/** One of its own, which is gone without a trace once it is stopped. */
export async function startSystem(): Promise<Running> {
  const directory = mkdtempSync(join(tmpdir(), 'istsi-pages-'));
  const ports = { ISTSI_API_PORT: '0', ISTSI_STELLAR_PORT: '0', ISTSI_BITCOIN_PORT: '0', ISTSI_DATABASE_PORT: '0' };
  const command = join(root, 'interfaces/cli/bin/istsi.js');
  const system: ChildProcess = spawn(process.execPath, [command, 'up', '--json', '--data-dir', directory], {
    env: { ...process.env, ...ports },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const urls: Record<string, string> = {};
  for await (const line of createInterface({ input: system.stdout! })) {
    const { step, url } = JSON.parse(line) as { step: string; url?: string };
    if (url !== undefined) urls[step] = url;
    if (step === 'ready') break;
  }
  system.stdout?.resume();
  const { wallet, admin } = urls;
  if (!wallet || !admin) throw new Error('the system did not start, or without its pages');
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => system.once('close', resolve));
    system.kill('SIGINT');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  };
  return { directory, wallet, admin, stop };
}

/** The one that runs in this data directory. */
export function runningSystem(directory: string): Running {
  const { api } = JSON.parse(readFileSync(join(directory, 'ports.json'), 'utf8')) as { api: number };
  const at = (name: string): string => `http://localhost:${api}/${name}/`;
  return { directory, wallet: at('wallet'), admin: at('admin'), stop: async () => {} };
}
