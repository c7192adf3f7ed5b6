import { type Kysely, sql, type Transaction } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { requireHere } from './archived-through.ts';
import { BusError } from './errors.ts';
import { headOf } from './read-events.ts';

export interface ConsumerView {
  name: string;
  /** `seq` of the last event that counts as handled. */
  position: bigint;
  /** Events that are there and not handled. */
  lag: bigint;
  paused: boolean;
  /** What it handles once more, while it does. */
  replay: { next: bigint; through: bigint } | undefined;
  /** Events that it could not handle. */
  poison: number;
}

/** A new one begins with the first event, unless it wants only what comes. */
export async function addConsumer(db: Kysely<Schema>, name: string, from: 'first' | 'now' = 'first'): Promise<void> {
  const position = from === 'first' ? 0n : await headOf(db);
  await db
    .insertInto('istsi.bus_consumers')
    .values({ name, position })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function loadConsumer(db: Kysely<Schema>, name: string) {
  const row = await db.selectFrom('istsi.bus_consumers').selectAll().where('name', '=', name).executeTakeFirst();
  if (!row) throw new BusError('bus/unknown-consumer', { name });
  const { position, paused, replay_next, replay_through } = row;
  const replay =
    replay_next === null || replay_through === null ? undefined : { next: replay_next, through: replay_through };
  return { position, paused, replay };
}

export async function listConsumers(db: Kysely<Schema>): Promise<ConsumerView[]> {
  const head = await headOf(db);
  const names = await db.selectFrom('istsi.bus_consumers').select('name').orderBy('name').execute();
  return await Promise.all(
    names.map(async ({ name }) => {
      const { position, paused, replay } = await loadConsumer(db, name);
      const { poison } = await db
        .selectFrom('istsi.bus_poison')
        .select((columns) => columns.fn.countAll<bigint>().as('poison'))
        .where('consumer', '=', name)
        .executeTakeFirstOrThrow();
      return { name, position, lag: head - position, paused, replay, poison: Number(poison) };
    }),
  );
}

/** It stays where it is until it is resumed: what it is handling at this moment is undone, and handled again then. */
export const pauseConsumer = (db: Kysely<Schema>, name: string): Promise<void> => change(db, name, { paused: true });

export const resumeConsumer = (db: Kysely<Schema>, name: string): Promise<void> => change(db, name, { paused: false });

/** Goes on behind this place: forward skips events, backward handles them again. 0 is before the first. */
export async function seekConsumer(db: Kysely<Schema>, name: string, position: bigint): Promise<void> {
  const head = await headOf(db);
  if (position < 0n || position > head) {
    throw new BusError('bus/no-such-place', { seq: String(position), head: String(head) });
  }
  await requireHere(db, position);
  await change(db, name, { position });
}

/** Has it handle these events once more; it goes on afterwards where it was. */
export async function replayEvents(
  db: Kysely<Schema>,
  name: string,
  { from, through }: { from: bigint; through: bigint },
): Promise<void> {
  const { position } = await loadConsumer(db, name);
  if (from < 1n || from > through || through > position) {
    const seq = from < 1n || from > through ? from : through;
    throw new BusError('bus/no-such-place', { seq: String(seq), head: String(position) });
  }
  await requireHere(db, from - 1n);
  await change(db, name, { replay_next: from, replay_through: through });
}

async function change(
  db: Kysely<Schema>,
  name: string,
  columns: { paused?: boolean; position?: bigint; replay_next?: bigint; replay_through?: bigint },
): Promise<void> {
  const changed = await db
    .updateTable('istsi.bus_consumers')
    .set({ ...columns, updated_at: new Date() })
    .where('name', '=', name)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) throw new BusError('bus/unknown-consumer', { name });
}

/** False when somebody moved or paused it since `from` was read: what was done for these events is then undone. */
export async function advance(trx: Transaction<Schema>, name: string, from: bigint, to: bigint): Promise<boolean> {
  const moved = await trx
    .updateTable('istsi.bus_consumers')
    .set({ position: to, updated_at: new Date() })
    .where('name', '=', name)
    .where('position', '=', from)
    .where('paused', '=', false)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

export async function advanceReplay(
  trx: Transaction<Schema>,
  name: string,
  from: bigint,
  to: bigint,
): Promise<boolean> {
  const next = sql<bigint | null>`case when replay_through > ${to} then ${to}::int8 + 1 end`;
  const through = sql<bigint | null>`case when replay_through > ${to} then replay_through end`;
  const moved = await trx
    .updateTable('istsi.bus_consumers')
    .set({ replay_next: next, replay_through: through, updated_at: new Date() })
    .where('name', '=', name)
    .where('replay_next', '=', from)
    .where('paused', '=', false)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

/** Undoes what was done for events that are no longer the next ones. */
class Moved extends Error {}

/** Both in one transaction; false, with nothing done, when the place could not be moved. */
export async function applyAndMove(
  db: Kysely<Schema>,
  apply: (trx: Transaction<Schema>) => Promise<void>,
  move: (trx: Transaction<Schema>) => Promise<boolean>,
): Promise<boolean> {
  try {
    await db.transaction().execute(async (trx) => {
      await apply(trx);
      if (!(await move(trx))) throw new Moved();
    });
    return true;
  } catch (error) {
    if (error instanceof Moved) return false;
    throw error;
  }
}
