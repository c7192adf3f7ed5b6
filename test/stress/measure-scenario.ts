import { setTimeout as sleep } from 'node:timers/promises';
import type { Holder } from '../../integration/test/holders.ts';
import { until } from '../../integration/test/world.ts';
import type { Scenario } from './scenario.ts';
import { DEEP } from './scenarios.ts';
import type { StressWorld } from './stress-world.ts';

/** Seconds from the fault's beginning until it was said, and from its end until all was well and done. */
export interface Outcome {
  name: string;
  meanwhile: Scenario['meanwhile'];
  said: number | undefined;
  alarms: readonly string[];
  recovered: number;
  /** In words; empty when everything was as it has to be. */
  faults: string[];
}

const DEPOSIT = 50_000n;
const WITHDRAWAL = 30_000n;
const LOOK_MS = 100;

/**
 * A deposit is paid and a withdrawal asked for while the fault lasts. When it is over both must be done, once: the holder has what
 * was paid less what was burned, and the system says that it is well. The fault lasts until it is said, or for as long as an alarm
 * is waited for: what was looked at a moment ago is not looked at anew.
 */
export async function measureScenario(
  world: StressWorld,
  scenario: Scenario,
  { lastsMs, alarmMs = 30_000 }: { lastsMs: number; alarmMs?: number },
): Promise<Outcome> {
  const holder = await world.createHolder(100_000n);
  const faults: string[] = [];
  const seconds = (since: number): number => Math.round((performance.now() - since) / 100) / 10;

  const began = performance.now();
  await scenario.begin(world);
  const asked = await ask(world, holder);
  const said = await firstSaid(world, scenario, began + Math.max(lastsMs, alarmMs)).then((at) => at && seconds(began));
  if (scenario.parts.length > 0 && said === undefined)
    faults.push(`nothing was said of one of ${scenario.parts.map(String).join(', ')}`);
  await sleep(Math.max(0, began + lastsMs - performance.now()));
  const alarms = { names: scenario.alarms, waitMs: alarmMs };
  if (!scenario.alarmsAfter) faults.push(...(await notRaised(world, alarms)));
  const patience = { everyMs: LOOK_MS, ...(scenario.patienceMs !== undefined && { waitMs: scenario.patienceMs }) };
  if (scenario.meanwhile === 'goes on') await minted(world, asked.outpoint, patience);

  const ended = performance.now();
  await scenario.end(world);
  await minted(world, asked.outpoint, patience);
  await settled(world, asked.withdrawal, patience);
  await until(
    async () => ((await notWell(world)).length === 0 ? true : undefined),
    () => 'everything to be well again',
    patience,
  );
  if (scenario.after) await afterwards(world, scenario.after);
  const recovered = seconds(ended);
  if (scenario.alarmsAfter) faults.push(...(await notRaised(world, alarms)));
  const balance = await world.balance(holder.address);
  const expected = 100_000n + DEPOSIT - WITHDRAWAL;
  if (balance !== expected) faults.push(`the holder has ${balance} where ${expected} are right`);
  const { name, meanwhile } = scenario;
  return { ...{ name, meanwhile, said, recovered, faults }, alarms: scenario.alarms };
}

/** By the nodes themselves: holders do not go through our services' gates. */
async function ask(world: StressWorld, holder: Holder) {
  const [outpoint] = await world.bitcoin.pay([holder.depositAddress, DEPOSIT]);
  const to = await world.bitcoin.call<string>('getnewaddress');
  const withdrawal = await world.withdraw(holder, { sats: WITHDRAWAL, to, maxFee: WITHDRAWAL / 2n });
  await world.bitcoin.mine(DEEP);
  return { outpoint: outpoint!, withdrawal };
}

async function notWell({ services }: StressWorld): Promise<string[]> {
  const { parts } = await services.monitor.observation();
  return parts.filter(({ state }) => state === 'failing').map(({ part }) => part);
}

async function firstSaid(world: StressWorld, { parts }: Scenario, until: number): Promise<true | undefined> {
  const missing = new Set(parts);
  while (missing.size > 0 && performance.now() < until) {
    const observed = (await world.services.monitor.observation()).parts.filter(({ state }) => state !== 'ok');
    for (const wanted of missing) {
      const isSaid = ({ part }: { part: string }) => (wanted instanceof RegExp ? wanted.test(part) : part === wanted);
      if (observed.some(isSaid)) missing.delete(wanted);
    }
    if (missing.size > 0) await sleep(LOOK_MS);
  }
  return parts.length > 0 && missing.size === 0 ? true : undefined;
}

/** One that an earlier scenario raised, and whose condition held no longer since, is none of this one's. */
async function notRaised(
  { services }: StressWorld,
  { names, waitMs }: { names: readonly string[]; waitMs: number },
): Promise<string[]> {
  let missing = [...names];
  const end = performance.now() + waitMs;
  while (missing.length > 0 && performance.now() < end) {
    const alerts = await services.monitor.alerts({ state: 'firing', limit: 200 });
    const raised = new Set(alerts.filter(({ clearedAt }) => !clearedAt).map(({ alertType }) => alertType));
    missing = missing.filter((name) => !raised.has(name));
    await sleep(LOOK_MS);
  }
  return missing.map((name) => `${name} was not raised`);
}

/** What is tried again waits for a minute or more between two attempts. */
const AFTERWARDS_MS = 300_000;

async function afterwards(world: StressWorld, after: NonNullable<Scenario['after']>): Promise<void> {
  let missing: string | undefined;
  await until(
    async () => {
      missing = await after(world);
      return missing === undefined ? true : undefined;
    },
    () => `what has to be true afterwards: ${missing}`,
    { everyMs: LOOK_MS, waitMs: AFTERWARDS_MS },
  );
}

type Patience = { everyMs: number; waitMs?: number };
type Outpoint = Awaited<ReturnType<typeof ask>>['outpoint'];

async function minted(world: StressWorld, outpoint: Outpoint, patience: Patience): Promise<void> {
  let last: unknown;
  await until(
    async () => {
      const found = await world.services.deposit(outpoint).catch(() => undefined);
      last = found && { state: found.state, refusal: found.refusal, timeline: found.timeline };
      return found?.state === 'minted' ? true : undefined;
    },
    () => `deposit ${outpoint.txid} to be minted: ${JSON.stringify(last)}`,
    patience,
  );
}

async function settled(world: StressWorld, id: string, patience: Patience): Promise<void> {
  let last: unknown;
  await until(
    async () => {
      const found = await world.services.withdrawal(id).catch(() => undefined);
      last = found && { state: found.state, refusal: found.refusal, timeline: found.timeline };
      if (found?.state === 'settled') return true;
      if (found?.state === 'broadcast' || found?.state === 'confirming') await world.bitcoin.mine();
      return undefined;
    },
    () => `withdrawal ${id} to be settled: ${JSON.stringify(last)}`,
    patience,
  );
}
