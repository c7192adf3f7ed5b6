import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Manifest, openContracts, type SystemContracts } from '@istsi/contracts';
import { createSubmitter, fundAccount, openNetwork, type Submitter, signEntry } from '@istsi/soroban-client';
import { Keypair, type xdr } from '@stellar/stellar-sdk';
import { cpuMsByPart, cpuMsOfTree } from '../bench/process-cpu.ts';
import { createHolder, type Holder } from '../system/holders.ts';
import { createSystem } from '../system/running-system.ts';
import { openWires, type Wires } from '../system/wires.ts';
import type { Engine } from './engines.ts';
import { type CpuMeter, OTHERS } from './meter.ts';

/** `istsi up` as it is shipped, a process for each part, and those who load it. */
export interface LoadSystem {
  wires: Wires;
  apiUrl: string;
  databaseUrl: string;
  manifest: Manifest;
  contracts: SystemContracts;
  holders: readonly Holder[];
  operatorKey: string;
  /** Asks once, over connections that are kept; rejects for anything but 200. `n`: from which of many addresses. */
  get(url: string, n: number): Promise<void>;
  /** Has the holder call a contract, and waits for the ledger; `onSent` is told the transaction before. */
  call(holder: Holder, invoke: xdr.HostFunction, onSent?: (transaction: string) => void): Promise<void>;
  /** Over the same accounts, without any contract. */
  writeData(value: Uint8Array): Promise<void>;
  mine(blocks?: number): Promise<void>;
  /** CPU so far: of the system's parts, of these bare engines, and of who asks. */
  cpu(...engines: readonly Engine[]): CpuMeter;
  stop(): Promise<void>;
}

const MS_PER_TICK = 10;
const HOLDERS = 20;
const HOLDER_BTC = '0.05000000';
const FIRST_BLOCKS = 120;
/** Deep enough for any amount here. */
const DEEP = 6;
/** What is under way at once: more wait for an account, and their time counts. */
const CHANNELS = 48;
/** One address may ask 1,200 times a minute: so many people ask together. All of them are this machine (RFC 6890). */
const ADDRESSES = 250;

export async function startLoadSystem(): Promise<LoadSystem> {
  const system = createSystem();
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const stop = async (): Promise<void> => {
    agent.destroy();
    await system.dispose();
  };
  try {
    const ready = await system.start();
    if (!ready) throw new Error(`istsi up did not start:\n${system.output()}`);
    const keys = system.keys();
    const wires = openWires(ready, keys);
    const miner = await wires.bitcoin<string>('getnewaddress');
    const mine = async (blocks = 1): Promise<void> =>
      await wires.bitcoin<unknown>('generatetoaddress', blocks, miner).then(() => undefined);
    await mine(FIRST_BLOCKS);
    const holders: Holder[] = [];
    for (let n = 0; n < HOLDERS; n++) holders.push(await createHolder(ready, wires, keys));
    const network = openNetwork({ rpcUrl: ready.stellar_rpc_url, networkPassphrase: ready.network_passphrase });
    const channels = Array.from({ length: CHANNELS }, () => Keypair.random());
    for (const channel of channels) await fundAccount(network, ready.friendbot_url, channel.publicKey());
    const manifest = jsonOf<Manifest>(system.dataDirectory, 'manifest.json');
    const contracts = openContracts(manifest, network);
    const submitter = createSubmitter({ network, channels, errorNames: contracts.errorNames });
    const paid = Object.fromEntries(holders.map(({ depositAddress }) => [depositAddress, HOLDER_BTC]));
    await wires.bitcoin('sendmany', '', paid);
    await mine(DEEP);
    while ((await countOf(wires, 'deposits', 'minted')) < HOLDERS) {
      await mine();
      await sleep(500);
    }
    return {
      ...{ wires, apiUrl: ready.api_url, holders, manifest, contracts, mine, stop },
      operatorKey: keys.api.operator,
      databaseUrl: jsonOf<{ databaseUrl: string }>(system.dataDirectory, 'services.json').databaseUrl,
      get: (url, n) => get(url, agent, n),
      call: (holder, invoke, onSent) => call(submitter, holder, invoke, onSent),
      async writeData(value) {
        const fate = await submitter.writeData('load', value);
        if (fate.status !== 'success') throw new Error(JSON.stringify(fate));
      },
      cpu:
        (...engines) =>
        () =>
          cpuOfAll(engines),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** How many operations the status counts in a state. */
export async function countOf(wires: Wires, kind: 'deposits' | 'withdrawals', state: string): Promise<number> {
  const { body } = await wires.api<Record<string, Record<string, number>>>('GET', '/v1/status');
  return body[kind]?.[state] ?? 0;
}

const jsonOf = <T>(directory: string, file: string): T => JSON.parse(readFileSync(join(directory, file), 'utf8')) as T;

async function call(
  submitter: Submitter,
  { key }: Holder,
  invoke: xdr.HostFunction,
  onSent?: (transaction: string) => void,
): Promise<void> {
  const outcome = await submitter.submit({
    invoke,
    authorize: (entry, terms) => signEntry(entry, key, terms.validUntilLedger, terms.networkPassphrase),
    ...(onSent && { beforeSend: async ({ hash }) => await Promise.resolve(onSent(hash)) }),
  });
  if (outcome.status !== 'success') throw new Error(JSON.stringify(outcome));
}

/** What has no name of its own below this process counts as the supervisor. */
function cpuOfAll(engines: readonly Engine[]): Map<string, number> {
  const { user, system } = process.cpuUsage();
  const parts = cpuMsByPart();
  for (const { name, pid } of engines) {
    if (pid === undefined) continue;
    const ms = cpuMsOfTree(pid);
    parts.set(name.split(':')[0]!, ms);
    if (name.startsWith('Fastify')) parts.set('up', (parts.get('up') ?? 0) - ms);
  }
  parts.set('who asks', (user + system) / 1_000);
  parts.set(OTHERS, busyMs() - [...parts.values()].reduce((sum, ms) => sum + ms, 0));
  return parts;
}

/** All that every core of the machine did (proc(5)): user, nice, system, and so on, without idle and waiting for disks. */
function busyMs(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  const idle = ticks[3]! + ticks[4]!;
  return (ticks.reduce((sum, one) => sum + one, 0) - idle) * MS_PER_TICK;
}

function get(url: string, agent: Agent, n: number): Promise<void> {
  const localAddress = `127.0.1.${1 + (n % ADDRESSES)}`;
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, localAddress }, (response) => {
      response.resume();
      if (response.statusCode === 200) response.once('end', resolve);
      else reject(new Error(`${url} answered ${response.statusCode}`));
    });
    asked.once('error', reject);
    asked.end();
  });
}
