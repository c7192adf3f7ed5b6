import type { Credit, Spend, WatcherChange } from '@istsi/bitcoin-custody';
import { type Insertable, sql, type Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { depositOperationId } from '../operations/deposits/operation-id.ts';
import type { BusEventTable } from './bus-tables.ts';
import { bitcoinEvents } from './own-events.ts';

interface Fact {
  /** What it is about, the same for a fact and for the one that undoes it. */
  place: string;
  type: string;
  isUndone: boolean;
  height: number;
  tx: string;
  subject: string | undefined;
  data: object;
}

/**
 * What a change of the watcher means for readers of the bus, written with it: a kill in between leaves both or neither. A
 * block that leaves the chain and comes back tells its facts again.
 */
export async function storeBitcoinFacts(
  trx: Transaction<Schema>,
  network: string,
  change: WatcherChange,
): Promise<void> {
  const facts = factsOf(change);
  for (let from = 0; from < facts.length; from += ROWS_AT_ONCE)
    await insertFacts(trx, network, facts.slice(from, from + ROWS_AT_ONCE));
}

function factsOf(change: WatcherChange): Fact[] {
  switch (change.type) {
    case 'connected':
    case 'rescanned':
      return [...change.credits.map((credit) => received(credit, false)), ...change.spends.map(spent)];
    case 'disconnected': {
      const { block, orphaned, unspent } = change;
      return [
        ...unspent.map((outpoint) => unspentAt(outpoint, block)),
        ...orphaned.map((credit) => received(credit, true)),
      ];
    }
    case 'rescan-started':
      return [];
  }
}

function received(credit: Credit, isUndone: boolean): Fact {
  const { txid, vout, height, blockHash } = credit;
  const branch = credit.branch ?? 'deposit';
  return {
    place: `${blockHash}:${txid}:${vout}`,
    type: isUndone ? bitcoinEvents.orphaned : bitcoinEvents.received,
    isUndone,
    ...{ height, tx: txid },
    subject: branch === 'deposit' ? depositOperationId({ txid, vout }) : undefined,
    data: {
      ...{ txid, vout, block_height: height, block_hash: blockHash, amount: String(credit.amountSats), branch },
      ...{ address_index: credit.index, epoch: credit.epoch ?? 0 },
    },
  };
}

function spent({ txid, vout, by, height, blockHash }: Spend): Fact {
  return {
    place: `${blockHash}:${txid}:${vout}:spent`,
    type: bitcoinEvents.spent,
    ...{ isUndone: false, height, tx: by, subject: undefined },
    data: { txid, vout, block_height: height, block_hash: blockHash, spent_by: by },
  };
}

function unspentAt({ txid, vout }: { txid: string; vout: number }, block: { height: number; hash: string }): Fact {
  return {
    place: `${block.hash}:${txid}:${vout}:spent`,
    type: bitcoinEvents.unspent,
    ...{ isUndone: true, height: block.height, tx: txid, subject: undefined },
    data: { txid, vout, block_height: block.height, block_hash: block.hash },
  };
}

/** In statements of so many rows each: a block that an exchange fills pays thousands. */
const ROWS_AT_ONCE = 500;

async function insertFacts(trx: Transaction<Schema>, network: string, facts: readonly Fact[]): Promise<void> {
  const bases = facts.map(({ place }) => `bitcoin:${network}:${place}`);
  const undone = await timesUndone(trx, bases);
  const rows = facts.map((fact, i): Insertable<BusEventTable> => {
    const base = bases[i] ?? '';
    const times = undone.get(base) ?? 0n;
    const again = times > 0n ? `:${times + 1n}` : '';
    return {
      id: `${fact.isUndone ? undoneIdOf(base) : base}${again}`,
      ...{ chain: 'bitcoin', height: fact.height, type: fact.type, source: `urn:istsi:bitcoin:${network}` },
      ...{ subject: fact.subject ?? null, tx: fact.tx, data: JSON.stringify(fact.data) },
    };
  });
  await trx
    .insertInto('istsi.bus_events')
    .values(rows)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

const undoneIdOf = (base: string): string => `${base}:undone`;

/** How often each fact was taken back before. */
async function timesUndone(trx: Transaction<Schema>, bases: readonly string[]): Promise<Map<string, bigint>> {
  const undoneIds = bases.map(undoneIdOf);
  // Ids are compared byte by byte, so that a prefix is a range of the index; ";" is what comes after ":".
  const { rows } = await sql<{ undone: string; times: bigint }>`
    select undone, count(*) as times from unnest(${undoneIds}::text[]) as undone
    join istsi.bus_events as event
      on event.id >= undone collate "C" and event.id < (undone || ';') collate "C"
    group by undone`.execute(trx);
  const found = new Map(rows.map(({ undone, times }) => [undone, times]));
  return new Map(bases.map((base) => [base, found.get(undoneIdOf(base)) ?? 0n]));
}
