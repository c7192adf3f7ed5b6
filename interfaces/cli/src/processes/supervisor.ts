import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, describeError } from '../errors.ts';
import { HEALTHY_AFTER_MS, restartDelayMs } from './backoff.ts';
import { type Child, type ChildSpec, startChild } from './child.ts';
import type { Facts } from './messages.ts';
import { logPath } from './part-logs.ts';
import { recordChildren } from './process-record.ts';

const STOP_TIMEOUT_MS = 10_000;

export type SupervisorEvent =
  | { type: 'progress'; name: string; detail: string }
  | { type: 'crashed'; name: string; reason: string; restartInMs: number; log: string }
  | { type: 'restarted'; name: string; pid: number }
  /** Something beside the parts themselves does not work. */
  | { type: 'degraded'; text: string }
  | { type: 'stopping'; name: string };

export interface Supervisor {
  /** Starts a child and keeps it running from then on; rejects when its very first start fails. */
  start(spec: ChildSpec): Promise<Facts>;
  /** The same, but what does not start is tried again and again as if it had crashed: others can do without it meanwhile. */
  startOrRetry(spec: ChildSpec): Promise<{ facts: Facts } | { failure: string }>;
  /** Stops all, the last started first. */
  stop(): Promise<void>;
  /** Ends all at once. The caller exits then, so that every channel closes. */
  kill(): void;
}

export interface SupervisorOptions {
  /** The program and its first arguments, e.g. `[process.execPath, 'bin/istsi.js']`. */
  command: readonly string[];
  logsDirectory: string;
  /** Where the running children are recorded for the next start to find. */
  recordPath: string;
  onEvent(event: SupervisorEvent): void;
}

interface Supervised {
  spec: ChildSpec;
  child: Child;
  startedAt: number;
  failuresInARow: number;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const running = new Map<string, Supervised>();
  const stopping = new AbortController();

  // On a disk that stays full it fails at every restart: once is enough.
  const said = new Set<string>();
  const degraded = (text: string) => {
    if (said.has(text)) return;
    said.add(text);
    options.onEvent({ type: 'degraded', text });
  };
  const record = () => {
    const children = [...running.values()].map(({ spec, child }) => ({ name: spec.name, pid: child.pid }));
    recordChildren(options.recordPath, children, degraded);
  };

  const launch = (spec: ChildSpec, failuresInARow: number): Supervised => {
    const child = startChild(options.command, spec, options.logsDirectory, (detail) =>
      options.onEvent({ type: 'progress', name: spec.name, detail }),
    );
    const supervised = { spec, child, startedAt: Date.now(), failuresInARow };
    running.set(spec.name, supervised);
    record();
    return supervised;
  };

  const keepRunning = async (first: Supervised): Promise<void> => {
    const { spec } = first;
    const log = logPath(options.logsDirectory, spec.name);
    let told: string | undefined;
    for (let current = first; ; ) {
      const end = await current.child.exited;
      if (stopping.signal.aborted) return;
      const healthy = Date.now() - current.startedAt >= HEALTHY_AFTER_MS;
      const failuresInARow = healthy ? 1 : current.failuresInARow + 1;
      const restartInMs = restartDelayMs(failuresInARow);
      const reason = end.reason ?? end.signal ?? `exit code ${end.code}`;
      // What fails the same way at every try is told once.
      if (reason !== told) options.onEvent({ type: 'crashed', name: spec.name, reason, restartInMs, log });
      told = reason;
      await sleep(restartInMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      current = launch(spec, failuresInARow);
      const { pid } = current.child;
      current.child.ready.then(
        () => {
          told = undefined;
          options.onEvent({ type: 'restarted', name: spec.name, pid });
        },
        () => {}, // Its exit is seen by the next turn of this loop.
      );
    }
  };

  return {
    async start(spec) {
      const supervised = launch(spec, 0);
      try {
        const facts = await supervised.child.ready;
        void keepRunning(supervised);
        return facts;
      } catch (error) {
        if (stopping.signal.aborted) throw new CliError('cli/interrupted', { by: 'stop' }, { cause: error });
        throw startFailure(spec, describeError(error), options.logsDirectory, error);
      }
    },
    async startOrRetry(spec) {
      const supervised = launch(spec, 0);
      const started = supervised.child.ready.then(
        (facts) => ({ facts }),
        (error: unknown) => ({ failure: asSentence(describeError(error)) }),
      );
      void keepRunning(supervised);
      return await started;
    },
    async stop() {
      stopping.abort();
      for (const { spec, child } of [...running.values()].reverse()) {
        options.onEvent({ type: 'stopping', name: spec.name });
        await child.stop(spec.stopTimeoutMs ?? STOP_TIMEOUT_MS);
      }
      running.clear();
      record();
    },
    kill() {
      stopping.abort();
      for (const { spec, child } of running.values()) if (!spec.hasOwnProcess) child.kill();
    },
  };
}

function startFailure(spec: ChildSpec, reason: string, logsDirectory: string, cause: unknown): CliError {
  return new CliError(
    'cli/child-failed',
    { name: spec.name, reason: asSentence(reason), log: logPath(logsDirectory, spec.name) },
    { cause },
  );
}

function asSentence(text: string): string {
  return /[.\n]$/.test(text) ? text : `${text}.`;
}
