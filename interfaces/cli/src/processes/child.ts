import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { PART_VARIABLE } from '../configuration.ts';
import { describeError } from '../errors.ts';
import { ChildMessage, type Facts, stopMessage } from './messages.ts';
import { keepTurning, lastLines, logPath, openLog } from './part-logs.ts';

export interface ChildSpec {
  name: string;
  /** Arguments of the `istsi` command that runs this child. */
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Variables that hold secrets of other parts. */
  hidden?: readonly string[];
  /** It has a process of its own to end: the last resort is to leave it alone, which it takes as the order to stop. */
  hasOwnProcess?: true;
  /** How long it may take to stop before it is killed. */
  stopTimeoutMs?: number;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** In the child's own words, where it had any. */
  reason?: string;
}

export interface Child {
  pid: number;
  /** Settles when the child says that it is ready; rejects with the reason when it ends before. */
  ready: Promise<Facts>;
  exited: Promise<Exit>;
  stop(timeoutMs: number): Promise<void>;
  kill(): void;
}

/** Of the person who types the command, for that command alone: a part gets the keys that its configuration names. */
const SECRETS = [
  ...['ISTSI_GOVERNANCE_SECRET', 'ISTSI_BACKUP_PASSPHRASE', 'ISTSI_DEPLOYER_SECRET', 'ISTSI_USER_SECRET'],
  ...['DATABASE_URL', 'ISTSI_BITCOIN_RPC_PASSWORD'],
];

export const withoutSecrets = (environment: NodeJS.ProcessEnv, hidden: readonly string[] = []): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !SECRETS.includes(name) && !hidden.includes(name)));

/** Starts `command ...args` in a process group of its own, so that Ctrl-C in the terminal reaches only us. */
export function startChild(
  command: readonly string[],
  spec: ChildSpec,
  logsDirectory: string,
  onProgress: (detail: string) => void,
): Child {
  const log = logPath(logsDirectory, spec.name);
  const output = openLog(log);
  const [program, ...programArgs] = command as [string, ...string[]];
  const child = spawn(program, [...programArgs, ...spec.args], {
    detached: true,
    windowsHide: true,
    stdio: ['ignore', output, output, 'ipc'],
    env: { ...withoutSecrets(process.env, spec.hidden), ...spec.env, [PART_VARIABLE]: '1', NO_COLOR: '1' },
  });
  if (typeof output === 'number') closeSync(output);

  let reason: string | undefined;
  child.on('message', (raw) => {
    const message = ChildMessage.safeParse(raw).data;
    if (message?.type === 'failed') reason = message.reason;
  });
  const exited = new Promise<Exit>((resolve) => {
    const stopTurning = keepTurning(log);
    const end = (code: number | null, signal: NodeJS.Signals | null) => {
      stopTurning();
      resolve({ code, signal, ...(reason !== undefined && { reason }) });
    };
    // It could not be started at all.
    child.once('error', (error) => {
      reason = describeError(error);
      end(null, null);
    });
    child.once('exit', end);
  });
  const ready = listen(child, exited, log, onProgress);
  ready.catch(() => {}); // Whoever awaits it sees the failure; a child may also fail with nobody waiting any more.
  return {
    pid: child.pid ?? 0,
    ready,
    exited,
    stop: (timeoutMs) => stopChild(child, exited, timeoutMs),
    kill: () => child.kill('SIGKILL'),
  };
}

function listen(
  child: ChildProcess,
  exited: Child['exited'],
  log: string,
  onProgress: (detail: string) => void,
): Promise<Facts> {
  return new Promise((resolve, reject) => {
    child.on('message', (raw) => {
      const message = ChildMessage.safeParse(raw).data;
      if (message?.type === 'progress') onProgress(message.detail);
      if (message?.type === 'ready') resolve(message.facts);
    });
    void exited.then(({ code, signal, reason }) => {
      reject(new Error(reason ?? `It ended with ${signal ?? `exit code ${code}`}.${lastLines(log)}`));
    });
  });
}

async function stopChild(child: ChildProcess, exited: Child['exited'], timeoutMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  if (child.connected) child.send(stopMessage, () => {});
  else child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  await exited;
  clearTimeout(timer);
}
