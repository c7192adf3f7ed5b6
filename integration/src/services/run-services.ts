import { setMaxListeners } from 'node:events';
import type { Log } from '@istsi/bitcoin-custody';
import { createSubmitter } from '@istsi/soroban-client';
import { runArchiving } from '../archive/run-archiving.ts';
import { createHeartbeats, type Heartbeats } from '../attestation/heartbeats.ts';
import { type Anchorer, createAnchorer } from '../audit/anchoring.ts';
import { type AuditKeeper, createAuditKeeper } from '../audit/run-audit.ts';
import { createWitnessAsker, type WitnessAsker } from '../audit/witnessing.ts';
import { followChain } from '../bitcoin/follow-chain.ts';
import { runConsumer } from '../bus/consume.ts';
import { runBatchConsumer } from '../bus/consume-batches.ts';
import { runBus } from '../bus/run-bus.ts';
import { runCustomerCallbacks } from '../customers/run-customer-callbacks.ts';
import { runRetention } from '../customers/run-retention.ts';
import type { Database } from '../database/open-database.ts';
import { followEvents } from '../events/follow-events.ts';
import { driveReceipt } from '../inbox/drive-receipt.ts';
import { openInbox } from '../inbox/inbox-world.ts';
import { inboxConsumer } from '../inbox/receive.ts';
import { createKeepAlive, type KeepAlive } from '../lifetimes/keep-alive.ts';
import { createAuthenticationFailures } from '../monitor/authentication-failures.ts';
import { createMonitor, type Monitor } from '../monitor/monitor-services.ts';
import { type MonitorSettings, type RunMonitorOptions, runMonitor } from '../monitor/run-monitor.ts';
import { createNatsRelay, forgetRelay, type NatsRelay } from '../nats/nats-relay.ts';
import { driveDeposit } from '../operations/deposits/drive-deposit.ts';
import { type OperationWorker, startOperationWorker } from '../operations/operation-worker.ts';
import { driveBatch } from '../operations/payments/drive-batch.ts';
import { runPlanner } from '../operations/payments/planner.ts';
import { runUpkeep } from '../operations/payments/upkeep.ts';
import type { OperationKind } from '../operations/wake.ts';
import { adoptOpenWithdrawals } from '../operations/withdrawals/adopt.ts';
import { driveWithdrawal } from '../operations/withdrawals/drive-withdrawal.ts';
import { withdrawalEvents } from '../operations/withdrawals/withdrawal-events.ts';
import type { ProofWorld } from '../proofs/proof-world.ts';
import { runProofSchedule } from '../proofs/schedule.ts';
import { openReconcileWorld, type ReconcileWorld } from '../reconciliation/reconcile-world.ts';
import { runReconciliations } from '../reconciliation/reconciliation-services.ts';
import { registrationConsumer } from '../registrations/registration-consumer.ts';
import { countAddresses } from '../registry/owners.ts';
import type { SepSettings } from '../seps/sep-services.ts';
import { runSettling } from '../sponsorship/settle-sponsored.ts';
import { suspicionConsumer } from '../suspicion/watch-movements.ts';
import { traceDrive } from '../tracing/trace-operations.ts';
import { runWebhooks } from '../webhooks/run-webhooks.ts';
import { pauseAs } from './commands.ts';
import { wakeUnowned } from './deposit-queries.ts';
import { concurrencyOf, type OperationWorld, type ServiceWorld } from './service-world.ts';
import { exchangeOf, pausingKey, type StartServicesOptions } from './services-options.ts';

/** Those that look after the system, beside what drives its operations. */
export interface Watchers {
  monitor: Monitor;
  heartbeats: Heartbeats;
  keepAlive: KeepAlive;
  keeper: AuditKeeper;
  /** Undefined where the audit log is not signed, or not written on Stellar. */
  anchorer: Anchorer | undefined;
  /** Undefined where nobody cosigns the audit log. */
  asker: WitnessAsker | undefined;
  reconciling: ReconcileWorld;
  /** Undefined where no events are relayed. */
  nats: NatsRelay | undefined;
  /** Undefined where no proofs of reserves are made. */
  proving: ProofWorld | undefined;
}

export function createWatchers(world: ServiceWorld, options: StartServicesOptions): Watchers {
  const { network, other, contracts, submitter, bitcoin, explorer } = world.chains;
  const { database, books, log, now } = world.operations;
  const { manifest, descriptors, keys, signers } = options;
  const exchange = exchangeOf(options);
  const heartbeats = createHeartbeats({
    signers,
    ranking: world.operations.signers,
    epochs: descriptors,
    views: { network, other },
    contracts,
    log,
  });
  const keepAlive = createKeepAlive({ database, network, contracts, manifest, submitter, log }, options.lifetimes);
  const { checkpointMs } = options.audit ?? {};
  const keeper = createAuditKeeper({ database, manifest, signer: world.auditSigner, checkpointMs, log });
  const asker = openAsker(world, options);
  const anchorer = openAnchorer(world, options, asker);
  const nats = options.nats && createNatsRelay({ database, log }, options.nats);
  const monitor = createMonitor(
    {
      ...{ heartbeats: heartbeats.health, lifetimes: keepAlive.found, nats },
      audit: () => ({ problem: keeper.problem(), anchoring: anchorer?.state(), witnessing: asker?.state() }),
      ...{ database, network, other, contracts, manifest, bitcoin, explorer, books, log, now },
      ...{ signers, ranking: world.operations.signers },
      channels: keys.channels.map((channel) => channel.publicKey()),
      guardian: options.guardian,
      ...{ sponsor: options.sponsor, inbox: options.inbox },
      ...{ reporters: exchange.reporters, authentication: createAuthenticationFailures() },
      directories: [...(options.monitor?.directories ?? []), ...(options.proofs ? [options.proofs.directory] : [])],
    },
    options.monitor,
  );
  const reconciling = openReconcileWorld(
    { database, manifest, network, other, descriptors, log },
    { bitcoin: options.bitcoin, explorer, patienceMs: options.reconciliation?.patienceMs },
  );
  const proving = options.proofs && { ...world.operations, settings: options.proofs };
  return { monitor, heartbeats, keepAlive, keeper, anchorer, asker, reconciling, proving, nats };
}

function openAsker(world: ServiceWorld, { audit }: StartServicesOptions): WitnessAsker | undefined {
  const { auditSigner: signer } = world;
  const { witnesses } = audit ?? {};
  if (!signer || !witnesses) return undefined;
  const { database, log } = world.operations;
  return createWitnessAsker({ database, signer, log }, witnesses);
}

function openAnchorer(
  world: ServiceWorld,
  { keys, audit }: StartServicesOptions,
  asker: WitnessAsker | undefined,
): Anchorer | undefined {
  const { auditAnchor: key } = keys;
  const { auditSigner: signer } = world;
  if (!key || !signer) return undefined;
  const { network } = world.chains;
  const { database, log } = world.operations;
  return createAnchorer(
    { database, network, signer, quorum: asker?.quorum, log },
    {
      account: key.publicKey(),
      submitter: createSubmitter({ network, channels: [key] }),
      everyMs: audit?.anchorMs,
      former: audit?.formerLogs,
    },
  );
}

/** Follows both chains and drives all operations until stopped; with it the database is closed. */
export async function runServices(
  world: ServiceWorld,
  watchers: Watchers,
  options: StartServicesOptions,
): Promise<{ stop(): Promise<void> }> {
  const worker = await startWorker(world, options);
  const stopping = new AbortController();
  // Everything pauses until it aborts, each more than once.
  setMaxListeners(0, stopping.signal);
  const following = follow(world, watchers, options, stopping.signal);
  return {
    async stop() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      await Promise.all([...following, worker.stop()]);
      await world.tracing?.close();
      await world.operations.database.close();
    },
  };
}

async function startWorker(
  { chains, operations, tracing }: ServiceWorld,
  options: StartServicesOptions,
): Promise<OperationWorker> {
  const { database, log, now } = operations;
  const traced = (kind: OperationKind, drive: (key: string) => Promise<void>) =>
    tracing ? traceDrive({ db: database.db, tracer: tracing.tracer }, kind, drive) : drive;
  const inbox = options.inbox && openInbox(operations, options.inbox);
  return await startOperationWorker({
    ...{ database, log, now, concurrency: concurrencyOf(options) },
    drive: {
      // A thousand deposits ask the same of the contracts, which decide all of it again when they mint.
      deposit: traced('deposit', (outpoint) => driveDeposit({ ...operations, contracts: chains.seen }, outpoint)),
      withdrawal: traced('withdrawal', (id) => driveWithdrawal(operations, id)),
      batch: traced('batch', (id) => driveBatch(operations, id)),
      // Without its key nothing is done about what is in it.
      inbox: traced('inbox', async (id) => (inbox ? await driveReceipt(inbox, id) : undefined)),
    },
  });
}

/** Wallets are told what becomes of their customers, and nothing of customers is kept for longer than it should. */
const followCustomers = (database: Database, seps: SepSettings, log: Log, signal: AbortSignal): Promise<void>[] => [
  runCustomerCallbacks({ database, settings: seps, log }, signal),
  runRetention({ database, retention: seps.retention ?? {}, log }, signal),
];

function follow(
  world: ServiceWorld,
  { monitor, heartbeats, keepAlive, keeper, anchorer, asker, reconciling, proving, nats }: Watchers,
  options: StartServicesOptions,
  signal: AbortSignal,
): Promise<void>[] {
  const { network, other } = world.chains;
  const { database, books, log } = world.operations;
  const { manifest, webhooks: post } = options;
  const inboxes = options.inbox ? [options.inbox.key.publicKey()] : [];
  return [
    followBitcoin(world.operations, options, signal),
    followContracts(world.operations, options, signal),
    runBus({ database, network, other, manifest, log }, { pollMs: options.stellar.pollMs }, signal),
    runWebhooks({ database, post, log }, signal),
    nats ? nats.run(signal) : forgetRelay({ database, log }),
    runConsumer({ database, consumer: registrationConsumer, log, signal }),
    runBatchConsumer({ database, consumer: suspicionConsumer(manifest, undefined, inboxes), log }, signal),
    ...inboxes.map((address) => runConsumer({ database, consumer: inboxConsumer(manifest, address), log, signal })),
    ...(options.seps ? followCustomers(database, options.seps, log, signal) : []),
    books.run(signal),
    ...(options.monitor ? [runMonitor(watching(world, monitor, options, options.monitor), signal)] : []),
    heartbeats.run(signal),
    keepAlive.run(signal),
    keeper.run(signal),
    ...(anchorer ? [anchorer.run(signal)] : []),
    ...(asker ? [asker.run(signal)] : []),
    runPlanner(world.operations, signal),
    ...(proving ? [runProofSchedule(proving, options.proofs ?? {}, signal)] : []),
    runUpkeep(world.operations, signal),
    ...(world.sponsor ? [runSettling(world.sponsor, log, signal)] : []),
    ...(options.archive ? [runArchiving({ database, manifest, log }, options.archive, signal)] : []),
    runReconciliations(reconciling, options.reconciliation, signal),
  ];
}

function watching(
  { chains, operations }: ServiceWorld,
  monitor: Monitor,
  { keys, webhooks: post }: StartServicesOptions,
  settings: MonitorSettings,
): RunMonitorOptions {
  const { database, log } = operations;
  const key = pausingKey(keys);
  if (!key && settings.breaker) log('warn', 'no key here pauses the system: the circuit breaker is off');
  return {
    ...{ database, observe: monitor.look, settings, post, log },
    breaker: key && { views: chains.views, pause: (reason) => pauseAs(chains, key, reason) },
  };
}

async function followBitcoin(world: OperationWorld, options: StartServicesOptions, signal: AbortSignal): Promise<void> {
  const { database, network, contracts, bitcoin, log } = world;
  const { startHeight = 0, pollMs } = options.bitcoin;
  await followChain({
    ...{ database, startHeight, log, signal },
    descriptors: options.descriptors,
    view: bitcoin,
    mempool: bitcoin,
    addressCount: () => countAddresses({ db: database.db, network, kyc: contracts.kyc }),
    onAddresses: async (count) => await wakeUnowned(database.db, count),
    ...(pollMs === undefined ? {} : { pollMs }),
  });
}

async function followContracts(
  world: OperationWorld,
  options: StartServicesOptions,
  signal: AbortSignal,
): Promise<void> {
  const { database, network, contracts, log } = world;
  const { pollMs } = options.stellar;
  await followEvents({
    ...{ database, network, log, signal },
    stream: 'withdrawals',
    contracts: [contracts.router, contracts.reserve],
    handle: withdrawalEvents({ db: database.db, contracts }),
    onGap: async () => await adoptOpenWithdrawals({ db: database.db, contracts }),
    ...(pollMs === undefined ? {} : { pollMs }),
  });
}
