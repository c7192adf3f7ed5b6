import { setTimeout as sleep } from 'node:timers/promises';
import { type ChainTip, describeError } from '@istsi/bitcoin-custody';
import { replayHistory } from '@istsi/reserves';
import { tipBlock } from '../bitcoin/watcher-store.ts';
import { loadHistory } from '../proofs/books-store.ts';
import { countAddresses } from '../registry/owners.ts';
import { addressesIn, type BooksAtLedger, booksAtLedger, paymentsAtLedger } from './books-at-ledger.ts';
import { type CoinsAtBlock, type Custody, scanCoins, watchedCoins } from './coins-at-block.ts';
import { type BookedPayment, compareCoins, isCounted } from './compare-coins.ts';
import { compareFigures, type Incomplete, type Owed, owedOf } from './compare-figures.ts';
import { findSpenders } from './find-spenders.ts';
import type { Difference, Findings, Unknown } from './findings.ts';
import { type KnownSubjects, knownDeposits, knownSubjects, lostLedgers } from './known-subjects.ts';
import { checkLedger } from './ledger-anchor.ts';
import { type LedgerRef, newestLedger } from './ledger-entries.ts';
import type { ReconcileWorld } from './reconcile-world.ts';
import { askSecondViews } from './second-views.ts';

/** What one look at both chains found, at a named pair of blocks. */
export interface Reconciliation extends Findings {
  /** Absent while no pair could be had. */
  block: ChainTip | undefined;
  ledger: LedgerRef | undefined;
  coinSource: CoinsAtBlock['how'] | undefined;
  /** Servers that were asked. */
  views: { stellar: number; bitcoin: number };
  figures: Figures | undefined;
}

export interface Figures {
  coins: { count: number; sats: bigint };
  /** As the reserve manager has them. */
  books: { count: number; sats: bigint };
  owedSats: bigint;
  supplySats: bigint;
  balancesSats: bigint;
  openWithdrawals: Owed['openWithdrawals'];
  returnables: Owed['returnables'];
  pendingMints: { count: number; sats: bigint };
}

const ATTEMPTS = 5;
const POLL_MS = 100;

/**
 * Holds every coin of the custody at one Bitcoin block against every entry of the books at one ledger, to the satoshi. What
 * explains a difference is named; what cannot be found out is told as such, and never as well.
 */
export async function reconcile(world: ReconcileWorld): Promise<Reconciliation> {
  const views = { stellar: world.other ? 2 : 1, bitcoin: world.second ? 2 : 1 };
  const nothing = { block: undefined, ledger: undefined, coinSource: undefined, figures: undefined, views };
  const giveUp = (what: string, why: string): Reconciliation => ({
    ...nothing,
    ...{ differences: [], disagreements: [], unknown: [{ what, why }] },
  });
  try {
    const replaced = await checkLedger(world.database.db, world.network);
    if (replaced !== undefined) return giveUp('the books', replaced);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const found = await reconcileOnce(world, views);
      if (!('again' in found)) return found;
      if (attempt === ATTEMPTS) return giveUp('both chains at one moment', found.again);
    }
  } catch (error) {
    return giveUp('both chains', describeError(error));
  }
  return giveUp('both chains at one moment', 'it was not tried');
}

/** `again`: something moved while it was looked at. */
async function reconcileOnce(
  world: ReconcileWorld,
  views: Reconciliation['views'],
): Promise<Reconciliation | { again: string }> {
  const { database, bitcoin, network, first, patienceMs } = world;
  const { db } = database;
  const custody = await custodyOf(world);
  const coins = (await scanCoins(bitcoin, custody)) ?? (await watchedCoins(bitcoin, db));
  const { block } = coins;
  const search = await searchedThrough(world, block);
  if ('again' in search) return search;
  const read = await readBooks(world, [...coins.coins.keys()]);
  if ('again' in read) return read;
  const { books, known } = read;

  const missing = [...books.outputs].filter(([outpoint, output]) => isCounted(output) && !coins.coins.has(outpoint));
  const spenders = await findSpenders(
    bitcoin,
    db,
    missing.map(([outpoint]) => outpoint),
  );
  const unbooked = [...coins.coins].filter(([outpoint, { isReserve }]) => isReserve && !books.outputs.has(outpoint));
  const txids = new Set([...spenders.values(), ...unbooked.map(([outpoint]) => outpoint.slice(0, 64))]);
  const reserve = first.reserve.contractId;
  const payments = await paymentsAtLedger(network, books.ledger, { reserve, txids: [...txids], patienceMs });
  if (!payments.ok) return { again: payments.reason };

  const compared = await compareAll(world, { coins, books, spenders, payments: payments.values, ...search });
  const second = await askSecondViews(world, { coins, custody, books, known });
  if ('again' in second) return second;
  // Whatever was concluded was of a chain that is no more.
  if ((await bitcoin.getBlockHash(block.height)) !== block.hash)
    return { again: `block ${block.height} left the chain while it was looked at` };
  return {
    ...{ block, ledger: books.ledger, coinSource: coins.how, views },
    figures: figuresOf(coins, books, compared.differences),
    differences: compared.differences,
    unknown: [...compared.unknown, ...second.unknown],
    disagreements: second.disagreements,
  };
}

/** Addresses that nobody has yet are looked for as far as the watcher does: what is paid there is paid back. */
async function custodyOf({ database, network, first, descriptors }: ReconcileWorld): Promise<Custody> {
  const { db } = database;
  const registered = await countAddresses({ db, network, kyc: first.kyc });
  const watcher = await db.selectFrom('istsi.bitcoin_watcher').select('watched_through').executeTakeFirst();
  return { descriptors, addresses: Math.max(registered, (watcher?.watched_through ?? -1) + 1) };
}

type Search = { again: string } | { unsearched: string | undefined };

/** Whether what the watcher knows goes up to that block, and no further: it is given a moment to get there. */
async function searchedThrough({ database, patienceMs }: ReconcileWorld, block: ChainTip): Promise<Search> {
  for (const until = performance.now() + patienceMs; ; await sleep(POLL_MS)) {
    const { height = -1, hash } = (await tipBlock(database.db)) ?? {};
    if (hash === block.hash) return { unsearched: undefined };
    if (height > block.height)
      return { again: `the Bitcoin node is at block ${block.height}, and blocks up to ${height} were searched` };
    if (performance.now() <= until) continue;
    const through = height < 0 ? 'no block was' : `blocks up to ${height} were`;
    return { unsearched: `${through} searched for what happened, and the node is at ${block.height}` };
  }
}

/** What is over is asked about only when what is open does not come to the totals. */
async function readBooks(
  world: ReconcileWorld,
  outpoints: readonly string[],
): Promise<{ books: BooksAtLedger; known: KnownSubjects } | { again: string }> {
  const { network, patienceMs } = world;
  const addresses = addressesIn(world);
  for (const every of [false, true]) {
    // Asked first: events up to here are certain to be there when they are asked for.
    const ledger = await newestLedger(network);
    const known = await knownSubjects(world, { every });
    const read = await booksAtLedger(network, ledger, { addresses, known, outpoints, patienceMs });
    if (!read.ok) return { again: read.reason };
    const books = read.values;
    const { differences, unknown } = compareFigures(books, { outputs: undefined, owed: undefined, holders: undefined });
    if (every || differences.length + unknown.length === 0) return { books, known };
  }
  return { again: 'the books were not read' };
}

async function compareAll(
  { database }: ReconcileWorld,
  found: {
    coins: CoinsAtBlock;
    books: BooksAtLedger;
    spenders: ReadonlyMap<string, string>;
    payments: ReadonlyMap<string, BookedPayment>;
    unsearched: string | undefined;
  },
): Promise<{ differences: Difference[]; unknown: Unknown[] }> {
  const { coins, books, spenders, payments, unsearched } = found;
  const byCoin = compareCoins({
    ...{ height: coins.block.height, how: coins.how, coins: coins.coins, outputs: books.outputs },
    ...{ payments, spenders, unsearched },
    deposits: await knownDeposits(database.db, [...coins.coins.keys()]),
  });
  const byFigure = compareFigures(books, await incompleteness(database.db, books));
  return {
    differences: [...byCoin.differences, ...byFigure.differences],
    unknown: [...byCoin.unknown, ...byFigure.unknown],
  };
}

/** The history that ends in the contract's own commitment is all of it, and so are the events that it was read from. */
async function incompleteness(db: ReconcileWorld['database']['db'], books: BooksAtLedger): Promise<Incomplete> {
  const history = replayHistory(await loadHistory(db));
  const isWhole = history.ok && history.books.commitment === books.commitment;
  const events = isWhole
    ? undefined
    : 'the events of the reserve manager that are known here do not lead to its commitment';
  const { known } = await db
    .selectFrom('istsi.owners')
    .select((columns) => columns.fn.countAll<bigint>().as('known'))
    .executeTakeFirstOrThrow();
  const holders =
    Number(known) < books.registered
      ? `${known} of ${books.registered} registered addresses are known here`
      : undefined;
  return { outputs: events, owed: (await lostLedgers(db)) ?? events, holders };
}

function figuresOf({ coins }: CoinsAtBlock, books: BooksAtLedger, differences: readonly Difference[]): Figures {
  const owed = owedOf(books);
  const pending = differences.filter(({ explanation }) => explanation === 'mint-pending');
  return {
    coins: { count: coins.size, sats: [...coins.values()].reduce((sum, { amountSats }) => sum + amountSats, 0n) },
    books: { count: books.outputCount, sats: books.totalSats },
    ...{ owedSats: books.owedSats, supplySats: books.supplySats, balancesSats: books.balancesSats },
    ...{ openWithdrawals: owed.openWithdrawals, returnables: owed.returnables },
    pendingMints: { count: pending.length, sats: pending.reduce((sum, { sats }) => sum + sats, 0n) },
  };
}
