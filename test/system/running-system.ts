import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const COMMAND = resolve(import.meta.dirname, '../../interfaces/cli/bin/istsi.js');
const MARK = 'ISTSI_TEST_MARK';

export interface Ready {
  api_url: string;
  stellar_rpc_url: string;
  friendbot_url: string;
  network_passphrase: string;
  bitcoin_rpc_url: string;
}

export interface Keys {
  api: { operator: string; compliance: string };
  bitcoinRpcPassword: string;
}

/** One `istsi up` on a directory of its own, as a person would run it, and the power to pull its plug. */
export interface RunningSystem {
  dataDirectory: string;
  /** Starts `istsi up`; resolves with its ready line, or undefined when it ended first (because it was killed). */
  start(): Promise<Ready | undefined>;
  /** Another command of `istsi` beside it, which ends with everything else of it. */
  spawn(...args: string[]): ChildProcess;
  /** SIGKILL to `istsi up` alone; its parts notice. */
  killSupervisor(): void;
  /** SIGKILL to every process of the system, children of children and the database included. */
  killEverything(): Promise<void>;
  keys(): Keys;
  output(): string;
  dispose(): Promise<void>;
}

/**
 * Ports that no other system of this test run begins with: two that start in the same moment could otherwise find the same
 * one free.
 */
function ownPorts(): Record<string, number> {
  const first = 20_000 + 10 * (process.pid % 1_000);
  const names = ['api', 'stellar', 'bitcoin', 'database', 'signer1', 'signer2', 'signer3'];
  return Object.fromEntries(names.map((name, i) => [name, first + i]));
}

export interface SystemOptions {
  /** Where its data directory is made. */
  parent?: string;
  /** A command that starts it, with its arguments. */
  under?: readonly string[];
  environment?: Readonly<Record<string, string>>;
}

export function createSystem(options: SystemOptions = {}): RunningSystem {
  const dataDirectory = mkdtempSync(join(options.parent ?? tmpdir(), 'istsi-system-'));
  writeFileSync(join(dataDirectory, 'ports.json'), JSON.stringify(ownPorts()));
  const mark = randomUUID();
  let printed = '';
  let supervisor: ChildProcess | undefined;
  const environment = () => ({
    ...{ ...process.env, ...options.environment, [MARK]: mark },
    ...{ ISTSI_API_PORT: '', ISTSI_STELLAR_PORT: '', ISTSI_BITCOIN_PORT: '' },
  });
  const killEverything = async () => {
    for (let pids = marked(mark); pids.length > 0; pids = marked(mark)) {
      for (const pid of pids) kill(pid);
      await sleep(20);
    }
  };
  return {
    dataDirectory,
    killEverything,
    spawn: (...args) =>
      spawn(process.execPath, [COMMAND, '--data-dir', dataDirectory, ...args], {
        ...{ env: environment(), stdio: 'ignore' },
      }),
    killSupervisor: () => void supervisor?.kill('SIGKILL'),
    start() {
      const command = [process.execPath, COMMAND, '--json', '--data-dir', dataDirectory, 'up'];
      const [program, ...args] = [...(options.under ?? []), ...command] as [string, ...string[]];
      const child = spawn(program, args, {
        env: environment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      supervisor = child;
      child.stderr.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
      });
      return readyLine(child, (line) => {
        printed += `${line}\n`;
      });
    },
    keys: () => JSON.parse(readFileSync(join(dataDirectory, 'keys.json'), 'utf8')) as Keys,
    output: () => printed,
    async dispose() {
      await killEverything();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

function readyLine(child: ChildProcess, heard: (line: string) => void): Promise<Ready | undefined> {
  return new Promise((settle) => {
    if (!child.stdout) throw new Error('the command has no output to read');
    createInterface({ input: child.stdout }).on('line', (line) => {
      heard(line);
      const said = line.startsWith('{') ? (JSON.parse(line) as { step?: string }) : {};
      if (said.step === 'ready') settle(said as Ready);
    });
    child.once('exit', () => settle(undefined));
  });
}

/** The processes that carry the mark in their environment: every descendant, also after its parent died. */
function marked(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && environmentOf(pid).includes(`${MARK}=${mark}`));
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It died by itself in the meantime.
  }
}
