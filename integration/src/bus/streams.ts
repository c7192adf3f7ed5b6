import type { Log } from '@istsi/bitcoin-custody';
import type { Manifest } from '@istsi/contracts';
import type { Network } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';

/** What the ingestion reads, and where it writes. */
export interface BusWorld {
  database: Database;
  network: Network;
  /** The same Stellar network by another RPC, which must have the same events in its ledgers before they count. */
  other?: Network | undefined;
  manifest: Manifest;
  log: Log;
}

const STELLAR = 'stellar';

export interface StellarStream {
  /** Undefined before it began. */
  cursor: string | undefined;
  /** The last ledger whose events are shown to be all that it holds. */
  verified: number;
  verifiedHash: string | undefined;
}

export async function loadStream(db: Kysely<Schema>): Promise<StellarStream | undefined> {
  const row = await db.selectFrom('istsi.bus_streams').selectAll().where('name', '=', STELLAR).executeTakeFirst();
  if (!row) return undefined;
  return {
    cursor: row.cursor ?? undefined,
    verified: Number(row.verified ?? 0n),
    verifiedHash: row.verified_hash ?? undefined,
  };
}

/** Begins with the oldest ledger that is kept. */
export async function beginStream(db: Kysely<Schema>, firstLedger: number): Promise<void> {
  await db
    .insertInto('istsi.bus_streams')
    .values({ name: STELLAR, first_ledger: firstLedger, verified: firstLedger - 1 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function storePosition(trx: Kysely<Schema>, cursor: string): Promise<void> {
  await trx.updateTable('istsi.bus_streams').set({ cursor }).where('name', '=', STELLAR).execute();
}

export async function storeVerified(trx: Kysely<Schema>, ledger: number, hash: string | undefined): Promise<void> {
  await trx
    .updateTable('istsi.bus_streams')
    .set({ verified: ledger, verified_hash: hash ?? null })
    .where('name', '=', STELLAR)
    .execute();
}

/** Why nothing goes on, said once; null for nothing. */
export async function storeProblem({ database, log }: BusWorld, problem: string | null): Promise<void> {
  const changed = await database.db
    .updateTable('istsi.bus_streams')
    .set({ problem })
    .where('name', '=', STELLAR)
    .where('problem', 'is distinct from', problem)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return;
  if (problem === null) log('info', 'the event bus goes on');
  else log('error', `the event bus stands still: ${problem}`);
}

/** Something that should not be, kept for whoever looks into it; a ledger is noted once. */
export async function noteDiscrepancy(trx: Kysely<Schema>, ledger: number, problem: string): Promise<void> {
  await trx
    .insertInto('istsi.bus_discrepancies')
    .values({ ledger, problem })
    .onConflict((conflict) => conflict.column('ledger').doUpdateSet({ problem }))
    .execute();
}
