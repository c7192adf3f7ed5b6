import { callRpc, latestLedger, ledgerOf, type Network } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { loadCursor, storeCursor } from '../events/cursors.ts';
import { ledgerHash } from './ledger-entries.ts';

/** Where the last ledger that this database followed is kept, beside the positions of the readers. */
const ANCHOR = 'ledger';
/** Nodes behind one address differ by a few ledgers. */
const LAG_LEDGERS = 5;
/** More than this, and one of two servers is of no use as a second view. */
const MOST_APART_LEDGERS = 20;

interface Anchor {
  sequence: number;
  hash: string;
}

/**
 * Whether the RPC still has the ledger that this database was made from. One that was restored from an older copy goes on
 * with other ledgers of the same numbers: what was read from them is not so any more, and what is in them was not read.
 * Answers what is wrong, in words; moves the anchor on when nothing is.
 */
export async function checkLedger(db: Kysely<Schema>, network: Network): Promise<string | undefined> {
  const { sequence, id } = await callRpc(network, 'getLatestLedger', (s) => s.getLatestLedger());
  const anchor = await loadAnchor(db);
  const seen = Math.max(anchor?.sequence ?? 0, await highestSeen(db));
  if (seen > sequence + LAG_LEDGERS) {
    return `the Stellar node is at ledger ${sequence}, and ledgers up to ${seen} were seen: it was restored from an older copy, or is of another network`;
  }
  if (anchor && anchor.sequence <= sequence) {
    const hash = await ledgerHash(network, anchor.sequence);
    if (hash !== undefined && hash !== anchor.hash) {
      return (
        `ledger ${anchor.sequence} of the Stellar node has the hash ${hash.slice(0, 8)}…, and had ${anchor.hash.slice(0, 8)}…: its history was replaced, ` +
        'and this database tells of the old one; stop the services, drop it, and start them again to have it rebuilt'
      );
    }
  }
  if (!anchor || anchor.sequence < sequence) await storeCursor(db, ANCHOR, `${sequence} ${id}`);
  return undefined;
}

/** Whether two servers have the same ledger at the last height that both have. Answers what is wrong, in words. */
export async function compareLedgers(network: Network, other: Network): Promise<string | undefined> {
  const [{ sequence: first }, { sequence: second }] = await Promise.all([latestLedger(network), latestLedger(other)]);
  if (Math.abs(first - second) > MOST_APART_LEDGERS) {
    return `the two Stellar nodes are ${Math.abs(first - second)} ledgers apart (${first} and ${second}): nothing moves before the slower one has caught up`;
  }
  const common = Math.min(first, second);
  const [hash, otherHash] = await Promise.all([ledgerHash(network, common), ledgerHash(other, common)]);
  if (hash === undefined || otherHash === undefined || hash === otherHash) return undefined;
  return `the two Stellar nodes have different ledgers ${common}: ${hash.slice(0, 8)}… and ${otherHash.slice(0, 8)}…; one of them lies, or is of another network`;
}

async function highestSeen(db: Kysely<Schema>): Promise<number> {
  const rows = await db.selectFrom('istsi.cursors').select('position').where('name', '!=', ANCHOR).execute();
  return Math.max(
    0,
    ...rows.filter(({ position }) => /^\d+-\d+$/.test(position)).map(({ position }) => ledgerOf(position)),
  );
}

async function loadAnchor(db: Kysely<Schema>): Promise<Anchor | undefined> {
  const [sequence, hash] = (await loadCursor(db, ANCHOR))?.split(' ') ?? [];
  return hash === undefined ? undefined : { sequence: Number(sequence), hash };
}
