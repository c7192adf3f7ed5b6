import { createBitcoinRpc, silentLog } from '@istsi/bitcoin-custody';
import { openAddressIndices, openContracts } from '@istsi/contracts';
import { createSubmitter, openNetwork } from '@istsi/soroban-client';
import { createSignerRanking } from '../src/attestation/collect.ts';
import { gather } from '../src/database/gather.ts';
import { type Database, int8AsBigint } from '../src/database/open-database.ts';
import { createDepositRows } from '../src/operations/deposits/deposit-rows.ts';
import type { DepositWorld } from '../src/operations/deposits/deposit-world.ts';
import { createMintQueue } from '../src/operations/deposits/mint-queue.ts';
import { defaultWithdrawalPolicy } from '../src/operations/withdrawals/withdrawal-policy.ts';
import { createBooksWatch } from '../src/reconciliation/books-watch.ts';
import { createDepositSources } from '../src/screening/deposit-sources.ts';
import { createScreening } from '../src/screening/screening.ts';
import { type Death, mortalDatabase, mortalNetwork } from './dying.ts';
import type { World } from './world.ts';

export interface DepositWorkerOptions {
  /** After which it is killed. */
  death?: Death;
  /** How far ahead its clock is. */
  laterMs?: number;
  /** How long the first deposit of a transaction waits for others. */
  gatherMs?: number;
}

/** What drives deposits of a world whose services are stopped, with a database of its own where it is to die. */
export function depositWorker(
  world: World,
  database: Database,
  { death, laterMs = 0, gatherMs }: DepositWorkerOptions = {},
): DepositWorld & { end(): Promise<void> } {
  const open = openNetwork(world.sandbox);
  const network = death ? mortalNetwork(open, death) : open;
  const contracts = openContracts(world.manifest, network);
  const ownDatabase = death ? mortalDatabase(world.databaseUrl, int8AsBigint, death) : database;
  const bitcoin = createBitcoinRpc({ url: world.networks.bitcoinUrl, network: world.custody.descriptor.network });
  const books = { database: ownDatabase, network, contracts, bitcoin, mostMissingSats: 0n, log: silentLog };
  const submitter = createSubmitter({ network, channels: world.keys.channels, errorNames: contracts.errorNames });
  const signers = createSignerRanking(world.signerEndpoints);
  const minting = {
    ...{ database: ownDatabase, network, other: undefined, contracts, submitter, signers },
    ...{ operator: world.keys.operator, now: () => new Date(Date.now() + laterMs) },
  };
  return {
    ...minting,
    bitcoin,
    books: createBooksWatch(books),
    rows: createDepositRows(ownDatabase),
    addressIndex: gather(openAddressIndices({ network, other: undefined }, contracts.kyc.contractId)),
    mints: createMintQueue(minting, gatherMs),
    sources: createDepositSources(bitcoin),
    screening: createScreening({ db: ownDatabase.db, screeners: [], log: silentLog, now: () => new Date() }),
    policy: { ...defaultWithdrawalPolicy, returnAfterBlocks: 2 },
    random: Math.random,
    log: silentLog,
    end: async () => (death ? await ownDatabase.close().catch(() => undefined) : undefined),
  };
}
