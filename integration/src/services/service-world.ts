import {
  type BitcoinRpc,
  createFeeSource,
  createOutputTracer,
  type Descriptor,
  openBitcoinViews,
  openSecondView,
} from '@istsi/bitcoin-custody';
import {
  checkStellarViews,
  openAddressIndices,
  openContracts,
  openStellarViews,
  type SystemContracts,
  viewContracts,
} from '@istsi/contracts';
import {
  createLedgerView,
  createSubmitter,
  type LedgerView,
  type Network,
  type Submitter,
} from '@istsi/soroban-client';
import { createSignerRanking } from '../attestation/collect.ts';
import { originOf } from '../audit/checkpoints.ts';
import type { AuditKeeperOptions } from '../audit/run-audit.ts';
import { newestOf } from '../bitcoin/watcher-store.ts';
import { openMasterKeys } from '../customers/customer-cipher.ts';
import { renewCustomerKeys } from '../customers/customer-store.ts';
import { gather } from '../database/gather.ts';
import { type Database, openDatabase } from '../database/open-database.ts';
import { createDepositRows } from '../operations/deposits/deposit-rows.ts';
import type { DepositWorld } from '../operations/deposits/deposit-world.ts';
import { createMintQueue } from '../operations/deposits/mint-queue.ts';
import { connectionsOf } from '../operations/wake.ts';
import { defaultWithdrawalPolicy } from '../operations/withdrawals/withdrawal-policy.ts';
import type { WithdrawalWorld } from '../operations/withdrawals/withdrawal-world.ts';
import { createBooksWatch } from '../reconciliation/books-watch.ts';
import { claimDeployment } from '../reconciliation/deployment-claim.ts';
import { openDepositSources } from '../screening/deposit-sources.ts';
import { createScreening } from '../screening/screening.ts';
import { openScreeners } from '../screening/screening-services.ts';
import type { SponsorDesk } from '../sponsorship/sponsor-desk.ts';
import { openPayer } from '../sponsorship/sponsorship-services.ts';
import { openTracing, peersOf, type Tracing } from '../tracing/open-tracing.ts';
import type { Peers } from '../tracing/trace-requests.ts';
import { noticing } from './noticing.ts';
import type { StartServicesOptions } from './services-options.ts';

/** Both chains, as the services reach them. */
export interface Chains {
  network: Network;
  /** The same Stellar network by another RPC, where there is one. */
  other: Network | undefined;
  contracts: SystemContracts;
  /** The contracts as the newest ledger shows them, read once for all who ask. */
  seen: SystemContracts;
  /** What they are kept in. */
  view: LedgerView;
  submitter: Submitter;
  /** Over the sponsor's accounts alone, where there is one. */
  payer: Submitter | undefined;
  /** Of the newest epoch. */
  descriptor: Descriptor;
  bitcoin: BitcoinRpc;
  /** The second view of Bitcoin, where there is one. */
  explorer: ReturnType<typeof openSecondView>;
  /** How many servers are asked of each. */
  views: { stellar: 1 | 2; bitcoin: 1 | 2 };
}

/** What operations are driven with. */
export interface OperationWorld extends DepositWorld, WithdrawalWorld {
  policy: WithdrawalWorld['policy'];
}

export interface ServiceWorld {
  chains: Chains;
  operations: OperationWorld;
  /** Who pays for holders without lumens; undefined where nobody does. */
  sponsor: SponsorDesk | undefined;
  /** Undefined where nothing is traced. */
  tracing: Tracing | undefined;
  /** Signs the audit log; undefined where nothing is signed. */
  auditSigner: AuditKeeperOptions['signer'];
}

/** For so long a ledger that somebody else closed may go unnoticed by who asks about a user; what we did ourselves never does. */
const FRESH_MS = 100;
const DEFAULT_CONCURRENCY = 8;
/** How long one look at what became of an output may read blocks. */
const TRACE_MS = 4_000;
/** Beside one for the queries of each operation, and one for the locks of all: the watchers, the bus, the planner, the audit log, the relay to NATS, the job queues, and the interfaces. */
const OTHER_CONNECTIONS = 28;

/** Operations worked on at the same time, in each lane. */
export const concurrencyOf = ({ concurrency = DEFAULT_CONCURRENCY }: StartServicesOptions): number => concurrency;

/** Reaches both chains and opens the database; nothing runs yet. */
export async function openServiceWorld(options: StartServicesOptions): Promise<ServiceWorld> {
  const chains = await openChains(options);
  const database = await openOwnDatabase(options);
  return await orClosed(database, async () => {
    const operations = openOperations(chains, database, options);
    const { audit } = options.keys;
    const nameOf = (): Promise<string> => originOf(database.db, chains.contracts.router.contractId);
    const sponsor = openSponsor(chains, operations, options);
    const auditSigner = audit && { name: await nameOf(), seed: audit.rawSecretKey() };
    // Last, so that nothing fails behind it.
    const tracing = options.tracing && openTracing(options.tracing, peersAsked(options), options.log);
    return { chains, operations, sponsor, tracing, auditSigner };
  });
}

/** Whom operations are driven with, by the names that their spans have. */
function peersAsked({ stellar, bitcoin, signers }: StartServicesOptions): Peers {
  const named = signers.map(({ url }, i) => [`signer-${i + 1}`, url] as const);
  return peersOf({
    ...{ stellar: stellar.rpcUrl, 'stellar-second': stellar.second?.rpcUrl },
    ...{ bitcoin: bitcoin.rpcUrl, 'bitcoin-second': bitcoin.second?.rpcUrl, esplora: bitcoin.esploraUrl },
    ...Object.fromEntries(named),
  });
}

/** What begins with an open database: where it fails, the database is closed, and its connections are gone. */
export async function orClosed<T>(database: Pick<Database, 'close'>, begin: () => Promise<T>): Promise<T> {
  try {
    return await begin();
  } catch (error) {
    await database.close();
    throw error;
  }
}

function openSponsor(
  { network, contracts, payer }: Chains,
  { database, now }: OperationWorld,
  { sponsor: settings }: StartServicesOptions,
): SponsorDesk | undefined {
  return settings && payer && { db: database.db, network, contracts, payer, settings, now };
}

async function openChains({ manifest, descriptors, keys, ...options }: StartServicesOptions): Promise<Chains> {
  const stellar = openStellarViews(options.stellar, manifest.networkPassphrase);
  await checkStellarViews(stellar);
  const { network, other } = stellar;
  const contracts = openContracts(manifest, network, other);
  const view = createLedgerView(network, { freshMs: FRESH_MS });
  const submitter = createSubmitter({ network, channels: keys.channels, errorNames: contracts.errorNames });
  const descriptor = newestOf(descriptors);
  const explorer = openSecondView(options.bitcoin, descriptor.network);
  return {
    ...{ network, other, contracts, view, descriptor, explorer },
    seen: viewContracts(contracts, view),
    submitter: noticing(submitter, view),
    payer: options.sponsor && noticing(openPayer(network, contracts, options.sponsor), view),
    bitcoin: openBitcoinViews(options.bitcoin, descriptor.network),
    views: { stellar: other ? 2 : 1, bitcoin: explorer ? 2 : 1 },
  };
}

async function openOwnDatabase(options: StartServicesOptions): Promise<Database> {
  const connections = connectionsOf(concurrencyOf(options)) + OTHER_CONNECTIONS;
  const database = await openDatabase(options.databaseUrl, options.log, { connections });
  await orClosed(database, async () => await prepareDatabase(database.db, options));
  return database;
}

/** What is wrong with it is said before anything runs. */
async function prepareDatabase(db: Database['db'], { manifest, seps }: StartServicesOptions): Promise<void> {
  await claimDeployment(db, manifest);
  if (seps) await renewCustomerKeys(db, openMasterKeys(seps.customerKeys));
}

function openOperations(
  { network, other, contracts, seen, submitter, bitcoin, explorer }: Chains,
  database: Database,
  { descriptors, keys, log, ...options }: StartServicesOptions,
): OperationWorld {
  const policy = { ...defaultWithdrawalPolicy, ...options.withdrawals };
  const { mostMissingSats } = policy;
  const now = (): Date => new Date();
  const { operator } = keys;
  const attesting = { network, other, contracts: seen, submitter, signers: createSignerRanking(options.signers) };
  const screeners = openScreeners(options.screening ?? {}, now);
  return {
    ...{ database, network, other, contracts, submitter, bitcoin, policy, operator, log, now },
    books: createBooksWatch({ database, network, other, contracts, bitcoin, mostMissingSats, log }),
    screening: createScreening({ db: database.db, screeners, log, now, clearMs: options.screening?.clearMs }),
    sources: openDepositSources(options.bitcoin, bitcoin.network),
    outputs: createOutputTracer(bitcoin, { budgetMs: TRACE_MS }),
    fees: createFeeSource({ node: bitcoin, explorer }),
    epochs: descriptors,
    signers: attesting.signers,
    rows: createDepositRows(database),
    addressIndex: gather(openAddressIndices({ network, other }, contracts.kyc.contractId)),
    mints: createMintQueue({ ...attesting, database, operator, now }),
    random: Math.random,
  };
}
