import { Agent, request } from 'node:http';
import Fastify from 'fastify';
import pg from 'pg';
import { historyColumns } from '../../../integration/src/archive/archived-places.ts';
import { tipColumn } from '../../../integration/src/bitcoin/watcher-store.ts';
import { openDatabase } from '../../../integration/src/database/open-database.ts';
import { depositColumns } from '../../../integration/src/operations/deposits/deposit-store.ts';
import { startWorld } from '../../../integration/test/world.ts';
import { createApi } from '../src/index.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

const ASKED = 500;
/** Of what has the contracts simulated, which takes as long as a hundred reads. */
const ASKED_OF_CONTRACTS = 50;
const TURNS = Number(process.env.ISTSI_BENCH_TURNS ?? 12);
const CLIENTS = 32;
const USERS = 20;
const keys = { operator: 'operator-key-of-the-bench', compliance: 'compliance-key-of-the-bench' };

/** One question; `n` says which of many. */
type Ask = (n: number) => Promise<unknown>;

interface Rate {
  perSecond: number;
  p99: number;
}

/**
 * What is read and what is asked to be done, beside a bare Fastify route that does nothing, one that answers with one row of PostgreSQL,
 * one that answers with the very question that our read asks, and what PostgreSQL answers when it is asked for the row alone: by as many
 * clients, in the same process, in turns. Networks, services and signers run in it too: what they are busy with falls on all of them.
 */
export async function benchReads(): Promise<Measurement[]> {
  const world = await startWorld();
  const options = { services: world.services, keys, version: '1', log: () => undefined, trustedProxies: ['127.0.0.1'] };
  const api = await createApi({ ...options, requestsPerMinute: Number.MAX_SAFE_INTEGER });
  const bare = Fastify();
  bare.get('/v1/users/:address', (_request, reply) => reply.send({ address: '', tier: 2, status: 'active' }));
  const pool = new pg.Pool({ connectionString: world.databaseUrl, max: CLIENTS });
  const text = 'select * from istsi.deposits where outpoint = $1';
  bare.get<{ Params: { outpoint: string } }>('/v1/deposits/:outpoint', async ({ params }) => {
    return (await pool.query({ text, values: [params.outpoint] })).rows[0];
  });
  const question = await questionOfDeposit(world.databaseUrl);
  bare.get<{ Params: { outpoint: string } }>('/v1/histories/:outpoint', async ({ params }) => {
    return (await pool.query({ name: 'history', text: question, values: [params.outpoint] })).rows[0];
  });
  const listening = { host: '127.0.0.1', port: 0 };
  const [apiUrl, bareUrl] = [await api.listen(listening), await bare.listen(listening)];
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  try {
    const paths: string[] = [];
    for (let user = 0; user < USERS; user += 1) paths.push(`/v1/users/${(await world.createUser()).address}`);
    const holder = await world.createHolder(600_000n);
    const to = await world.bitcoin.call<string>('getnewaddress');
    const { rows } = await pool.query<{ outpoint: string }>('select outpoint from istsi.deposits');
    const outpoint = rows[0]!.outpoint;
    const wanted = { user: holder.address, amount_sats: '200000', bitcoin_address: to };
    const pathOf = (n: number): string => paths[n % paths.length]!;
    const asks = {
      bare: (n) => send(`${bareUrl}${pathOf(n)}`, agent),
      user: (n) => send(`${apiUrl}${pathOf(n)}`, agent),
      row: () => pool.query({ text, values: [outpoint] }),
      bareRow: () => send(`${bareUrl}/v1/deposits/${outpoint}`, agent),
      bareHistory: () => send(`${bareUrl}/v1/histories/${outpoint}`, agent),
      deposit: () => send(`${apiUrl}/v1/deposits/${outpoint}`, agent),
      look: () => send(`${apiUrl}/v1/deposits`, agent, { outpoint }),
      quote: () => send(`${apiUrl}/v1/withdrawals/quote`, agent, wanted),
      prepare: () => send(`${apiUrl}/v1/withdrawals/prepare`, agent, wanted),
    } satisfies Record<string, Ask>;
    const rates = await inTurns(asks);
    const shown = (name: string, { perSecond, p99 }: Rate): Measurement[] => [
      { name, value: perSecond, unit: '/s' },
      { name: `${name}: p99`, value: p99, unit: 'ms' },
    ];
    return [
      ...shown('GET /v1/users/:address', rates.user),
      ...shown('a bare Fastify route', rates.bare),
      ...shown('one row of PostgreSQL', rates.row),
      ...shown('a bare Fastify route with that row', rates.bareRow),
      ...shown('a bare Fastify route with its timeline too', rates.bareHistory),
      ...shown('GET /v1/deposits/:outpoint', rates.deposit),
      beside('GET /v1/users/:address, of a bare route', rates.user, rates.bare),
      beside('GET /v1/users/:address, of a bare route with a row', rates.user, rates.bareRow, '≥ 80'),
      beside('GET /v1/deposits/:outpoint, of a bare one with all that', rates.deposit, rates.bareHistory, '≥ 80'),
      ...shown('POST /v1/deposits', rates.look),
      ...shown('POST /v1/withdrawals/quote', rates.quote),
      ...shown('POST /v1/withdrawals/prepare', rates.prepare),
    ];
  } finally {
    agent.destroy();
    await pool.end();
    await Promise.all([api.close(), bare.close()]);
    await world.stop();
  }
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

const beside = (name: string, of: Rate, than: Rate, goal?: string): Measurement => ({
  ...{ name, value: (100 * of.perSecond) / than.perSecond, unit: '%' },
  ...(goal !== undefined && { goal }),
});

async function inTurns<K extends string>(asks: Record<K, Ask>): Promise<Record<K, Rate>> {
  const names = Object.keys(asks) as K[];
  const turns = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, Turn[]>;
  const timesOf = (name: K): number => (name === 'quote' || name === 'prepare' ? ASKED_OF_CONTRACTS : ASKED);
  for (const name of names) await turn(asks[name], timesOf(name));
  for (let n = 0; n < TURNS; n += 1) for (const name of names) turns[name].push(await turn(asks[name], timesOf(name)));
  return Object.fromEntries(names.map((name) => [name, rateOf(turns[name])])) as Record<K, Rate>;
}

interface Turn {
  times: number;
  seconds: number;
  waits: number[];
}

async function turn(ask: Ask, times: number): Promise<Turn> {
  const waits: number[] = [];
  let left = times;
  const begun = performance.now();
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const started = performance.now();
      await ask(left);
      waits.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return { times, seconds: (performance.now() - begun) / 1_000, waits };
}

function rateOf(turns: readonly Turn[]): Rate {
  const rates = turns.map(({ times, seconds }) => times / seconds).toSorted((a, b) => a - b);
  const waits = turns.flatMap((each) => each.waits).toSorted((a, b) => a - b);
  return {
    perSecond: rates[rates.length >> 1] ?? Number.NaN,
    p99: waits[Math.floor(waits.length * 0.99)] ?? Number.NaN,
  };
}

function send(url: string, agent: Agent, body?: object): Promise<void> {
  return new Promise((resolve, reject) => {
    // What is limited for each address is asked by many.
    const headers = body && { 'content-type': 'application/json', 'x-forwarded-for': nextAddress() };
    const asked = request(url, { agent, method: body ? 'POST' : 'GET', ...(headers && { headers }) }, (response) => {
      response.resume();
      if (response.statusCode === 200 || response.statusCode === 202) response.once('end', resolve);
      else reject(new Error(`${url} answered ${response.statusCode}`));
    });
    asked.once('error', reject);
    asked.end(body && JSON.stringify(body));
  });
}

let addresses = 0;
function nextAddress(): string {
  addresses += 1;
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
}
