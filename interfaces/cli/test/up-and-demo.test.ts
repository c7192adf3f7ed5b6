import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openGovernance } from '@istsi/integration';
import { parseSigningFile } from '@istsi/signer';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, describe, expect, test } from 'vitest';
import { findOrphans } from '../src/processes/process-record.ts';
import { expectAnyRoute, expectProgramKeys } from './program-keys.ts';
import { expectReturns } from './returned-deposits.ts';
import { runCommand } from './run-command.ts';

const command = fileURLToPath(new URL('../bin/istsi.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'istsi-up-'));

/** As a person may have it in the shell from which everything is started. */
const strayKey = Keypair.random().secret();

interface Run {
  child: ChildProcess;
  lines: Record<string, unknown>[];
  ended: Promise<number | null>;
  /** Settles with the line of that step, or fails when the command ends without it. */
  step(name: string): Promise<Record<string, unknown>>;
}

const runs: Run[] = [];

const environment = {
  ISTSI_GOVERNANCE_SECRET: strayKey,
  ISTSI_API_PORT: '',
  ISTSI_STELLAR_PORT: '',
  ISTSI_BITCOIN_PORT: '',
};

/** What runs on, in a process of its own. */
function istsi(...args: string[]): Run {
  const child = spawn(process.execPath, [command, ...args, '--json', '--data-dir', directory], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const run: Run = {
    child,
    lines: [],
    ended: new Promise((resolve) => child.once('close', resolve)),
    async step(name) {
      const found = () => run.lines.find(({ step }) => step === name);
      const ended = run.ended.then(() => 'ended');
      while (!found()) {
        const heard = new Promise((resolve) => child.stdout?.once('data', resolve));
        if ((await Promise.race([heard, ended])) === 'ended') break;
      }
      return found() ?? Promise.reject(new Error(`no step ${name} in ${JSON.stringify(run.lines)}`));
    },
  };
  child.stdout?.on('data', (chunk: Buffer) => {
    const pieces = (text + chunk.toString()).split('\n');
    text = pieces.pop() ?? '';
    run.lines.push(...pieces.map((line) => JSON.parse(line) as Record<string, unknown>));
  });
  runs.push(run);
  return run;
}

/** Every line of a command that ends by itself, and how it ended. */
async function run(...args: string[]): Promise<{ exit: number; lines: Record<string, unknown>[] }> {
  const { exit, stdout } = await runCommand([...args, '--json', '--data-dir', directory], environment);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { exit, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

/** The last line of a command, however it ends. */
async function act(...args: string[]): Promise<Record<string, unknown> & { exit: number }> {
  const { exit, lines } = await run(...args);
  return { exit, ...lines.at(-1) };
}

/** The last line of a command that ends well. */
async function lineOf(...args: string[]): Promise<Record<string, unknown>> {
  const { exit, ...line } = await act(...args);
  if (exit !== 0) throw new Error(`it ended with ${exit}: ${JSON.stringify(line)}`);
  return line;
}

afterAll(async () => {
  for (const { child, ended } of runs) {
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(directory, { recursive: true, force: true });
});

const read = (...path: string[]): string => readFileSync(join(directory, ...path), 'utf8');

/** Every Stellar key in what the services' process is given: the file that its command line names, and its environment. */
function keysOfServices(): string[] {
  const { pid } = (JSON.parse(read('processes.json')) as { name: string; pid: number }[]).find(
    ({ name }) => name === 'services',
  )!;
  const ofProcess = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
  const config = ofProcess('cmdline').find((argument) => argument.endsWith('services.json'))!;
  const given = [readFileSync(config, 'utf8'), ...ofProcess('environ')].join('\n');
  return [...new Set(given.match(/\bS[A-Z2-7]{55}\b/g))].map((secret) => Keypair.fromSecret(secret).publicKey());
}

/** What came in, less what went out; the fee was the holder's. */
function expectBooks({ lines }: Run, leftSats: string): void {
  const done = lines.at(-1) as Record<string, string>;
  expect(done).toMatchObject({
    ...{ step: 'done', deposited_sats: '150000', minted: '150000', reserve_ratio_bps: 10_000 },
    ...{ withdrawn_sats: '100000', reserves_sats: leftSats, supply_sats: leftSats },
  });
  expect(BigInt(done.received_sats!) + BigInt(done.fee_sats!)).toBe(100_000n);
}

/** Told of what was, and then forgotten. */
async function expectWebhooks(): Promise<void> {
  const received: string[] = [];
  const receiver = createServer((request, response) => {
    received.push(String(request.headers['webhook-id']));
    request.resume().on('end', () => response.writeHead(204).end());
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const type = 'com.istsi.integration-router.BitcoinDeposit.v1';
  const { id, secret } = await lineOf('webhooks', 'add', url, '--type', type);
  expect(secret).toMatch(/^whsec_/);
  expect(await lineOf('webhooks')).toMatchObject({ items: [{ id, url, types: [type] }] });
  expect(await lineOf('webhooks', 'test', id as string)).toMatchObject({ delivered: true, status: 204 });
  await lineOf('webhooks', 'replay', id as string, '--from', '1', '--through', '40');
  for (const end = Date.now() + 60_000; received.length < 2 && Date.now() < end; ) await sleep(100);
  const { items } = await lineOf('webhooks', 'deliveries', id as string);
  expect((items as { type: string }[])[0]?.type).toBe(type);
  expect((await lineOf('webhooks', 'rotate', id as string)).secret).not.toBe(secret);
  await lineOf('webhooks', 'retry', id as string);
  await lineOf('webhooks', 'remove', id as string);
  expect(await lineOf('webhooks')).toMatchObject({ items: [] });
  expect((await act('webhooks', 'add', 'http://169.254.169.254/')).exit).toBe(1);
  receiver.closeAllConnections();
  receiver.close();
}

const guardianPid = (): number =>
  (JSON.parse(read('processes.json')) as { name: string; pid: number }[]).find(({ name }) => name === 'guardian')
    ?.pid ?? 0;

/** It has explained all of it, and goes on where it was when it is killed. */
async function expectGuardian(): Promise<void> {
  const standing = async (): Promise<Record<string, unknown>> => await lineOf('guardian', 'status').catch(() => ({}));
  const untilWatching = async (): Promise<Record<string, unknown>> => {
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) {
      const found = await standing();
      if (found.state === 'watching' && found.open === 0) return found;
    }
    return await standing();
  };
  expect(await untilWatching()).toMatchObject({ ok: true, state: 'watching', open: 0, accused: 0 });
  const pid = guardianPid();
  process.kill(pid, 'SIGKILL');
  while (guardianPid() === pid || guardianPid() === 0) await sleep(100);
  expect(await untilWatching()).toMatchObject({ ok: true, state: 'watching', open: 0, accused: 0 });
}

describe('istsi', { timeout: 300_000 }, () => {
  test('demo starts what is not running, carries bitcoin there and back to the satoshi, and stops it again', async () => {
    const demo = istsi('demo');
    expect(await demo.ended).toBe(0);
    expectBooks(demo, '50000');
    expect(demo.lines.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['database', 'stellar', 'bitcoin', 'contracts', 'deployment', 'signers', 'services']),
    );
    expect(findOrphans(join(directory, 'processes.json'), () => {})).toEqual([]);
  });

  test('up continues from the same state, demo uses it, a second up is refused, and Ctrl-C ends all', async () => {
    const up = istsi('up');
    const ready = await up.step('ready');
    expect(up.lines.find(({ step }) => step === 'deployment')).toMatchObject({ created: 0 });

    const manifest = JSON.parse(read('manifest.json'));
    const governance = await openGovernance({ rpcUrl: ready.stellar_rpc_url as string, manifest });
    const superAdmin = Keypair.fromSecret(JSON.parse(read('governance.json')).superAdmin as string).publicKey();
    expect(await governance.superAdmins()).toEqual([superAdmin]);
    // The operator's, the officer's, one that signs challenges, one that writes the audit log's checkpoints on Stellar, six that only
    // pay fees, and three that pay for holders without lumens: of those none decides anything.
    expect(keysOfServices()).toHaveLength(14);
    expect(keysOfServices()).not.toContain((await lineOf('keys')).guardian);
    expect(keysOfServices()).not.toContain(superAdmin);
    expect(read('keys.json')).not.toContain(JSON.parse(read('governance.json')).superAdmin);

    const second = istsi('up');
    expect(await second.ended).toBe(1);
    expect(second.lines.at(-1)).toMatchObject({ step: 'failed', code: 'cli/already-running' });
    expect(second.lines.at(-1)?.message).toContain(ready.api_url);

    const demo = istsi('demo');
    expect(await demo.ended).toBe(0);
    expectBooks(demo, '100000');

    const to = (await lineOf('bitcoin', 'newaddress')).address as string;
    const withdrawn = await lineOf('withdraw', '--amount', '0.0003', '--to', to);
    expect(withdrawn).toMatchObject({ step: 'withdrawal', state: 'broadcast', amount_sats: '30000' });
    await lineOf('bitcoin', 'mine', '2');
    const settled = await lineOf('withdrawals', withdrawn.id as string, '--follow');
    expect(settled).toMatchObject({ state: 'settled', bitcoin_address: to });
    expect(await lineOf('bitcoin', 'balance', to)).toMatchObject({ amount_sats: settled.arrives_sats });
    const file = join(directory, 'payment.psbt');
    const exported = await lineOf('withdrawals', 'export', withdrawn.id as string, file);
    expect(exported).toMatchObject({ txid: settled.bitcoin_transaction, signatures: 2, needed: 2 });
    expect((await act('withdrawals', 'import', withdrawn.id as string, file)).exit).toBe(1);
    const named = join(directory, 'payment.json');
    expect((await act('withdrawals', 'export', withdrawn.id as string, named)).exit).toBe(0);
    const carried = parseSigningFile(readFileSync(named));
    expect(carried?.psbt).toEqual(readFileSync(file));
    expect(carried?.withdrawals).toMatchObject([{ withdrawalId: withdrawn.id, amountSats: 30_000n }]);
    const response = await fetch(`${ready.api_url}/v1/reserves`);
    expect(await response.json()).toMatchObject({ reserves_sats: '70000', supply_sats: '70000' });

    const sponsorship = await (await fetch(`${ready.api_url}/v1/sponsorship`)).json();
    expect(sponsorship).toMatchObject({ on: true, total: { most_stroops: '100000000000' } });
    expect((await act('withdraw', '--amount', '0.0001', '--to', to, '--sponsored')).exit).toBe(1);
    await expectWebhooks();
    await expectProgramKeys({ act, apiUrl: ready.api_url as string });
    await expectAnyRoute(act);
    await expectGuardian();

    const prove = await run('reserves', 'prove');
    expect(prove.exit).toBe(0);
    expect(prove.lines).toMatchObject([{ state: 'published', reserves_sats: '70000', supply_sats: '70000' }]);
    const verify = await run('reserves', 'verify');
    expect(verify.exit).toBe(0);
    expect(verify.lines).toMatchObject([{ proved: true, mismatches: [] }]);
    const empty = await run('reserves', 'verify', directory);
    expect(empty.exit).toBe(1);
    expect(empty.lines).toMatchObject([{ proved: false }]);

    await expectReturns({ act, directory, apiUrl: ready.api_url as string });

    for (const config of ['services.json', 'signer-1/config.json', 'guardian/config.json']) {
      const check = await run('config', 'check', '--config', join(directory, config));
      expect(check.exit).toBe(0);
      expect(check.lines).toMatchObject([{ step: 'config', ok: true }]);
    }

    up.child.kill('SIGINT');
    expect(await up.ended).toBe(0);
    expect(findOrphans(join(directory, 'processes.json'), () => {})).toEqual([]);
  });
});
