import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';
import type { Keys, Ready, RunningSystem } from './running-system.ts';
import { openWires, type Wires } from './wires.ts';

/** Several processes of services on one database: that of `istsi up`, and others that somebody else would run elsewhere. */
export interface Instances {
  /** Each question goes to the next of them, as a load balancer would send it. */
  wires: Wires;
  /** SIGKILL to one of them, which begins again at once: `istsi up` starts its own, and here the others are. */
  killOne(random: Random): string;
  /** Ends those that `istsi up` did not start; resolves when its own, which may have been killed last, answers again. */
  stop(): Promise<void>;
}

interface Instance {
  name: string;
  url: string;
  kill(): void;
}

const LOOK_MS = 200;
const READY_MS = 180_000;

export async function startInstances(system: RunningSystem, ready: Ready, count: number): Promise<Instances> {
  const more = await Promise.all(Array.from({ length: count - 1 }, (_, n) => startOther(system, n + 2)));
  const own: Instance = {
    ...{ name: 'instance 1', url: ready.api_url },
    kill: () => killQuietly(servicesPid(system.dataDirectory)),
  };
  const all = [own, ...more];
  await Promise.all(all.map(async ({ url }) => await answering(url)));
  return {
    wires: inTurn(all, ready, system.keys()),
    killOne(random) {
      const instance = random.pick(all);
      instance.kill();
      return instance.name;
    },
    async stop() {
      for (const { end } of more) end();
      await answering(own.url);
    },
  };
}

async function startOther(system: RunningSystem, n: number): Promise<Instance & { end(): void }> {
  const config = JSON.parse(readFileSync(join(system.dataDirectory, 'services.json'), 'utf8')) as { api: object };
  const port = await freePort();
  const file = join(system.dataDirectory, `services-${n}.json`);
  writeFileSync(file, JSON.stringify({ ...config, api: { ...config.api, port } }), { mode: 0o600 });
  let isOver = false;
  let child: ChildProcess;
  const start = (): void => {
    child = system.spawn('services', 'run', '--config', file);
    child.once('exit', () => {
      if (!isOver) start();
    });
  };
  start();
  return {
    ...{ name: `instance ${n}`, url: `http://127.0.0.1:${port}` },
    kill: () => void child.kill('SIGKILL'),
    end() {
      isOver = true;
      child.kill('SIGKILL');
    },
  };
}

function inTurn(all: readonly Instance[], ready: Ready, keys: Keys): Wires {
  const each = all.map(({ url }) => openWires({ ...ready, api_url: url }, keys));
  let turn = 0;
  const next = (): Wires => each[turn++ % each.length]!;
  return { ...each[0]!, api: async (...asked) => await next().api(...asked) };
}

function servicesPid(dataDirectory: string): number | undefined {
  const parts = JSON.parse(readFileSync(join(dataDirectory, 'processes.json'), 'utf8')) as {
    name: string;
    pid: number;
  }[];
  return parts.find(({ name }) => name === 'services')?.pid;
}

function killQuietly(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It is being started again itself.
  }
}

async function answering(url: string): Promise<void> {
  for (const end = Date.now() + READY_MS; Date.now() < end; await sleep(LOOK_MS)) {
    const response = await fetch(`${url}/v1/status`).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error(`${url} does not answer`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
