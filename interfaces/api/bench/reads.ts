import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import Fastify from 'fastify';
import pg from 'pg';
import { historyColumns } from '../../../integration/src/archive/archived-places.ts';
import { tipColumn } from '../../../integration/src/bitcoin/watcher-store.ts';
import { openDatabase } from '../../../integration/src/database/open-database.ts';
import { depositColumns } from '../../../integration/src/operations/deposits/deposit-store.ts';
import { startWorld, type World } from '../../../integration/test/world.ts';
import { createApi } from '../src/index.ts';
import type { Taken, Task } from '../test/readers.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

/** Each has its turns, and says the median itself. */
export const rounds = 1;

const READERS = fileURLToPath(new URL('../test/readers.ts', import.meta.url));
const TURNS = Number(process.env.ISTSI_BENCH_TURNS ?? 9);
const TURN_MS = 400;
const CLIENTS = 32;
const USERS = 16;
const SATS = 100_000n;
const keys = { operator: 'operator-key-of-the-bench', compliance: 'compliance-key-of-the-bench' };

/**
 * What is read, beside bare Fastify routes: one that says a constant, one that answers with one row of PostgreSQL, one that answers with
 * the very question that our read asks. By as many clients, of a process of their own, in turns. Networks, services and signers run in
 * the server's process: what they are busy with falls on all of them.
 */
export async function benchReads(): Promise<Measurement[]> {
  const world = await startWorld();
  const options = { services: world.services, keys, version: '1', log: () => undefined };
  const api = await createApi({ ...options, requestsPerMinute: Number.MAX_SAFE_INTEGER });
  const pool = new pg.Pool({ connectionString: world.databaseUrl, max: CLIENTS });
  const bare = await bareRoutes(world, pool);
  const readers = fork(READERS, { execArgv: ['--import', 'tsx'] });
  try {
    const listening = { host: '127.0.0.1', port: 0 };
    const [apiUrl, bareUrl] = [await api.listen(listening), await bare.listen(listening)];
    const { users, outpoints } = await fill(world);
    const pathsOf = (base: string, ids: readonly string[]) => ids.map((id) => `${base}/${id}`);
    const rates = await inTurns(readers, {
      constant: pathsOf(`${bareUrl}/v1/users`, users),
      row: pathsOf(`${bareUrl}/v1/deposits`, outpoints),
      history: pathsOf(`${bareUrl}/v1/histories`, outpoints),
      health: [`${apiUrl}/v1/health`],
      user: pathsOf(`${apiUrl}/v1/users`, users),
      address: users.map((user) => `${apiUrl}/v1/users/${user}/deposit-address`),
      deposit: pathsOf(`${apiUrl}/v1/deposits`, outpoints),
    });
    return [
      ...shown('a bare Fastify route that says a constant', rates.constant),
      ...shown('a bare Fastify route with a row of PostgreSQL', rates.row),
      ...shown('a bare Fastify route with a deposit’s timeline too', rates.history),
      ...shown('GET /v1/health', rates.health),
      ...shown('GET /v1/users/:address', rates.user),
      ...shown('GET /v1/users/:address/deposit-address', rates.address),
      ...shown('GET /v1/deposits/:outpoint', rates.deposit),
      beside('GET /v1/users/:address, of a constant', rates.user, rates.constant, '≥ 50'),
      beside('GET /v1/users/…/deposit-address, of a constant', rates.address, rates.constant, '≥ 50'),
      beside('GET /v1/deposits/:outpoint, of a bare one with all that', rates.deposit, rates.history, '≥ 80'),
      beside('GET /v1/deposits/:outpoint, of a bare one with a row', rates.deposit, rates.row, '≥ 80'),
      beside('GET /v1/deposits/:outpoint, of a constant', rates.deposit, rates.constant),
    ];
  } finally {
    readers.kill();
    await pool.end();
    await Promise.all([api.close(), bare.close()]);
    await world.stop();
  }
}

/** Users, and a deposit of each with all that happened to it. */
async function fill(world: World): Promise<{ users: string[]; outpoints: string[] }> {
  const made = [];
  for (let n = 0; n < USERS; n += 1) made.push(await world.createUser());
  const outpoints = await world.bitcoin.pay(
    ...made.map(({ depositAddress }): [string, bigint] => [depositAddress, SATS]),
  );
  await world.bitcoin.mine(6);
  for (const outpoint of outpoints) await world.waitFor(outpoint, 'minted');
  return {
    users: made.map(({ address }) => address),
    outpoints: outpoints.map(({ txid, vout }) => `${txid}:${vout}`),
  };
}

async function bareRoutes({ databaseUrl }: World, pool: pg.Pool) {
  const bare = Fastify();
  bare.get('/v1/users/:address', (_request, reply) => reply.send({ address: '', tier: 2, status: 'active' }));
  const row = 'select * from istsi.deposits where outpoint = $1';
  const questions = { deposits: row, histories: await questionOfDeposit(databaseUrl) };
  for (const [name, text] of Object.entries(questions))
    bare.get<{ Params: { outpoint: string } }>(`/v1/${name}/:outpoint`, async ({ params }) => {
      return (await pool.query({ name, text, values: [params.outpoint] })).rows[0];
    });
  return bare;
}

/** What the API asks of a deposit, so that somebody else can ask it. */
async function questionOfDeposit(url: string): Promise<string> {
  const { db, close } = await openDatabase(url, () => undefined);
  const asked = db
    .selectFrom('istsi.deposits')
    .select(depositColumns)
    .select([tipColumn, ...historyColumns('istsi.deposits.outpoint')])
    .where('outpoint', '=', '');
  await close();
  return asked.compile().sql;
}

interface Rate {
  perSecond: number;
  p99: number;
}

const shown = (name: string, { perSecond, p99 }: Rate): Measurement[] => [
  { name, value: perSecond, unit: '/s' },
  { name: `${name}: p99`, value: p99, unit: 'ms' },
];

const beside = (name: string, of: Rate, than: Rate, goal?: string): Measurement => ({
  ...{ name, value: (100 * of.perSecond) / than.perSecond, unit: '%' },
  ...(goal !== undefined && { goal }),
});

async function inTurns<K extends string>(
  readers: ChildProcess,
  urls: Record<K, readonly string[]>,
): Promise<Record<K, Rate>> {
  const names = Object.keys(urls) as K[];
  const turns = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, Taken[]>;
  // The first is for the compiler, and for what is kept.
  for (let n = 0; n <= TURNS; n += 1)
    for (const name of names) {
      const taken = await read(readers, { urls: urls[name], clients: CLIENTS, forMs: TURN_MS });
      if (n > 0) turns[name].push(taken);
    }
  return Object.fromEntries(names.map((name) => [name, rateOf(turns[name])])) as Record<K, Rate>;
}

async function read(readers: ChildProcess, task: Task): Promise<Taken> {
  const ended = new AbortController();
  const { signal } = ended;
  try {
    readers.send(task);
    const gone = once(readers, 'exit', { signal }).then(() =>
      Promise.reject(new Error('the readers ended by themselves')),
    );
    const [taken] = (await Promise.race([once(readers, 'message', { signal }), gone])) as [Taken];
    return taken;
  } finally {
    ended.abort();
  }
}

function rateOf(turns: readonly Taken[]): Rate {
  const rates = turns.map(({ perSecond }) => perSecond).toSorted((a, b) => a - b);
  const waits = turns.flatMap((each) => each.waits).toSorted((a, b) => a - b);
  return {
    perSecond: rates[rates.length >> 1] ?? Number.NaN,
    p99: waits[Math.floor(waits.length * 0.99)] ?? Number.NaN,
  };
}
