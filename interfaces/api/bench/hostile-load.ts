import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startWorld } from '../../../integration/test/world.ts';
import { createApi } from '../src/index.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

const ATTACKERS = fileURLToPath(new URL('../test/attackers.ts', import.meta.url));
const READERS = 8;
const READS = 2_000;
const PAUSE_MS = 4;
/** Each of so many reads comes over a connection of its own: those of new clients are let in too. */
const NEW_EVERY = 10;
const keys = { operator: 'operator-key-of-the-bench', compliance: 'compliance-key-of-the-bench' };
const attacks = [
  ['slow', '128 slow sockets'],
  ['bodies', '16 bodies of 100 MB at a time'],
  ['connections', '10,000 connections'],
] as const;

/** How long others wait, at most one in a hundred longer, while somebody means harm, beside how long they wait without. */
export async function benchHostileLoad(): Promise<Measurement[]> {
  const world = await startWorld();
  const api = await createApi({
    ...{ services: world.services, keys, version: '1', log: () => undefined },
    requestsPerMinute: Number.MAX_SAFE_INTEGER,
  });
  try {
    const url = await api.listen({ host: '127.0.0.1', port: 0 });
    const path = `/v1/users/${(await world.createUser()).address}`;
    const read = () => p99Of(`${url}${path}`);
    await read();
    const measured: Measurement[] = [];
    for (const [kind, name] of attacks) {
      const before = await read();
      const attackers = await startAttackers(url, kind);
      const during = await read();
      attackers.kill('SIGKILL');
      await once(attackers, 'exit');
      // What it held is let go.
      await sleep(1_000);
      const after = await read();
      const quiet = (before + after) / 2;
      measured.push(
        { name: `p99 of a read, beside ${name}`, value: during, unit: 'ms' },
        { name: `p99 of a read, beside ${name}, of a quiet one`, value: during / quiet, unit: 'x', goal: '≤ 2' },
      );
    }
    return measured;
  } finally {
    await api.close();
    await world.stop();
  }
}

async function startAttackers(url: string, kind: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', ATTACKERS, url, kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([
    once(child.stdout!, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${kind}: it ended by itself`))),
  ]);
  return child;
}

async function p99Of(url: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: READERS });
  const waits: number[] = [];
  let left = READS;
  const reading = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const started = performance.now();
      await get(url, left % NEW_EVERY === 0 ? undefined : agent);
      waits.push(performance.now() - started);
      await sleep(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: READERS }, reading));
  agent.destroy();
  return waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? Number.NaN;
}

function get(url: string, agent: Agent | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: agent ?? false }, (response) => {
      response.resume();
      if (response.statusCode === 200) response.once('end', resolve);
      else reject(new Error(`${url} answered ${response.statusCode}`));
    });
    asked.on('error', reject);
    asked.end();
  });
}
