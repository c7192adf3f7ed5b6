import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../integration/src/index.ts';
import { noNatsServer, startNats } from '../../integration/test/nats-server.ts';
import type { Ask } from './open-loop.ts';

/** What a part stands on, with nothing of ours around it. */
export interface Engine {
  name: string;
  ask: Ask;
  /** Of its own process, where it has one besides the system's. */
  pid?: number;
  stop(): Promise<void>;
}

const BARE_ROUTE = fileURLToPath(new URL('./bare-route.ts', import.meta.url));
/** As many as the coordinator has at the most for one lane. */
const CONNECTIONS = 8;
/** About what a step of an operation is. */
const ROW_BYTES = 300;

/** A route of Fastify that does nothing, asked as the API is. */
export async function startBareRoute(get: (url: string, n: number) => Promise<void>): Promise<Engine> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', BARE_ROUTE], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  const url = `${line.toString().trim()}/v1/users/G`;
  return {
    ...{ name: 'Fastify, bare: a route that does nothing', pid: child.pid! },
    ask: (n) => get(url, n),
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** A row in a transaction of its own, on a PostgreSQL with the settings that ours has and nothing else in it. */
export async function startBareDatabase(): Promise<Engine> {
  const dir = mkdtempSync(join(tmpdir(), 'istsi-load-'));
  const postgres = await startEmbeddedPostgres({ dir });
  const pool = new pg.Pool({ connectionString: postgres.url, max: CONNECTIONS });
  await pool.query('create table commits (n int8, filler text)');
  return {
    ...{ name: 'PostgreSQL, bare: a row and a commit', pid: postgres.pid },
    ask: (n) => pool.query('insert into commits (n, filler) values ($1, $2)', [n, 'x'.repeat(ROW_BYTES)]),
    async stop() {
      await pool.end();
      await postgres.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A message that a stream of JetStream has written down and acknowledged; undefined where no server is found. */
export async function startBareNats(): Promise<Engine | undefined> {
  if (noNatsServer !== undefined) return undefined;
  const server = await startNats();
  const connection = await connect({ servers: [`nats://${server.address}`] });
  await (await jetstreamManager(connection)).streams.add({ name: 'load', subjects: ['load.>'] });
  const publisher = jetstream(connection);
  const body = JSON.stringify({ filler: 'x'.repeat(ROW_BYTES) });
  return {
    name: 'NATS, bare: a message, acknowledged',
    ask: () => publisher.publish('load.one', body),
    async stop() {
      await connection.close();
      await server.stop();
    },
  };
}
