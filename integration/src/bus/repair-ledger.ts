import { type ChainEvent, eachTransaction } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { networkTag } from './envelope.ts';
import type { FollowedContracts } from './followed-contracts.ts';
import { insertRows } from './insert-rows.ts';
import { readTransaction } from './stellar-rows.ts';
import { NOT_HELD, storedBetween } from './stored-events.ts';
import { type BusWorld, noteDiscrepancy } from './streams.ts';

interface Found {
  missing: number;
  invented: number;
}

/**
 * Brings the rows of one ledger to what it holds, some of its transactions at a time. Nobody was told of them, and nobody is
 * before the ledger is verified: one that fails in between is found different again.
 */
export async function repairLedger(world: BusWorld, contracts: FollowedContracts, ledger: number): Promise<void> {
  const found: Found = { missing: 0, invented: 0 };
  let after: string | undefined;
  const repair = async (transactions: readonly (readonly ChainEvent[])[], through: string | undefined) => {
    await repairSome(world, contracts, transactions, { ledger, after, through }, found);
    after = through;
  };
  await eachTransaction(world.network, { ledger, contractIds: contracts.keys() }, async (transactions) => {
    await repair(transactions, transactions.at(-1)?.at(-1)?.id);
  });
  await repair([], undefined);
  const problem = problemOf(found);
  if (problem !== '') world.log('error', 'the events of a ledger were not what the ledger holds', { ledger, problem });
}

const problemOf = ({ missing, invented }: Found): string =>
  [
    ...(missing > 0 ? [`getEvents left out, or had differently, ${missing} of its events`] : []),
    ...(invented > 0 ? [`getEvents told ${invented} events that it does not hold`] : []),
  ].join('; ');

async function repairSome(
  { database, network }: BusWorld,
  contracts: FollowedContracts,
  transactions: readonly (readonly ChainEvent[])[],
  range: { ledger: number; after: string | undefined; through: string | undefined },
  found: Found,
): Promise<void> {
  const tag = networkTag(network.networkPassphrase);
  await database.db.transaction().execute(async (trx) => {
    const stored = await storedBetween(trx, [...contracts.keys()], range);
    const digests = new Map(stored.map(({ position, digest }) => [position, digest]));
    const events = transactions.flat();
    const held = new Set(events.map(({ id }) => id));
    const missing = events.filter(({ id, digest }) => digests.get(id) !== digest);
    const invented = stored.filter(({ position }) => !held.has(position ?? ''));
    if (missing.length === 0 && invented.length === 0) return;
    const notHeld = new Set(invented.map(({ id }) => id));
    for (const { id, seq } of stored) {
      if (seq !== null) continue;
      if (notHeld.has(id)) await keepBack(trx, id);
      else await trx.deleteFrom('istsi.bus_events').where('id', '=', id).execute();
    }
    await insertRows(
      trx,
      transactions.flatMap((one) => readTransaction(contracts, one, tag).rows),
    );
    found.missing += missing.length;
    found.invented += invented.length;
    // With the rows: once they are as they have to be, nothing else remembers that they were not.
    await noteDiscrepancy(trx, range.ledger, problemOf(found));
  });
}

async function keepBack(trx: Kysely<Schema>, id: string): Promise<void> {
  await trx.updateTable('istsi.bus_events').set({ reason: NOT_HELD }).where('id', '=', id).execute();
}
