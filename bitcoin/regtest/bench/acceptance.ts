import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pointFromScalar } from 'tiny-secp256k1';
import { sha256 } from '../src/encoding/hash.ts';
import { buildTransaction, type Transaction } from '../src/encoding/transaction.ts';
import { mineBlock } from '../src/mining/mine.ts';
import { createNode, type Node, submitTransaction } from '../src/node.ts';
import { startRegtest } from '../src/start-regtest.ts';
import { scriptFor, type WalletKey } from '../src/wallet/keys.ts';
import { signTransaction } from '../src/wallet/sign.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

const SPENDS = 5_000;
const PER_FAN = 1_000;
const SHARE_SATS = 4_000_000n;
const ANYONE = Buffer.from([0x51]);
const BLANK = { scriptSig: Buffer.alloc(0), sequence: 0xfffffffd, witness: [] };

type Prepared = { blocks: string[]; spends: Transaction[] };

/** A chain with 5,000 coins of as many keys, and one signed P2WPKH spend of each. Made once for all rounds. */
function prepare(): Prepared {
  const node = createNode();
  const miner = keyAt(SPENDS);
  const fans = SPENDS / PER_FAN;
  const rewards = Array.from({ length: fans }, () => mineBlock(node, miner.script).transactions[0]!);
  for (let i = 0; i < 100; i++) mineBlock(node, ANYONE);
  const spends = rewards.flatMap((reward, fan) => spendAll(node, reward, miner, fan * PER_FAN));
  return { blocks: node.chain.active.slice(1).map(({ block }) => block!.raw.toString('hex')), spends };
}

function spendAll(node: Node, reward: Transaction, miner: WalletKey, firstKey: number): Transaction[] {
  const keys = Array.from({ length: PER_FAN }, (_, at) => keyAt(firstKey + at));
  const fan = signTransaction(
    {
      version: 2,
      lockTime: 0,
      inputs: [{ ...BLANK, prevTxid: reward.txid, vout: 0 }],
      outputs: keys.map(({ script }) => ({ valueSats: SHARE_SATS, script })),
    },
    [reward.outputs[0]!],
    [miner],
  );
  submitTransaction(node, fan);
  mineBlock(node, ANYONE);
  return fan.outputs.map((output, vout) => {
    const outputs = [{ valueSats: SHARE_SATS - 500n, script: miner.script }];
    const draft = { version: 2, lockTime: 0, inputs: [{ ...BLANK, prevTxid: fan.txid, vout }], outputs };
    return signTransaction(buildTransaction(draft), [output], [keys[vout]]);
  });
}

function keyAt(index: number): WalletKey {
  const privateKey = sha256(Buffer.from(`acceptance ${index}`));
  const publicKey = Buffer.from(pointFromScalar(privateKey, true)!);
  return { type: 'bech32', branch: 0, index, privateKey, publicKey, script: scriptFor('bech32', publicKey) };
}

let prepared: Prepared | undefined;

/** A node that listens, with the credentials in its address. */
interface Listening {
  rpcUrl: string;
  stop(): Promise<void>;
}

/** One client that sends one transaction after the other over one connection. */
async function sendAll(where: string, node: Listening): Promise<Measurement[]> {
  prepared ??= prepare();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const call = (method: string, params: unknown[]): Promise<string> => post(node.rpcUrl, agent, { method, params });
    for (const block of prepared.blocks) await call('submitblock', [block]);
    const before = process.cpuUsage();
    const started = performance.now();
    for (const tx of prepared.spends) {
      const answer = await call('sendrawtransaction', [tx.raw.toString('hex')]);
      if (!answer.includes(tx.txid)) throw new Error(answer);
    }
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(before);
    return [
      { name: `${SPENDS} signed spends sent over RPC, ${where}`, value: SPENDS / seconds, unit: 'tx/s' },
      { name: `processor time of this process for each, ${where}`, value: (user + system) / SPENDS, unit: 'µs' },
    ];
  } finally {
    agent.destroy();
    await node.stop();
  }
}

/** As Bitcoin Core does it, which writes its mempool when it stops. */
export const benchAcceptance = async (): Promise<Measurement[]> => await sendAll('in memory', await startRegtest({}));

/** What the promise costs that an acknowledged transaction is on the disk. */
export async function benchAcceptanceOnDisk(): Promise<Measurement[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'regtest-bench-'));
  try {
    return await sendAll('each synced to disk', await startRegtest({ dataDir }));
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The same by Bitcoin Core, where `ISTSI_BITCOIND` names its program: blocks and transactions are those of before. */
export async function benchAcceptanceByCore(): Promise<Measurement[]> {
  const program = process.env.ISTSI_BITCOIND;
  if (!program) return [];
  const dataDir = mkdtempSync(join(tmpdir(), 'core-bench-'));
  try {
    return await sendAll('by Bitcoin Core', await startCore(program, dataDir));
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const CORE_PORT = 28_443;
/** What Core checks on regtest alone, its whole pool after each transaction: many times the work that is compared. */
const UNCHECKED = ['-checkmempool=0', '-checkblockindex=0'];

async function startCore(program: string, dataDir: string): Promise<Listening> {
  const options = ['-regtest', `-datadir=${dataDir}`, `-rpcport=${CORE_PORT}`, '-server', '-listen=0', ...UNCHECKED];
  const child = spawn(program, options, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const cookie = join(dataDir, 'regtest', '.cookie');
  const urlNow = (): string => `http://${readFileSync(cookie, 'utf8')}@127.0.0.1:${CORE_PORT}/`;
  const agent = new Agent();
  // It listens before it has verified its blocks, and answers -28 until then.
  const isReady = async (): Promise<boolean> =>
    existsSync(cookie) &&
    (await post(urlNow(), agent, { method: 'getblockcount', params: [] }).then(
      (answer) => JSON.parse(answer).error === null,
      () => false,
    ));
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
    await sleep(100);
  }
  return {
    rpcUrl: urlNow(),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function post(rpcUrl: string, agent: Agent, body: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port, username, password } = new URL(rpcUrl);
    const options = { method: 'POST', hostname, port, agent, auth: `${username}:${password}` };
    const outgoing = request(options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve(Buffer.concat(parts).toString()));
    });
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(body));
  });
}
