import { setTimeout as sleep } from 'node:timers/promises';
import type { BitcoinRpc } from '@istsi/bitcoin-custody';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import type { SystemContracts } from '@istsi/contracts';
import type { Network } from '@istsi/soroban-client';
import { tipBlock, tipHeight } from '../bitcoin/watcher-store.ts';
import type { Database } from '../database/open-database.ts';
import { syncBooks } from '../proofs/books-store.ts';
import { compareBooks, describeMissing, findUnknown, type MissingCoin, stillUnknown } from './books-report.ts';
import { type Holds, readHolds } from './holds.ts';
import { checkLedger, compareLedgers } from './ledger-anchor.ts';
import { unreconciled } from './reconciliation-store.ts';
import { wakeFailing, wakeStopped } from './wake-held.ts';

/** Holds the books against the coins, and says what follows. */
export interface BooksWatch {
  /** As of the last block applied, or a moment before; several who ask at the same moment share an answer. */
  holds(): Promise<Holds>;
  /** As of the node's last block, for those who are told that all is well. */
  current(): Promise<CurrentHolds>;
  /** What is wrong with the Stellar ledger itself; undefined for nothing. */
  ledgerProblem(): string | undefined;
  /** One look at everything, and what follows from it. */
  compare(): Promise<void>;
  /** Compares again and again until aborted. */
  run(signal: AbortSignal): Promise<void>;
}

export interface BooksWatchOptions {
  database: Database;
  network: Network;
  /** The same Stellar network by another RPC, where there is one. */
  other?: Network | undefined;
  contracts: SystemContracts;
  bitcoin: BitcoinRpc;
  /** Up to this much may be missing before minting stops. */
  mostMissingSats: bigint;
  log: Log;
}

export interface CurrentHolds {
  holds: Holds;
  /** Why this may not be all: blocks that the node has and that were not searched yet; undefined for none. */
  behind: string | undefined;
}

const POLL_MS = 1_000;
const FRESH_MS = 200;
const MOST_LOOKS = 5;
/** What the watcher is given to apply a block that the node has just got. */
const CATCH_UP_MS = 2_500;
const CATCH_UP_POLL_MS = 40;

export function createBooksWatch(options: BooksWatchOptions): BooksWatch {
  const { database, network, contracts, bitcoin, log } = options;
  const reserve = { db: database.db, contracts };
  let unknown: readonly MissingCoin[] = [];
  let problem: string | undefined;
  let shared: { since: number; holds: Promise<Holds> } | undefined;
  let told = '';
  let toldProblem: string | undefined;
  let isFailing = false;
  // What was stopped before this process began is looked at once.
  let wasStopped = true;

  async function lookOnce(): Promise<Holds> {
    const coins = [...(await compareBooks(reserve)), ...(await stillUnknown(reserve, unknown))];
    const unexplained = await unreconciled(database.db);
    const { mostMissingSats } = options;
    return await readHolds(reserve, coins, { mostMissingSats, ledgerProblem: problem, unexplained });
  }

  /** A coin that was written off while it was looked for would be missing twice: among the coins, and from the total. */
  async function look(): Promise<Holds> {
    let found = await lookOnce();
    for (let attempt = 1; found.report.missing.length > 0 && attempt <= MOST_LOOKS; attempt++) {
      const before = await contracts.reserve.read('total_reserves');
      found = await lookOnce();
      if ((await contracts.reserve.read('total_reserves')) === before) break;
    }
    return found;
  }

  /** A block that nobody has searched may hold a double spend: nobody is told before that all is well. */
  async function waitForTip(): Promise<string | undefined> {
    for (const end = performance.now() + CATCH_UP_MS; ; await sleep(CATCH_UP_POLL_MS)) {
      const [tip, scanned] = await Promise.all([bitcoin.getTip(), tipBlock(database.db)]);
      if (scanned?.hash === tip.hash) return undefined;
      if (performance.now() > end) {
        return `the node is at block ${tip.height} (${tip.hash.slice(-8)}), and blocks up to ${scanned?.height ?? 'none'} were searched`;
      }
    }
  }

  function holds(): Promise<Holds> {
    if (!shared || performance.now() - shared.since > FRESH_MS) shared = { since: performance.now(), holds: look() };
    return shared.holds;
  }

  /** What only the contract's events and a watcher that has read every block can tell. */
  async function compareHistory(): Promise<void> {
    problem =
      (await checkLedger(database.db, network)) ?? (options.other && (await compareLedgers(network, options.other)));
    // What a replaced ledger says would be written over what was read from the true one.
    if (problem !== undefined) return;
    await syncBooks(database.db, network, contracts.reserve);
    const [{ height }, scanned] = await Promise.all([bitcoin.getTip(), tipHeight(database.db)]);
    if (scanned >= height && !(await isRescanning(database))) unknown = await findUnknown(reserve);
  }

  async function tell(): Promise<void> {
    const { report, shortSats, mintingStopped } = await holds();
    const isStopped = mintingStopped !== undefined || shortSats > 0n;
    if (wasStopped && !isStopped) await wakeStopped(database);
    wasStopped = isStopped;
    if (problem !== toldProblem && problem !== undefined) log('error', problem);
    toldProblem = problem;
    const now = report.missing.map(({ outpoint }) => outpoint).join(' ');
    if (now === told) return;
    if (now !== '') log('error', describeMissing(report), { missingSats: report.missingSats, coins: now });
    else log('info', 'the books name no coin any more that Bitcoin does not have');
    told = now;
  }

  async function compare(): Promise<void> {
    const wasFailing = isFailing;
    isFailing = true;
    await compareHistory();
    await tell();
    // Each look is of both nodes and the database: what paused for one of them need not wait for its pause to end.
    if (wasFailing) await wakeFailing(database);
    isFailing = false;
  }

  return {
    holds,
    compare,
    async current() {
      const behind = await waitForTip();
      return { holds: await look(), behind };
    },
    ledgerProblem: () => problem,
    async run(signal) {
      while (!signal.aborted) {
        try {
          await compare();
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
