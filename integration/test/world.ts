import path from 'node:path';
import { deriveAddress } from '@istsi/bitcoin-custody';
import { startRegtest } from '@istsi/bitcoin-regtest';
import { type ContractArgs, createSubmitter, invocation, openNetwork, signEntry } from '@istsi/soroban-client';
import { startSandbox } from '@istsi/soroban-sandbox';
import { Keypair } from '@stellar/stellar-sdk';
import pg from 'pg';
import { openContracts } from '../src/contracts/system-contracts.ts';
import {
  attestorKeypair,
  type DepositState,
  type DepositView,
  deploySystem,
  formatOutpoint,
  type Log,
  type Manifest,
  type Outpoint,
  type Services,
  type SignerEndpoint,
  type SignerServer,
  startServices,
  startSignerServer,
} from '../src/index.ts';
import { silentLog } from '../src/log.ts';
import { openTestBitcoin, type TestBitcoin } from './bitcoin.ts';
import { createTestCustody, type TestCustody } from './custody.ts';
import { startTestDatabases } from './database.ts';

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** The whole system on embedded networks, in this process: everything real, nothing on disk for long. */
export interface World {
  sandbox: Sandbox;
  bitcoin: TestBitcoin;
  manifest: Manifest;
  custody: TestCustody;
  keys: WorldKeys;
  signers: SignerServer[];
  services: Services;
  databaseUrl: string;
  /** Another instance on the same database. The caller stops it. */
  startInstance(change?: { log?: Log; signers?: SignerEndpoint[] }): Promise<Services>;
  startSigner(n: number, change?: { policyFile?: string; port?: number }): Promise<SignerServer>;
  /** Runs `meanwhile` while the network is down. */
  withoutStellar(meanwhile: () => Promise<void>): Promise<void>;
  withoutBitcoin(meanwhile: () => Promise<void>): Promise<void>;
  signerEndpoints: SignerEndpoint[];
  bitcoinUrl: string;
  /** As `createUser`, for when the services are stopped. */
  createUserWithoutServices(): Promise<{ address: string; depositAddress: string }>;
  balanceOf(address: string): Promise<bigint>;
  /** Registers a new Stellar account, and gives its deposit address. */
  createUser(tier?: number): Promise<{ address: string; depositAddress: string }>;
  /** The custody's address at an index, whoever it belongs to. */
  addressAt(index: number): Promise<string>;
  /** A compliance officer's call to the registry, past the services. */
  officer(name: string, args: ContractArgs): Promise<void>;
  registerDirectly(address: string, tier: number): Promise<void>;
  /** As if the worker had been killed before the transaction was stored, and the database restored from then. */
  forgetOutcome(outpoint: Outpoint): Promise<void>;
  waitFor(outpoint: Outpoint, ...states: DepositState[]): Promise<DepositView>;
  /** Likewise, asking another instance. */
  waitForIn(services: Services, outpoint: Outpoint, ...states: DepositState[]): Promise<DepositView>;
  balance(user: string): Promise<bigint>;
  stop(): Promise<void>;
}

export interface WorldKeys {
  deployer: Keypair;
  superAdmin: Keypair;
  operator: Keypair;
  complianceOfficer: Keypair;
  channels: Keypair[];
}

const TOKEN = 'token-of-the-signer';
const RPC_USER = { rpcUser: 'istsi', rpcPassword: 'regtest-password' };
const WAIT_MS = 25_000;

export interface WorldOptions {
  log?: Log;
  /** Networks that keep their state, so that they can be stopped and started again. */
  durable?: boolean;
  databaseUrl?: string;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const log = options.log ?? silentLog;
  const custody = await createTestCustody();
  const [openSandbox, openRegtest] = [
    (port = 0) =>
      startSandbox({
        testControls: true,
        port,
        ...(options.durable && { dataDir: path.join(custody.dir, 'stellar') }),
      }),
    (port = 0) =>
      startRegtest({ port, ...(options.durable && { dataDir: path.join(custody.dir, 'bitcoin') }), ...RPC_USER }),
  ];
  let [sandbox, regtest] = await Promise.all([openSandbox(), openRegtest()]);
  const databases = options.databaseUrl === undefined ? await startTestDatabases() : undefined;
  const bitcoin = await openTestBitcoin(regtest);
  const keys: WorldKeys = {
    deployer: Keypair.random(),
    superAdmin: Keypair.random(),
    operator: Keypair.random(),
    complianceOfficer: Keypair.random(),
    channels: [Keypair.random(), Keypair.random(), Keypair.random()],
  };
  const custodians = await Promise.all(custody.keystores.map(attestorKeypair));
  const { rpcUrl, networkPassphrase } = sandbox;
  const manifest = await deploySystem({
    ...{ rpcUrl, networkPassphrase, friendbotUrl: sandbox.friendbotUrl },
    deployer: keys.deployer,
    superAdmin: keys.superAdmin.publicKey(),
    operators: [keys.operator.publicKey()],
    complianceOfficers: [keys.complianceOfficer.publicKey()],
    custodians: custodians.map((custodian) => custodian.publicKey()),
    threshold: 2,
    accounts: keys.channels.map((channel) => channel.publicKey()),
  });

  const startSigner: World['startSigner'] = async (n, change = {}) =>
    await startSignerServer({
      ...{ token: TOKEN, manifest, log },
      policyFile: path.join(custody.dir, `policy-${n}.log`),
      keystore: custody.keystores[n]!,
      descriptor: custody.descriptor,
      stellar: { rpcUrl },
      bitcoin: { rpcUrl: regtest.rpcUrl },
      ...change,
    });
  const signers = await Promise.all([0, 1, 2].map(async (n) => await startSigner(n)));
  const signerEndpoints = signers.map(({ url, address }) => ({ url, address, token: TOKEN }));
  const databaseUrl = options.databaseUrl ?? (await databases!.create());
  const startInstance: World['startInstance'] = async (change = {}) =>
    await startServices({
      ...{ databaseUrl, manifest, keys, log },
      descriptor: custody.descriptor,
      stellar: { rpcUrl },
      bitcoin: { rpcUrl: regtest.rpcUrl, pollMs: 50 },
      signers: signerEndpoints,
      ...change,
    });
  const services = await startInstance();

  const network = openNetwork({ rpcUrl, networkPassphrase });
  const { kyc, token } = openContracts(manifest, network);
  const ownSubmitter = createSubmitter({ network, channels: [keys.deployer] });
  const officer = async (name: string, args: ContractArgs): Promise<void> => {
    const caller = keys.complianceOfficer.publicKey();
    const outcome = await ownSubmitter.submit({
      invoke: invocation(kyc, name, { caller, ...args }),
      authorize: (entry, terms) => signEntry(entry, keys.complianceOfficer, terms.validUntilLedger, networkPassphrase),
    });
    if (outcome.status !== 'success') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
  };

  const register = async (user: string, tier: number): Promise<void> => {
    const expires_at = BigInt(Math.floor(Date.now() / 1000) + 86_400);
    await officer('register_identity', { user, tier, country: 'CH', expires_at });
  };

  return {
    ...{ sandbox, bitcoin, manifest, custody, keys, signers, services, databaseUrl, startInstance, startSigner },
    ...{ signerEndpoints, bitcoinUrl: regtest.rpcUrl },
    balanceOf: (id) => token.read('balance', { id }),
    async createUserWithoutServices() {
      const address = Keypair.random().publicKey();
      await register(address, 4);
      const index = await kyc.read('address_index', { user: address });
      return { address, depositAddress: deriveAddress(custody.descriptor, index).address };
    },
    async createUser(tier = 2) {
      const address = Keypair.random().publicKey();
      await services.registerIdentity({ address, tier });
      const assigned = await services.depositAddress(address);
      return { address, depositAddress: assigned!.address };
    },
    addressAt: (index) => Promise.resolve(deriveAddress(custody.descriptor, index).address),
    async withoutStellar(meanwhile) {
      await sandbox.stop();
      await meanwhile();
      sandbox = await openSandbox(Number(new URL(rpcUrl).port));
    },
    async withoutBitcoin(meanwhile) {
      const { port } = new URL(regtest.rpcUrl);
      await regtest.stop();
      await meanwhile();
      regtest = await openRegtest(Number(port));
    },
    officer,
    registerDirectly: register,
    async forgetOutcome(outpoint) {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      const restore = `update istsi.deposits set state = 'attesting', stellar_tx = null where outpoint = $1`;
      await client.query(restore, [formatOutpoint(outpoint)]);
      await client.query(`update istsi.submissions set fate = 'dead' where outpoint = $1`, [formatOutpoint(outpoint)]);
      await client.end();
    },
    waitForIn,
    waitFor: (outpoint, ...states) => waitForIn(services, outpoint, ...states),
    async balance(user) {
      return (await services.user(user))?.balanceSats ?? 0n;
    },
    async stop() {
      await services.stop();
      await Promise.all(signers.map(async (signer) => await signer.stop()));
      await Promise.all([sandbox.stop(), regtest.stop(), databases?.stop()]);
      custody.remove();
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

export async function until<T>(look: () => Promise<T | undefined>, what: () => string): Promise<T> {
  for (const end = Date.now() + WAIT_MS; Date.now() < end; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${WAIT_MS} ms in vain for ${what()}`);
}
