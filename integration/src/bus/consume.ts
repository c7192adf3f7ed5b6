import { describeError, type Log } from '@istsi/bitcoin-custody';
import { SorobanClientError } from '@istsi/soroban-client';
import type { Transaction } from 'kysely';
import { isDatabaseTrouble } from '../database/database-trouble.ts';
import type { Database } from '../database/open-database.ts';
import { repeatAlone } from '../database/repeat-alone.ts';
import type { Schema } from '../database/schema.ts';
import { addConsumer, advanceReplay, applyAndMove } from './consumer-store.ts';
import type { BusEvent } from './envelope.ts';
import { readNext } from './read-next.ts';

/** Whoever reads the bus in this system, under a name that keeps its place. */
export interface Consumer {
  name: string;
  /** Where it begins, the first time. */
  from?: 'first' | 'now';
  /**
   * Looks at an event, and answers what it means for the database: applied in one transaction with the consumer's place, so
   * that it counts once. What it does elsewhere may happen again after a crash. Undefined for nothing.
   */
  handle(event: BusEvent): Promise<((trx: Transaction<Schema>) => Promise<void>) | undefined>;
}

export interface ConsumeOptions {
  database: Database;
  consumer: Consumer;
  pollMs?: number;
  /** So many events at a time; absent: all that there are. */
  most?: number;
  log: Log;
  signal: AbortSignal;
}

const DEFAULT_POLL_MS = 250;
const RETRY_MS = 2_000;
/** So many events are read at a time at most. */
export const BATCH = 200;

/** Whoever holds it reads under this name. */
export const consumerLock = (name: string): string => `istsi/bus/consumer/${name}`;

/** Reads on until aborted. Of several instances on one database one does, the others stand by. */
export async function runConsumer(options: ConsumeOptions): Promise<void> {
  await readOn({ ...options, name: options.consumer.name }, async () => await catchUpConsumer(options));
}

/** Has a reader catch up, again and again, while it holds the lock of its name. */
export async function readOn(
  {
    database,
    name,
    pollMs = DEFAULT_POLL_MS,
    log,
    signal,
  }: Pick<ConsumeOptions, 'database' | 'pollMs' | 'log' | 'signal'> & { name: string },
  catchUp: () => Promise<void>,
): Promise<void> {
  const onError = (error: unknown): void =>
    log('warn', 'a reader of the event bus failed; trying again', { consumer: name, error: describeError(error) });
  const alone = { pool: database.pool, lock: consumerLock(name), pollMs, retryMs: RETRY_MS, signal, onError };
  await repeatAlone(alone, () => async () => {
    await catchUp();
    return false;
  });
}

/** Handles every event there is by now, unless it is paused. The caller holds the consumer's lock. */
export async function catchUpConsumer({
  database,
  consumer,
  most = Number.POSITIVE_INFINITY,
  log,
  signal,
}: Omit<ConsumeOptions, 'pollMs'>): Promise<void> {
  const { db } = database;
  const { name } = consumer;
  await addConsumer(db, name, consumer.from);
  for (let left = most; left > 0 && !signal.aborted; ) {
    const { events, move, ...next } = await readNext(db, name, Math.min(BATCH, left));
    if (events.length === 0) return;
    left -= events.length;
    let { from } = next;
    for (const event of events) {
      if (signal.aborted) return;
      const seq = BigInt(event.sequence);
      const isDone = await handleOne({ database, consumer, log }, event, (trx) => move(trx, name, from, seq));
      // Somebody moved it: it goes on from there.
      if (!isDone) break;
      from = move === advanceReplay ? seq + 1n : seq;
    }
  }
}

async function handleOne(
  { database, consumer, log }: Pick<ConsumeOptions, 'database' | 'consumer' | 'log'>,
  event: BusEvent,
  move: (trx: Transaction<Schema>) => Promise<boolean>,
): Promise<boolean> {
  const commit = (apply: (trx: Transaction<Schema>) => Promise<void>) => applyAndMove(database.db, apply, move);
  try {
    const apply = await consumer.handle(event);
    return await commit(async (trx) => {
      await apply?.(trx);
      await forgive(trx, consumer.name, event);
    });
  } catch (error) {
    // A node or a database out of reach is no fault of the event: it is handled when they are back.
    if (error instanceof SorobanClientError || isDatabaseTrouble(error)) throw error;
    // Anything else would fail again: put aside and said aloud, so that the events behind it are not held up.
    const reason = describeError(error);
    log('error', 'an event could not be handled', { consumer: consumer.name, event: event.id, error: reason });
    return await commit(async (trx) => await putAside(trx, consumer.name, event, reason));
  }
}

export async function putAside(
  trx: Transaction<Schema>,
  consumer: string,
  event: BusEvent,
  reason: string,
): Promise<void> {
  await trx
    .insertInto('istsi.bus_poison')
    .values({ consumer, seq: BigInt(event.sequence), reason })
    .onConflict((conflict) => conflict.columns(['consumer', 'seq']).doUpdateSet({ reason }))
    .execute();
}

/** It could be handled after all. */
async function forgive(trx: Transaction<Schema>, consumer: string, { sequence }: BusEvent): Promise<void> {
  await trx
    .deleteFrom('istsi.bus_poison')
    .where('consumer', '=', consumer)
    .where('seq', '=', BigInt(sequence))
    .execute();
}
