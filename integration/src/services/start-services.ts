import { setMaxListeners } from 'node:events';
import type { Log } from '@istsi/bitcoin-custody';
import {
  type BitcoinViews,
  createFeeSource,
  createOutputTracer,
  type Descriptor,
  formatDescriptor,
  openBitcoinViews,
  openSecondView,
} from '@istsi/bitcoin-custody';
import {
  checkStellarViews,
  type Manifest,
  openContracts,
  openStellarViews,
  type StellarViews,
  viewContracts,
} from '@istsi/contracts';
import { createLedgerView, createSubmitter } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { createAdminServices } from '../administration/admin-services.ts';
import { createSignerRanking } from '../attestation/collect.ts';
import { createHeartbeats } from '../attestation/heartbeats.ts';
import type { SignerEndpoint } from '../attestation/signer-client.ts';
import { auditServices } from '../audit/audit-services.ts';
import { audited } from '../audit/audited.ts';
import { originOf } from '../audit/checkpoints.ts';
import { createAuditKeeper } from '../audit/run-audit.ts';
import { followChain } from '../bitcoin/follow-chain.ts';
import { newestOf, tipHeight } from '../bitcoin/watcher-store.ts';
import { busServices } from '../bus/bus-services.ts';
import { runBus } from '../bus/run-bus.ts';
import { openMasterKeys } from '../customers/customer-cipher.ts';
import { renewCustomerKeys } from '../customers/customer-store.ts';
import { type Database, openDatabase } from '../database/open-database.ts';
import { followEvents } from '../events/follow-events.ts';
import { createExchangeServices } from '../exchange/exchange-services.ts';
import type { ReporterEndpoint } from '../exchange/reporter-status.ts';
import { createKeepAlive } from '../lifetimes/keep-alive.ts';
import { createAuthenticationFailures } from '../monitor/authentication-failures.ts';
import { createMonitor } from '../monitor/monitor-services.ts';
import { type MonitorSettings, type RunMonitorOptions, runMonitor } from '../monitor/run-monitor.ts';
import type { DepositWorld } from '../operations/deposits/deposit-world.ts';
import { driveDeposit } from '../operations/deposits/drive-deposit.ts';
import { createMintQueue } from '../operations/deposits/mint-queue.ts';
import { startOperationWorker } from '../operations/operation-worker.ts';
import { driveBatch } from '../operations/payments/drive-batch.ts';
import { runPlanner } from '../operations/payments/planner.ts';
import { runUpkeep } from '../operations/payments/upkeep.ts';
import { lanes } from '../operations/wake.ts';
import { adoptOpenWithdrawals } from '../operations/withdrawals/adopt.ts';
import { driveWithdrawal } from '../operations/withdrawals/drive-withdrawal.ts';
import { withdrawalEvents } from '../operations/withdrawals/withdrawal-events.ts';
import { defaultWithdrawalPolicy, type WithdrawalPolicy } from '../operations/withdrawals/withdrawal-policy.ts';
import type { WithdrawalWorld } from '../operations/withdrawals/withdrawal-world.ts';
import { createOperationServices } from '../operations-desk/operation-services.ts';
import { proofServices } from '../proofs/proof-services.ts';
import type { ProofSettings } from '../proofs/proof-world.ts';
import { type ProofSchedule, runProofSchedule } from '../proofs/schedule.ts';
import { createBooksWatch } from '../reconciliation/books-watch.ts';
import { claimDeployment } from '../reconciliation/deployment-claim.ts';
import { openReconcileWorld } from '../reconciliation/reconcile-world.ts';
import {
  type ReconciliationSchedule,
  reconciliationServices,
  runReconciliations,
} from '../reconciliation/reconciliation-services.ts';
import { readReserves } from '../reconciliation/reserves.ts';
import { countAddresses, storeOwners } from '../registry/owners.ts';
import { createDepositSources } from '../screening/deposit-sources.ts';
import { createScreening } from '../screening/screening.ts';
import { openScreeners, type ScreeningSettings, screeningServices } from '../screening/screening-services.ts';
import { type SepSettings, sepServices } from '../seps/sep-services.ts';
import { runWebhooks } from '../webhooks/run-webhooks.ts';
import { webhookServices } from '../webhooks/webhook-services.ts';
import { type Commands, createCommands, pauseAs } from './commands.ts';
import { createDepositAddresses } from './deposit-addresses.ts';
import { hurryDeposit, listDeposits, showDeposit, wakeUnowned } from './deposit-queries.ts';
import type { GuardianEndpoint } from './guardian-status.ts';
import { findUser } from './identities.ts';
import { noticing } from './noticing.ts';
import { createReturnServices } from './return-services.ts';
import type { Services } from './services.ts';
import { systemStatus } from './status.ts';
import { createWithdrawalServices } from './withdrawal-services.ts';

export interface StartServicesOptions {
  databaseUrl: string;
  manifest: Manifest;
  /** Of every epoch of the custody, oldest first. */
  descriptors: readonly Descriptor[];
  /** `pollMs`: how often to ask for new events of the contracts. */
  stellar: StellarViews & { pollMs?: number };
  /**
   * `startHeight`: the first block that may pay the custody. `esploraUrl`: a second backend; nothing is credited before
   * both have the same block at its height.
   */
  bitcoin: BitcoinViews & { startHeight?: number | undefined; pollMs?: number };
  signers: readonly SignerEndpoint[];
  /** Whose heartbeat the status tells. */
  guardian?: GuardianEndpoint;
  keys: ServiceKeys;
  /** How withdrawals are grouped and what is paid for speed, where it differs from the default. */
  withdrawals?: Partial<WithdrawalPolicy>;
  /** Proofs of reserves: where they are published, and how often one is made. Absent: none are. */
  proofs?: ProofSettings & ProofSchedule;
  /** `allowed`: networks of one's own, in CIDR notation, that webhooks may reach; all others must be public. */
  webhooks?: { allowed: readonly string[] };
  /** What Stellar's wallets expect of an anchor. Absent: nothing of it is there. */
  seps?: SepSettings;
  /** Absent: metrics are told to who asks, and nobody watches them. */
  monitor?: MonitorSettings;
  /** How often both chains are held against each other. Absent: only when somebody asks. */
  reconciliation?: ReconciliationSchedule;
  /** Who is asked of whom deposits come from and withdrawals go to. Absent: nobody. */
  screening?: ScreeningSettings | undefined;
  /** `checkpointMs`: how often the audit log is signed at most; a minute if absent. */
  audit?: { checkpointMs?: number };
  /** How often entries on the ledger are looked at that have to be kept; an hour if absent. */
  lifetimes?: { everyMs?: number };
  /** Who reports prices to the oracle; `isLocal`: these are a file's of this machine. */
  exchange?: { reporters: readonly ReporterEndpoint[]; isLocal: boolean };
  /** Operations worked on at the same time. */
  concurrency?: number;
  log: Log;
}

export interface ServiceKeys {
  /** Submits deposits, in the router's Operator role. */
  operator: Keypair;
  /** Registers identities, and stops everything. No key that decides for governance is ever given to the services. */
  complianceOfficer: Keypair;
  /** Funded accounts that pay for transactions and lend sequence numbers; each carries one at a time. */
  channels: readonly Keypair[];
  /** Signs the audit log, and nothing else. Absent: nothing is signed. */
  audit?: Keypair;
  /** Stops everything when the circuit breaker says so: in the router's Guardian role, or any other that may. Absent: the officer's. */
  breaker?: Keypair | undefined;
}

/** For so long a ledger that somebody else closed may go unnoticed by who asks about a user; what we did ourselves never does. */
const FRESH_MS = 100;
const DEFAULT_CONCURRENCY = 8;
/** How long one look at what became of an output may read blocks. */
const TRACE_MS = 4_000;
/** Beside one for the queries of each operation, and one for the locks of all: the watchers, the bus, the planner, the audit log, the job queues, and the interfaces. */
const OTHER_CONNECTIONS = 25;

/** Opens the database, follows both chains, and drives deposits and withdrawals until stopped. */
export async function startServices(options: StartServicesOptions): Promise<Services> {
  const { manifest, descriptors, keys, log } = options;
  const descriptor = newestOf(descriptors);
  const stellar = openStellarViews(options.stellar, manifest.networkPassphrase);
  await checkStellarViews(stellar);
  const { network, other } = stellar;
  const contracts = openContracts(manifest, network, other);
  const view = createLedgerView(network, { freshMs: FRESH_MS });
  const seen = viewContracts(contracts, view);
  const bitcoin = openBitcoinViews(options.bitcoin, descriptor.network);
  const explorer = openSecondView(options.bitcoin, descriptor.network);
  const submitter = noticing(
    createSubmitter({ network, channels: keys.channels, errorNames: contracts.errorNames }),
    view,
  );

  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
  const database = await openDatabase(options.databaseUrl, log, {
    connections: concurrency * lanes.reduce((hands, { share }) => hands + share, 0) + OTHER_CONNECTIONS,
  });
  await prepareDatabase(database.db, options).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const policy = { ...defaultWithdrawalPolicy, ...options.withdrawals };
  const { mostMissingSats } = policy;
  const books = createBooksWatch({ database, network, other, contracts, bitcoin, mostMissingSats, log });
  const attesting = { network, contracts: seen, submitter, signers: createSignerRanking(options.signers) };
  const now = (): Date => new Date();
  const screeners = openScreeners(options.screening ?? {}, now);
  const world: World = {
    ...{ database, network, contracts, submitter, bitcoin, books, log, now },
    screening: createScreening({ db: database.db, screeners, log, now, clearMs: options.screening?.clearMs }),
    sources: createDepositSources(bitcoin),
    outputs: createOutputTracer(bitcoin, { budgetMs: TRACE_MS }),
    fees: createFeeSource({ node: bitcoin, explorer }),
    operator: keys.operator,
    epochs: descriptors,
    policy,
    signers: attesting.signers,
    mints: createMintQueue({ ...attesting, database, operator: keys.operator, now }),
    random: Math.random,
  };
  const auditKey = keys.audit;
  const signer = auditKey && {
    name: await originOf(database.db, contracts.router.contractId),
    seed: auditKey.rawSecretKey(),
  };
  const keeper = createAuditKeeper({ database, manifest, signer, checkpointMs: options.audit?.checkpointMs, log });
  const worker = await startOperationWorker({
    ...{ database, log, concurrency, now: world.now },
    drive: {
      // A thousand deposits ask the same of the contracts, which decide all of it again when they mint.
      deposit: (outpoint) => driveDeposit({ ...world, contracts: seen }, outpoint),
      withdrawal: (id) => driveWithdrawal(world, id),
      batch: (id) => driveBatch(world, id),
    },
  });
  const heartbeats = createHeartbeats({ signers: options.signers, epochs: descriptors, contracts, log });
  const keepAlive = createKeepAlive({ database, network, contracts, manifest, submitter, log }, options.lifetimes);
  const views = { stellar: other ? 2 : 1, bitcoin: explorer ? 2 : 1 };
  const exchange = options.exchange ?? { reporters: [], isLocal: false };
  const monitor = createMonitor(
    {
      ...{ heartbeats: heartbeats.health, lifetimes: keepAlive.found },
      ...{ database, network, other, contracts, manifest, bitcoin, explorer, books, log, now: world.now },
      ...{ signers: options.signers, channels: keys.channels.map((channel) => channel.publicKey()) },
      ...{ reporters: exchange.reporters, authentication: createAuthenticationFailures() },
    },
    options.monitor,
  );
  const breaker = keys.breaker ?? keys.complianceOfficer;
  const watching = (settings: MonitorSettings): RunMonitorOptions => ({
    ...{ database, observe: monitor.look, settings, post: options.webhooks, log },
    breaker: { views, pause: (reason) => pauseAs({ contracts, submitter }, breaker, reason) },
  });
  const reconciling = openReconcileWorld(
    { database, manifest, network, other, descriptors, log },
    { bitcoin: options.bitcoin, explorer, patienceMs: options.reconciliation?.patienceMs },
  );
  const stopping = new AbortController();
  const { signal } = stopping;
  // Everything below pauses until it aborts, each more than once.
  setMaxListeners(0, signal);
  const proving = options.proofs && { ...world, settings: options.proofs };
  const following = [
    followBitcoin(world, options, signal),
    followContracts(world, options, signal),
    runBus({ database, network, other, manifest, log }, { pollMs: options.stellar.pollMs }, signal),
    runWebhooks({ database, post: options.webhooks, log }, signal),
    books.run(signal),
    ...(options.monitor ? [runMonitor(watching(options.monitor), signal)] : []),
    heartbeats.run(signal),
    keepAlive.run(signal),
    keeper.run(signal),
    runPlanner(world, signal),
    ...(proving ? [runProofSchedule(proving, options.proofs ?? {}, signal)] : []),
    runUpkeep(world, signal),
    runReconciliations(reconciling, options.reconciliation, signal),
  ];

  const commands: Commands = createCommands({ contracts, submitter, keys });
  const { db } = database;
  const administration = createAdminServices({ network, contracts, seen, submitter, manifest });
  const accounts = [keys.operator.publicKey(), keys.complianceOfficer.publicKey()];
  const networks = other ? [network, other] : [network];
  const registerIdentity: Commands['registerIdentity'] = async (input) => {
    const registered = await commands.registerIdentity(input);
    const { address, depositIndex } = registered.user;
    await storeOwners(db, [{ address, index: depositIndex }]);
    await wakeUnowned(db, depositIndex + 1);
    return registered;
  };
  const withdrawals = createWithdrawalServices(world);
  const returns = createReturnServices(world, keys.complianceOfficer);
  const proofs = proofServices(proving);
  const decided = { ...withdrawals, ...returns, ...proofs, registerIdentity, pause: commands.pause };
  const acts = { ...decided, ...audited(db, decided) };
  const depositAddress = createDepositAddresses({ db, kyc: seen.kyc, descriptor });
  const seps =
    options.seps &&
    sepServices(
      { ...{ db, networks, manifest, accounts, register: acts.registerIdentity, depositAddress }, ...withdrawals },
      options.seps,
    );
  const events = busServices({ database, network, other, manifest, log });
  return {
    ...acts,
    audit: auditServices({ db, signer, problem: keeper.problem }),
    reconciliations: reconciliationServices(reconciling),
    network: {
      ...{ networkPassphrase: manifest.networkPassphrase, bitcoinNetwork: descriptor.network.name },
      contracts: Object.fromEntries(Object.entries(manifest.contracts).map(([name, { id }]) => [name, id])),
      descriptors: descriptors.map(formatDescriptor),
    },
    events,
    webhooks: webhookServices(db, events, { post: options.webhooks }),
    administration,
    exchange: createExchangeServices({
      ...{ db, network, contracts, submitter, now: world.now },
      ...exchange,
    }),
    operations: createOperationServices({
      ...{ db, manifest, policy },
      isUser: async (address) => (await findUser(seen, address)) !== undefined,
      isProposal: async (id) => (await administration.proposal(id)) !== undefined,
    }),
    seps,
    monitor: monitor.services,
    screening: screeningServices(db, now),
    status: () =>
      systemStatus({
        ...{ database, network, contracts, bitcoin, books, signers: options.signers, manifest },
        guardian: options.guardian,
        heartbeats: heartbeats.health(),
        views,
      }),
    user: (address) => findUser(seen, address),
    depositAddress,
    deposits: (query) => listDeposits(db, query),
    deposit: (outpoint) => showDeposit(db, outpoint),
    recheckDeposit: (outpoint) => hurryDeposit(db, outpoint),
    async reserves() {
      const { holds } = await books.current();
      return await readReserves(contracts, descriptor.network, holds, await tipHeight(db));
    },
    signers: () => Promise.resolve(heartbeats.health()),
    async stop() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      await Promise.all([...following, worker.stop()]);
      await database.close();
    },
  };
}

/** What is wrong with it is said before anything runs. */
async function prepareDatabase(db: Database['db'], { manifest, seps }: StartServicesOptions): Promise<void> {
  await claimDeployment(db, manifest);
  if (seps) await renewCustomerKeys(db, openMasterKeys(seps.customerKeys));
}

interface World extends DepositWorld, WithdrawalWorld {
  database: Database;
  policy: WithdrawalPolicy;
}

async function followBitcoin(world: World, options: StartServicesOptions, signal: AbortSignal): Promise<void> {
  const { database, network, contracts, bitcoin, log } = world;
  const { startHeight = 0, pollMs } = options.bitcoin;
  await followChain({
    ...{ database, startHeight, log, signal },
    descriptors: options.descriptors,
    view: bitcoin,
    addressCount: () => countAddresses({ db: database.db, network, kyc: contracts.kyc }),
    onAddresses: async (count) => await wakeUnowned(database.db, count),
    ...(pollMs === undefined ? {} : { pollMs }),
  });
}

async function followContracts(world: World, options: StartServicesOptions, signal: AbortSignal): Promise<void> {
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
