import { silentLog } from '@istsi/bitcoin-custody';
import { createMemory } from '@istsi/guardian';
import { attestorAddress, createPolicyLog, type SignerServer, startSignerServer } from '@istsi/signer';
import type { Kysely } from 'kysely';
import type { GuardianWorld } from '../../guardian/src/guardian-world.ts';
import { openGuardianWorld } from '../../guardian/src/start-guardian.ts';
import { createWatch, type Watch } from '../../guardian/src/watch.ts';
import { beginFollowing } from '../../integration/src/bitcoin/follow-chain.ts';
import type { FollowedContracts } from '../../integration/src/bus/followed-contracts.ts';
import { ingestStellar } from '../../integration/src/bus/ingest-stellar.ts';
import { sequenceEvents } from '../../integration/src/bus/sequencer.ts';
import type { Schema } from '../../integration/src/database/schema.ts';
import { catchUpEvents } from '../../integration/src/events/follow-events.ts';
import { judgeObservation } from '../../integration/src/monitor/alert-round.ts';
import type { Observation } from '../../integration/src/monitor/observe.ts';
import { driveDeposit } from '../../integration/src/operations/deposits/drive-deposit.ts';
import { driveBatch } from '../../integration/src/operations/payments/drive-batch.ts';
import { planAll } from '../../integration/src/operations/payments/planner.ts';
import { keepUp } from '../../integration/src/operations/payments/upkeep.ts';
import { adoptOpenWithdrawals } from '../../integration/src/operations/withdrawals/adopt.ts';
import { driveWithdrawal } from '../../integration/src/operations/withdrawals/drive-withdrawal.ts';
import { withdrawalEvents } from '../../integration/src/operations/withdrawals/withdrawal-events.ts';
import { countAddresses } from '../../integration/src/registry/owners.ts';
import { wakeUnowned } from '../../integration/src/services/deposit-queries.ts';
import { createWatchers } from '../../integration/src/services/run-services.ts';
import { openServiceWorld } from '../../integration/src/services/service-world.ts';
import type { StartServicesOptions } from '../../integration/src/services/services-options.ts';
import type { Death } from '../../integration/test/dying.ts';
import { type Beginning, fileOf } from './chains.ts';
import type { Edge } from './edge.ts';
import { type BrokenDatabase, makeMortal } from './mortal-pool.ts';
import type { EdgeName, Part } from './moves.ts';

/** The coordinator as one process of it, with nothing running by itself. */
export interface Coordinator {
  step(part: Exclude<Part, 'guardian'>, nth: number): Promise<string>;
  /** What the monitor found last. */
  observed(): Observation | undefined;
  kill(death: Death | undefined): void;
  db: Kysely<Schema>;
  close(): Promise<void>;
}

export interface Process {
  stop(): Promise<void>;
}

export interface GuardianProcess extends Process {
  watch: Watch;
  world: GuardianWorld;
}

type Edges = Record<EdgeName, Edge>;

const TOKEN = 'token-of-the-signer';
/** Those of the coordinator die with it. */
const OWN_EDGES: readonly EdgeName[] = ['stellar', 'bitcoin', 'signer-0', 'signer-1', 'signer-2'];
const never = new AbortController().signal;

export async function openCoordinator(
  { manifest, custody, keys }: Beginning,
  { databaseUrl, edges, broken }: { databaseUrl: string; edges: Edges; broken?: BrokenDatabase },
): Promise<Coordinator> {
  const addresses = await Promise.all(custody.keystores.map(attestorAddress));
  const options: StartServicesOptions = {
    ...{ databaseUrl, manifest, keys, log: silentLog, descriptors: [custody.descriptor] },
    stellar: { rpcUrl: edges.stellar.url },
    bitcoin: { rpcUrl: edges.bitcoin.url },
    signers: addresses.map((address, n) => ({ address, token: TOKEN, url: edges[`signer-${n}` as EdgeName].url })),
    withdrawals: { batchWindowMs: 2_000 },
    concurrency: 1,
  };
  const opened = await openServiceWorld(options);
  const { chains, operations } = opened;
  const { database, network, other, contracts, bitcoin, log } = operations;
  const { db } = database;
  const mortal = makeMortal(database.pool, broken);
  const { monitor, heartbeats } = createWatchers(opened, options);
  const place = { after: undefined };
  let follow: (() => Promise<void>) | undefined;
  let followed: FollowedContracts | undefined;
  let observation: Observation | undefined;

  const steps: Record<Exclude<Part, 'guardian'>, (nth: number) => Promise<string>> = {
    async watch() {
      follow ??= await beginFollowing({
        ...{ database, startHeight: 0, log, signal: never, descriptors: options.descriptors, view: bitcoin },
        addressCount: () => countAddresses({ db, network, kyc: contracts.kyc }),
        onAddresses: async (count) => await wakeUnowned(db, count),
      });
      const step = follow;
      follow = undefined;
      await step();
      // Kept only where it went well: what is stored may be ahead of it otherwise.
      follow = step;
      return 'followed';
    },
    async events() {
      await catchUpEvents({
        ...{ database, network, log, signal: never, stream: 'withdrawals' },
        contracts: [contracts.router, contracts.reserve],
        handle: withdrawalEvents({ db, contracts }),
        onGap: async () => await adoptOpenWithdrawals({ db, contracts }),
      });
      return 'read';
    },
    async bus() {
      followed = await ingestStellar({ database, network, other, manifest, log }, never, followed);
      await sequenceEvents(database);
      return 'ordered';
    },
    async books() {
      await operations.books.compare();
      return 'compared';
    },
    async operation(nth) {
      const due = await dueOperations(db);
      if (due.length === 0) return 'nothing is due';
      const { kind, key } = due[nth % due.length]!;
      if (kind === 'deposit') await driveDeposit({ ...operations, contracts: chains.seen }, key);
      else if (kind === 'withdrawal') await driveWithdrawal(operations, key);
      else await driveBatch(operations, key);
      return kind;
    },
    async plan() {
      await planAll(operations, place, never);
      return 'planned';
    },
    async upkeep() {
      await keepUp(operations);
      return 'kept up';
    },
    async heartbeats() {
      await heartbeats.ask();
      return 'asked';
    },
    async monitor() {
      observation = await monitor.look();
      await judgeObservation(db, observation, { channels: [], log });
      return 'looked';
    },
  };

  return {
    db,
    step: async (part, nth) => await steps[part](nth),
    observed: () => observation,
    kill(death) {
      mortal.death = death;
      for (const name of OWN_EDGES) edges[name].death = death;
    },
    close: async () => await database.close(),
  };
}

export type Due = { kind: 'deposit' | 'withdrawal' | 'batch'; key: string };

/** What a row says is due, in an order that does not depend on hashes. The job queue is only the fast way to it. */
export async function dueOperations(db: Kysely<Schema>): Promise<Due[]> {
  const now = new Date();
  const batches = db.selectFrom('istsi.batches').select('id as key').where('wake_at', '<=', now);
  const withdrawals = db.selectFrom('istsi.withdrawals').select('id as key').where('wake_at', '<=', now);
  const deposits = db.selectFrom('istsi.deposits').select('outpoint as key').where('wake_at', '<=', now);
  const [first, second, third] = [
    await batches.orderBy('created_at').orderBy('id').execute(),
    await withdrawals.orderBy('created_at').orderBy('id').execute(),
    await deposits.orderBy('created_at').orderBy('outpoint').execute(),
  ];
  return [
    ...first.map(({ key }): Due => ({ kind: 'batch', key })),
    ...second.map(({ key }): Due => ({ kind: 'withdrawal', key })),
    ...third.map(({ key }): Due => ({ kind: 'deposit', key })),
  ];
}

/** A custodian, with a memory that it has from before where it is started again. */
export async function startSigner(
  beginning: Beginning,
  { n, run, edges, port = 0 }: { n: number; run: string; edges: Edges; port?: number },
): Promise<SignerServer> {
  const { custody, manifest } = beginning;
  return await startSignerServer({
    ...{ token: TOKEN, manifest, log: silentLog, keystore: custody.keystores[n]!, port },
    stellar: { rpcUrl: edges['signers-stellar'].url },
    bitcoin: { rpcUrl: edges['signers-bitcoin'].url },
    descriptors: [custody.descriptor],
    policyFile: fileOf(beginning, run, `policy-${n}.log`),
  });
}

export async function beginMemories(beginning: Beginning, run: string): Promise<void> {
  for (const [n, keystore] of beginning.custody.keystores.entries())
    createPolicyLog({ file: fileOf(beginning, run, `policy-${n}.log`), address: await attestorAddress(keystore) });
  createMemory({ file: fileOf(beginning, run, 'guardian.log'), address: beginning.keys.guardian.publicKey() });
}

export async function openGuardian(
  beginning: Beginning,
  { run, edges }: { run: string; edges: Edges },
): Promise<GuardianProcess> {
  const { keys, manifest, custody } = beginning;
  const world = await openGuardianWorld({
    ...{ key: keys.guardian, manifest, descriptors: [custody.descriptor], log: silentLog },
    stellar: { rpcUrl: edges['guardian-stellar'].url },
    bitcoin: { rpcUrl: edges['guardian-bitcoin'].url },
    memoryFile: fileOf(beginning, run, 'guardian.log'),
    rules: { ledgersOnDemand: true },
  });
  return {
    ...{ world, watch: createWatch(world) },
    stop: async () => {
      world.memory.close();
      await Promise.resolve();
    },
  };
}
