import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { fundAccount, openNetwork } from '@istsi/soroban-client';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestDatabases, type TestDatabases } from '../../../integration/test/database.ts';
import { startCoreProcess } from './core-node.ts';
import { createOwnPayer, type OwnPayer } from './own-payer.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 240_000 });

/*
 * Everything that `istsi.json` can name is elsewhere: PostgreSQL, a Stellar network, and a node in a process of its own that
 * stands for Bitcoin Core with a cookie, without REST, and slow. With `ISTSI_BITCOIND=/path/to/bitcoind` it is Bitcoin Core.
 * The services hold an operator's key and one that pauses; an officer registers, with a key that they never see.
 */
const command = fileURLToPath(new URL('../bin/istsi.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'istsi-external-'));
const at = (...path: string[]): string => join(root, ...path);
const DELAY_MS = 60;
const secrets = { operator: Keypair.random(), channel: Keypair.random(), breaker: Keypair.random() };
const apiKeys = { operator: 'operator-key-of-this-test', compliance: 'compliance-key-of-this-test' };

interface Run {
  child: ChildProcess;
  lines: Record<string, unknown>[];
  ended: Promise<number | null>;
}

let databases: TestDatabases;
let sandbox: Sandbox;
let core: { child: ChildProcess; url: string };
let up: Run | undefined;
let databaseUrl: string;

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  ...{ ISTSI_API_PORT: '0', ISTSI_STELLAR_PORT: '', ISTSI_BITCOIN_PORT: '', DATABASE_URL: '' },
  // One secret by variable; the others by file.
  PLACE_OF_THE_DATABASE: databaseUrl,
});

function istsi(...args: string[]): Run {
  const child = spawn(process.execPath, [command, '--json', ...args], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const run: Run = { child, lines: [], ended: new Promise((resolve) => child.once('close', resolve)) };
  createInterface({ input: child.stdout! }).on('line', (line) => {
    run.lines.push(JSON.parse(line) as Record<string, unknown>);
  });
  return run;
}

const startCore = (port?: number): Promise<typeof core> => startCoreProcess(at('core'), DELAY_MS, port);

async function stop({ child }: { child: ChildProcess }): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

function writeSettings(name: string, settings: object): string {
  writeFileSync(at(name), JSON.stringify(settings, null, 2));
  return at(name);
}

const elsewhere = () => ({
  dataDir: 'data',
  database: { url: { env: 'PLACE_OF_THE_DATABASE' } },
  stellar: { rpcUrl: sandbox.rpcUrl, networkPassphrase: sandbox.networkPassphrase },
  bitcoin: { network: 'regtest', rpcUrl: core.url, cookieFile: 'core/regtest/.cookie' },
  keys: { operator: { file: 'operator.secret' }, channels: { file: 'channels.secret' } },
  monitor: { breakerKey: { file: 'pause.secret' } },
  api: { keys: { operator: { file: 'operator.key' }, compliance: { file: 'compliance.key' } } },
});

beforeAll(async () => {
  databases = await startTestDatabases();
  databaseUrl = await databases.create();
  sandbox = await startSandbox();
  core = await startCore();
  const ofServices = { 'operator.secret': secrets.operator, 'channels.secret': secrets.channel };
  for (const [name, key] of Object.entries({ ...ofServices, 'pause.secret': secrets.breaker }))
    writeFileSync(at(name), key.secret());
  writeFileSync(at('operator.key'), `${apiKeys.operator}\n`);
  writeFileSync(at('compliance.key'), `${apiKeys.compliance}\n`);
});
afterAll(async () => {
  if (up) await stop(up);
  if (core) await stop(core);
  await sandbox?.stop();
  await databases?.stop();
  rmSync(root, { recursive: true, force: true });
});

async function ready(run: Run): Promise<Record<string, string>> {
  const found = () => run.lines.find(({ step }) => step === 'ready');
  const ended = run.ended.then(() => true);
  while (!found()) {
    const isOver = await Promise.race([ended, new Promise<false>((resolve) => setTimeout(() => resolve(false), 100))]);
    if (isOver) throw new Error(`up ended: ${JSON.stringify(run.lines.slice(-3))}`);
  }
  return found() as Record<string, string>;
}

async function bitcoin<T>(method: string, ...params: unknown[]): Promise<T> {
  const cookie = readFileSync(at('core/regtest/.cookie'), 'utf8');
  const response = await fetch(core.url, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(cookie).toString('base64')}` },
    body: JSON.stringify({ jsonrpc: '1.0', id: 1, method, params }),
  });
  const { result, error } = (await response.json()) as { result: T; error: { message: string } | null };
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

/** Not the node's wallet: it may have none. */
const payer: OwnPayer = createOwnPayer(bitcoin);

async function api<T>(url: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${apiKeys.compliance}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** Runs a command, which must succeed. */
async function done(...args: string[]): Promise<Record<string, unknown>[]> {
  const run = istsi(...args);
  expect(await run.ended, `${args.join(' ')}: ${JSON.stringify(run.lines)}`).toBe(0);
  return run.lines;
}

/** The first officer is of the directory that deployed: their key leaves this machine. The pausing key is given its role. */
async function takeOfficerAway(): Promise<string> {
  const file = at('data', 'keys.json');
  const { complianceOfficer } = (JSON.parse(readFileSync(file, 'utf8')) as { stellar: Record<string, string> }).stellar;
  writeFileSync(at('officer.secret'), complianceOfficer!);
  const address = secrets.breaker.publicKey();
  await fundAccount(openNetwork(sandbox), sandbox.friendbotUrl, address);
  const governance = ['--data-dir', at('data'), 'governance'];
  const [proposed] = (await done(...governance, 'propose', 'GrantRole', address, 'Guardian')).slice(-1);
  for (const verb of ['approve', 'execute']) await done(...governance, verb, String(proposed!.id));
  return complianceOfficer!;
}

/** On the officer's machine: who waits, one signature, and it counts once. */
async function registerAsOfficer(account: string): Promise<void> {
  const identities = ['--data-dir', at('data'), 'identities'];
  expect((await done(...identities)).at(-1)).toMatchObject({ registrations: [{ address: account, tier: 2 }] });
  const register = [...identities, 'register', account, '--tier', '2'];
  for (const name of ['operator.secret', 'channels.secret', 'pause.secret']) {
    const refused = istsi(...register, '--key', at(name));
    expect(await refused.ended, name).toBe(1);
    expect(JSON.stringify(refused.lines)).toContain('no compliance officer');
  }
  await done(...register, '--key', at('officer.secret'));
  const again = istsi(...register, '--key', at('officer.secret'));
  expect(await again.ended).toBe(1);
  expect(JSON.stringify(again.lines)).toContain('registered already');
  await expect.poll(async () => (await done(...identities)).at(-1)?.registrations, { timeout: 60_000 }).toEqual([]);
}

describe('with all that istsi.json can name elsewhere', () => {
  test('config check says so, and shows no secret', async () => {
    const check = istsi('config', 'check', '--config', writeSettings('istsi.json', elsewhere()));
    expect(await check.ended).toBe(0);
    const [{ findings }] = check.lines as [{ findings: { field: string; detail: string }[] }];
    expect(Object.fromEntries(findings.map(({ field, detail }) => [field, detail]))).toMatchObject({
      'database.url': expect.stringMatching(/answers/),
      'stellar.rpcUrl': `"${sandbox.networkPassphrase}"`,
      'bitcoin.rpcUrl': 'regtest, at block 0',
      'api.keys': 'two keys',
      signers: expect.stringMatching(/starts it on this machine/),
    });
    const hidden = [...Object.values(apiKeys), readFileSync(at('core/regtest/.cookie'), 'utf8')];
    for (const secret of hidden) expect(JSON.stringify(check.lines)).not.toContain(secret);
  });

  test('bitcoin is deposited, minted, withdrawn and settled, with the node started again under another cookie', async () => {
    up = istsi('up', '--config', at('istsi.json'));
    const { api_url: url } = (await ready(up)) as { api_url: string };
    expect(up.lines.filter(({ step }) => ['database', 'stellar', 'bitcoin'].includes(String(step)))).toHaveLength(3);
    const officer = await takeOfficerAway();
    for (const written of ['services.json', 'up.lock', 'signer-1/config.json', 'logs/services.log']) {
      const text = readFileSync(at('data', written), 'utf8');
      for (const secret of [...Object.values(apiKeys), databaseUrl, officer])
        expect(text, written).not.toContain(secret);
    }

    await payer.mine(110);
    const key = Keypair.random();
    const account = key.publicKey();
    writeFileSync(at('holder.key'), key.secret());
    const asked = await api<{ by: string }>(url, '/v1/identities', { address: account, tier: 2 });
    expect(asked).toMatchObject({ address: account, tier: 2, by: 'api:compliance' });
    await registerAsOfficer(account);
    const { address } = await api<{ address: string }>(url, `/v1/users/${account}/deposit-address`);
    await payer.pay(address, 100_000n);
    await payer.mine(3);
    const balance = async () => (await api<{ balance_sats: string }>(url, `/v1/users/${account}`)).balance_sats;
    await expect.poll(balance, { timeout: 120_000 }).toBe('100000');

    const { port } = new URL(core.url);
    const before = readFileSync(at('core/regtest/.cookie'), 'utf8');
    await stop(core);
    core = await startCore(Number(port));
    expect(readFileSync(at('core/regtest/.cookie'), 'utf8')).not.toBe(before);

    const to = payer.address;
    const order = ['withdraw', '--amount', '0.0006', '--to', to, '--user', at('holder.key')];
    const withdraw = istsi('--data-dir', at('data'), ...order);
    expect(await withdraw.ended, JSON.stringify(withdraw.lines)).toBe(0);
    const { id } = withdraw.lines.at(-1) as { id: string };
    await payer.mine(3);
    const state = async () => (await api<{ state: string }>(url, `/v1/withdrawals/${id}`)).state;
    await expect.poll(state, { timeout: 120_000 }).toBe('settled');
    expect(await balance()).toBe('40000');
    expect(await api(url, '/v1/reserves')).toMatchObject({ reserves_sats: '40000', supply_sats: '40000' });
    expect(await istsi('--data-dir', at('data'), 'status').ended).toBe(0);
  });

  test('the system is stopped with the pausing key, and let run again by governance', async () => {
    const here = ['--data-dir', at('data')];
    await done(...here, 'pause', 'a drill');
    const status = istsi(...here, 'status');
    await status.ended;
    expect(JSON.stringify(status.lines)).toMatch(/paused/i);
    await done(...here, 'resume');
    const { api_url: url } = (await ready(up!)) as { api_url: string };
    expect(await api(url, '/v1/status')).toMatchObject({ paused: false });
  });
});
