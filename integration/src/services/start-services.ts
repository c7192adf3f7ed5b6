import { createBitcoinRpc, type Descriptor, deriveAddress } from '@istsi/bitcoin-custody';
import { checkNetwork, createSubmitter, openNetwork } from '@istsi/soroban-client';
import type { Keypair } from '@stellar/stellar-sdk';
import { createSignerRanking } from '../attestation/collect.ts';
import type { SignerEndpoint } from '../attestation/signer-client.ts';
import { followChain } from '../bitcoin/follow-chain.ts';
import { openContracts } from '../contracts/system-contracts.ts';
import { openDatabase } from '../database/open-database.ts';
import type { Manifest } from '../deployment/manifest.ts';
import type { Log } from '../log.ts';
import { startDepositWorker } from '../operations/deposit-worker.ts';
import type { DepositWorld } from '../operations/drive-deposit.ts';
import { storeOwners, syncOwners } from '../registry/owners.ts';
import { type Commands, createCommands } from './commands.ts';
import { hurryDeposit, listDeposits, showDeposit, wakeUnowned } from './deposit-queries.ts';
import { findAddressIndex, findUser } from './identities.ts';
import type { Services } from './services.ts';
import { systemStatus } from './status.ts';

export interface StartServicesOptions {
  databaseUrl: string;
  manifest: Manifest;
  descriptor: Descriptor;
  stellar: { rpcUrl: string };
  /** `startHeight`: the first block that may pay the custody. */
  bitcoin: { rpcUrl: string; startHeight?: number; pollMs?: number };
  signers: readonly SignerEndpoint[];
  keys: ServiceKeys;
  /** Deposits worked on at the same time. */
  concurrency?: number;
  log: Log;
}

export interface ServiceKeys {
  /** Submits deposits, in the router's Operator role. */
  operator: Keypair;
  /** Registers identities. */
  complianceOfficer: Keypair;
  /** Pauses and resumes. */
  superAdmin: Keypair;
  /** Funded accounts that pay for transactions and lend sequence numbers; each carries one at a time. */
  channels: readonly Keypair[];
}

const DEFAULT_CONCURRENCY = 8;
/** Beside one for the lock and one for the queries of each deposit: the watcher, the job queue, and the interfaces. */
const OTHER_CONNECTIONS = 8;

/** Opens the database, follows Bitcoin and drives deposits until stopped. */
export async function startServices(options: StartServicesOptions): Promise<Services> {
  const { manifest, descriptor, keys, log } = options;
  const network = openNetwork({ rpcUrl: options.stellar.rpcUrl, networkPassphrase: manifest.networkPassphrase });
  await checkNetwork(network);
  const contracts = openContracts(manifest, network);
  const bitcoin = createBitcoinRpc({ url: options.bitcoin.rpcUrl, network: descriptor.network });
  const submitter = createSubmitter({ network, channels: keys.channels, errorNames: contracts.errorNames });

  const concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
  const database = await openDatabase(options.databaseUrl, log, { connections: 2 * concurrency + OTHER_CONNECTIONS });
  const world: DepositWorld = {
    ...{ database, network, contracts, submitter, log },
    operator: keys.operator,
    signers: createSignerRanking(options.signers),
    now: () => new Date(),
    random: Math.random,
  };
  const worker = await startDepositWorker(world, concurrency);
  const stopping = new AbortController();
  const following = followChain({
    database,
    descriptor,
    view: bitcoin,
    startHeight: options.bitcoin.startHeight ?? 0,
    addressCount: () => syncOwners({ db: database.db, network, kyc: contracts.kyc }),
    onAddresses: async (count) => await wakeUnowned(database.db, count),
    log,
    signal: stopping.signal,
    ...(options.bitcoin.pollMs === undefined ? {} : { pollMs: options.bitcoin.pollMs }),
  });

  const commands: Commands = createCommands({ contracts, submitter, keys });
  const { db } = database;
  return {
    status: () => systemStatus({ database, network, contracts, bitcoin, signers: options.signers, manifest }),
    async registerIdentity(input) {
      const registered = await commands.registerIdentity(input);
      const { address, depositIndex } = registered.user;
      await storeOwners(db, [{ address, index: depositIndex }]);
      await wakeUnowned(db, depositIndex + 1);
      return registered;
    },
    user: (address) => findUser(contracts, address),
    async depositAddress(user) {
      const index = await findAddressIndex(contracts.kyc, user);
      if (index === undefined) return undefined;
      await storeOwners(db, [{ address: user, index }]);
      return { address: deriveAddress(descriptor, index).address, index, network: descriptor.network.name };
    },
    deposits: (query) => listDeposits(db, query),
    deposit: (outpoint) => showDeposit(db, outpoint),
    recheckDeposit: (outpoint) => hurryDeposit(db, outpoint),
    async reserves() {
      const status = await contracts.reserve.read('get_reserve_status');
      const { total_btc: reservesSats, total_istsi: supplySats, reserve_ratio } = status;
      return { reservesSats, supplySats, ratioBps: supplySats === 0n ? null : Number(reserve_ratio) };
    },
    pause: commands.pause,
    resume: commands.resume,
    async stop() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      await Promise.all([following, worker.stop()]);
      await database.close();
    },
  };
}
