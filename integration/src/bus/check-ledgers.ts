import { callRpc, firstUnread, isRpcFailure, type LedgerSum, type Network, sumLedgers } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { FollowedContracts } from './followed-contracts.ts';
import { repairLedger } from './repair-ledger.ts';
import { storedSums } from './stored-events.ts';
import { type BusWorld, loadStream, noteDiscrepancy, storeVerified } from './streams.ts';

/** Of a busy network each ledger has a megabyte or two of metadata; a crowded one is read alone. Of each, a piece is in memory. */
const LEDGERS_PER_PAGE = 10;
const FIRST_LEDGERS = 2;
const MOST_BYTES = 4_000_000;
/** Nodes behind one address differ by so many: what one of them has not got yet is asked for again later. */
const FEW_LEDGERS = 5;

/**
 * Holds what `getEvents` gave against what the ledgers hold, ledger by ledger, and by the second RPC where there is one. What
 * was left out is added and what was invented is kept back: both are told. Answers why it cannot go on, in words; what
 * follows then waits.
 */
export async function checkLedgers(world: BusWorld, contracts: FollowedContracts): Promise<string | undefined> {
  const { database } = world;
  for (let limit = FIRST_LEDGERS; ; ) {
    const stream = await loadStream(database.db);
    if (stream?.cursor === undefined) return undefined;
    const asked = { from: stream.verified + 1, through: firstUnread(stream.cursor) - 1, limit };
    const page = await readPage(world, contracts, asked).catch(onlySeveralAreTooMany(limit));
    if (page === 'too-many') {
      limit = 1;
      continue;
    }
    if (page === undefined || page === 'later') return undefined;
    if ('problem' in page) return page.problem;
    const { ledgers, through, unkept } = page;
    if (unkept) await database.db.transaction().execute(async (trx) => await skip(trx, stream.verified + 1, unkept));
    const [first] = ledgers;
    const isNext = unkept === undefined && stream.verifiedHash !== undefined;
    if (isNext && first && first.previousHash !== stream.verifiedHash) {
      return `ledger ${first.sequence} follows another ledger than the one that was read before it: the Stellar history was replaced`;
    }
    await compare(world, contracts, ledgers);
    await storeVerified(database.db, through, ledgers.at(-1)?.hash);
    limit = nextLimit(limit, ledgers);
  }
}

/** What several ledgers are too large for, or take too long for, is asked of each alone. */
const onlySeveralAreTooMany =
  (limit: number) =>
  (error: unknown): 'too-many' => {
    if (limit > 1 && isRpcFailure(error)) return 'too-many';
    throw error;
  };

/** Twice as many as were light enough; one alone behind one that was not. */
function nextLimit(limit: number, ledgers: readonly LedgerSum[]): number {
  const bytes = ledgers.reduce((sum, ledger) => sum + ledger.bytes, 0);
  return bytes > MOST_BYTES ? 1 : Math.min(LEDGERS_PER_PAGE, 2 * limit);
}

/** Likewise for one contract that was read later than the others. */
export async function checkOlderLedgers(
  world: BusWorld,
  contracts: FollowedContracts,
  { from, through }: { from: number; through: number },
): Promise<void> {
  let limit = FIRST_LEDGERS;
  for (let next = from; next <= through; ) {
    const page = await readPage(world, contracts, { from: next, through, limit }).catch(onlySeveralAreTooMany(limit));
    if (page === 'too-many') {
      limit = 1;
      continue;
    }
    if (page === undefined) return;
    if (page === 'later') throw new Error(`the RPC has not got ledger ${next} yet`);
    if ('problem' in page) throw new Error(page.problem);
    await compare(world, contracts, page.ledgers);
    next = page.through + 1;
    limit = nextLimit(limit, page.ledgers);
  }
}

interface LedgerPage {
  ledgers: readonly LedgerSum[];
  /** All that there is up to here is in them. */
  through: number;
  /** The oldest ledger that is kept, when it is behind the first one asked for. */
  unkept?: number | undefined;
}

async function readPage(
  { network, other }: BusWorld,
  contracts: FollowedContracts,
  asked: { from: number; through: number; limit: number },
): Promise<LedgerPage | { problem: string } | 'later' | undefined> {
  const contractIds = new Set(contracts.keys());
  const [own, second] = await Promise.all([rangeOf(network), other && rangeOf(other)]);
  const through = Math.min(asked.through, own.latest, second?.latest ?? own.latest);
  const from = Math.max(asked.from, own.oldest);
  if (from > through) return undefined;
  const unkept = from > asked.from ? own.oldest : undefined;
  const limit = Math.min(asked.limit, through - from + 1);
  const ledgers = await readThrough(network, { from, limit, contractIds }, through);
  const reached = ledgers.at(-1)?.sequence;
  if (reached === undefined) {
    if (own.latest - from <= FEW_LEDGERS) return 'later';
    return { problem: `the Stellar node has ledgers up to ${own.latest}, as it says, and shows none from ${from} on` };
  }
  // One that keeps less cannot say anything about what is older; every later ledger is built on it.
  if (other && second && from >= second.oldest) {
    const theirs = await readThrough(other, { from, limit, contractIds }, reached);
    // What the node behind its address that was asked has not shown yet, is compared later.
    const shown = theirs.at(-1)?.sequence ?? 0;
    const shared = ledgers.filter(({ sequence }) => sequence <= shown);
    if (shared.length === 0 && second.latest - from <= FEW_LEDGERS) return 'later';
    const compared = shared.length === 0 ? ledgers : shared;
    const problem = differenceOf(compared, theirs);
    if (problem !== undefined) return { problem };
    return { ledgers: compared, through: compared.at(-1)?.sequence ?? reached, unkept };
  }
  return { ledgers, through: reached, unkept };
}

async function readThrough(
  network: Network,
  request: Parameters<typeof sumLedgers>[1],
  through: number,
): Promise<LedgerSum[]> {
  return (await sumLedgers(network, request)).filter(({ sequence }) => sequence <= through);
}

async function rangeOf(network: Network): Promise<{ oldest: number; latest: number }> {
  const { oldestLedger, latestLedger } = await callRpc(network, 'getHealth', (s) => s.getHealth());
  return { oldest: oldestLedger, latest: latestLedger };
}

/** One of two servers is wrong, and nobody can say which. */
function differenceOf(ours: readonly LedgerSum[], theirs: readonly LedgerSum[]): string | undefined {
  for (const [i, ledger] of ours.entries()) {
    const same = theirs[i];
    const about = `the two Stellar nodes do not agree about ledger ${ledger.sequence}`;
    if (same?.sequence !== ledger.sequence) return `${about}: the second one does not have it`;
    if (same.hash !== ledger.hash)
      return `${about}: its hash is ${ledger.hash.slice(0, 8)}… or ${same.hash.slice(0, 8)}…`;
    if (same.count !== ledger.count || same.sum !== ledger.sum) return `${about}: of one hash, it has different events`;
  }
  return undefined;
}

/** Brings the rows of ledgers, which nobody was told of yet, to what the ledgers hold. */
async function compare(world: BusWorld, contracts: FollowedContracts, ledgers: readonly LedgerSum[]): Promise<void> {
  const [first, last] = [ledgers[0], ledgers.at(-1)];
  if (!first || !last) return;
  const range = { from: first.sequence, through: last.sequence };
  const stored = await storedSums(world.database.db, [...contracts.keys()], range);
  for (const ledger of ledgers) {
    const same = stored.get(ledger.sequence);
    const isSame = same ? same.count === ledger.count && same.sum === ledger.sum : ledger.count === 0;
    if (!isSame) await repairLedger(world, contracts, ledger.sequence);
  }
}

async function skip(trx: Kysely<Schema>, from: number, oldest: number): Promise<void> {
  const problem = `ledgers ${from} to ${oldest - 1} were read, and are kept no longer by the RPC that they would be compared with`;
  await noteDiscrepancy(trx, from, problem);
}
