import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './world.ts';

const cache = fileURLToPath(new URL('../../node_modules/.cache/nats-server', import.meta.url));
const unpacked = path.join(cache, 'usr/sbin/nats-server');
/** Where Debian and others have it; named by `NATS_SERVER` elsewhere. */
const PLACES = [process.env.NATS_SERVER ?? '', '/usr/sbin/nats-server', '/usr/bin/nats-server', unpacked];

/**
 * Debian's NATS server. Where it is missing, its package is unpacked beside the modules, and not installed: it would run as a
 * service then. Undefined where there is neither.
 */
function findNatsServer(): string | undefined {
  const found = () => PLACES.find((place) => place !== '' && existsSync(place));
  if (found() !== undefined || !existsSync('/usr/bin/apt-get')) return found();
  mkdirSync(cache, { recursive: true });
  const download = () => spawnSync('apt-get', ['download', '-qq', 'nats-server'], { cwd: cache, stdio: 'ignore' });
  if (download().status !== 0 && process.getuid?.() === 0) {
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    download();
  }
  const file = readdirSync(cache).find((name) => name.endsWith('.deb'));
  if (file !== undefined) spawnSync('dpkg-deb', ['-x', file, '.'], { cwd: cache, stdio: 'ignore' });
  return found();
}

const program = findNatsServer();
/** Why nothing is tested against a server; undefined where one is. */
export const noNatsServer =
  program === undefined
    ? 'there is no nats-server here (Debian has a package; elsewhere NATS_SERVER names one)'
    : undefined;

export interface NatsServer {
  /** `127.0.0.1:4222`, the same whenever it is started again. */
  address: string;
  /** What it keeps. */
  storage: string;
  start(): Promise<void>;
  /** As a machine ends that loses power, and still has what was on its disk. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** A server with JetStream. `settings`: more of its configuration. */
export async function startNats(settings = ''): Promise<NatsServer> {
  if (program === undefined) throw new Error(noNatsServer);
  const directory = mkdtempSync(path.join(tmpdir(), 'istsi-nats-'));
  const storage = path.join(directory, 'storage');
  let port = -1;
  let child: ChildProcess | undefined;
  const ended = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const { current } = { current: child };
    child = undefined;
    if (!current || current.exitCode !== null) return;
    const closed = new Promise((resolve) => current.once('close', resolve));
    current.kill(signal);
    await closed;
  };
  const onExit = (): void => void child?.kill('SIGKILL');
  process.once('exit', onExit);
  const server: NatsServer = {
    get address() {
      return `127.0.0.1:${port}`;
    },
    storage,
    async start() {
      const config = path.join(directory, 'nats.conf');
      writeFileSync(
        config,
        `listen: "127.0.0.1:${port}"\nports_file_dir: "${directory}"\njetstream { store_dir: "${storage}" }\n${settings}\n`,
      );
      for (const name of portFiles()) rmSync(path.join(directory, name));
      let said = '';
      const started = spawn(program, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
      started.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      child = started;
      const url = await until(
        () => {
          if (started.exitCode !== null) throw new Error(`nats-server ended: ${said}`);
          return Promise.resolve(readPort());
        },
        () => `nats-server to start: ${said}`,
      );
      port = Number(new URL(url).port);
    },
    kill: async () => await ended('SIGKILL'),
    async stop() {
      process.off('exit', onExit);
      await ended('SIGTERM');
      rmSync(directory, { recursive: true, force: true });
    },
  };
  const portFiles = (): string[] => readdirSync(directory).filter((name) => name.endsWith('.ports'));
  const readPort = (): string | undefined => {
    const [file] = portFiles();
    try {
      const { nats } = JSON.parse(readFileSync(path.join(directory, file ?? ''), 'utf8')) as { nats: string[] };
      return nats[0];
    } catch {
      return undefined;
    }
  };
  await server.start();
  return server;
}
