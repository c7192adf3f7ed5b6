import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Asset, type Keypair, Operation } from '@stellar/stellar-sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox } from '../src/index.ts';
import { deployToken, startWorld, tokenAs, type World } from './world.ts';

let dataDir: string;
let world: World | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'istsi-sandbox-'));
});
afterEach(async () => {
  await world?.stop();
  world = undefined;
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(options = {}): Promise<World> {
  world = await startWorld({ dataDir, ...options });
  return world;
}
async function restart(options = {}): Promise<World> {
  await world?.stop();
  return await start(options);
}
const logs = () => readdirSync(dataDir).filter((name) => name.endsWith('.log'));
const lastLog = () => join(dataDir, logs().sort().at(-1)!);
const pay = (to: Keypair) => Operation.payment({ destination: to.publicKey(), asset: Asset.native(), amount: '1' });

test('state, history, events and the chain of headers survive a restart', async () => {
  const before = await start();
  const admin = await before.fund();
  const deployed = await deployToken(before, admin);
  const minted = await (await deployed.token.mint({ to: admin.publicKey(), amount: 7n })).signAndSend();
  const ledgers = await before.server.getLedgers({ startLedger: 1 });
  const events = await before.server.getEvents({ startLedger: 1, filters: [] });

  const after = await restart();
  expect(await after.server.getLedgers({ startLedger: 1 })).toEqual(ledgers);
  expect(await after.server.getEvents({ startLedger: 1, filters: [] })).toEqual(events);
  expect(await after.server.getTransaction(minted.sendTransactionResponse!.hash)).toMatchObject({ status: 'SUCCESS' });
  const token = tokenAs(deployed, after, admin);
  expect((await token.balance({ id: admin.publicKey() })).result).toBe(7n);
  const again = await (await token.mint({ to: admin.publicKey(), amount: 1n })).signAndSend();
  expect(again.getTransactionResponse?.status).toBe('SUCCESS');
});

test('snapshots replace old state, and logs go when neither state nor history needs them', async () => {
  const options = { snapshotBytes: 20_000, historyLedgers: 20 };
  const before = await start(options);
  const [alice, bob] = [await before.fund(), await before.fund()];
  for (let round = 0; round < 60; round++) await before.run(alice, [pay(bob)]);
  const expected = await before.server.getAccountEntry(bob.publicKey());
  const { sequence } = await before.server.getLatestLedger();

  const after = await restart(options);
  const names = readdirSync(dataDir);
  expect(names.filter((name) => name.endsWith('.bin'))).toHaveLength(1);
  expect(names).not.toContain('ledgers-0000000001.log');
  expect((await after.server.getAccountEntry(bob.publicKey())).toXdr()).toEqual(expected.toXdr());
  expect(await after.server.getHealth()).toMatchObject({ latestLedger: sequence, oldestLedger: sequence - 19 });
  expect((await after.run(alice, [pay(bob)])).status).toBe('SUCCESS');
});

test('a torn record at the end is cut off, and the network goes on from the record before', async () => {
  const before = await start();
  const alice = await before.fund();
  await before.run(alice, [Operation.bumpSequence({ bumpTo: '0' })]);
  const { sequence } = await before.server.getLatestLedger();
  await before.stop();
  const whole = statSync(lastLog()).size;
  truncateSync(lastLog(), whole - 5);

  const after = await start();
  expect((await after.server.getLatestLedger()).sequence).toBe(sequence - 1);
  expect((await after.run(alice, [Operation.bumpSequence({ bumpTo: '0' })])).status).toBe('SUCCESS');
  await after.stop();
  // Rubbish after the last record is as harmless.
  appendFileSync(lastLog(), Buffer.alloc(100, 7));
  expect((await (await start()).server.getLatestLedger()).sequence).toBe(sequence);
});

test('damage before sound records is refused, not guessed around', async () => {
  const before = await start();
  await before.fund();
  await before.fund();
  await before.stop();
  const bytes = readFileSync(lastLog());
  bytes[100]! ^= 1;
  writeFileSync(lastLog(), bytes);

  await expect(start()).rejects.toMatchObject({ code: 'sandbox/log-corrupted' });
});

test('a missing log is refused', async () => {
  const before = await start({ snapshotBytes: 2_000 });
  for (let round = 0; round < 5; round++) await before.fund();
  await before.stop();
  for (const name of readdirSync(dataDir)) if (name.endsWith('.bin')) rmSync(join(dataDir, name));
  rmSync(join(dataDir, logs().sort()[0]!));

  await expect(start()).rejects.toMatchObject({ code: 'sandbox/log-gap' });
});

/** A process that was killed and whose parent does not ask for its end: it is listed for as long as the parent runs. */
async function killedUnnoticed(): Promise<{ pid: number; forget(): void }> {
  const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  process.kill(pid, 'SIGKILL');
  return { pid, forget: () => void parent.kill('SIGKILL') };
}

describe('a data directory', () => {
  test('belongs to one network', async () => {
    await (await start()).stop();
    await expect(start({ networkPassphrase: 'another network' })).rejects.toMatchObject({
      code: 'sandbox/other-network',
    });
  });

  test('belongs to one process at a time', async () => {
    await start();
    await expect(startSandbox({ dataDir })).rejects.toMatchObject({
      code: 'sandbox/locked',
      context: { pid: process.pid },
    });
  });

  test('is taken over from a process that is gone', async () => {
    await (await start()).stop();
    writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, started: '1' }));
    expect((await (await start()).server.getHealth()).status).toBe('healthy');
  });

  test.runIf(process.platform === 'linux')(
    'is taken over from a killed process that nobody took notice of',
    async () => {
      await (await start()).stop();
      const { pid, forget } = await killedUnnoticed();
      try {
        writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid, started: '' }));
        expect((await (await start()).server.getHealth()).status).toBe('healthy');
      } finally {
        forget();
      }
    },
  );

  test('is taken over from a process whose number another one has now', async () => {
    await (await start()).stop();
    writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid: process.ppid, started: 'long ago' }));
    expect((await (await start()).server.getHealth()).status).toBe('healthy');
  });

  test('can be copied while it is in use: the copy is the network as of its last whole record', async () => {
    const running = await start();
    await running.fund();
    const { sequence } = await running.server.getLatestLedger();
    const copy = `${dataDir}-copy`;
    cpSync(dataDir, copy, { recursive: true, filter: (source) => !source.endsWith('/lock') });
    const other = await startWorld({ dataDir: copy });
    expect((await other.server.getLatestLedger()).sequence).toBe(sequence);
    await other.stop();
    rmSync(copy, { recursive: true });
  });
});

test('a transaction accepted for a timed ledger is applied after a restart', async () => {
  const before = await start({ closeMs: 50 });
  const alice = await before.fund();
  const bob = await before.fund();
  await before.stop();
  const waiting = await start({ closeMs: 60_000 });
  const built = await waiting.build(alice, [pay(bob)]);
  const sent = await waiting.server.sendTransaction(built);
  expect(sent.status).toBe('PENDING');
  expect((await waiting.server.sendTransaction(built)).status).toBe('DUPLICATE');
  expect((await waiting.server.getTransaction(sent.hash)).status).toBe('NOT_FOUND');

  const after = await restart({ closeMs: 50 });
  const answer = await after.server.pollTransaction(sent.hash, { sleepStrategy: () => 50, attempts: 100 });
  expect(answer.status).toBe('SUCCESS');
  expect((await after.server.getAccountEntry(bob.publicKey())).balance).toBe(100_010_000_000n);
});

test('advanced time stays advanced after a restart', async () => {
  const before = await start();
  await before.call('sandbox_advanceTime', { seconds: 86_400 });
  const { closeTime } = await before.server.getLatestLedger();
  const after = await restart();
  await after.fund();
  expect(Number((await after.server.getLatestLedger()).closeTime)).toBeGreaterThanOrEqual(Number(closeTime));
});
