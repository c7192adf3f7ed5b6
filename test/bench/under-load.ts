import { setTimeout as sleep } from 'node:timers/promises';
import { createHolder, type Holder, sendWithdrawal, signWithdrawal } from '../system/holders.ts';
import { createRandom } from '../system/random.ts';
import { createSystem } from '../system/running-system.ts';
import { openWires, type Wires } from '../system/wires.ts';
import { cpuMsByPart } from './process-cpu.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

const USERS = 50;
const QUEUED = Number(process.env.ISTSI_BENCH_QUEUED ?? 1_000);
const EACH_BTC = '0.00002000';
/** How long mints are counted for, unless all are minted before. */
const COUNT_MS = 60_000;
/** Seldom enough to cost nothing beside them. */
const COUNTED_EVERY_MS = 500;

/**
 * The whole running system, a process for each part, with a thousand deposits in the queue: how fast they are minted, how soon
 * a payout begins, and what CPU a mint takes of which part. On a machine that does something else too the CPU says more than
 * the clock. `ISTSI_BENCH_QUEUED` for another number.
 */
export async function benchUnderLoad(): Promise<Measurement[]> {
  const system = createSystem();
  try {
    const ready = await system.start();
    if (!ready) throw new Error(`istsi up did not start:\n${system.output()}`);
    const wires = openWires(ready, system.keys());
    await wires.bitcoin('generatetoaddress', 110, await wires.bitcoin('getnewaddress'));
    const holders: Holder[] = [];
    for (let user = 0; user < USERS; user += 1) holders.push(await createHolder(ready, wires, system.keys()));
    const [payee] = holders as [Holder];
    await deposit(wires, [payee.depositAddress], '0.01000000');
    await until(async () => (await mintedSats(wires, payee)) > 0n);

    const addresses = holders.map(({ depositAddress }) => depositAddress);
    const ask = await signWithdrawal(wires, payee, 100_000n, createRandom(1));
    for (let sent = 0; sent < QUEUED; sent += USERS) await pay(wires, addresses, EACH_BTC);
    const before = await mintedCount(wires);
    await mine(wires, 1);
    await until(async () => (await counts(wires)).all >= QUEUED);
    const cpuBefore = cpuMsByPart();
    await mine(wires, 5);
    const started = performance.now();
    await sendWithdrawal(wires, ask);
    await until(async () => (await withdrawalState(wires, ask.id)) !== 'pending');
    const payoutMs = performance.now() - started;
    let minted = 0;
    await until(async () => {
      minted = (await mintedCount(wires)) - before;
      return minted >= QUEUED || performance.now() - started >= COUNT_MS;
    }, COUNTED_EVERY_MS);
    const seconds = (performance.now() - started) / 1_000;
    const cpu = [...cpuMsByPart()].map(([part, ms]): [string, number] => [
      part,
      (ms - (cpuBefore.get(part) ?? 0)) / minted,
    ]);
    const whole = cpu.reduce((sum, [, ms]) => sum + ms, 0);
    return [
      { name: `mints, ${QUEUED} deposits queued`, value: minted / seconds, unit: '/s', goal: '≥ 40' },
      { name: `payout begins, ${QUEUED} deposits queued`, value: payoutMs, unit: 'ms', goal: '≤ 5,000' },
      { name: 'CPU of a mint, all processes', value: whole, unit: 'ms', goal: '≤ 50' },
      ...cpu.map(([part, ms]) => ({ name: `  of that, ${part}`, value: ms, unit: 'ms' })),
    ];
  } finally {
    await system.dispose();
  }
}

const pay = (wires: Wires, addresses: readonly string[], btc: string): Promise<unknown> =>
  wires.bitcoin('sendmany', '', Object.fromEntries(addresses.map((address) => [address, btc])));

const mine = async (wires: Wires, blocks: number): Promise<unknown> =>
  await wires.bitcoin('generatetoaddress', blocks, await wires.bitcoin('getnewaddress'));

async function deposit(wires: Wires, addresses: readonly string[], btc: string): Promise<void> {
  await pay(wires, addresses, btc);
  await mine(wires, 6);
}

async function counts(wires: Wires): Promise<{ minted: number; all: number }> {
  const { body } = await wires.api<{ deposits: Record<string, number> }>('GET', '/v1/status');
  const { minted = 0 } = body.deposits;
  return { minted, all: Object.values(body.deposits).reduce((sum, count) => sum + count, 0) };
}

const mintedCount = async (wires: Wires): Promise<number> => (await counts(wires)).minted;

const mintedSats = async (wires: Wires, { account }: Holder): Promise<bigint> =>
  BigInt((await wires.api<{ balance_sats: string }>('GET', `/v1/users/${account}`)).body.balance_sats);

const withdrawalState = async (wires: Wires, id: string): Promise<string | undefined> =>
  (await wires.api<{ state?: string }>('GET', `/v1/withdrawals/${id}`)).body.state ?? 'pending';

async function until(look: () => Promise<boolean>, everyMs = 50): Promise<void> {
  while (!(await look())) await sleep(everyMs);
}
