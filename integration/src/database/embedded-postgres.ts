import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseError } from './errors.ts';
import {
  findPostgres,
  mayEnter,
  type PostgresBinaries,
  type RunAs,
  renameUnlessThere,
  spawnAs,
  unprivilegedUser,
} from './postgres-binaries.ts';
import { isAlive, isListed, isOfAnother, isWorkedIn } from './postgres-process.ts';

export interface EmbeddedPostgres {
  url: string;
  pid: number;
  /** True when the server was already running, left by a process that was killed. */
  adopted: boolean;
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Holds cluster, password, port and log. */
  dir: string;
  /** Absent: the port of the last start, or a free one. */
  port?: number;
  /** postgresql.conf settings, e.g. { fsync: 'off' } for throw-away test databases. */
  settings?: Record<string, string>;
}

const START_TIMEOUT_MS = 60_000;
const MAX_LOG_BYTES = 10_000_000;

/**
 * Starts the PostgreSQL that npm installed, on 127.0.0.1 with a password kept in `dir`, or adopts the one that already
 * runs there. The server outlives us when we are killed. As root it runs as another user, in `/var/lib` if that user
 * may not enter `dir`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dir = path.resolve(options.dir);
  fs.mkdirSync(dir, { recursive: true });
  const user = unprivilegedUser();
  const binaries = findPostgres(user);
  const cluster = path.join(clusterParent(dir, user), `data-${binaries.major}`);
  const isThere = hasCluster(cluster);
  const password = ownSecret(path.join(dir, 'password'), isThere);
  if (!isThere) {
    createCluster(cluster, binaries, user, password, options.settings?.fsync === 'off');
  }
  const server: Server = { dir, cluster, binaries, user, password, settings: options.settings ?? {} };

  const running = await adopt(server);
  if (running) return running;
  return await launch(server, options.port ?? (await rememberedPort(dir)));
}

interface Server {
  dir: string;
  cluster: string;
  binaries: PostgresBinaries;
  user: RunAs | undefined;
  password: string;
  settings: Record<string, string>;
}

/** A cluster without its version file is a damaged one: initdb must not run beside what is left of it. */
function hasCluster(cluster: string): boolean {
  if (fs.existsSync(path.join(cluster, 'PG_VERSION'))) return true;
  if (!fs.existsSync(cluster)) return false;
  throw new DatabaseError('database/unusable', { file: path.join(cluster, 'PG_VERSION'), problem: 'is missing' });
}

/** Written aside and put in place whole: a full disk leaves no empty password. One that a cluster has is never made anew. */
function ownSecret(file: string, hasCluster: boolean): string {
  const known = readText(file);
  if (known) return known;
  if (hasCluster) throw new DatabaseError('database/unusable', { file, problem: 'is missing or empty' });
  const aside = `${file}.${process.pid}.new`;
  try {
    fs.writeFileSync(aside, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (known === '') fs.renameSync(aside, file);
    else fs.linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
  return readText(file) ?? '';
}

/** Undefined when there is no such file. */
function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DatabaseError('database/unusable', { file, problem: 'cannot be read' }, { cause: error });
  }
}

/** The directory that holds the cluster: `dir`, unless the unprivileged user cannot reach it (e.g. below /root). */
function clusterParent(dir: string, user: RunAs | undefined): string {
  const pointer = path.join(dir, 'location');
  const pointed = readText(pointer);
  if (pointed !== undefined) {
    if (pointed !== '' && fs.existsSync(pointed)) return pointed;
    const problem = `names the directory "${pointed}" of the cluster, and there is none`;
    throw new DatabaseError('database/unusable', { file: pointer, problem });
  }
  if (user && !mayEnter(user, dir) && mayEnter(user, path.dirname(dir))) fs.chmodSync(dir, 0o711);
  if (mayEnter(user, dir)) return dir;
  const elsewhere = `/var/lib/istsi-postgres/${randomBytes(8).toString('hex')}`;
  fs.mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  fs.writeFileSync(pointer, elsewhere);
  return elsewhere;
}

/** initdb into a directory of its own, renamed when complete: a kill in between leaves nothing half made in place. */
function createCluster(
  cluster: string,
  binaries: PostgresBinaries,
  user: RunAs | undefined,
  password: string,
  throwAway: boolean,
): void {
  const partial = fs.mkdtempSync(`${cluster}.new-`);
  const passwordFile = `${partial}.password`;
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) for (const file of [partial, passwordFile]) fs.chownSync(file, user.uid, user.gid);
  const result = spawnSync(
    binaries.bin('initdb'),
    [
      ...['-D', partial, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
      ...['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--data-checksums'],
      ...(throwAway ? ['--no-sync'] : []),
    ],
    { ...spawnAs(user), encoding: 'utf8' },
  );
  fs.rmSync(passwordFile);
  const failure = result.status === 0 ? undefined : describeFailure(result);
  if (failure === undefined && renameUnlessThere(partial, cluster)) return;
  fs.rmSync(partial, { recursive: true, force: true });
  if (failure !== undefined) throw new DatabaseError('database/initdb-failed', { dir: cluster, output: failure });
}

const describeFailure = (result: SpawnSyncReturns<string>): string =>
  (result.error?.message ?? (result.stderr || result.stdout)).trim();

/** The server that runs on this cluster, if any. It may still be recovering from a crash, so that is waited for. */
async function adopt(server: Server): Promise<EmbeddedPostgres | undefined> {
  const pidFile = path.join(server.cluster, 'postmaster.pid');
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (let reason = ''; ; ) {
    const lines = fs.existsSync(pidFile) ? fs.readFileSync(pidFile, 'utf8').split('\n') : [];
    const pid = Number(lines[0]);
    if (!pid || !isListed(pid)) return undefined;
    if (isOfAnother(pid, server.cluster)) {
      if (!isWorkedIn(server.cluster)) {
        // PostgreSQL would refuse to start over this file as long as there is any process of that number.
        fs.rmSync(pidFile);
        return undefined;
      }
      reason = 'processes of a server that was killed are still at work';
    } else {
      const url = urlOf(server, Number(lines[3]));
      const failure = lines[3] ? await connectFailure(url) : 'port not known yet';
      if (failure === undefined) return handle(url, pid, true);
      reason = failure;
    }
    if (Date.now() > deadline) throw notReady(server, reason);
    await sleep(50);
  }
}

async function launch(server: Server, port: number): Promise<EmbeddedPostgres> {
  const logFile = path.join(path.dirname(server.cluster), 'postgres.log');
  const log = openLog(logFile);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    ...server.settings,
  };
  const child = spawn(
    server.binaries.bin('postgres'),
    ['-D', server.cluster, '-p', String(port), ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
    { ...spawnAs(server.user), detached: true, stdio: ['ignore', log, log] },
  );
  child.unref();
  if (typeof log === 'number') fs.closeSync(log);
  let exited: string | undefined;
  child.on('error', (error) => {
    exited = error.message;
  });
  child.on('exit', (code, signal) => {
    exited ??= `exit ${code ?? signal}`;
  });

  const url = urlOf(server, port);
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const failure = await connectFailure(url);
    if (failure === undefined && exited === undefined) break;
    if (exited !== undefined) {
      const lines = tail(logFile, 12);
      // Backends of a killed server live on for a moment; another process may also have started it just before us.
      if (/is still in use|already exists/.test(lines) && Date.now() < deadline) {
        await sleep(100);
        return (await adopt(server)) ?? (await launch(server, port));
      }
      throw new DatabaseError('database/postgres-exited', { dir: server.cluster, log: `${lines}\n(${exited})` });
    }
    if (Date.now() > deadline) throw notReady(server, failure ?? '');
    await sleep(25);
  }
  rememberPort(server.dir, port);
  return handle(url, child.pid!, false);
}

function handle(url: string, pid: number, adopted: boolean): EmbeddedPostgres {
  const stop = async (): Promise<void> => {
    // SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, the rest is checkpointed.
    if (isAlive(pid)) process.kill(pid, 'SIGINT');
    while (isAlive(pid)) await sleep(20);
  };
  return { url, pid, adopted, stop };
}

const urlOf = (server: Server, port: number): string =>
  `postgres://postgres:${server.password}@127.0.0.1:${port}/postgres`;

const notReady = (server: Server, reason: string): DatabaseError =>
  new DatabaseError('database/postgres-not-ready', { dir: server.cluster, waitedMs: START_TIMEOUT_MS, reason });

async function connectFailure(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return (error as Error).message || (error as NodeJS.ErrnoException).code || 'no connection';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Without a log rather than not at all: on a full disk, or where something else stands in its place. */
function openLog(file: string): number | 'ignore' {
  try {
    if (fs.existsSync(file) && fs.statSync(file).size > MAX_LOG_BYTES) fs.renameSync(file, `${file}.old`);
    return fs.openSync(file, 'a');
  } catch {
    return 'ignore';
  }
}

function rememberPort(dir: string, port: number): void {
  try {
    fs.writeFileSync(path.join(dir, 'port'), String(port));
  } catch {
    // The next start takes another.
  }
}

async function rememberedPort(dir: string): Promise<number> {
  let remembered = 0;
  try {
    const text = fs.readFileSync(path.join(dir, 'port'), 'utf8').trim();
    if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) remembered = Number(text);
  } catch {
    // None is remembered.
  }
  return (remembered ? await freePort(remembered) : undefined) ?? (await freePort(0)) ?? 0;
}

async function freePort(port: number): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address() as net.AddressInfo;
      probe.close(() => resolve(address.port));
    });
  });
}

function tail(file: string, lines: number): string {
  try {
    return fs.readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
