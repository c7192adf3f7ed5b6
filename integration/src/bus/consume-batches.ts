import type { Log } from '@istsi/bitcoin-custody';
import type { Transaction } from 'kysely';
import type { Database } from '../database/open-database.ts';
import type { Schema } from '../database/schema.ts';
import { BATCH, readOn } from './consume.ts';
import { addConsumer, applyAndMove } from './consumer-store.ts';
import type { BusEvent } from './envelope.ts';
import { readNext } from './read-next.ts';

/** A reader to whom no single event can be poison, and who therefore takes many at a time. */
export interface BatchConsumer {
  name: string;
  /** What they mean for the database, in one transaction with the reader's place: each counts once. */
  handle(trx: Transaction<Schema>, events: readonly BusEvent[]): Promise<void>;
}

/** Reads on until aborted. Of several instances on one database one does, the others stand by. */
export async function runBatchConsumer(
  { database, consumer, log }: { database: Database; consumer: BatchConsumer; log: Log },
  signal: AbortSignal,
): Promise<void> {
  await readOn({ database, name: consumer.name, log, signal }, async () => {
    await catchUpInBatches(database, consumer, signal);
  });
}

/** Handles every event that there is by now, unless it is paused. The caller holds its lock. Answers how many. */
export async function catchUpInBatches(
  { db }: Database,
  { name, handle }: BatchConsumer,
  signal: AbortSignal,
): Promise<number> {
  await addConsumer(db, name);
  for (let total = 0; ; ) {
    if (signal.aborted) return total;
    const { events, from, move } = await readNext(db, name, BATCH);
    const last = events.at(-1);
    if (!last) return total;
    const isDone = await applyAndMove(
      db,
      (trx) => handle(trx, events),
      (trx) => move(trx, name, from, BigInt(last.sequence)),
    );
    // Otherwise somebody moved or paused it: it goes on from there.
    if (isDone) total += events.length;
  }
}
