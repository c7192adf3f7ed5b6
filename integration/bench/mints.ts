import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { startWorld, until, type World } from '../test/world.ts';
import { payMany } from './deposits.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

const USERS = 10;
const MINTS = Number(process.env.ISTSI_BENCH_MINTS ?? 200);
const SATS = 50_000n;
/** Buried deep enough for any amount below ten bitcoins. */
const DEEP = 6;
/** As in a system in use. */
const POLL_MS = 1_000;

/**
 * Deposits from the block that buries them to their tokens: watcher, operations, two of three signers, two simulations and a
 * ledger each, with everything but PostgreSQL in this one process. `CPU` is that process's, which says more than the clock on
 * a machine that does something else too; queries and requests are counted, and the same everywhere.
 */
export async function benchMints(): Promise<Measurement[]> {
  const world = await startWorld({ pollMs: POLL_MS });
  const counters = count();
  try {
    const addresses: string[] = [];
    for (let user = 0; user < USERS; user += 1) addresses.push((await world.createUser(4)).depositAddress);
    const outpoints = await payMany(world, addresses, { outputs: MINTS, sats: SATS });
    // What came before is not what is measured: a chain of some hundred blocks was made in a moment.
    await searched(world);
    counters.reset();
    const [cpu, start] = [process.cpuUsage(), performance.now()];
    await world.bitcoin.mine(DEEP);
    await minted(world, outpoints.length);
    const seconds = (performance.now() - start) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    const each = (value: number): number => value / outpoints.length;
    return [
      { name: 'deposits minted, buried to minted', value: outpoints.length / seconds, unit: '/s', goal: '≥ 40' },
      { name: 'CPU of a mint, all but the database', value: each((user + system) / 1_000), unit: 'ms', goal: '≤ 40' },
      { name: 'database queries of a mint', value: each(counters.queries()), unit: '' },
      { name: 'requests over HTTP of a mint', value: each(counters.requests()), unit: '' },
    ];
  } finally {
    counters.stop();
    await world.stop();
  }
}

/** Until the watcher has stored the node's last block. */
async function searched(world: World): Promise<void> {
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  try {
    const height = await world.bitcoin.call<number>('getblockcount');
    await until(
      async () => {
        const { rows } = await client.query<{ height: number }>(
          'select max(height) as height from istsi.bitcoin_blocks',
        );
        return Number(rows[0]?.height ?? -1) >= height || undefined;
      },
      () => `block ${height} to be searched`,
    );
  } finally {
    await client.end();
  }
}

async function minted(world: World, deposits: number): Promise<void> {
  await until(
    async () => {
      const { deposits: states } = await world.services.status();
      return (states.minted ?? 0) >= deposits || undefined;
    },
    () => `${deposits} deposits to be minted`,
    { everyMs: 250, waitMs: 600_000 },
  );
}

/** Everything that this process asks of databases and servers. */
function count(): { queries(): number; requests(): number; reset(): void; stop(): void } {
  let [queries, requests] = [0, 0];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    queries += 1;
    return (query as (...given: unknown[]) => unknown).apply(this, args);
  } as typeof query;
  const asked = (): void => {
    requests += 1;
  };
  // Of Node's own client, and of the one behind `fetch`.
  const channels = ['http.client.request.start', 'undici:request:create'];
  for (const channel of channels) subscribe(channel, asked);
  return {
    queries: () => queries,
    requests: () => requests,
    reset() {
      [queries, requests] = [0, 0];
    },
    stop() {
      pg.Client.prototype.query = query;
      for (const channel of channels) unsubscribe(channel, asked);
    },
  };
}
