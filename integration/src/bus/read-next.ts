import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { advance, advanceReplay, loadConsumer } from './consumer-store.ts';
import type { BusEvent } from './envelope.ts';
import { readBus } from './read-events.ts';

/** What a reader handles next. */
export interface Next {
  /** None while it is paused, and where it has handled all. */
  events: readonly BusEvent[];
  /** From where it is moved on, and how. */
  from: bigint;
  move: typeof advance;
}

/** Of what it is to handle once more, the next; else of what it has not handled. */
export async function readNext(db: Kysely<Schema>, name: string, limit: number): Promise<Next> {
  const { position, paused, replay } = await loadConsumer(db, name);
  const [from, move] = replay ? [replay.next, advanceReplay] : [position, advance];
  if (paused) return { events: [], from, move };
  if (!replay) return { events: await readBus(db, { after: position, limit }), from, move };
  const events = await readBus(db, { after: replay.next - 1n, limit });
  return { events: events.filter(({ sequence }) => BigInt(sequence) <= replay.through), from, move };
}
