import {
  type Credit,
  createWatcherState,
  type Descriptor,
  formatDescriptor,
  outpointKey,
  type Spend,
  type WatcherChange,
  type WatcherState,
} from '@istsi/bitcoin-custody';
import { type Kysely, sql, type Transaction } from 'kysely';
import { storeBitcoinFacts } from '../bus/bitcoin-facts.ts';
import { DatabaseError } from '../database/errors.ts';
import type { Schema } from '../database/schema.ts';
import { NO_OWNER, SETTLED_STATES } from '../operations/deposits/deposit.ts';
import { depositOperationId } from '../operations/deposits/operation-id.ts';
import { appendEvent, appendEvents } from '../operations/operation-store.ts';
import { wakeAllNow, wakeNow } from '../operations/wake.ts';

export interface WatchedCustody {
  /** Of every epoch, oldest first. */
  descriptors: readonly Descriptor[];
  startHeight: number;
}

/** Between the descriptors of epochs. */
const EPOCHS = '\n';

type Change<T extends WatcherChange['type']> = Extract<WatcherChange, { type: T }>;

export function newestOf(descriptors: readonly Descriptor[]): Descriptor {
  const newest = descriptors.at(-1);
  if (!newest) throw new RangeError('a custody has at least one descriptor');
  return newest;
}

/**
 * Claims the database for this custody on the first run, and checks that it is the same one on every other: epochs may
 * be added, but none is ever changed or left out.
 */
export async function claimDatabase(db: Kysely<Schema>, custody: WatchedCustody): Promise<{ startHeight: number }> {
  const network = newestOf(custody.descriptors).network.name;
  const epochs = custody.descriptors.map(formatDescriptor);
  const descriptor = epochs.join(EPOCHS);
  await db
    .insertInto('istsi.bitcoin_watcher')
    .values({ network, descriptor, start_height: custody.startHeight, watched_through: -1 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const stored = await db.selectFrom('istsi.bitcoin_watcher').selectAll().executeTakeFirstOrThrow();
  if (stored.network !== network)
    throw new DatabaseError('database/other-custody', { setting: 'network', stored: stored.network, wanted: network });
  const isContinued = stored.descriptor.split(EPOCHS).every((epoch, i) => epoch === epochs[i]);
  if (!isContinued) {
    const wanted = descriptor;
    throw new DatabaseError('database/other-custody', { setting: 'descriptors', stored: stored.descriptor, wanted });
  }
  if (stored.descriptor !== descriptor) await db.updateTable('istsi.bitcoin_watcher').set({ descriptor }).execute();
  return { startHeight: stored.start_height };
}

export async function loadWatcherState(db: Kysely<Schema>): Promise<WatcherState> {
  const watcher = await db.selectFrom('istsi.bitcoin_watcher').selectAll().executeTakeFirstOrThrow();
  const blocks = await db.selectFrom('istsi.bitcoin_blocks').selectAll().execute();
  const credits = await db.selectFrom('istsi.bitcoin_credits').selectAll().execute();
  return createWatcherState({
    blocks,
    credits: credits.map((row): Credit => {
      const credit = {
        txid: row.txid,
        vout: Number(row.vout),
        amountSats: row.amount_sats,
        index: Number(row.address_index),
        ...(row.epoch > 0 && { epoch: row.epoch }),
        ...(row.branch === 'change' && { branch: row.branch }),
        height: row.height,
        blockHash: row.block_hash,
        isCoinbase: row.is_coinbase,
      };
      if (row.spent_by === null || row.spent_height === null || row.spent_block_hash === null) return credit;
      return { ...credit, spent: { by: row.spent_by, height: row.spent_height, blockHash: row.spent_block_hash } };
    }),
    watchedThrough: watcher.watched_through,
    ...(watcher.rescan_next === null || watcher.rescan_through === null
      ? {}
      : { rescan: { nextHeight: watcher.rescan_next, throughHeight: watcher.rescan_through } }),
  });
}

/** Height of the last block applied, beside what else is asked; -1 before the first. */
export const tipColumn = sql<number>`(select coalesce(max(height), -1) from istsi.bitcoin_blocks)`.as('tip');

/** Height of the last block applied; -1 before the first. */
export async function tipHeight(db: Kysely<Schema>): Promise<number> {
  const tip = await db
    .selectFrom('istsi.bitcoin_blocks')
    .select((columns) => columns.fn.max('height').as('height'))
    .executeTakeFirstOrThrow();
  return tip.height ?? -1;
}

/** The last block applied; undefined before the first. */
export async function tipBlock(db: Kysely<Schema>): Promise<{ height: number; hash: string } | undefined> {
  return await db.selectFrom('istsi.bitcoin_blocks').selectAll().orderBy('height', 'desc').limit(1).executeTakeFirst();
}

/** Stores one change and what it means for deposits and readers of the bus, in one transaction: a kill in between leaves both or neither. */
export async function storeChange(db: Kysely<Schema>, change: WatcherChange, next: WatcherState): Promise<void> {
  await db.transaction().execute(async (trx) => {
    switch (change.type) {
      case 'connected':
        await connect(trx, change);
        break;
      case 'disconnected':
        await disconnect(trx, change);
        break;
      case 'rescanned':
        await addCredits(trx, change.credits);
        await addSpends(trx, change.spends);
        await wakeBatches(trx);
        break;
      case 'rescan-started':
        break;
    }
    const { network } = await trx.selectFrom('istsi.bitcoin_watcher').select('network').executeTakeFirstOrThrow();
    await storeBitcoinFacts(trx, network, change);
    await trx
      .updateTable('istsi.bitcoin_watcher')
      .set({
        watched_through: next.watchedThrough,
        rescan_next: next.rescan?.nextHeight ?? null,
        rescan_through: next.rescan?.throughHeight ?? null,
      })
      .execute();
  });
}

async function connect(trx: Transaction<Schema>, change: Change<'connected'>): Promise<void> {
  const { height, hash } = change.block;
  // The primary key refuses a second watcher that would apply the same height.
  await trx.insertInto('istsi.bitcoin_blocks').values({ height, hash }).execute();
  await trx.deleteFrom('istsi.bitcoin_blocks').where('height', '<', change.forgetBelow).execute();
  await trx.deleteFrom('istsi.bitcoin_credits').where('spent_height', '<', change.forgetBelow).execute();
  await addCredits(trx, change.credits);
  await addSpends(trx, change.spends);
  await wakeConfirmed(trx, height);
  await wakeBatches(trx);
}

async function disconnect(trx: Transaction<Schema>, change: Change<'disconnected'>): Promise<void> {
  const { height, hash } = change.block;
  const removed = await trx
    .deleteFrom('istsi.bitcoin_blocks')
    .where('height', '=', height)
    .where('hash', '=', hash)
    .executeTakeFirst();
  if (removed.numDeletedRows !== 1n) throw new DatabaseError('database/conflict', { what: `Bitcoin block ${hash}` });
  for (const outpoint of change.unspent) {
    await trx
      .updateTable('istsi.bitcoin_credits')
      .set({ spent_by: null, spent_height: null, spent_block_hash: null })
      .where('outpoint', '=', outpointKey(outpoint))
      .execute();
  }
  for (const credit of change.orphaned) {
    const outpoint = outpointKey(credit);
    await trx.deleteFrom('istsi.bitcoin_credits').where('outpoint', '=', outpoint).execute();
    await trx
      .updateTable('istsi.deposits')
      .set({ height: null, block_hash: null, absent_since: height, updated_at: new Date() })
      .where('outpoint', '=', outpoint)
      .execute();
    await appendEvent(trx, outpoint, 'unconfirmed', { height: String(height), block: hash });
    await wakeNow(trx, 'deposit', outpoint);
  }
  await wakeBatches(trx);
}

/** In statements of so many rows each: a block that an exchange fills pays thousands. */
const ROWS_AT_ONCE = 500;

async function addCredits(trx: Transaction<Schema>, credits: readonly Credit[]): Promise<void> {
  for (let from = 0; from < credits.length; from += ROWS_AT_ONCE)
    await addSomeCredits(trx, credits.slice(from, from + ROWS_AT_ONCE));
}

async function addSomeCredits(trx: Transaction<Schema>, credits: readonly Credit[]): Promise<void> {
  const outputOf = (credit: Credit) => ({
    ...{ outpoint: outpointKey(credit), txid: credit.txid, vout: credit.vout, amount_sats: credit.amountSats },
    ...{ address_index: credit.index, height: credit.height, block_hash: credit.blockHash },
  });
  const creditRows = credits.map((credit) => ({
    ...{ ...outputOf(credit), is_coinbase: credit.isCoinbase },
    ...{ epoch: credit.epoch ?? 0, branch: credit.branch ?? ('deposit' as const) },
  }));
  await trx
    .insertInto('istsi.bitcoin_credits')
    .values(creditRows)
    .onConflict((conflict) => conflict.column('outpoint').doUpdateSet(blockOfExcluded))
    .execute();
  // The custody's own change is nobody's deposit, and an output of no satoshis mints nothing.
  const deposits = credits.filter(({ branch, amountSats }) => branch !== 'change' && amountSats > 0n);
  if (deposits.length === 0) return;
  const wake_at = new Date();
  const depositRows = deposits.map((one) => ({ ...outputOf(one), operation_id: depositOperationId(one), wake_at }));
  await trx
    .insertInto('istsi.deposits')
    .values(depositRows)
    .onConflict((conflict) =>
      conflict.column('outpoint').doUpdateSet({ ...blockOfExcluded, absent_since: null, updated_at: new Date() }),
    )
    .execute();
  await appendEvents(
    trx,
    deposits.map((credit) => ({
      ...{ operation: outpointKey(credit), state: 'mined' },
      detail: { height: String(credit.height), block: credit.blockHash },
    })),
  );
  await wakeAllNow(trx, 'deposit', deposits.map(outpointKey));
}

/** Of the row that was to be inserted: an output that is there already is in another block now. */
const blockOfExcluded = {
  height: sql<number>`excluded.height`,
  block_hash: sql<string>`excluded.block_hash`,
};

async function addSpends(trx: Transaction<Schema>, spends: readonly Spend[]): Promise<void> {
  for (const spend of spends) {
    await trx
      .updateTable('istsi.bitcoin_credits')
      .set({ spent_by: spend.by, spent_height: spend.height, spent_block_hash: spend.blockHash })
      .where('outpoint', '=', outpointKey(spend))
      .execute();
  }
}

/**
 * Deposits that this block may have buried deep enough. Not only those that wait for it: one that is being worked on at
 * this moment may start to wait after this transaction has looked and before it commits.
 */
async function wakeConfirmed(trx: Transaction<Schema>, tip: number): Promise<void> {
  const deep = await trx
    .selectFrom('istsi.deposits')
    .select('outpoint')
    .where('state', 'not in', SETTLED_STATES)
    // What is too small and not worth its way back has nothing to wait for.
    .where((where) => where.or([where('state', '!=', 'too-small'), where('confirmations_required', 'is not', null)]))
    .where('height', 'is not', null)
    // Pauses after a failure are kept; what nobody owns failed in nothing, and may be as deep now as its way back demands.
    .where((where) =>
      where.or([
        where('wake_at', 'is', null),
        where('wake_at', '<=', new Date()),
        where('refusal_code', '=', NO_OWNER),
      ]),
    )
    .where((where) =>
      where.or([
        where('confirmations_required', 'is', null),
        where(where('height', '+', where.ref('confirmations_required')), '<=', tip + 1),
      ]),
    )
    .execute();
  await wakeAllNow(
    trx,
    'deposit',
    deep.map(({ outpoint }) => outpoint),
  );
}

/** Every block may mine, bury or undo a payment, or leave it waiting for longer than it should. */
async function wakeBatches(trx: Transaction<Schema>): Promise<void> {
  const open = await trx
    .selectFrom('istsi.batches')
    .select('id')
    .where('state', 'in', ['paying', 'completed'])
    .execute();
  for (const { id } of open) await wakeNow(trx, 'batch', id);
  // What was over, and another version was mined than the one that it ended by.
  const revived = await trx
    .selectFrom('istsi.batches as batch')
    .innerJoin('istsi.bitcoin_credits as credit', 'credit.outpoint', 'batch.anchor')
    .innerJoin('istsi.payments as payment', 'payment.txid', 'credit.spent_by')
    .select('batch.id')
    .where('batch.state', '=', 'buried')
    .whereRef('payment.batch_id', '=', 'batch.id')
    .where((where) =>
      where.or([
        where('batch.completed_by', 'is', null),
        where('batch.completed_by', '!=', where.ref('credit.spent_by')),
      ]),
    )
    .execute();
  for (const { id } of revived) await wakeNow(trx, 'batch', id);
}
