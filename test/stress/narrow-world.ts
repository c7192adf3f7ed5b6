import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Manifest, openContracts } from '@istsi/contracts';
import { openNetwork } from '@istsi/soroban-client';
import { createHolder, type Holder } from '../system/holders.ts';
import { createSystem, type RunningSystem } from '../system/running-system.ts';
import { openWires, type Wires } from '../system/wires.ts';

/** What an `istsi up` has to get along with from its start. */
export interface Circumstances {
  /** What its processes are started by: `taskset`, `prlimit`. */
  under?: readonly string[];
  /** Of every process of it. */
  environment?: Readonly<Record<string, string>>;
  /** A disk of its own, of so many megabytes. */
  diskMb?: number;
}

/** `istsi up` with a process for each part, on a machine that has too little of something. */
export interface NarrowWorld {
  system: RunningSystem;
  wires: Wires;
  operatorKey: string;
  holder: Holder;
  /** What the services' clock is off by, from now on. */
  shiftClock(seconds: number): void;
  /** What the holder has by the ledger itself. */
  balance(): Promise<bigint>;
  /** Where its disk is. */
  directory: string;
  stop(): Promise<void>;
}

const CLOCK = pathToFileURL(fileURLToPath(new URL('./shifted-clock.mjs', import.meta.url))).href;
const FIRST_BLOCKS = 110;
/** As in the other scenarios: what is measured is that an alarm is raised. */
const PATIENCE_SECONDS = 1;

export async function startNarrowWorld({ under = [], environment = {}, diskMb }: Circumstances): Promise<NarrowWorld> {
  const directory = mkdtempSync(join(tmpdir(), 'istsi-narrow-'));
  const disk = join(directory, 'disk');
  mkdirSync(disk);
  const clock = join(directory, 'clock');
  writeFileSync(clock, '0');
  if (diskMb !== undefined) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMb}m,mode=755`, 'istsi', disk]);
  const options = [`--import=${CLOCK}`, environment.NODE_OPTIONS].filter((one) => one !== undefined).join(' ');
  const system = createSystem({
    ...{ parent: disk, under },
    environment: { ...environment, NODE_OPTIONS: options, ISTSI_STRESS_CLOCK: clock },
  });
  const stop = async (): Promise<void> => {
    await system.dispose();
    if (diskMb !== undefined) execFileSync('umount', ['--lazy', disk]);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const ready = await system.start();
    if (!ready) throw new Error(`istsi up did not start:\n${system.output().slice(-4_000)}`);
    const keys = system.keys();
    const wires = openWires(ready, keys);
    await wires.bitcoin('generatetoaddress', FIRST_BLOCKS, await wires.bitcoin('getnewaddress'));
    const holder = await createHolder(ready, wires, keys);
    await impatient(wires, keys.api.operator);
    const shiftClock = (seconds: number): void => writeFileSync(clock, String(seconds));
    const manifest = readFileSync(join(system.dataDirectory, 'manifest.json'), 'utf8');
    const network = openNetwork({ rpcUrl: ready.stellar_rpc_url, networkPassphrase: ready.network_passphrase });
    const { token } = openContracts(JSON.parse(manifest) as Manifest, network);
    const balance = async (): Promise<bigint> => await token.read('balance', { id: holder.account });
    return { system, wires, operatorKey: keys.api.operator, holder, shiftClock, balance, directory: disk, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function impatient(wires: Wires, key: string): Promise<void> {
  type Rules = { items: { alert_type: string; for_seconds: number }[] };
  const { body } = await wires.api<Rules>('GET', '/v1/alerts/rules', undefined, key);
  for (const { alert_type: name, for_seconds: seconds } of body.items)
    if (seconds > PATIENCE_SECONDS) {
      const change = { for_seconds: PATIENCE_SECONDS };
      const { status } = await wires.api('POST', `/v1/alerts/rules/${name}`, change, key);
      if (status !== 200) throw new Error(`changing ${name} answered ${status}`);
      // One address may ask no more than some hundred times a minute.
      await sleep(20);
    }
}
