import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Manifest, openContracts, type SystemContracts } from '@istsi/contracts';
import { createSubmitter, type Network, openNetwork, signEntry } from '@istsi/soroban-client';
import pg from 'pg';
import { createHolder, type Holder } from '../system/holders.ts';
import { createSystem, type Ready, type RunningSystem } from '../system/running-system.ts';
import { openWires, type Wires } from '../system/wires.ts';
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
    const before = await counts(wires);

    await mine(wires, DEEP);
    const begun = performance.now();
    const seconds = (): number => (performance.now() - begun) / 1_000;
    const asking = askForAll(system, ready, holders).then(seconds);
    const times: { minted?: number; settled?: number } = {};
    let mined = performance.now();
    while (times.minted === undefined || times.settled === undefined) {
      const { minted, settled } = await counts(wires);
      if (minted - before.minted >= DEPOSITS) times.minted ??= seconds();
      if (settled >= WITHDRAWALS) times.settled ??= seconds();
      for (const [part, bytes] of memoryByPart(system.dataDirectory))
        peak.set(part, Math.max(bytes, peak.get(part) ?? 0));
      if (performance.now() - mined > BLOCK_MS) {
        await mine(wires, 1);
        mined = performance.now();
      }
      await sleep(LOOK_MS);
    }
    const asked = await asking;
    await expectSupply(wires);
    const bytes = await databaseBytes(system.dataDirectory);
    const most = (1.5 * (idle.get('services') ?? 0)) / MB + BUFFER_MB;
    return [
      { name: `mints, ${DEPOSITS} deposits queued at once`, value: DEPOSITS / times.minted, unit: '/s' },
      { name: `withdrawals asked for, open loop, ${WITHDRAWALS} of them`, value: WITHDRAWALS / asked, unit: '/s' },
      { name: 'payouts settled, from the first that was asked for', value: WITHDRAWALS / times.settled, unit: '/s' },
      { name: 'all drained after', value: Math.max(times.minted, times.settled), unit: 's' },
      ...memory(idle, peak, most),
      { name: 'the database', value: bytes / MB, unit: 'MiB' },
      { name: 'the database, by operation', value: bytes / (DEPOSITS + WITHDRAWALS) / 1_024, unit: 'KiB' },
    ];
  } finally {
    await system.dispose();
  }
}

const memory = (idle: Map<string, number>, peak: Map<string, number>, most: number): Measurement[] =>
  [...peak].flatMap(([part, bytes]): Measurement[] => [
    { name: `memory of ${part}, idle`, value: (idle.get(part) ?? 0) / MB, unit: 'MiB' },
    {
      ...{ name: `memory of ${part}, most`, value: bytes / MB, unit: 'MiB' },
      ...(part === 'services' && { goal: `≤ ${Math.round(most)} (1.5 × idle + ${BUFFER_MB})` }),
    },
  ]);

async function prepare(system: RunningSystem): Promise<{ ready: Ready; wires: Wires; holders: Holder[] }> {
  const ready = await system.start();
  if (!ready) throw new Error(`istsi up did not start:\n${system.output()}`);
  const wires = openWires(ready, system.keys());
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

/** Each holder asks from an account of their own, one after the other, and waits for nothing but their ledger. */
async function askForAll({ dataDirectory }: RunningSystem, ready: Ready, holders: readonly Holder[]): Promise<void> {
  const network = openNetwork({ rpcUrl: ready.stellar_rpc_url, networkPassphrase: ready.network_passphrase });
  const manifest = JSON.parse(readFileSync(join(dataDirectory, 'manifest.json'), 'utf8')) as Manifest;
  const contracts = openContracts(manifest, network);
  const each = WITHDRAWALS / holders.length;
  await Promise.all(
    holders.map(async (holder) => {
      for (let asked = 0; asked < each; asked++) await ask(network, contracts, holder);
    }),
  );
}

async function ask(network: Network, contracts: SystemContracts, { key, account }: Holder): Promise<void> {
  const submitter = createSubmitter({ network, channels: [key], errorNames: contracts.errorNames });
  // Of nobody: what arrives there stays there.
  const order = {
    ...{ user: account, token_amount: BigInt(WITHDRAWAL_SATS), max_fee: BigInt(WITHDRAWAL_SATS / 2) },
    btc_address: 'bcrt1qs758ursh4q9z627kt3pp5yysm78ddny6txaqgw',
  };
  const outcome = await submitter.submit({
    invoke: contracts.router.invocation('execute_token_withdrawal', order),
    authorize: (entry, terms) => signEntry(entry, key, terms.validUntilLedger, terms.networkPassphrase),
  });
  if (outcome.status !== 'success') throw new Error(JSON.stringify(outcome));
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

async function databaseBytes(dataDirectory: string): Promise<number> {
  const { databaseUrl } = JSON.parse(readFileSync(join(dataDirectory, 'services.json'), 'utf8')) as {
    databaseUrl: string;
  };
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes');
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
}
