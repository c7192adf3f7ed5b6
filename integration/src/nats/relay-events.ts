import type { Log } from '@istsi/bitcoin-custody';
import type { Kysely } from 'kysely';
import { putAside } from '../bus/consume.ts';
import { addConsumer, advance, applyAndMove, loadConsumer } from '../bus/consumer-store.ts';
import type { BusEvent } from '../bus/envelope.ts';
import { readNext } from '../bus/read-next.ts';
import type { Schema } from '../database/schema.ts';
import type { RelayStream } from './relay-stream.ts';

/** Its place on the bus is that of a reader like any other: it is paused, moved and seen as one. */
export const RELAY = 'nats';
const BATCH = 200;
/** A message is larger than the event by its subject and headers. */
const OVERHEAD_BYTES = 1_024;

export interface RelayWorld {
  db: Kysely<Schema>;
  stream: RelayStream;
  log: Log;
}

/**
 * Goes on where the stream ends, which may be elsewhere than where the database says: ahead of it after a kill between both, and
 * behind it when the stream has lost what it had acknowledged.
 */
export async function takeUpPlace({ db, stream, log }: RelayWorld): Promise<void> {
  await addConsumer(db, RELAY, 'first');
  const { position, replay } = await loadConsumer(db, RELAY);
  if (replay) return;
  const wanted = await placeWanted({ db, stream, log }, position);
  if (wanted === position) return;
  if (wanted < position)
    log('warn', 'the stream of NATS lacks events that it had taken: they are sent again', {
      ...{ from: String(wanted + 1n), through: String(position) },
    });
  await db.transaction().execute(async (trx) => await advance(trx, RELAY, position, wanted));
}

async function placeWanted({ db, stream, log }: RelayWorld, position: bigint): Promise<bigint> {
  if (stream.isNew) return 0n;
  const id = await stream.lastId();
  // All that was in it is older than it keeps, or was taken out.
  if (id === undefined) return position;
  const row = await db.selectFrom('istsi.bus_events').select('seq').where('id', '=', id).executeTakeFirst();
  if (row?.seq) return row.seq;
  log('warn', 'the last event in the stream of NATS is not known here (yet): going on where the database says', { id });
  return position;
}

/** Relays what comes next; answers how many events were read, zero when there is nothing to do. */
export async function relayNext({ db, stream, log }: RelayWorld): Promise<number> {
  const { events, from, move } = await readNext(db, RELAY, BATCH);
  const [first] = events;
  if (!first) return 0;
  const tooLarge = events.findIndex((event) => sizeOf(event) > stream.mostBytes);
  if (tooLarge === 0) {
    const reason = `it is larger than the ${stream.mostBytes} bytes that the NATS server takes`;
    log('error', 'an event could not be relayed to NATS', { event: first.id, error: reason });
    const at = BigInt(first.sequence);
    await applyAndMove(
      db,
      async (trx) => await putAside(trx, RELAY, first, reason),
      (trx) => move(trx, RELAY, from, at),
    );
    return 1;
  }
  const { taken, problem } = await stream.append(tooLarge < 0 ? events : events.slice(0, tooLarge));
  const last = events[taken - 1];
  if (last) {
    const through = BigInt(last.sequence);
    // Where somebody paused or moved it meanwhile, it goes on from there.
    await applyAndMove(
      db,
      () => Promise.resolve(),
      (trx) => move(trx, RELAY, from, through),
    );
  }
  if (problem) throw problem;
  return events.length;
}

const sizeOf = (event: BusEvent): number => Buffer.byteLength(JSON.stringify(event)) + OVERHEAD_BYTES;
