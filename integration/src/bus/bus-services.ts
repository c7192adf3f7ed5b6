import type { Transaction } from 'kysely';
import { type Facts, inAct, writeAct } from '../audit/write-act.ts';
import type { Schema } from '../database/schema.ts';
import { archivedThrough, requireHere } from './archived-through.ts';
import { asyncApiDocument } from './async-api.ts';
import { type BusStatus, busStatus } from './bus-status.ts';
import { pauseConsumer, replayEvents, resumeConsumer, seekConsumer } from './consumer-store.ts';
import type { BusEvent } from './envelope.ts';
import { type EventDefinition, eventDefinitions } from './event-schemas.ts';
import { createEventTail, type EventTail } from './event-tail.ts';
import { builtSpecs } from './followed-contracts.ts';
import { rereadKeptBack } from './kept-back.ts';
import { type EventQuery, headOf, readBus, readPage } from './read-events.ts';
import type { BusWorld } from './streams.ts';

/** What programs and people may ask of the event bus, and tell it to do. */
export interface BusServices extends EventTail {
  /** In the one order, which has no holes. */
  read(query: EventQuery): Promise<BusEvent[]>;
  /** The same, and behind which place to go on: also where nothing was found. */
  page(query: EventQuery): Promise<{ events: BusEvent[]; reached: bigint }>;
  /** The last place in the order. */
  head(): Promise<bigint>;
  /** The last place before which events may be in the archive alone; 0 while all are here. */
  archivedThrough(): Promise<bigint>;
  /** Throws where the event behind this place is in the archive alone, and says where. */
  requireHere(after: bigint): Promise<void>;
  status(): Promise<BusStatus>;
  /** Every type of event that there can be. */
  definitions(): readonly EventDefinition[];
  /** AsyncAPI 3. */
  document(version: string): Record<string, unknown>;
  pause(consumer: string): Promise<void>;
  resume(consumer: string): Promise<void>;
  seek(consumer: string, position: bigint): Promise<void>;
  replay(consumer: string, range: { from: bigint; through: bigint }): Promise<void>;
  /** Reads once more what nobody could read. Answers how many can be read now. */
  reread(): Promise<number>;
}

export function busServices({ database, network, other, manifest, log }: BusWorld): BusServices {
  const { db } = database;
  let known: EventDefinition[] | undefined;
  const definitions = (): EventDefinition[] => {
    known ??= eventDefinitions(builtSpecs());
    return known;
  };
  const change = (what: string, changes: Facts, work: (trx: Transaction<Schema>) => Promise<void>): Promise<void> =>
    inAct(db, () => ({ action: `events.${what}`, changes }), work);
  return {
    ...createEventTail(db, log),
    read: (query) => readBus(db, query),
    page: (query) => readPage(db, query),
    head: () => headOf(db),
    archivedThrough: () => archivedThrough(db),
    requireHere: (after) => requireHere(db, after),
    status: () => busStatus(db, other ? 2 : 1),
    definitions,
    document: (version) => asyncApiDocument(definitions(), version),
    pause: (consumer) => change('pause', { consumer }, (trx) => pauseConsumer(trx, consumer)),
    resume: (consumer) => change('resume', { consumer }, (trx) => resumeConsumer(trx, consumer)),
    seek: (consumer, position) =>
      change('seek', { consumer, position: String(position) }, (trx) => seekConsumer(trx, consumer, position)),
    replay: (consumer, { from, through }) =>
      change('replay', { consumer, from: String(from), through: String(through) }, (trx) =>
        replayEvents(trx, consumer, { from, through }),
      ),
    async reread() {
      const read = await rereadKeptBack(db, network, manifest);
      await writeAct(db, { action: 'events.reread', changes: { read } });
      return read;
    },
  };
}
