import { setTimeout as sleep } from 'node:timers/promises';
import { sendWithdrawal, signWithdrawal } from '../system/holders.ts';
import { createRandom } from '../system/random.ts';
import type { Outcome } from './measure-scenario.ts';
import type { NarrowScenario } from './narrow-scenarios.ts';
import { type NarrowWorld, startNarrowWorld } from './narrow-world.ts';

const FIRST_SATS = 100_000n;
const DEPOSIT_SATS = 50_000n;
const WITHDRAWAL_SATS = 30_000n;
const CROWD_SATS = 2_000n;
/** Deep enough for any amount here. */
const DEEP = 6;
const LOOK_MS = 500;
/** As in the other scenarios, and for what has to be started again. */
const PATIENCE_MS = 240_000;

/**
 * One `istsi up` of its own: a deposit is paid and a withdrawal asked for while something is short. When it is no longer both must be
 * done, once, and the system says that it is well.
 */
export async function measureNarrow(
  scenario: NarrowScenario,
  { lastsMs, alarmMs = 30_000 }: { lastsMs: number; alarmMs?: number },
): Promise<Outcome> {
  const world = await startNarrowWorld(scenario.circumstances);
  try {
    return await measure(world, scenario, { lastsMs, alarmMs });
  } catch (error) {
    throw new Error(`${scenario.name}: ${(error as Error).message}`, { cause: error });
  } finally {
    await world.stop();
  }
}

async function measure(
  world: NarrowWorld,
  scenario: NarrowScenario,
  { lastsMs, alarmMs }: { lastsMs: number; alarmMs: number },
): Promise<Outcome> {
  const { wires, holder } = world;
  const faults: string[] = [];
  const seconds = (since: number): number => Math.round((performance.now() - since) / 100) / 10;
  await pay(world, FIRST_SATS);
  await mine(world, DEEP);
  await until('the first deposit to be minted', async () => (await balance(world)) === FIRST_SATS);
  // What is asked for goes to the services before they cannot be reached: the burn is the chain's, whatever becomes of them.
  const order = await signWithdrawal(wires, holder, WITHDRAWAL_SATS, createRandom(1));
  await sendWithdrawal(wires, order);

  const began = performance.now();
  await scenario.begin?.(world);
  await pay(world, DEPOSIT_SATS);
  for (let paid = 0; paid < (scenario.crowd ?? 0); paid++) await pay(world, CROWD_SATS);
  await mine(world, DEEP).catch((error: unknown) => {
    // A node that keeps its blocks on a full disk makes none.
    if (scenario.meanwhile === 'goes on') throw error;
  });
  const said = await firstSaid(world, scenario, began + Math.max(lastsMs, alarmMs)).then((at) => at && seconds(began));
  if (scenario.parts.length > 0 && said === undefined) faults.push(`nothing was said of ${scenario.parts.join(', ')}`);
  await sleep(Math.max(0, began + lastsMs - performance.now()));
  faults.push(...(await notRaised(world, scenario.alarms, alarmMs)));
  const due = FIRST_SATS + DEPOSIT_SATS - WITHDRAWAL_SATS + CROWD_SATS * BigInt(scenario.crowd ?? 0);
  if (scenario.meanwhile === 'goes on')
    await until('all to be minted meanwhile', async () => (await balance(world)) === due);
  // Of a ledger that cannot be read nothing is known.
  else if ((await world.balance().catch(() => undefined)) === due) faults.push('it went on, and was to wait');

  const ended = performance.now();
  scenario.end?.(world);
  await until(`${due} satoshis, the withdrawal settled and every part well`, async () => {
    await mine(world, 1);
    if ((await balance(world)) !== due) return false;
    const { body } = await wires.api<{ state: string }>('GET', `/v1/withdrawals/${order.id}`);
    return body.state === 'settled' && (await notWell(world)).length === 0;
  });
  const { name, meanwhile, alarms } = scenario;
  return { ...{ name, meanwhile, alarms, said, faults }, recovered: seconds(scenario.end ? ended : began) };
}

const btc = (sats: bigint): string => (Number(sats) / 1e8).toFixed(8);
const pay = (world: NarrowWorld, sats: bigint): Promise<unknown> =>
  world.wires.bitcoin('sendtoaddress', world.holder.depositAddress, btc(sats));
const mine = async ({ wires }: NarrowWorld, blocks: number): Promise<void> =>
  void (await wires.bitcoin('generatetoaddress', blocks, await wires.bitcoin('getnewaddress')));

async function balance({ wires, holder }: NarrowWorld): Promise<bigint> {
  const { body } = await wires.api<{ balance_sats: string }>('GET', `/v1/users/${holder.account}`);
  return BigInt(body.balance_sats);
}

type Part = { part: string; state: string };
const partsOf = async ({ wires }: NarrowWorld): Promise<Part[]> =>
  (await wires.api<{ parts: Part[] }>('GET', '/v1/status')).body.parts;
const notWell = async (world: NarrowWorld): Promise<string[]> =>
  (await partsOf(world)).filter(({ state }) => state === 'failing').map(({ part }) => part);

async function firstSaid(world: NarrowWorld, { parts }: NarrowScenario, end: number): Promise<true | undefined> {
  while (parts.length > 0 && performance.now() < end) {
    const said = (await partsOf(world).catch(() => [])).filter(({ state }) => state !== 'ok').map(({ part }) => part);
    if (parts.every((part) => said.includes(String(part)))) return true;
    await sleep(LOOK_MS);
  }
  return undefined;
}

async function notRaised(
  { wires, operatorKey }: NarrowWorld,
  names: readonly string[],
  waitMs: number,
): Promise<string[]> {
  type Alerts = { items: { alert_type: string }[] };
  const end = performance.now() + waitMs;
  let missing = [...names];
  while (missing.length > 0 && performance.now() < end) {
    const { body } = await wires.api<Alerts>('GET', '/v1/alerts?state=firing&limit=100', undefined, operatorKey);
    missing = missing.filter((name) => !body.items.some(({ alert_type }) => alert_type === name));
    await sleep(LOOK_MS);
  }
  return missing.map((name) => `${name} was not raised`);
}

/** Whoever is not reached is asked again. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  let last: unknown = 'it is not so';
  while (performance.now() < end) {
    try {
      if (await isSo()) return;
    } catch (error) {
      last = error;
    }
    await sleep(LOOK_MS);
  }
  throw new Error(`waited in vain for ${what}: ${String(last)}`);
}
