import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '@istsi/bitcoin-custody';
import { addressesIn, type BooksAtLedger, booksAtLedger } from './books-at-ledger.ts';
import { type CoinsAtBlock, type Custody, compareSecondView } from './coins-at-block.ts';
import { compareBooks } from './compare-books.ts';
import type { Disagreement, Unknown } from './findings.ts';
import type { KnownSubjects } from './known-subjects.ts';
import { ledgerHash } from './ledger-entries.ts';
import type { ReconcileWorld } from './reconcile-world.ts';

/** What the first views found. */
interface Found {
  coins: CoinsAtBlock;
  custody: Custody;
  books: BooksAtLedger;
  known: KnownSubjects;
}

/** `again`: something moved while it was looked at. */
type Asked = { disagreements: Disagreement[]; unknown: Unknown[] } | { again: string };

const POLL_MS = 100;

/** What the other server of each chain says of the same pair, where one is configured. */
export async function askSecondViews(world: ReconcileWorld, found: Found): Promise<Asked> {
  const [bitcoin, stellar] = await Promise.all([askSecondNode(world, found), askSecondRpc(world, found)]);
  if ('again' in bitcoin) return bitcoin;
  if ('again' in stellar) return stellar;
  return {
    disagreements: [...bitcoin.disagreements, ...stellar.disagreements],
    unknown: [...bitcoin.unknown, ...stellar.unknown],
  };
}

async function askSecondNode(
  { second, bitcoin, patienceMs }: ReconcileWorld,
  { coins, custody }: Found,
): Promise<Asked> {
  if (!second) return { disagreements: [], unknown: [] };
  const what = 'what the second view of Bitcoin says';
  try {
    for (const until = performance.now() + patienceMs; ; await sleep(POLL_MS)) {
      const answer = await compareSecondView(second, custody, coins);
      if (Array.isArray(answer)) return { disagreements: answer, unknown: [] };
      const { otherBlock } = answer;
      const { block } = coins;
      if (otherBlock.height > block.height || (await bitcoin.getBlockHash(block.height)) !== block.hash)
        return { again: `a block came after ${block.height} while the second view was asked` };
      if (performance.now() <= until) continue;
      if (otherBlock.height < block.height)
        return {
          disagreements: [],
          unknown: [{ what, why: `it is at block ${otherBlock.height}, behind ${block.height}` }],
        };
      const apart = {
        chain: 'bitcoin' as const,
        what: `block ${block.height}`,
        first: block.hash,
        second: otherBlock.hash,
      };
      return { disagreements: [apart], unknown: [] };
    }
  } catch (error) {
    return { disagreements: [], unknown: [{ what, why: describeError(error) }] };
  }
}

async function askSecondRpc(world: ReconcileWorld, { coins, books, known }: Found): Promise<Asked> {
  const { other, patienceMs } = world;
  if (!other) return { disagreements: [], unknown: [] };
  const what = 'what the second Stellar RPC says';
  try {
    const outpoints = [...coins.coins.keys()];
    const options = { addresses: addressesIn(world), known, outpoints, patienceMs };
    const read = await booksAtLedger(other, books.ledger, options);
    if (!read.ok && read.code === 'moved') return { again: read.reason };
    if (!read.ok) return { disagreements: [], unknown: [{ what, why: read.reason }] };
    const hash = (await ledgerHash(other, books.ledger.sequence)) ?? books.ledger.hash;
    const second = { ...read.values, ledger: { ...books.ledger, hash } };
    return { disagreements: compareBooks(books, second), unknown: [] };
  } catch (error) {
    return { disagreements: [], unknown: [{ what, why: describeError(error) }] };
  }
}
