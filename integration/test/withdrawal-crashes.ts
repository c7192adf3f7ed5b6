import {
  type BitcoinRpc,
  createBitcoinRpc,
  createFeeSource,
  createOutputTracer,
  silentLog,
} from '@istsi/bitcoin-custody';
import { openContracts } from '@istsi/contracts';
import { WithdrawalState } from '@istsi/contracts/clients/reserve-manager';
import { createSubmitter, openNetwork } from '@istsi/soroban-client';
import { createSignerRanking } from '../src/attestation/collect.ts';
import { followChain } from '../src/bitcoin/follow-chain.ts';
import { type Database, int8AsBigint, openDatabase } from '../src/database/open-database.ts';
import { catchUpEvents } from '../src/events/follow-events.ts';
import { driveBatch } from '../src/operations/payments/drive-batch.ts';
import { planBatch } from '../src/operations/payments/plan-batch.ts';
import { driveWithdrawal } from '../src/operations/withdrawals/drive-withdrawal.ts';
import { withdrawalEvents } from '../src/operations/withdrawals/withdrawal-events.ts';
import { defaultWithdrawalPolicy } from '../src/operations/withdrawals/withdrawal-policy.ts';
import { loadWithdrawal } from '../src/operations/withdrawals/withdrawal-store.ts';
import type { WithdrawalWorld } from '../src/operations/withdrawals/withdrawal-world.ts';
import { createBooksWatch } from '../src/reconciliation/books-watch.ts';
import { createScreening } from '../src/screening/screening.ts';
import { createDeath, type Death, mortalDatabase, mortalNetwork } from './dying.ts';
import type { Holder } from './holders.ts';
import { startWorld, until, type World } from './world.ts';

/** Far enough that every pause is over. */
const LATER_MS = 3_600_000;
/** Rounds of the successor; some wait for a channel that a transaction of the dead still holds. */
const MOST_ROUNDS = 6;
const SATS = 50_000n;

/** Workers that a test kills, on a system in which nothing else is at work on withdrawals. */
export interface Crashes {
  /** Kills a worker after this many exchanges with the outside; true if there were as many. Throws unless a successor pays exactly once. */
  killAfter(exchanges: number): Promise<boolean>;
  stop(): Promise<void>;
}

export async function startCrashes(): Promise<Crashes> {
  const world = await startWorld();
  const holder = await world.createHolder(...Array.from({ length: 4 }, () => 2_000_000n));
  // From here on only the workers of this test act.
  await world.services.stop();
  const database = await openDatabase(world.databaseUrl, silentLog);
  const successor = workerOf(world, database);
  const stopping = new AbortController();
  const following = followChain({
    ...{ database, startHeight: 0, pollMs: 20, log: silentLog, signal: stopping.signal },
    descriptors: [world.custody.descriptor],
    view: successor.bitcoin,
    addressCount: () => Promise.resolve(1),
    onAddresses: () => Promise.resolve(),
  });
  return {
    killAfter: async (exchanges) => await killOne(world, successor, holder, exchanges),
    async stop() {
      stopping.abort();
      await following;
      await database.close();
      await world.stop();
    },
  };
}

async function killOne(world: World, successor: WithdrawalWorld, holder: Holder, exchanges: number): Promise<boolean> {
  const { contracts, bitcoin } = world;
  const to = await bitcoin.call<string>('getnewaddress');
  const id = await world.withdraw(holder, { sats: SATS, to });
  await hearOf(successor);
  const death = createDeath(exchanges);
  const mortal = workerOf(world, mortalDatabase(world.databaseUrl, int8AsBigint, death), death);
  await work(world, mortal, id).catch(() => undefined);
  const died = death.count() >= exchanges;
  await mortal.database.close().catch(() => undefined);

  for (let round = 0; round < MOST_ROUNDS && (await stateOf(successor, id)) !== 'settled'; round++) {
    await work(world, successor, id);
  }
  const about = `killed after exchange ${exchanges}`;
  const withdrawal = await loadWithdrawal(successor.database.db, id);
  if (withdrawal?.state !== 'settled') {
    const batch = withdrawal?.batchId === undefined ? undefined : await batchRefusal(successor, withdrawal.batchId);
    throw new Error(`${about}: ${withdrawal?.state}, ${JSON.stringify(withdrawal?.refusal ?? batch)}`);
  }
  const { state } = await contracts.reserve.read('get_withdrawal', { withdrawal_id: Buffer.from(id, 'hex') });
  const { total_amount } = await bitcoin.call<{ total_amount: number }>('scantxoutset', 'start', [`addr(${to})`]);
  const paid = BigInt(Math.round(total_amount * 1e8));
  if (state !== WithdrawalState.Completed || paid !== SATS - withdrawal.feeSats!) {
    throw new Error(`${about}: reserve says ${state}, ${paid} satoshis arrived less a fee of ${withdrawal.feeSats}`);
  }
  return died;
}

/** A withdrawal's whole way, as far as this worker gets. */
async function work(world: World, worker: WithdrawalWorld, id: string): Promise<void> {
  const { db } = worker.database;
  await planBatch(worker, { after: undefined });
  const batchId = (await loadWithdrawal(db, id))?.batchId;
  if (batchId === undefined) return;
  await driveBatch(worker, batchId);
  await world.bitcoin.mine(2);
  await watched(world, worker);
  await driveBatch(worker, batchId);
  await driveWithdrawal(worker, id);
}

async function watched(world: World, { database: { db } }: WithdrawalWorld): Promise<void> {
  const tip = await world.bitcoin.call<number>('getblockcount');
  await until(
    async () =>
      await db.selectFrom('istsi.bitcoin_blocks').select('height').where('height', '=', tip).executeTakeFirst(),
    () => 'the watcher',
  );
}

async function hearOf({ database, network, contracts, log }: WithdrawalWorld): Promise<void> {
  await catchUpEvents({
    ...{ database, network, log, signal: new AbortController().signal },
    stream: 'withdrawals',
    contracts: [contracts.router, contracts.reserve],
    handle: withdrawalEvents({ db: database.db, contracts }),
    onGap: () => Promise.resolve(),
  });
}

const stateOf = async ({ database }: WithdrawalWorld, id: string): Promise<string | undefined> =>
  (await loadWithdrawal(database.db, id))?.state;

async function batchRefusal({ database: { db } }: WithdrawalWorld, id: string): Promise<unknown> {
  const columns = ['state', 'refusal_code', 'refusal_message'] as const;
  return await db.selectFrom('istsi.batches').select(columns).where('id', '=', id).executeTakeFirst();
}

export function workerOf(world: World, database: Database, death?: Death): WithdrawalWorld {
  const open = openNetwork(world.sandbox);
  const network = death ? mortalNetwork(open, death) : open;
  const contracts = openContracts(world.manifest, network);
  const { descriptor } = world.custody;
  const bitcoin = createBitcoinRpc({ url: world.networks.bitcoinUrl, network: descriptor.network });
  const mortal = death ? mortalBitcoin(bitcoin, death) : bitcoin;
  const books = { database, network, contracts, bitcoin, mostMissingSats: 0n, log: silentLog };
  return {
    ...{ database, network, other: undefined, contracts, log: silentLog, random: Math.random },
    books: createBooksWatch(books),
    screening: createScreening({ db: database.db, screeners: [], log: silentLog, now: () => new Date() }),
    submitter: createSubmitter({ network, channels: world.keys.channels, errorNames: contracts.errorNames }),
    signers: createSignerRanking(world.signerEndpoints),
    bitcoin: mortal,
    outputs: createOutputTracer(mortal, { budgetMs: 4_000 }),
    fees: createFeeSource({ node: mortal }),
    epochs: [descriptor],
    policy: { ...defaultWithdrawalPolicy, batchWindowMs: 0 },
    now: () => new Date(Date.now() + (death ? 0 : LATER_MS)),
  };
}

/** The Bitcoin node as a process sees it that is about to be killed. */
const mortalBitcoin = (bitcoin: BitcoinRpc, death: Death): BitcoinRpc =>
  new Proxy(bitcoin, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => death.during(() => Promise.resolve(Reflect.apply(value, target, args) as unknown));
    },
  });
