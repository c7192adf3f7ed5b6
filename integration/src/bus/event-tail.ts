import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import type { BusEvent } from './envelope.ts';
import { headOf, readBus, readPage } from './read-events.ts';

export interface FollowQuery {
  /** Events behind this place in the order. */
  after: bigint;
  types?: readonly string[] | undefined;
  subject?: string | undefined;
}

/** Follows the bus for many readers at the price of one: each at its own pace, none held up by another. */
export interface EventTail {
  /** Pages of events as they come, until aborted. An empty one says that nothing came for a while. */
  follow(query: FollowQuery, signal: AbortSignal): AsyncGenerator<BusEvent[]>;
}

const POLL_MS = 50;
const RETRY_MS = 1_000;
const PAGE = 100;
/** The newest events, in memory: whoever is further behind reads the database. */
const MOST_KEPT = 2_000;
const QUIET_MS = 10_000;

export function createEventTail(db: Kysely<Schema>, log: Log, { quietMs = QUIET_MS } = {}): EventTail {
  const waiting = new Set<() => void>();
  /** Of consecutive places: the order has no holes. */
  let kept: BusEvent[] = [];
  let end = 0n;
  let readers = 0;
  let isPolling = false;

  async function poll(): Promise<void> {
    if (isPolling) return;
    isPolling = true;
    kept = [];
    end = 0n;
    let isBegun = false;
    while (readers > 0) {
      try {
        if (!isBegun) end = await headOf(db);
        isBegun = true;
        const events = await readBus(db, { after: end, limit: MOST_KEPT });
        if (events.length > 0) {
          kept = [...kept, ...events].slice(-MOST_KEPT);
          end = BigInt(events.at(-1)?.sequence ?? end);
          for (const wake of [...waiting]) wake();
        }
        await sleep(POLL_MS);
      } catch (error) {
        log('warn', 'following the event bus failed; trying again', { error: describeError(error) });
        await sleep(RETRY_MS);
      }
    }
    isPolling = false;
  }

  function change(signal: AbortSignal, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  /** What follows a place, and how far it reaches. */
  async function pageAfter({ after, types, subject }: FollowQuery): Promise<{ events: BusEvent[]; reached: bigint }> {
    const first = end - BigInt(kept.length);
    if (isPolling && end > 0n && after >= first) {
      const events = after >= end ? [] : kept.slice(Number(after - first), Number(after - first) + PAGE);
      const reached = BigInt(events.at(-1)?.sequence ?? after);
      const isWanted = (event: BusEvent): boolean =>
        (types?.includes(event.type) ?? true) && (subject === undefined || event.subject === subject);
      return { events: events.filter(isWanted), reached };
    }
    return await readPage(db, { after, limit: PAGE, types, subject });
  }

  return {
    async *follow(query, signal) {
      readers++;
      void poll();
      try {
        let { after } = query;
        let saidAt = performance.now();
        while (!signal.aborted) {
          const { events, reached } = await pageAfter({ ...query, after });
          const isQuiet = reached === after;
          after = reached;
          if (events.length > 0 || performance.now() - saidAt >= quietMs) {
            yield events;
            saidAt = performance.now();
          }
          if (isQuiet) await change(signal, quietMs / 4);
        }
      } finally {
        readers--;
      }
    },
  };
}
