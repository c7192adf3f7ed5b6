import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Account, Address, Contract, type Keypair, nativeToScVal, TransactionBuilder } from '@stellar/stellar-sdk';
import { DEFAULT_PASSPHRASE } from '../src/index.ts';
import { connect, deployToken, type World } from '../test/world.ts';

const SENDERS = 64;
const EACH = 30;
/** Sent before the clock starts: compilation of the sandbox and of the contract is not what is measured. */
const WARM_UP = 20;
const CHILD = fileURLToPath(new URL('../test/child.ts', import.meta.url));

type Measurement = { name: string; value: number; unit: string; goal?: string };

/** Signed token transfers through HTTP and JSON-RPC into a ledger on disk, the network in a process of its own. */
export async function benchRpcThroughput(): Promise<Measurement[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'istsi-bench-'));
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const rpcUrl = line.toString().trim();
    const world = connect({
      rpcUrl,
      friendbotUrl: `${rpcUrl}/friendbot`,
      networkPassphrase: DEFAULT_PASSPHRASE,
      failed: new Promise(() => undefined),
      stop: async () => undefined,
    });
    const queues = await signTransfers(world);
    const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
    await Promise.all(queues.map((queue) => sendAll(rpcUrl, agent, queue.slice(0, WARM_UP))));
    const start = performance.now();
    await Promise.all(queues.map((queue) => sendAll(rpcUrl, agent, queue.slice(WARM_UP))));
    const seconds = (performance.now() - start) / 1000;
    agent.destroy();
    return [
      {
        name: 'signed token transfers, RPC to durable ledger',
        value: (SENDERS * EACH) / seconds,
        unit: 'tx/s',
        goal: '≥ 1,000',
      },
    ];
  } finally {
    await end(child);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** For each sender the bodies of its requests, in order: transfers to the next account. */
async function signTransfers(world: World): Promise<string[][]> {
  const admin = await world.fund();
  const { token, id } = await deployToken(world, admin);
  const senders = await Promise.all(Array.from({ length: SENDERS }, () => world.fund()));
  for (const sender of senders) {
    await (await token.mint({ to: sender.publicKey(), amount: 1_000_000n })).signAndSend();
  }
  return await Promise.all(
    senders.map((sender, index) => signQueue(world, id, sender, senders[(index + 1) % SENDERS]!)),
  );
}

async function signQueue(world: World, id: string, from: Keypair, to: Keypair): Promise<string[]> {
  const operation = new Contract(id).call(
    'transfer',
    new Address(from.publicKey()).toScVal(),
    new Address(to.publicKey()).toScVal(),
    nativeToScVal(1n, { type: 'i128' }),
  );
  const prepared = await world.build(from, [operation], { prepare: true });
  const envelope = prepared.toEnvelope();
  if (envelope.type !== 'envelopeTypeTx' || envelope.v1.tx.ext.type !== 'sorobanData') throw new Error('not prepared');
  const { sorobanData } = envelope.v1.tx.ext;
  const invocation = envelope.v1.tx.operations[0]!;
  const account = new Account(from.publicKey(), (BigInt(prepared.sequence) - 1n).toString());
  return Array.from({ length: WARM_UP + EACH }, () => {
    const builder = new TransactionBuilder(account, { fee: '100', networkPassphrase: DEFAULT_PASSPHRASE });
    const tx = builder.addOperation(invocation).setSorobanData(sorobanData).setTimeout(0).build();
    tx.sign(from);
    const params = { transaction: tx.toXdr() };
    return JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sendTransaction', params });
  });
}

async function sendAll(url: string, agent: Agent, bodies: readonly string[]): Promise<void> {
  for (const body of bodies) {
    const answer = await post(url, agent, body);
    if (!answer.includes('"PENDING"')) throw new Error(`a transfer was refused: ${answer}`);
  }
}

function post(url: string, agent: Agent, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
