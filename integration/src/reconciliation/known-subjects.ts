import { readEvents } from '@istsi/soroban-client';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { loadCursor } from '../events/cursors.ts';
import { hex } from '../operations/payments/chain-records.ts';
import { syncBooks } from '../proofs/books-store.ts';
import type { KnownDeposit } from './compare-coins.ts';
import type { ReconcileWorld } from './reconcile-world.ts';

/**
 * What the ledger is asked about: a contract tells what it has under a key, and lists no keys. That they are all is shown by
 * the totals that the contracts keep.
 */
export interface KnownSubjects {
  /** Outputs that the books count, or ever counted. */
  outpoints: readonly string[];
  withdrawals: readonly string[];
  returns: readonly string[];
  batches: readonly string[];
  /** Addresses that may hold tokens. */
  holders: readonly string[];
}

/** The stream whose reader keeps withdrawals and batches: see `run-services.ts`. */
const STREAM = 'withdrawals';
const OPEN_RETURNS = ['registering', 'returnable', 'returning', 'written-off'] as const;
const OVER = ['settled', 'refunded'] as const;

/**
 * From this database, and from the events since. `every`: what is over as well, for when what is open does not come to the
 * total.
 */
export async function knownSubjects(world: ReconcileWorld, { every }: { every: boolean }): Promise<KnownSubjects> {
  const { database, network, first, manifest } = world;
  const { db } = database;
  await syncBooks(db, network, first.reserve);
  const [outpoints, withdrawals, returns, batches, owners, recent] = await Promise.all([
    bookedOutpoints(db, every),
    withdrawalIds(db, every),
    returnIds(db, every),
    batchIds(db, every),
    db.selectFrom('istsi.owners').select('address').execute(),
    recentSubjects(world),
  ]);
  const contracts = Object.values(manifest.contracts).map(({ id }) => id);
  const accounts = every ? await addressesInEvents(db, manifest.contracts['istsi-token'].id) : [];
  return {
    outpoints,
    withdrawals: united(withdrawals, recent.withdrawals),
    returns: united(returns, recent.returns),
    batches: united(batches, recent.batches),
    holders: united(
      owners.map(({ address }) => address),
      contracts,
      accounts,
    ),
  };
}

const united = (...lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())];

async function bookedOutpoints(db: Kysely<Schema>, every: boolean): Promise<string[]> {
  const least = every ? sql`true` : sql`sum(case change when 'added' then 1 else -1 end) > 0`;
  const { rows } = await sql<{ outpoint: string }>`
    select txid || ':' || vout as outpoint from istsi.reserve_changes group by txid, vout having ${least}`.execute(db);
  return rows.map(({ outpoint }) => outpoint);
}

async function withdrawalIds(db: Kysely<Schema>, every: boolean): Promise<string[]> {
  const all = db.selectFrom('istsi.withdrawals').select('id');
  const rows = await (every ? all : all.where('state', 'not in', OVER)).execute();
  return rows.map(({ id }) => id);
}

async function returnIds(db: Kysely<Schema>, every: boolean): Promise<string[]> {
  const all = db.selectFrom('istsi.deposits').select('return_id');
  const isOpen = every ? [...OPEN_RETURNS, 'returned' as const] : OPEN_RETURNS;
  const rows = await all
    .where((where) => where.or([where('owed_back', '=', true), where('state', 'in', isOpen)]))
    .execute();
  return rows.map(({ return_id }) => return_id);
}

async function batchIds(db: Kysely<Schema>, every: boolean): Promise<string[]> {
  const all = db.selectFrom('istsi.batches').select('id');
  const rows = await (every ? all : all.where('state', '!=', 'buried')).execute();
  return rows.map(({ id }) => id);
}

/** Whoever an event of the token names, registered or not: of those that are here, and of those that the archive has alone. */
async function addressesInEvents(db: Kysely<Schema>, token: string): Promise<string[]> {
  const { rows } = await sql<{ address: string }>`
    select distinct named.value as address
    from istsi.bus_events e, jsonb_each_text(e.data::jsonb) named
    where e.contract_id = ${token} and named.value ~ '^[GC][A-Z2-7]{55}$'
    union select address from istsi.archived_addresses`.execute(db);
  return rows.map(({ address }) => address);
}

/** What was recorded since the reader of events has looked last. */
async function recentSubjects({ database, network, first }: ReconcileWorld) {
  const found = { withdrawals: new Set<string>(), returns: new Set<string>(), batches: new Set<string>() };
  const cursor = await loadCursor(database.db, STREAM);
  for await (const page of readEvents(network, [first.reserve.contractId], cursor)) {
    for (const { topic, value } of page.events) {
      const data = (first.reserve.spec.parseEvent(topic, value)?.data ?? {}) as Record<string, unknown>;
      note(found.withdrawals, data.withdrawal_id);
      note(found.returns, data.return_id);
      note(found.batches, data.batch);
    }
  }
  return { withdrawals: [...found.withdrawals], returns: [...found.returns], batches: [...found.batches] };
}

function note(ids: Set<string>, id: unknown): void {
  if (id instanceof Uint8Array) ids.add(hex(id));
}

export async function knownDeposits(db: Kysely<Schema>, outpoints: readonly string[]) {
  const rows = await sql<{ outpoint: string; state: KnownDeposit['state']; confirmations_required: number | null }>`
    select outpoint, state, confirmations_required from istsi.deposits
    where outpoint = any(${outpoints as string[]})`.execute(db);
  return new Map(
    rows.rows.map(({ outpoint, state, confirmations_required }): [string, KnownDeposit] => [
      outpoint,
      { state, confirmationsRequired: confirmations_required ?? undefined },
    ]),
  );
}

/** Ledgers whose events nobody kept: what was recorded in them may not be known here. */
export async function lostLedgers(db: Kysely<Schema>): Promise<string | undefined> {
  const gaps = await db.selectFrom('istsi.event_gaps').select(['from_ledger', 'through_ledger']).limit(1).execute();
  const [gap] = gaps;
  return gap && `the events of ledgers ${gap.from_ledger} to ${gap.through_ledger} were kept by no RPC`;
}
