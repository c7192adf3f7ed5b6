import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect } from 'vitest';
import { openTestBitcoin, type TestBitcoin } from '../../integration/test/bitcoin.ts';
import type { Random } from '../system/random.ts';
import { createSystem, type Ready, type RunningSystem } from '../system/running-system.ts';
import { openWires, type Wires } from '../system/wires.ts';
import { type Interposed, proxiedParts, startProxies } from './interpose.ts';
import type { SaidStatus } from './judge.ts';
import { runningParts, signal } from './parts.ts';
import { type TruthWatch, watchTruth } from './truth.ts';

const COMMAND = resolve(import.meta.dirname, '../../interfaces/cli/bin/istsi.js');
const COMMAND_MS = 120_000;
const PATIENCE = { timeout: 240_000, interval: 500 };

/** One `istsi up` with a proxy before everything that its parts reach, and the truth beside it. */
export interface Stage {
  system: RunningSystem;
  /** Of the start that runs now. */
  ready(): Ready;
  wires(): Wires;
  /** The node itself, past all proxies. */
  bitcoin: TestBitcoin;
  truth: TruthWatch;
  proxies: Interposed['proxies'];
  /** Starts the whole again, which must be dead or dying. */
  restart(): Promise<void>;
  /** Runs a command of the product as a person would; answers its exit code. */
  run(...args: string[]): Promise<number>;
  /** Every answer is well-formed for a while, and the system must find back. */
  untilWell(): Promise<void>;
  stop(): Promise<void>;
}

export async function openStage(random: Random): Promise<Stage> {
  const system = createSystem();
  let ready = await start();
  let wires = openWires(ready, system.keys());
  const node = new URL(ready.bitcoin_rpc_url);
  [node.username, node.password] = ['istsi', system.keys().bitcoinRpcPassword];
  const bitcoin = await openTestBitcoin({ rpcUrl: node.href });
  const truth = await watchTruth(system.dataDirectory, ready, system.keys());
  const interposed = await startProxies(system.dataDirectory, random);

  async function start(): Promise<Ready> {
    const up = await system.start();
    if (!up) throw new Error(`istsi up ended before it was ready:\n${system.output().slice(-4_000)}`);
    return up;
  }

  /** The parts are started again by their supervisor, and reach everything through the proxies from then on. */
  function interpose(): void {
    interposed.rewrite(system.dataDirectory);
    const parts = runningParts(system.dataDirectory).filter(({ name }) => proxiedParts.some((each) => each === name));
    signal(
      parts.map(({ pid }) => pid),
      'SIGKILL',
    );
  }

  async function untilWell(): Promise<void> {
    for (const proxy of interposed.proxies) proxy.percent = 0;
    let last: unknown;
    const isWell = async (): Promise<boolean> => {
      const { status, body } = await wires.api<SaidStatus>('GET', '/v1/status');
      last = body;
      return status === 200 && body.ok;
    };
    await expect
      .poll(isWell, PATIENCE)
      .toBe(true)
      .catch((cause: unknown) => {
        throw new Error(`the system does not find back: ${JSON.stringify(last)}`, { cause });
      });
  }

  interpose();
  return {
    ...{ system, bitcoin, truth, untilWell, proxies: interposed.proxies },
    ready: () => ready,
    wires: () => wires,
    async restart() {
      ready = await start();
      wires = openWires(ready, system.keys());
      interpose();
    },
    async run(...args) {
      return await new Promise((done, failed) => {
        const all = [COMMAND, '--data-dir', system.dataDirectory, ...args];
        const child = spawn(process.execPath, all, { stdio: 'ignore', timeout: COMMAND_MS });
        child.once('error', failed);
        child.once('exit', (code) => (code === null ? failed(new Error('it was ended')) : done(code)));
      });
    },
    async stop() {
      await system.dispose();
      await interposed.stop();
    },
  };
}
