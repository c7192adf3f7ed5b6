import { type ChainEvent, callRpc, type EventPage, readChainEvents } from '@istsi/soroban-client';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { checkLedgers, checkOlderLedgers } from './check-ledgers.ts';
import { networkTag } from './envelope.ts';
import { type FollowedContract, type FollowedContracts, loadFollowed, nameOfKind } from './followed-contracts.ts';
import { insertRows } from './insert-rows.ts';
import { GAP_NOTICED } from './own-events.ts';
import {
  byTransaction,
  type ReadTransaction,
  type Registration,
  readTransaction,
  type StellarRow,
} from './stellar-rows.ts';
import {
  type BusWorld,
  beginStream,
  loadStream,
  noteDiscrepancy,
  storePosition,
  storeProblem,
  storeVerified,
} from './streams.ts';

/**
 * Reads what every registered contract said since the last time, holds it against what the ledgers hold, and lets the
 * sequencer have it. The caller holds the stream's lock. Answers the contracts, whose specs need not be read again.
 */
export async function ingestStellar(
  world: BusWorld,
  signal: AbortSignal,
  known?: FollowedContracts,
): Promise<FollowedContracts> {
  const { database, network, manifest } = world;
  if (!(await loadStream(database.db))) {
    const { oldestLedger } = await callRpc(network, 'getHealth', (s) => s.getHealth());
    await beginStream(database.db, oldestLedger);
  }
  for (let contracts = known; ; ) {
    contracts = await loadFollowed(database.db, network, manifest, contracts);
    await backfill(world, contracts);
    const isAll = await readOn(world, contracts, signal);
    if (!isAll) continue;
    await storeProblem(world, (await checkLedgers(world, contracts)) ?? null);
    return contracts;
  }
}

/** False when governance registered a contract on the way: whoever goes on reads that one too. */
async function readOn(world: BusWorld, contracts: FollowedContracts, signal: AbortSignal): Promise<boolean> {
  const { database, network } = world;
  const tag = networkTag(network.networkPassphrase);
  const cursor = (await loadStream(database.db))?.cursor;
  let cutOff: ChainEvent[] = [];
  /** The page before, which is written while the next one is read: the database works beside this process. */
  let writing: Promise<unknown> = Promise.resolve();
  try {
    for await (const page of readChainEvents(network, [...contracts.keys()], cursor)) {
      if (signal.aborted) return true;
      const transactions = byTransaction([...cutOff, ...page.events]);
      // A page that ends with an event may have ended within its transaction, whose events are read together.
      cutOff = isCutOff(page) ? (transactions.pop() ?? []) : [];
      const read = transactions.map((events) => readTransaction(contracts, events, tag));
      await writing;
      if (page.missed) await noteGap(world, page.missed);
      const registering = read.findIndex(({ registrations }) =>
        registrations.some((one) => !contracts.has(one.contractId)),
      );
      if (registering >= 0) {
        await storeUpTo(world, transactions.slice(0, registering + 1), read.slice(0, registering + 1));
        return false;
      }
      writing = storeUpTo(world, transactions, read, cutOff.length === 0 ? page.cursor : undefined);
      // It is told before the next one is written, or at the end.
      writing.catch(() => undefined);
    }
  } finally {
    await writing;
  }
  return true;
}

const isCutOff = ({ events, cursor }: EventPage<ChainEvent>): boolean => events.at(-1)?.id === cursor;

/** `cursor`: where the page ended, if nothing of it is left. */
async function storeUpTo(
  { database, log }: BusWorld,
  transactions: readonly (readonly ChainEvent[])[],
  read: readonly ReadTransaction[],
  cursor = transactions.at(-1)?.at(-1)?.id,
): Promise<void> {
  if (cursor === undefined) return;
  const rows = read.flatMap((one) => one.rows);
  const height = transactions.at(-1)?.[0]?.ledger ?? 0;
  await database.db.transaction().execute(async (trx) => {
    await insertRows(trx, rows);
    for (const registration of read.flatMap(({ registrations }) => registrations)) {
      await register(trx, registration, height);
    }
    await storePosition(trx, cursor);
  });
  for (const { id, reason } of rows) {
    if (typeof reason === 'string') log('error', 'an event could not be read, and is kept', { event: id, reason });
  }
}

async function register(trx: Kysely<Schema>, { contractId, kind }: Registration, ledger: number): Promise<void> {
  await trx
    .insertInto('istsi.bus_contracts')
    .values({ contract_id: contractId, name: nameOfKind(kind), registered_ledger: ledger })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What a contract said before it was registered: read from where it begins, told behind its registration. */
async function backfill(world: BusWorld, contracts: FollowedContracts): Promise<void> {
  const { db } = world.database;
  const rows = await db
    .selectFrom('istsi.bus_contracts')
    .select('contract_id')
    .where('backfilled', '=', false)
    .execute();
  for (const { contract_id } of rows) {
    const contract = contracts.get(contract_id);
    if (contract?.since !== undefined) await readBefore(world, contract, contract.since);
    await db
      .updateTable('istsi.bus_contracts')
      .set({ backfilled: true })
      .where('contract_id', '=', contract_id)
      .execute();
  }
}

async function readBefore(world: BusWorld, contract: FollowedContract, through: number): Promise<void> {
  const { database, network } = world;
  const one: FollowedContracts = new Map([[contract.contractId, contract]]);
  const tag = networkTag(network.networkPassphrase);
  let first: number | undefined;
  let cutOff: ChainEvent[] = [];
  for await (const page of readChainEvents(network, [contract.contractId], undefined)) {
    const transactions = byTransaction([...cutOff, ...page.events]);
    cutOff = isCutOff(page) ? (transactions.pop() ?? []) : [];
    const before = transactions.filter(([event]) => event !== undefined && event.ledger <= through);
    first ??= before[0]?.[0]?.ledger;
    await insertRows(
      database.db,
      before.flatMap((events) => readTransaction(one, events, tag).rows),
    );
    if (before.length < transactions.length) break;
  }
  if (first !== undefined) await checkOlderLedgers(world, one, { from: first, through });
}

/** What was in them, the ledger state says; readers are told in their place. */
async function noteGap({ database, network, log }: BusWorld, { from, through }: NonNullable<EventPage['missed']>) {
  log('error', 'the RPC no longer keeps events that were not read yet', { stream: 'bus', from, through });
  const tag = networkTag(network.networkPassphrase);
  await database.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('istsi.bus_gaps')
      .values({ from_ledger: from, through_ledger: through })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row: StellarRow = {
      ...{ id: `stellar:${tag}:gap:${from}-${through}`, chain: 'stellar', order_ledger: through, position: '' },
      ...{ height: through, type: GAP_NOTICED, source: `urn:istsi:stellar:${tag}` },
      data: JSON.stringify({ from_ledger: from, through_ledger: through }),
    };
    await insertRows(trx, [row]);
    const verified = (await loadStream(trx))?.verified ?? from - 1;
    if (verified < from - 1) {
      const problem = `ledgers ${verified + 1} to ${from - 1} were read, and are kept no longer by the RPC that they would be compared with`;
      await noteDiscrepancy(trx, verified + 1, problem);
    }
    await storeVerified(trx, through, undefined);
  });
}
