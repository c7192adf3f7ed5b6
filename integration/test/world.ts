import path from 'node:path';
import { type Regtest, startRegtest } from '@istsi/bitcoin-regtest';
import { startSandbox } from '@istsi/soroban-sandbox';
import { Keypair } from '@stellar/stellar-sdk';
import {
  attestorKeypair,
  type DepositState,
  type DepositView,
  deploySystem,
  type Log,
  type Manifest,
  type Outpoint,
  type Services,
  type SignerServer,
  startServices,
  startSignerServer,
} from '../src/index.ts';
import { silentLog } from '../src/log.ts';
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
  startInstance(log?: Log): Promise<Services>;
  startSigner(n: number, policyFile?: string): Promise<SignerServer>;
  /** Registers a new Stellar account, and gives its deposit address. */
  createUser(tier?: number): Promise<{ address: string; depositAddress: string }>;
  waitFor(outpoint: Outpoint, ...states: DepositState[]): Promise<DepositView>;
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
const WAIT_MS = 25_000;

export async function startWorld(options: { log?: Log } = {}): Promise<World> {
  const log = options.log ?? silentLog;
  const [sandbox, regtest, databases, custody] = await Promise.all([
    startSandbox({ testControls: true }),
    startRegtest(),
    startTestDatabases(),
    createTestCustody(),
  ]);
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

  const startSigner = async (
    n: number,
    policyFile = path.join(custody.dir, `policy-${n}.log`),
  ): Promise<SignerServer> =>
    await startSignerServer({
      ...{ token: TOKEN, manifest, policyFile, log },
      keystore: custody.keystores[n]!,
      descriptor: custody.descriptor,
      stellar: { rpcUrl },
      bitcoin: { rpcUrl: regtest.rpcUrl },
    });
  const signers = await Promise.all([0, 1, 2].map(async (n) => await startSigner(n)));
  const databaseUrl = await databases.create();
  const startInstance = async (instanceLog = log): Promise<Services> =>
    await startServices({
      ...{ databaseUrl, manifest, keys, log: instanceLog },
      descriptor: custody.descriptor,
      stellar: { rpcUrl },
      bitcoin: { rpcUrl: regtest.rpcUrl, pollMs: 50 },
      signers: signers.map(({ url, address }) => ({ url, address, token: TOKEN })),
    });
  const services = await startInstance();

  return {
    ...{ sandbox, bitcoin, manifest, custody, keys, signers, services, databaseUrl, startInstance, startSigner },
    async createUser(tier = 2) {
      const address = Keypair.random().publicKey();
      await services.registerIdentity({ address, tier });
      const assigned = await services.depositAddress(address);
      return { address, depositAddress: assigned!.address };
    },
    async waitFor(outpoint, ...states) {
      return await until(
        async () => {
          const deposit = await services.deposit(outpoint);
          return deposit && states.includes(deposit.state) ? deposit : undefined;
        },
        `deposit ${outpoint.txid}:${outpoint.vout} to be ${states.join(' or ')}`,
      );
    },
    async balance(user) {
      return (await services.user(user))?.balanceSats ?? 0n;
    },
    async stop() {
      await services.stop();
      await Promise.all(signers.map(async (signer) => await signer.stop()));
      await Promise.all([sandbox.stop(), regtest.stop(), databases.stop()]);
      custody.remove();
    },
  };
}

/** Bitcoin as a payer and a miner see it. */
export interface TestBitcoin {
  call<T>(method: string, ...params: unknown[]): Promise<T>;
  /** Pays each address its satoshis in one transaction; the outpoints come in the order asked for. */
  pay(...payments: [address: string, sats: bigint][]): Promise<Outpoint[]>;
  mine(blocks?: number): Promise<string[]>;
}

interface DecodedTransaction {
  vout: { n: number; scriptPubKey: { address?: string } }[];
}

async function openTestBitcoin(regtest: Regtest): Promise<TestBitcoin> {
  const url = new URL(regtest.rpcUrl);
  const authorization = `Basic ${Buffer.from(`${url.username}:${url.password}`).toString('base64')}`;
  url.username = '';
  url.password = '';

  async function call<T>(method: string, ...params: unknown[]): Promise<T> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '1.0', id: 1, method, params }),
    });
    const { result, error } = (await response.json()) as { result: T; error: { message: string } | null };
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  const wallets = await call<string[]>('listwallets');
  if (wallets.length === 0) await call('createwallet', 'payer');
  const miner = await call<string>('getnewaddress');
  const mine = async (blocks = 1): Promise<string[]> => await call('generatetoaddress', blocks, miner);
  await mine(110);

  return {
    call,
    mine,
    async pay(...payments) {
      const outputs = Object.fromEntries(payments.map(([address, sats]) => [address, btc(sats)]));
      const txid = await call<string>('sendmany', '', outputs);
      const decoded = await call<DecodedTransaction>('getrawtransaction', txid, true);
      return payments.map(([address]) => {
        const output = decoded.vout.find(({ scriptPubKey }) => scriptPubKey.address === address);
        if (!output) throw new Error(`${txid} does not pay ${address}`);
        return { txid, vout: output.n };
      });
    },
  };
}

/** Bitcoin Core takes amounts as decimal numbers of BTC; text keeps every satoshi. */
const btc = (sats: bigint): string => `${sats / 100_000_000n}.${String(sats % 100_000_000n).padStart(8, '0')}`;

export async function until<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  for (const end = Date.now() + WAIT_MS; Date.now() < end; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${WAIT_MS} ms in vain for ${what}`);
}
