import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Manifest, openContracts, type SystemContracts } from '@istsi/contracts';
import {
  createSubmitter,
  isSorobanClientError,
  type Network,
  openNetwork,
  type SignedTransaction,
  signEntry,
} from '@istsi/soroban-client';
import pg from 'pg';
import { createHolder, type Holder } from '../system/holders.ts';
import { createSystem, type Ready, type RunningSystem } from '../system/running-system.ts';
import { openWires, type Wires } from '../system/wires.ts';
import { cpuMsByPart } from './process-cpu.ts';
import { memoryByPart } from './process-memory.ts';

type Measurement = { name: string; value: number; unit: string; goal?: string };

const DEPOSITS = Number(process.env.ISTSI_BENCH_QUEUED ?? 1_000);
const WITHDRAWALS = DEPOSITS / 2;
const USERS = 50;
const FIRST_SATS = 2_000_000;
const DEPOSIT_SATS = 2_000;
const WITHDRAWAL_SATS = 10_000;
/** Each mature coin of the payer's wallet begins a chain of at most 25 unconfirmed payments. */
const FIRST_BLOCKS = 150;
const DEEP = 6;
const IDLE_MS = 10_000;
const LOOK_MS = 500;
const BLOCK_MS = 2_000;
/** What may be in memory besides half as much again as when nothing waits: pages of rows, blocks and ledgers on their way. */
const BUFFER_MB = 128;
/** How long one look may take: it waits behind all that is queued, and on a busy machine that is long. */
const PATIENCE_MS = 300_000;
const MB = 1_048_576;

/** The whole of it takes minutes, and says the same each time. */
export const rounds = 1;

/**
 * The whole running system, a process for each part: one block buries all deposits, and in the same moment holders begin to ask for
 * withdrawals as fast as the ledger takes them, whatever becomes of those before (open loop). Until nothing is open any more, and
 * the supply is what it has to be. `ISTSI_BENCH_QUEUED` for another number of deposits; half as many withdrawals.
 */
export async function benchQueues(): Promise<Measurement[]> {
  const system = createSystem();
  try {
    const { ready, wires, holders } = await prepare(system);
    await sleep(IDLE_MS);
    const idle = memoryByPart(system.dataDirectory);
    const peak = new Map(idle);
    const addresses = holders.map(({ depositAddress }) => depositAddress);
    for (let paid = 0; paid < DEPOSITS; paid += USERS) await pay(wires, addresses, DEPOSIT_SATS);
    const eventsBefore = await databaseSays(system.dataDirectory, EVENTS);
    const { asked, minted, settled, all, askedAgain, cpu } = await drain(system, { ready, wires, holders, peak });
    await expectSupply(wires);
    const bytes = await databaseSays(system.dataDirectory, BYTES);
    const events = (await databaseSays(system.dataDirectory, EVENTS)) - eventsBefore;
    const most = (1.5 * (idle.get('services') ?? 0)) / MB + BUFFER_MB;
    return [
      { name: `mints, ${DEPOSITS} deposits queued at once`, value: DEPOSITS / minted, unit: '/s' },
      { name: `withdrawals asked for, open loop, ${WITHDRAWALS} of them`, value: WITHDRAWALS / asked, unit: '/s' },
      { name: '  asked once more, for nobody had answered', value: askedAgain, unit: 'times' },
      { name: 'payouts settled, from the first that was asked for', value: WITHDRAWALS / settled, unit: '/s' },
      { name: 'all drained after', value: all, unit: 's' },
      { name: 'events on the bus meanwhile', value: events / all, unit: '/s' },
      ...cpuOfOne(cpu),
      ...memory(idle, peak, most),
      { name: 'the database', value: bytes / MB, unit: 'MiB' },
      { name: 'the database, by operation', value: bytes / (DEPOSITS + WITHDRAWALS) / 1_024, unit: 'KiB' },
    ];
  } finally {
    await system.dispose();
  }
}

interface Prepared {
  ready: Ready;
  wires: Wires;
  holders: readonly Holder[];
}

/** In seconds since the block that buries the deposits; `all`: until nothing was open any more. */
interface Drained {
  asked: number;
  minted: number;
  settled: number;
  all: number;
  askedAgain: number;
  cpu: readonly Cpu[];
}

async function drain(
  system: RunningSystem,
  { ready, wires, holders, peak }: Prepared & { peak: Map<string, number> },
): Promise<Drained> {
  const before = await counts(wires);
  const cpu: Cpu[] = [{ done: 0, ms: cpuMsByPart() }];
  await mine(wires, DEEP);
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1_000;
  const asking = askForAll(system, ready, holders).then((askedAgain) => ({ askedAgain, asked: seconds() }));
  const draining = (async () => {
    const times: { minted?: number; settled?: number } = {};
    for (let mined = performance.now(); ; await sleep(LOOK_MS)) {
      const now = await counts(wires);
      const [minted, settled] = [now.minted - before.minted, now.settled];
      if (minted >= DEPOSITS) times.minted ??= seconds();
      if (settled >= WITHDRAWALS) times.settled ??= seconds();
      if (cpu.length === 1 && minted + settled >= (DEPOSITS + WITHDRAWALS) / 2)
        cpu.push({ done: minted + settled, ms: cpuMsByPart() });
      for (const [part, bytes] of memoryByPart(system.dataDirectory))
        peak.set(part, Math.max(bytes, peak.get(part) ?? 0));
      const { minted: lastMint, settled: lastPayout } = times;
      if (lastMint !== undefined && lastPayout !== undefined)
        return { minted: lastMint, settled: lastPayout, all: seconds() };
      if (performance.now() - mined <= BLOCK_MS) continue;
      await mine(wires, 1);
      mined = performance.now();
    }
  })();
  // Whichever fails ends it.
  const [asked, drained] = await Promise.all([asking, draining]);
  cpu.push({ done: DEPOSITS + WITHDRAWALS, ms: cpuMsByPart() });
  return { ...asked, ...drained, cpu };
}

/** What had been used by whom when so many operations were done. */
interface Cpu {
  done: number;
  ms: Map<string, number>;
}

/** Of one operation: in each half of them, which are the same where nothing grows with what waits, and of which part. */
function cpuOfOne([begin, half, end]: readonly Cpu[]): Measurement[] {
  if (!begin || !half || !end) return [];
  const between = (from: Cpu, to: Cpu, part: string): number =>
    ((to.ms.get(part) ?? 0) - (from.ms.get(part) ?? 0)) / (to.done - from.done);
  const parts = [...end.ms.keys()];
  const whole = (from: Cpu, to: Cpu): number => parts.reduce((sum, part) => sum + between(from, to, part), 0);
  return [
    { name: 'CPU of an operation, the first half of them', value: whole(begin, half), unit: 'ms' },
    { name: 'CPU of an operation, the second half', value: whole(half, end), unit: 'ms' },
    ...parts.map((part) => ({ name: `  of all of them, ${part}`, value: between(begin, end, part), unit: 'ms' })),
  ];
}

const memory = (idle: Map<string, number>, peak: Map<string, number>, most: number): Measurement[] =>
  [...peak].flatMap(([part, bytes]): Measurement[] => [
    { name: `memory of ${part}, idle`, value: (idle.get(part) ?? 0) / MB, unit: 'MiB' },
    {
      ...{ name: `memory of ${part}, most`, value: bytes / MB, unit: 'MiB' },
      ...(part === 'services' && { goal: `≤ ${Math.round(most)} (1.5 × idle + ${BUFFER_MB})` }),
    },
  ]);

async function prepare(system: RunningSystem): Promise<Prepared> {
  const ready = await system.start();
  if (!ready) throw new Error(`istsi up did not start:\n${system.output()}`);
  const wires = openWires(ready, system.keys(), PATIENCE_MS);
  await mine(wires, FIRST_BLOCKS);
  const holders: Holder[] = [];
  for (let user = 0; user < USERS; user += 1) holders.push(await createHolder(ready, wires, system.keys()));
  await pay(
    wires,
    holders.map(({ depositAddress }) => depositAddress),
    FIRST_SATS,
  );
  await mine(wires, DEEP);
  while ((await counts(wires)).minted < USERS) {
    await mine(wires, 1);
    await sleep(LOOK_MS);
  }
  return { ready, wires, holders };
}

/**
 * Each holder asks from an account of their own, one after the other, and waits for nothing but their ledger. Answers how often
 * somebody had to ask once more, because nobody answered them.
 */
async function askForAll({ dataDirectory }: RunningSystem, ready: Ready, holders: readonly Holder[]): Promise<number> {
  const network = openNetwork({ rpcUrl: ready.stellar_rpc_url, networkPassphrase: ready.network_passphrase });
  const manifest = JSON.parse(readFileSync(join(dataDirectory, 'manifest.json'), 'utf8')) as Manifest;
  const contracts = openContracts(manifest, network);
  const each = WITHDRAWALS / holders.length;
  let again = 0;
  await Promise.all(
    holders.map(async (holder) => {
      for (let asked = 0; asked < each; asked++) again += await ask(network, contracts, holder);
    }),
  );
  return again;
}

/** Once, whatever the network says or does not say: on a busy machine it may not answer within the client's patience. */
async function ask(network: Network, contracts: SystemContracts, { key, account }: Holder): Promise<number> {
  const submitter = createSubmitter({ network, channels: [key], errorNames: contracts.errorNames });
  // Of nobody: what arrives there stays there.
  const order = {
    ...{ user: account, token_amount: BigInt(WITHDRAWAL_SATS), max_fee: BigInt(WITHDRAWAL_SATS / 2) },
    btc_address: 'bcrt1qs758ursh4q9z627kt3pp5yysm78ddny6txaqgw',
  };
  let sent: SignedTransaction | undefined;
  const submit = () =>
    submitter.submit({
      invoke: contracts.router.invocation('execute_token_withdrawal', order),
      authorize: (entry, terms) => signEntry(entry, key, terms.validUntilLedger, terms.networkPassphrase),
      beforeSend: (signed) => {
        sent = signed;
        return Promise.resolve();
      },
    });
  for (let again = 0; ; again += 1) {
    try {
      const outcome = await (sent === undefined ? submit() : submitter.settle(sent));
      if (outcome.status === 'success') return again;
      // That it did not happen is certain: it may be asked for anew.
      if (outcome.status === 'dead') sent = undefined;
      else if (outcome.status !== 'pending') throw new Error(JSON.stringify(outcome));
    } catch (error) {
      if (!isSorobanClientError(error, 'soroban/rpc-unreachable')) throw error;
    }
  }
}

const pay = (wires: Wires, addresses: readonly string[], sats: number): Promise<unknown> =>
  wires.bitcoin('sendmany', '', Object.fromEntries(addresses.map((address) => [address, (sats / 1e8).toFixed(8)])));

const mine = async (wires: Wires, blocks: number): Promise<unknown> =>
  await wires.bitcoin('generatetoaddress', blocks, await wires.bitcoin('getnewaddress'));

async function counts(wires: Wires): Promise<{ minted: number; settled: number }> {
  type Status = { deposits: Record<string, number>; withdrawals: Record<string, number> };
  const { body } = await wires.api<Status>('GET', '/v1/status');
  return { minted: body.deposits.minted ?? 0, settled: body.withdrawals.settled ?? 0 };
}

/** Nothing was minted twice or left out, and nobody was paid twice or not at all. */
async function expectSupply(wires: Wires): Promise<void> {
  const { body } = await wires.api<{ supply_sats: string; reserves_sats: string }>('GET', '/v1/reserves');
  const right = String(USERS * FIRST_SATS + DEPOSITS * DEPOSIT_SATS - WITHDRAWALS * WITHDRAWAL_SATS);
  if (body.supply_sats === right && body.reserves_sats === right) return;
  throw new Error(`supply and reserves are ${body.supply_sats} and ${body.reserves_sats}, and ${right} are right`);
}

const BYTES = 'pg_database_size(current_database())';
const EVENTS = '(select count(*) from istsi.bus_events)';

async function databaseSays(dataDirectory: string, number: string): Promise<number> {
  const { databaseUrl } = JSON.parse(readFileSync(join(dataDirectory, 'services.json'), 'utf8')) as {
    databaseUrl: string;
  };
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ number: string }>(`select ${number} as number`);
    return Number(rows[0]?.number);
  } finally {
    await client.end();
  }
}
