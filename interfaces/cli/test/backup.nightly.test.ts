import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const command = fileURLToPath(new URL('../bin/istsi.js', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'istsi-backup-'));
// Others may pass through: the database runs as another user when we are root.
chmodSync(home, 0o711);
const at = (name: string) => join(home, name);
const running: ChildProcess[] = [];

afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('close', resolve));
  }
  rmSync(home, { recursive: true, force: true });
});

type Line = Record<string, unknown>;

function start(dataDirectory: string, args: string[], passphrase = 'a passphrase of the test') {
  const child = spawn(process.execPath, [command, ...args, '--json', '--data-dir', at(dataDirectory)], {
    env: {
      ...{ ...process.env, ISTSI_BACKUP_PASSPHRASE: passphrase },
      ...{ ISTSI_API_PORT: '0', ISTSI_STELLAR_PORT: '0', ISTSI_BITCOIN_PORT: '0', ISTSI_DATABASE_PORT: '0' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  return { child, ended, lines };
}

/** How a command ended, and its last line. */
async function istsi(dataDirectory: string, ...args: string[]): Promise<Line & { exit: number | null }> {
  const { ended, lines } = start(dataDirectory, args);
  return { exit: await ended, ...lines().at(-1) };
}

async function up(dataDirectory: string) {
  const run = start(dataDirectory, ['up']);
  const ready = () => run.lines().find(({ step }) => step === 'ready');
  while (!ready() && run.child.exitCode === null) await sleep(100);
  if (!ready()) throw new Error(JSON.stringify(run.lines().at(-1)));
  const apiUrl = ready()!.api_url as string;
  return {
    reserves: async () => (await (await fetch(`${apiUrl}/v1/reserves`)).json()) as Line,
    async stop() {
      run.child.kill('SIGINT');
      expect(await run.ended).toBe(0);
    },
  };
}

/** Ends a command the hard way as soon as there is what it makes. */
async function killWhen(dataDirectory: string, args: string[], made: string): Promise<void> {
  const { child, ended } = start(dataDirectory, args);
  while (!existsSync(made) && child.exitCode === null) await sleep(1);
  child.kill('SIGKILL');
  await ended;
}

function everyByte(directory: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

/** PostgreSQL outlives whoever started it. */
function endDatabaseOf(directory: string): void {
  for (const cluster of readdirSync(directory).filter((name) => name.startsWith('data-'))) {
    const pidFile = join(directory, cluster, 'postmaster.pid');
    if (existsSync(pidFile)) process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL');
  }
}

test('a backup of a running system is one moment of it, sealed, whole or no backup; it is put back where nothing is, and goes on', {
  timeout: 900_000,
}, async () => {
  const first = await up('first');
  expect(await istsi('first', 'demo')).toMatchObject({ exit: 0 });
  const then = await first.reserves();

  await killWhen('first', ['backup', at('kept')], at('kept.incomplete'));
  expect([existsSync(at('kept')), existsSync(at('kept.incomplete'))]).toEqual([false, true]);
  expect(await istsi('first', 'restore', at('kept.incomplete'))).toMatchObject({
    exit: 1,
    code: 'cli/backup-unusable',
  });
  expect(await istsi('first', 'backup', at('kept'))).toMatchObject({ exit: 1, code: 'cli/backup-exists' });
  rmSync(at('kept.incomplete'), { recursive: true });
  expect(await istsi('first', 'backup', at('kept'))).toMatchObject({ exit: 0, step: 'backup' });
  expect(await istsi('first', 'backup', at('kept'))).toMatchObject({ exit: 1, code: 'cli/backup-exists' });

  // Nothing of it is to be read without the passphrase.
  const keys = readFileSync(join(at('first'), 'keys.json'), 'utf8');
  const secrets = [...new Set(keys.match(/(?<=")(S[A-Z2-7]{55}|[\w-]{20,})(?=")/g))];
  expect(secrets.length).toBeGreaterThan(15);
  const governance = JSON.parse(readFileSync(join(at('first'), 'governance.json'), 'utf8')).superAdmin as string;
  const stored = everyByte(at('kept'));
  for (const secret of [...secrets, governance, 'xpub', 'wsh('])
    expect(stored.includes(secret), secret.slice(0, 4)).toBe(false);
  const wrong = start('first', ['backup', at('kept'), '--verify'], 'another passphrase');
  expect(await wrong.ended).toBe(1);
  expect(wrong.lines().at(-1)).toMatchObject({ code: 'cli/backup-unusable' });
  cpSync(at('kept'), at('harmed'), { recursive: true });
  const harmed = readFileSync(join(at('harmed'), 'files', '3'));
  harmed[0]! ^= 1;
  writeFileSync(join(at('harmed'), 'files', '3'), harmed);
  for (const args of [
    ['backup', at('harmed'), '--verify'],
    ['restore', at('harmed')],
  ])
    expect(await istsi('nowhere', ...args)).toMatchObject({ exit: 1, message: expect.stringContaining('files/3') });
  expect(existsSync(at('nowhere'))).toBe(false);

  // The system goes on meanwhile, and the backup stays of its moment.
  expect(await istsi('first', 'bitcoin', 'mine', '2')).toMatchObject({ exit: 0 });
  expect(await istsi('first', 'restore', at('kept'))).toMatchObject({ exit: 1, code: 'cli/restore-over' });
  await first.stop();
  mkdirSync(at('other'));
  const manifest = JSON.parse(readFileSync(join(at('first'), 'manifest.json'), 'utf8'));
  manifest.contracts['integration-router'].id = manifest.contracts['kyc-registry'].id;
  writeFileSync(join(at('other'), 'manifest.json'), JSON.stringify(manifest));
  expect(await istsi('other', 'restore', at('kept'))).toMatchObject({ exit: 1, code: 'cli/backup-of-another' });

  await killWhen('second', ['restore', at('kept')], join(at('second.restoring'), 'database', 'port'));
  expect(existsSync(at('second'))).toBe(false);
  expect(await istsi('second', 'restore', at('kept'))).toMatchObject({ exit: 1, code: 'cli/restore-incomplete' });
  endDatabaseOf(join(at('second.restoring'), 'database'));
  rmSync(at('second.restoring'), { recursive: true });
  expect(await istsi('second', 'restore', at('kept'))).toMatchObject({ exit: 0, step: 'restored', put_aside: [] });
  expect(existsSync(join(at('second'), 'governance.json'))).toBe(false);

  const second = await up('second');
  expect(await second.reserves()).toMatchObject({ reserves_sats: then.reserves_sats, supply_sats: then.supply_sats });
  expect(await istsi('second', 'status')).toMatchObject({ exit: 0 });
  await second.stop();

  // One that does not run is backed up as well, and its database is stopped again.
  expect(await istsi('second', 'backup', at('stopped'))).toMatchObject({ exit: 0 });
  expect(await istsi('second', 'backup', at('stopped'), '--verify')).toMatchObject({ exit: 0 });
  expect(await istsi('nowhere', 'backup', at('nothing'))).toMatchObject({ exit: 1 });
  expect([existsSync(at('nothing')), existsSync(at('nothing.incomplete'))]).toEqual([false, false]);
});
