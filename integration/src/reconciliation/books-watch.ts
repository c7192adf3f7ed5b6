import { setTimeout as sleep } from 'node:timers/promises';
import type { BitcoinRpc } from '@istsi/bitcoin-custody';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import type { Network } from '@istsi/soroban-client';
import { tipHeight } from '../bitcoin/watcher-store.ts';
import type { Database } from '../database/open-database.ts';
import { wakeNow } from '../operations/wake.ts';
import { syncBooks } from '../proofs/books-store.ts';
import { compareBooks, describeMissing, findUnknown, type MissingCoin } from './books-report.ts';
import { BOOKS_DIFFER, type Holds, readHolds } from './holds.ts';
import { checkLedger } from './ledger-anchor.ts';

/** Holds the books against the coins, and says what follows. */
export interface BooksWatch {
  /** As of now; several who ask at the same moment share an answer. */
  holds(): Promise<Holds>;
  /** What is wrong with the Stellar ledger itself; undefined for nothing. */
  ledgerProblem(): string | undefined;
  run(signal: AbortSignal): Promise<void>;
}

export interface BooksWatchOptions {
  database: Database;
  network: Network;
  contracts: SystemContracts;
  bitcoin: BitcoinRpc;
  /** Up to this much may be missing before minting stops. */
  mostMissingSats: bigint;
  log: Log;
}

const POLL_MS = 1_000;
const FRESH_MS = 200;

export function createBooksWatch(options: BooksWatchOptions): BooksWatch {
  const { database, network, contracts, bitcoin, log } = options;
  const reserve = { db: database.db, contracts };
  let unknown: readonly MissingCoin[] = [];
  let problem: string | undefined;
  let shared: { since: number; holds: Promise<Holds> } | undefined;
  let told = '';

  async function look(): Promise<Holds> {
    return await readHolds(reserve, [...(await compareBooks(reserve)), ...unknown], options.mostMissingSats);
  }

  function holds(): Promise<Holds> {
    if (!shared || performance.now() - shared.since > FRESH_MS) shared = { since: performance.now(), holds: look() };
    return shared.holds;
  }

  /** What only the contract's events and a watcher that has read every block can tell. */
  async function compareHistory(): Promise<void> {
    problem = await checkLedger(database.db, network);
    await syncBooks(database.db, network, contracts.reserve);
    const [{ height }, scanned] = await Promise.all([bitcoin.getTip(), tipHeight(database.db)]);
    if (scanned >= height && !(await isRescanning(database))) unknown = await findUnknown(reserve);
  }

  async function tell(): Promise<void> {
    const { report, mintingStopped } = await holds();
    const now = report.missing.map(({ outpoint }) => outpoint).join(' ');
    if (now === told) return;
    if (now !== '') log('error', describeMissing(report), { missingSats: report.missingSats, coins: now });
    else log('info', 'the books name no coin any more that Bitcoin does not have');
    told = now;
    if (mintingStopped === undefined) await wakeStopped(database);
  }

  return {
    holds,
    ledgerProblem: () => problem,
    async run(signal) {
      while (!signal.aborted) {
        try {
          await compareHistory();
          await tell();
        } catch (error) {
          if (!signal.aborted)
            log('warn', 'comparing the books with the coins failed; trying again', { error: describeError(error) });
        }
        await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

async function isRescanning({ db }: Database): Promise<boolean> {
  const watcher = await db.selectFrom('istsi.bitcoin_watcher').select('rescan_next').executeTakeFirst();
  return watcher === undefined || watcher.rescan_next !== null;
}

async function wakeStopped({ db }: Database): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const stopped = await trx
      .selectFrom('istsi.deposits')
      .select('outpoint')
      .where('state', '=', 'refused')
      .where('refusal_code', '=', BOOKS_DIFFER)
      .execute();
    for (const { outpoint } of stopped) await wakeNow(trx, 'deposit', outpoint);
  });
}
