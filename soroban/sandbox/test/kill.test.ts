import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Account, Asset, Keypair, Operation, rpc, TransactionBuilder } from '@stellar/stellar-sdk';
import { afterEach, expect, test } from 'vitest';
import { DEFAULT_PASSPHRASE } from '../src/index.ts';
import { callRpc } from './world.ts';

const KILLS = Number(process.env.ISTSI_KILL_ROUNDS ?? 2);
const SENDERS = 6;
const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

const dataDir = mkdtempSync(join(tmpdir(), 'istsi-kill-'));
let child: ChildProcess | undefined;

afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

/** Starts the sandbox in another process; small snapshots, so that kills fall into those too. */
async function startChild(): Promise<string> {
  const options = JSON.stringify({ snapshotBytes: 60_000 });
  const args = ['--import', 'tsx', CHILD, dataDir, options];
  child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return line.toString().trim();
}

async function killChild(): Promise<void> {
  child!.kill('SIGKILL');
  await once(child!, 'exit');
}

/** Mulberry32: the same seed gives the same run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Sender = { readonly keypair: Keypair; sequence: bigint; readonly acknowledged: string[]; unknown: string[] };

/** Sends payments one after the other until the network is gone. */
async function sendUntilKilled(url: string, sender: Sender, to: string): Promise<void> {
  const signer = sender.keypair;
  for (;;) {
    const account = new Account(signer.publicKey(), sender.sequence.toString());
    const tx = new TransactionBuilder(account, { fee: '100', networkPassphrase: DEFAULT_PASSPHRASE })
      .addOperation(Operation.payment({ destination: to, asset: Asset.native(), amount: '0.0000001' }))
      .setTimeout(0)
      .build();
    tx.sign(signer);
    const hash = Buffer.from(tx.hash()).toString('hex');
    sender.unknown = [hash];
    try {
      const { status } = await callRpc(url, 'sendTransaction', { transaction: tx.toXdr() });
      if (status !== 'PENDING') throw new Error(`unexpected status ${status}`);
    } catch (cause) {
      if (cause instanceof TypeError) return;
      throw cause;
    }
    sender.acknowledged.push(hash);
    sender.unknown = [];
    sender.sequence += 1n;
  }
}

async function untilAcknowledged(senders: readonly Sender[]): Promise<void> {
  const count = (): number => senders.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
  const before = count();
  while (count() === before) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** What must hold after every restart. */
async function checkLedger(url: string, senders: readonly Sender[], receiver: string): Promise<number> {
  const server = new rpc.Server(url, { allowHttp: true });
  let applied = 0;
  for (const sender of senders) {
    for (const hash of sender.acknowledged) {
      expect((await server.getTransaction(hash)).status, `acknowledged transaction ${hash}`).toBe('SUCCESS');
    }
    for (const hash of sender.unknown) {
      const { status } = await server.getTransaction(hash);
      if (status === 'NOT_FOUND') continue;
      expect(status).toBe('SUCCESS');
      sender.acknowledged.push(hash);
      sender.sequence += 1n;
    }
    const { seqNum } = await server.getAccountEntry(sender.keypair.publicKey());
    expect(seqNum, 'sequence number').toBe(sender.sequence);
    applied += sender.acknowledged.length;
  }
  expect((await server.getAccountEntry(receiver)).balance, 'receiver').toBe(100_000_000_000n + BigInt(applied));
  const { headerXdr } = await server.getLatestLedger();
  const friendbotFees = BigInt(SENDERS + 1) * 100n;
  expect(headerXdr.feePool, 'fee pool').toBe(BigInt(applied) * 100n + friendbotFees);
  return applied;
}

test(
  'killed at any moment, the network keeps every acknowledged transaction and no half of another',
  async () => {
    const seed = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
    console.log(`KILL_SEED=${seed}`);
    const next = random(seed);
    let url = await startChild();
    const server = new rpc.Server(url, { allowHttp: true });
    const receiver = Keypair.random().publicKey();
    await server.fundAddress(receiver);
    const senders: Sender[] = [];
    for (let index = 0; index < SENDERS; index++) {
      const keypair = Keypair.random();
      await server.fundAddress(keypair.publicKey());
      const { seqNum } = await server.getAccountEntry(keypair.publicKey());
      senders.push({ keypair, sequence: seqNum, acknowledged: [], unknown: [] });
    }

    const counts: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const load = Promise.all(senders.map((sender) => sendUntilKilled(url, sender, receiver)));
      await new Promise((resolve) => setTimeout(resolve, 20 + next() * 500));
      // Before every other kill something was acknowledged, however long that takes on this machine.
      if (kill % 2 === 1) await untilAcknowledged(senders);
      await killChild();
      await load;
      url = await startChild();
      counts.push(await checkLedger(url, senders, receiver));
    }
    console.log(`applied after each kill: ${counts.join(' ')}`);
    expect(counts.at(-1)).toBeGreaterThanOrEqual(Math.floor(KILLS / 2));
  },
  120_000 + KILLS * 60_000,
);
