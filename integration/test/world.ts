import path from 'node:path';
import { branchOf, deriveAddress, silentLog } from '@istsi/bitcoin-custody';
import { openContracts, type Release, type SystemContracts } from '@istsi/contracts';
import { Role } from '@istsi/contracts/clients/integration-router';
import {
  attestorAddress,
  createPolicyLog,
  type SignerServer,
  type StartSignerOptions,
  startSignerServer,
} from '@istsi/signer';
import { createSubmitter, fundAccount, type Network, openNetwork } from '@istsi/soroban-client';
import { type NetworkCopy, type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { Keypair } from '@stellar/stellar-sdk';
import { type LyingRpc, startLyingRpc } from '../../soroban/client/test/lying-rpc.ts';
import {
  type DepositState,
  type DepositView,
  defaultInboxBounds,
  deploySystem,
  formatOutpoint,
  type InboxSettings,
  type LiabilitiesSource,
  type Log,
  type Manifest,
  type MonitorSettings,
  type NatsSettings,
  type Outpoint,
  type PairSettings,
  type ScreeningSettings,
  type Services,
  type SignerEndpoint,
  type StartServicesOptions,
  startServices,
  type TracingSettings,
  type WithdrawalPolicy,
  type WithdrawalState,
  webAuthContractId,
} from '../src/index.ts';
import { propose } from './administer.ts';
import { type BitcoinGateway, startBitcoinGateway } from './bitcoin-gateway.ts';
import { createTestCustody, type TestCustody } from './custody.ts';
import { startTestDatabases } from './database.ts';
import { createHolders, type Holders } from './holders.ts';
import { type Networks, startNetworks } from './networks.ts';
import { createOfficer, type Officer } from './officer.ts';
import { putBefore, type UnreliableSigner } from './unreliable-signer.ts';

/** The whole system on embedded networks, in this process: everything real, nothing on disk for long. */
export interface World extends Parts, Users, Holders {
  services: Services;
  officer: Officer;
  contracts: SystemContracts;
  /** Another instance on the same database. The caller stops it. */
  startInstance(
    change?: { signers?: SignerEndpoint[]; proofs?: ProofChange } & Pick<
      StartServicesOptions,
      'exchange' | 'screening' | 'sponsor' | 'nats' | 'tracing'
    >,
  ): Promise<Services>;
  /** Another instance on a database of its own, which knows nothing yet but what `fill` puts there. The caller stops it. */
  startElsewhere(fill?: (databaseUrl: string) => Promise<unknown>): Promise<Services>;
  startSigner(n: number, change?: { policyFile?: string; port?: number }): Promise<SignerServer>;
  waitFor(outpoint: Outpoint, ...states: DepositState[]): Promise<DepositView>;
  /** Likewise, asking another instance. */
  waitForIn(services: Services, outpoint: Outpoint, ...states: DepositState[]): Promise<DepositView>;
  waitForWithdrawal(id: string, ...states: WithdrawalState[]): Promise<ShownWithdrawal>;
  stop(): Promise<void>;
}

type ShownWithdrawal = NonNullable<Awaited<ReturnType<Services['withdrawal']>>>;

interface Parts {
  networks: Networks;
  bitcoin: Networks['bitcoin'];
  sandbox: Networks['sandbox'];
  manifest: Manifest;
  custody: TestCustody;
  keys: WorldKeys;
  signers: SignerServer[];
  signerEndpoints: SignerEndpoint[];
  unreliable: UnreliableSigner[];
  /** Between the services and their Bitcoin node, where that was asked for. */
  gateway: BitcoinGateway | undefined;
  databaseUrl: string;
  /** Only with `lying`. */
  stellar: LyingRpc;
}

interface TestUser {
  address: string;
  depositAddress: string;
}

interface Users {
  /** Has a new Stellar account registered through the services. */
  createUser(tier?: number): Promise<TestUser>;
  /** Likewise by the officer, for when the services are stopped. */
  createUserWithoutServices(): Promise<TestUser>;
  balance(address: string): Promise<bigint>;
  /** The custody's address at an index, whoever it belongs to. */
  addressAt(index: number): string;
}

export interface WorldKeys {
  deployer: Keypair;
  superAdmin: Keypair;
  operator: Keypair;
  complianceOfficer: Keypair;
  /** Pauses, and does nothing else. */
  breaker: Keypair;
  webAuth: Keypair;
  /** Newest first. */
  customers: string[];
  /** Of the inbox, where there is one. */
  inbox: Keypair;
  channels: Keypair[];
  audit?: Keypair;
}

type ProofChange = { everyMs?: number; liabilities?: LiabilitiesSource; directory?: string };

export interface WorldOptions {
  /** The services hold no officer's key, and one that pauses in its place. */
  officerElsewhere?: boolean;
  /** What is deployed, where it is not this build. */
  release?: Release;
  log?: Log;
  /** Networks that keep their state, so that they can be stopped and started again. */
  durable?: boolean;
  databaseUrl?: string;
  /** Publishes proofs of reserves into a directory of the custody's. */
  proofs?: ProofChange;
  withdrawals?: Partial<WithdrawalPolicy>;
  /** Has everything watched. */
  monitor?: MonitorSettings;
  /** Accounts that are contracts sign in, once the contract for it is put on the network. */
  contractAccounts?: boolean;
  /** Where the API is for the world. */
  publicUrl?: string;
  /** What is quoted in a currency. */
  quotes?: PairSettings;
  /** Withdrawals are taken as transfers, too, by an account whose identity is of this tier (4). */
  inbox?: Partial<Omit<InboxSettings, 'key'>> & { tier?: number };
  /** Who gives a second opinion. */
  guardian?: NonNullable<StartServicesOptions['guardian']>;
  /** Who is asked of addresses. */
  screening?: ScreeningSettings;
  /** With the keys of the next epoch beside the present ones. */
  rotating?: boolean;
  /** How often entries on the ledger are looked at that have to be kept. */
  lifetimesEveryMs?: number;
  /** How often both chains are asked for what is new. Absent: much oftener than a system in use does it. */
  pollMs?: number;
  /** Where events are relayed to. */
  nats?: NatsSettings | undefined;
  /** Where spans are sent to. */
  tracing?: TracingSettings | undefined;
  /** Of every signer. */
  rules?: StartSignerOptions['rules'];
  /** Of the Bitcoin node. */
  maxMempoolBytes?: number;
  /** Of the Stellar node: how many ledgers it keeps events of. */
  historyLedgers?: number;
  /** The services' second view of Bitcoin. */
  esploraUrl?: string;
  /** Their second view of Bitcoin is the same node, by the other interface that it has. */
  secondBitcoin?: boolean;
  /** Services reach their Bitcoin node through one that answers as a test says: see `gateway`. */
  throughGateway?: boolean;
  /** Services reach the Stellar node through one that answers what it is told to: see `stellar`. */
  lying?: boolean;
  /** Services and signers have a second view of Stellar, which answers what it is told to: see `stellar`. */
  secondRpc?: boolean;
  /** Of the Stellar network, for clients that know some networks only. */
  networkPassphrase?: string;
  /** The Stellar node's ledgers have the headers of protocol 30. */
  protocol30?: boolean;
  /** The audit log is signed as soon as it grows. */
  signedAudit?: boolean;
  /** Services reach the signers over a way that can fail: see `unreliable`. */
  unreliable?: boolean;
  /** What services reach, at another address. */
  through?: (part: ReachedPart, url: string) => Promise<string>;
}

export type ReachedPart = 'stellar' | 'stellar-second' | 'bitcoin' | 'bitcoin-second' | 'signer';

const TOKEN = 'token-of-the-signer';
/** Far more than anything takes, also while the machine does something else. */
const WAIT_MS = Number(process.env.ISTSI_TEST_WAIT_MS ?? 120_000);

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { log = silentLog, pollMs = 50 } = options;
  const custody = await createTestCustody();
  const isPlain = !options.durable && options.release === undefined && options.networkPassphrase === undefined;
  const system = isPlain ? await findDeployed(custody) : undefined;
  const networks = await startNetworks(options.durable ? custody.dir : undefined, {
    ...(system && { copyOf: system.network }),
    ...(options.maxMempoolBytes !== undefined && { maxMempoolBytes: options.maxMempoolBytes }),
    ...(options.historyLedgers !== undefined && { historyLedgers: options.historyLedgers }),
    ...(options.protocol30 && { protocol30: true }),
    ...(options.networkPassphrase !== undefined && { networkPassphrase: options.networkPassphrase }),
  });
  const databases = options.databaseUrl === undefined ? await startTestDatabases() : undefined;
  const { sandbox, bitcoin, bitcoinUrl } = networks;
  const keys = { ...(system?.keys ?? createKeys()), ...(options.signedAudit && { audit: Keypair.random() }) };
  const manifest = system ? structuredClone(system.manifest) : await deploy(sandbox, custody, keys, options.release);
  const held = { ...keys, [options.officerElsewhere ? 'complianceOfficer' : 'breaker']: undefined };
  const stellar = await startLyingRpc(sandbox.rpcUrl);
  const second = options.secondRpc && { second: { rpcUrl: stellar.url } };
  const reach = { stellar: { rpcUrl: sandbox.rpcUrl, pollMs, ...second } };

  const descriptors = options.rotating ? [custody.descriptor, custody.nextDescriptor] : [custody.descriptor];

  const startSigner: World['startSigner'] = async (n, change = {}) =>
    await startSignerServer({
      ...{ ...reach, token: TOKEN, manifest, log, bitcoin: { rpcUrl: bitcoinUrl } },
      descriptors,
      policyFile: path.join(custody.dir, `policy-${n}.log`),
      keystore: custody.keystores[n]!,
      ...(options.rules && { rules: options.rules }),
      ...change,
    });
  const signers = await Promise.all(
    [0, 1, 2].map(async (n) => {
      createPolicyLog({
        file: path.join(custody.dir, `policy-${n}.log`),
        address: await attestorAddress(custody.keystores[n]!),
      });
      return await startSigner(n);
    }),
  );
  const { through = async (_: string, url: string) => url } = options;
  const direct = await Promise.all(
    signers.map(async ({ url, address }) => ({ url: await through('signer', url), address, token: TOKEN })),
  );
  const unreliable = options.unreliable ? await Promise.all(direct.map(putBefore)) : [];
  const signerEndpoints = options.unreliable ? unreliable.map(({ endpoint }) => endpoint) : direct;

  const gateway = options.throughGateway ? await startBitcoinGateway(bitcoinUrl) : undefined;
  const databaseUrl = options.databaseUrl ?? (await databases!.create());
  const rpcUrl = options.lying ? stellar.url : await through('stellar', sandbox.rpcUrl);
  const nearSecond = second && { second: { rpcUrl: await through('stellar-second', stellar.url) } };
  const near = { stellar: { ...reach.stellar, rpcUrl, ...nearSecond } };
  const esploraUrl = options.secondBitcoin ? await through('bitcoin-second', networks.esploraUrl) : options.esploraUrl;
  const nodeUrl = gateway?.url ?? (await through('bitcoin', bitcoinUrl));
  const startOn = async (
    url: string,
    chosen: SignerEndpoint[],
    {
      proofs = options.proofs,
      ...change
    }: { proofs?: ProofChange } & Pick<
      StartServicesOptions,
      'exchange' | 'screening' | 'sponsor' | 'nats' | 'tracing'
    > = {},
  ): Promise<Services> =>
    await startServices({
      ...{ descriptors, ...change },
      ...{ ...near, databaseUrl: url, manifest, keys: held, log, signers: chosen },
      bitcoin: { rpcUrl: nodeUrl, pollMs, ...(esploraUrl !== undefined && { esploraUrl }) },
      withdrawals: { batchWindowMs: 400, ...options.withdrawals },
      webhooks: { allowed: ['127.0.0.1/32'] },
      seps: {
        ...{
          signingKey: keys.webAuth,
          customerKeys: keys.customers,
          publicUrl: options.publicUrl ?? 'http://localhost:8787',
        },
        ...{ clientNetworks: ['127.0.0.1/32'], quotes: options.quotes },
        ...(options.contractAccounts && { webAuthContract: webAuthContractId(manifest) }),
      },
      ...(options.monitor && { monitor: options.monitor }),
      ...(options.inbox && { inbox: { key: keys.inbox, ...defaultInboxBounds, ...options.inbox } }),
      ...(options.guardian && { guardian: options.guardian }),
      ...(options.screening && { screening: options.screening }),
      ...(options.nats && { nats: options.nats }),
      ...(options.tracing && { tracing: options.tracing }),
      audit: { checkpointMs: 100 },
      ...(options.lifetimesEveryMs !== undefined && { lifetimes: { everyMs: options.lifetimesEveryMs } }),
      reconciliation: { patienceMs: 1_500 },
      ...(proofs && { proofs: { directory: path.join(custody.dir, 'proofs'), pollMs: 50, ...proofs } }),
    });
  const startInstance: World['startInstance'] = async ({ signers: chosen = signerEndpoints, ...change } = {}) =>
    await startOn(databaseUrl, chosen, change);
  const startElsewhere: World['startElsewhere'] = async (fill) => {
    if (!databases) throw new Error('a world with a database of its own can have another');
    const url = await databases.create();
    await fill?.(url);
    return await startOn(url, signerEndpoints);
  };
  const services = await startInstance();

  const network = openNetwork(sandbox);
  const contracts = openContracts(manifest, network);
  const officer = createOfficer(network, contracts, keys);
  const register = async (address: string, tier: number): Promise<void> => {
    if (options.officerElsewhere) await officer.register(address, tier);
    else await services.registerIdentity({ address, tier });
  };
  if (options.officerElsewhere) await appointBreaker(sandbox, network, contracts, keys);
  if (options.inbox) {
    await fundAccount(network, sandbox.friendbotUrl, keys.inbox.publicKey());
    await register(keys.inbox.publicKey(), options.inbox.tier ?? 4);
  }
  const minted = (outpoint: Outpoint): Promise<unknown> => waitForIn(services, outpoint, 'minted');
  return {
    ...{
      networks,
      bitcoin,
      sandbox,
      manifest,
      custody,
      keys,
      signers,
      unreliable,
      signerEndpoints,
      databaseUrl,
      stellar,
    },
    ...{ gateway, services, officer, contracts, startInstance, startElsewhere, startSigner, waitForIn },
    ...createUsers(services, officer, contracts, custody, register),
    ...createHolders({ networks, network, contracts, services, keys, minted }),
    waitForWithdrawal: (id, ...states) => waitForWithdrawalIn(services, id, ...states),
    waitFor: (outpoint, ...states) => waitForIn(services, outpoint, ...states),
    async stop() {
      await services.stop();
      await Promise.all([...unreliable, ...signers].map(async (signer) => await signer.stop()));
      stellar.stop();
      await Promise.all([gateway?.stop(), networks.stop(), databases?.stop()]);
      custody.remove();
    },
  };
}

/** Of the roles that pause, a guardian's can do least beside it. */
async function appointBreaker(
  { friendbotUrl }: Sandbox,
  network: Network,
  contracts: SystemContracts,
  { breaker, deployer, superAdmin }: WorldKeys,
): Promise<void> {
  await fundAccount(network, friendbotUrl, breaker.publicKey());
  const submitter = createSubmitter({ network, channels: [deployer] });
  await propose(submitter, contracts, superAdmin, { tag: 'GrantRole', values: [breaker.publicKey(), Role.Guardian] });
}

const createKeys = (): WorldKeys => ({
  deployer: Keypair.random(),
  superAdmin: Keypair.random(),
  operator: Keypair.random(),
  complianceOfficer: Keypair.random(),
  breaker: Keypair.random(),
  webAuth: Keypair.random(),
  customers: [Keypair.random().secret()],
  inbox: Keypair.random(),
  channels: [Keypair.random(), Keypair.random(), Keypair.random()],
});

/** A Stellar network with the system on it, which worlds begin with; the custodians' keys are fixed. */
interface Deployed {
  network: NetworkCopy;
  keys: WorldKeys;
  manifest: Manifest;
}

/** Deploying takes longer than many a test; once in a process is enough. */
let deployed: Promise<Deployed> | undefined;

async function findDeployed(custody: TestCustody): Promise<Deployed> {
  deployed ??= deployOnce(custody);
  return await deployed;
}

async function deployOnce(custody: TestCustody): Promise<Deployed> {
  const sandbox = await startSandbox({ testControls: true });
  const keys = createKeys();
  const manifest = await deploy(sandbox, custody, keys);
  const network = await sandbox.direct!.copy();
  await sandbox.stop();
  return { network, keys, manifest };
}

async function deploy(
  { rpcUrl, networkPassphrase, friendbotUrl }: Sandbox,
  custody: TestCustody,
  keys: WorldKeys,
  release?: Release,
): Promise<Manifest> {
  const custodians = await Promise.all(custody.keystores.map(attestorAddress));
  return await deploySystem({
    ...{ rpcUrl, networkPassphrase, friendbotUrl },
    ...(release && { release }),
    deployer: keys.deployer,
    superAdmin: keys.superAdmin.publicKey(),
    operators: [keys.operator.publicKey()],
    complianceOfficers: [keys.complianceOfficer.publicKey()],
    custodians,
    threshold: 2,
    reserveScript: deriveAddress(branchOf(custody.descriptor, 'change'), 0).scriptPubKey,
    accounts: keys.channels.map((channel) => channel.publicKey()),
  });
}

function createUsers(
  services: Services,
  officer: Officer,
  contracts: SystemContracts,
  custody: TestCustody,
  register: (address: string, tier: number) => Promise<void>,
): Users {
  const addressAt = (index: number): string => deriveAddress(custody.descriptor, index).address;
  return {
    addressAt,
    balance: (id) => contracts.token.read('balance', { id }),
    async createUser(tier = 2) {
      const address = Keypair.random().publicKey();
      await register(address, tier);
      const assigned = await services.depositAddress(address);
      return { address, depositAddress: assigned!.address };
    },
    async createUserWithoutServices() {
      const address = Keypair.random().publicKey();
      await officer.register(address, 4);
      const index = await contracts.kyc.read('address_index', { user: address });
      return { address, depositAddress: addressAt(index) };
    },
  };
}

async function waitForIn(services: Services, outpoint: Outpoint, ...states: DepositState[]): Promise<DepositView> {
  let last: unknown;
  return await until(
    async () => {
      const deposit = await services.deposit(outpoint);
      last = deposit && { state: deposit.state, refusal: deposit.refusal, timeline: deposit.timeline };
      return deposit && states.includes(deposit.state) ? deposit : undefined;
    },
    () => `deposit ${formatOutpoint(outpoint)} to be ${states.join(' or ')}: ${JSON.stringify(last)}`,
  );
}

export async function waitForWithdrawalIn(
  services: Services,
  id: string,
  ...states: WithdrawalState[]
): Promise<ShownWithdrawal> {
  let last: unknown;
  return await until(
    async () => {
      const found = await services.withdrawal(id);
      last = found && { state: found.state, refusal: found.refusal, timeline: found.timeline };
      return found && states.includes(found.state) ? found : undefined;
    },
    () => `withdrawal ${id} to be ${states.join(' or ')}: ${JSON.stringify(last)}`,
  );
}

export async function until<T>(
  look: () => Promise<T | undefined>,
  what: () => string,
  { everyMs = 50, waitMs = WAIT_MS } = {},
): Promise<T> {
  for (const end = Date.now() + waitMs; Date.now() < end; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`waited ${waitMs} ms in vain for ${what()}`);
}
