import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, type Log } from '@istsi/bitcoin-custody';
import { consumerLock } from '../bus/consume.ts';
import { withAdvisoryLock } from '../database/advisory-lock.ts';
import type { Database } from '../database/open-database.ts';
import type { NatsSettings } from './nats-settings.ts';
import { RELAY, relayNext, takeUpPlace } from './relay-events.ts';
import { openRelayStream } from './relay-stream.ts';

/** Relays the events of the bus to NATS JetStream: each at least once, in their order. */
export interface NatsRelay {
  /** Why nothing is relayed by this process; undefined while it is, or while another one does. */
  problem(): string | undefined;
  /** Until aborted. Of several instances on one database one does, the others stand by. */
  run(signal: AbortSignal): Promise<void>;
}

const POLL_MS = 250;
const RETRY_MS = 2_000;

export function createNatsRelay(
  { database, log }: { database: Database; log: Log },
  settings: NatsSettings,
): NatsRelay {
  let problem: string | undefined;

  /** What lasts is said once. */
  function note(found: string | undefined): void {
    if (found !== undefined && found !== problem) log('warn', `events are not relayed to NATS: ${found}`);
    if (found === undefined && problem !== undefined) log('info', 'events are relayed to NATS again');
    problem = found;
  }

  async function relay(signal: AbortSignal): Promise<void> {
    const stream = await openRelayStream(settings);
    const lost = new AbortController();
    void stream.ended.then(() => lost.abort());
    const either = AbortSignal.any([signal, lost.signal]);
    try {
      const world = { db: database.db, stream, log };
      await takeUpPlace(world);
      note(undefined);
      while (!either.aborted)
        if ((await relayNext(world)) === 0) await sleep(POLL_MS, undefined, { signal: either }).catch(() => undefined);
      if (!signal.aborted) note((await stream.ended)?.message ?? 'the server closed the connection');
    } finally {
      await stream.close();
    }
  }

  return {
    problem: () => problem,
    async run(signal) {
      while (!signal.aborted) {
        try {
          const held = await withAdvisoryLock(database.pool, consumerLock(RELAY), async () => await relay(signal));
          if (!held) note(undefined);
        } catch (error) {
          if (!signal.aborted) note(describeError(error));
        }
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

/** Where events are relayed no longer, nobody waits for the relay. A stream that is relayed to again says where it ends. */
export async function forgetRelay({ database: { db }, log }: { database: Database; log: Log }): Promise<void> {
  try {
    await db.deleteFrom('istsi.bus_consumers').where('name', '=', RELAY).execute();
    await db.deleteFrom('istsi.bus_poison').where('consumer', '=', RELAY).execute();
  } catch (error) {
    log('warn', 'the place of the relay to NATS could not be forgotten', { error: describeError(error) });
  }
}

/** Whether the servers, the login and the stream are as the relay needs them; answers what was found, and changes nothing. */
export async function checkNats(settings: NatsSettings): Promise<string> {
  const stream = await openRelayStream(settings, 'look');
  const { server, messages, isNew } = stream;
  await stream.close();
  return `${server}, ${isNew ? `the stream ${settings.stream} is made when it is needed` : `${messages} events in ${settings.stream}`}`;
}
