import { Agent, request } from 'node:http';
import Fastify from 'fastify';
import { startWorld } from '../../../integration/test/world.ts';
import { createApi } from '../src/index.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

const READS = 500;
const TURNS = 12;
const READERS = 32;
const USERS = 20;
const keys = { operator: 'operator-key-of-the-bench', compliance: 'compliance-key-of-the-bench' };

/**
 * `GET /v1/users/:address` of many users, beside a route of Fastify that does nothing: by the same client, in the same
 * process, in turns. Networks, services and signers run in it too: what they are busy with falls on both.
 */
export async function benchReads(): Promise<Measurement[]> {
  const world = await startWorld();
  const options = { services: world.services, keys, version: '1', log: () => undefined };
  const api = await createApi({ ...options, requestsPerMinute: Number.MAX_SAFE_INTEGER });
  const bare = Fastify();
  bare.get('/v1/users/:address', (_request, reply) => reply.send({ address: '', tier: 2, status: 'active' }));
  const listening = { host: '127.0.0.1', port: 0 };
  const [apiUrl, bareUrl] = [await api.listen(listening), await bare.listen(listening)];
  try {
    const paths: string[] = [];
    for (let user = 0; user < USERS; user += 1) paths.push(`/v1/users/${(await world.createUser()).address}`);
    for (const url of [apiUrl, bareUrl]) await secondsFor(url, paths, 2 * READS);
    const [ofUsers, ofNothing]: [number[], number[]] = [[], []];
    for (let turn = 0; turn < TURNS; turn += 1) {
      ofUsers.push(await secondsFor(apiUrl, paths, READS));
      ofNothing.push(await secondsFor(bareUrl, paths, READS));
    }
    const [users, nothing] = [READS / middle(ofUsers), READS / middle(ofNothing)];
    return [
      { name: 'GET /v1/users/:address', value: users, unit: '/s' },
      { name: 'a bare Fastify route', value: nothing, unit: '/s' },
      { name: 'GET /v1/users/:address, of a bare route', value: (100 * users) / nothing, unit: '%', goal: '≥ 50' },
    ];
  } finally {
    await Promise.all([api.close(), bare.close()]);
    await world.stop();
  }
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function secondsFor(url: string, paths: readonly string[], reads: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: READERS });
  let left = reads;
  const start = performance.now();
  const read = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await get(`${url}${paths[left % paths.length]}`, agent);
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  agent.destroy();
  return (performance.now() - start) / 1_000;
}

function get(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent }, (response) => {
      response.resume();
      if (response.statusCode === 200) response.once('end', resolve);
      else reject(new Error(`${url} answered ${response.statusCode}`));
    });
    asked.once('error', reject);
    asked.end();
  });
}
