import type { Manifest } from '@istsi/integration';
import type { Context } from '../context.ts';
import { endOrphans, findOrphans } from '../processes/process-record.ts';
import { createSupervisor, type SupervisorEvent } from '../processes/supervisor.ts';
import type { SystemSettings } from '../settings/system-settings.ts';
import type { Say } from '../state/cache-file.ts';
import { type DataDirectory, dataDirectory, prepareDataDirectory } from '../state/data-directory.ts';
import type { Endpoints } from '../state/endpoints.ts';
import type { PartsHere } from '../state/judge-start.ts';
import type { Keys } from '../state/keys.ts';
import { takeLock } from '../state/lock.ts';
import { releasePorts } from '../state/port-claims.ts';
import { choosePorts, type Ports } from '../state/ports.ts';
import { formatSeconds, relativePath } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { istsiCommand, SIGNERS } from './parts.ts';
import { runStep } from './steps.ts';

export interface RunningSystem {
  endpoints: Endpoints;
  keys: Keys;
  manifest: Manifest;
  /** Ends every part in order, the last started first. */
  stop(): Promise<void>;
  /** Ends every part at once; the next start repairs what that leaves behind. */
  kill(): void;
}

export interface SystemOptions {
  apiPort?: number;
}

/**
 * Prepares the directory, takes its lock, and returns a handle that can stop at any time together with the promise of
 * the running system: Ctrl-C must work in the middle of a start.
 */
export async function startSystem(
  context: Context,
  options: SystemOptions = {},
): Promise<{ running: Promise<RunningSystem>; stop(): Promise<void>; kill(): void }> {
  const { configuration, reporter } = context;
  const directory = dataDirectory(configuration.dataDirectory);
  const here = partsHere(configuration.settings);
  prepareDataDirectory(directory, here.signers);
  const lock = await takeLock(directory.lock, directory.root);
  const supervisor = createSupervisor({
    command: istsiCommand,
    logsDirectory: directory.logs,
    recordPath: directory.processes,
    onEvent: (event) => reportEvent(reporter, event),
  });
  const say: Say = (text) => reporter.note('degraded', text);
  const stop = async () => {
    await supervisor.stop();
    lock.release();
    releasePorts();
  };
  const kill = () => {
    supervisor.kill();
    lock.release();
  };
  const start = async (): Promise<RunningSystem> => {
    // What it looks at, and what is read below, takes a second to load.
    const { requireFitForMainnet } = await import('./mainnet.ts');
    await requireFitForMainnet(configuration.settings);
    await clearOrphans(directory, reporter, say);
    const { openDirectory } = await import('./open-directory.ts');
    const { isNew, keys, remarks } = openDirectory(directory, here, say);
    for (const { path, text } of remarks) reporter.note('degraded', `${relativePath(path)} ${text}`, { path });
    const ports = await choosePorts(directory.ports, requestedPorts(context, options), say);
    const { startParts } = await import('./start-parts.ts');
    const { endpoints, manifest } = await startParts(context, { directory, keys, ports, supervisor, isNew });
    lock.announce(endpoints, say);
    return { endpoints, keys, manifest, stop, kill };
  };
  const running = start().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { running, stop, kill };
}

function requestedPorts({ configuration }: Context, { apiPort }: SystemOptions): Partial<Ports> {
  const requested = { ...configuration.ports, api: apiPort ?? configuration.ports.api };
  return Object.fromEntries(Object.entries(requested).filter(([, port]) => port !== undefined)) as Partial<Ports>;
}

/** What the settings name runs elsewhere. */
function partsHere({ stellar, bitcoin, database, signers, manifest }: SystemSettings): PartsHere {
  return {
    stellar: stellar?.rpcUrl === undefined,
    bitcoin: bitcoin?.rpcUrl === undefined,
    database: database?.url === undefined,
    signers: signers ? 0 : SIGNERS,
    deploys: manifest === undefined,
  };
}

async function clearOrphans(directory: DataDirectory, reporter: Reporter, say: Say): Promise<void> {
  const orphans = findOrphans(directory.processes, say);
  if (orphans.length === 0) return;
  await runStep(reporter, 'cleanup', async () => {
    await endOrphans(orphans);
    return { value: undefined, detail: `ended ${orphans.length} left over from a start that was killed` };
  });
}

function reportEvent(reporter: Reporter, event: SupervisorEvent): void {
  switch (event.type) {
    case 'progress':
      reporter.update(event.name, event.detail);
      return;
    case 'crashed': {
      const { name, reason, restartInMs, log } = event;
      const text = `${name} ended (${reason}); starting it again in ${formatSeconds(restartInMs)}; log: ${relativePath(log)}`;
      reporter.note('crashed', text, { part: name, reason, restart_in_ms: restartInMs, log });
      return;
    }
    case 'restarted':
      reporter.note('restarted', `${event.name} is running again`, { part: event.name, pid: event.pid });
      return;
    case 'degraded':
      reporter.note('degraded', event.text);
      return;
    case 'stopping':
      return;
  }
}
