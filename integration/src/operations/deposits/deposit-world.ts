import type { BitcoinRpc, Log } from '@istsi/bitcoin-custody';
import type { Database } from '../../database/open-database.ts';
import type { BooksWatch } from '../../reconciliation/books-watch.ts';
import type { DepositSources } from '../../screening/deposit-sources.ts';
import type { Screening } from '../../screening/screening.ts';
import type { WithdrawalPolicy } from '../withdrawals/withdrawal-policy.ts';
import type { DepositRows } from './deposit-rows.ts';
import type { MintQueue } from './mint-queue.ts';
import type { Minting } from './submit-deposits.ts';

/** What deposits are driven with. */
export interface DepositWorld extends Minting {
  database: Database;
  /** Where blocks are read for proofs. */
  bitcoin: BitcoinRpc;
  rows: DepositRows;
  /** As the registry's entry has it; undefined where the registry has to be asked. */
  addressIndex: (address: string) => Promise<number | undefined>;
  books: BooksWatch;
  mints: MintQueue;
  screening: Screening;
  sources: DepositSources;
  policy: Pick<WithdrawalPolicy, 'returnAfterBlocks'>;
  now: () => Date;
  random: () => number;
  log: Log;
}

/** How soon to ask again for the fate of a transaction while the RPC does not answer. */
export const PENDING_PAUSE_MS = 2_000;
/** After this, a deposit whose worker was killed between sending and recording is settled by another. */
export const SETTLE_PAUSE_MS = 5_000;
