import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@istsi/integration';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { beginSentEvents } from './sent-events.ts';
import type { TimelineEntry } from './shapes.ts';
import type { StreamSlots } from './stream-slots.ts';

/** Something that is followed to its end, as it stands. */
export interface Followed {
  /** Everything but the timeline. */
  state: object;
  timeline: readonly z.output<typeof TimelineEntry>[];
  isFinal: boolean;
}

/** Streams of what is followed to its end: each costs a look at the database twice a second. */
export interface Streams {
  follow(request: FastifyRequest, reply: FastifyReply, look: () => Promise<Followed | undefined>): Promise<unknown>;
}

export const StreamHeaders = z.looseObject({
  'last-event-id': z
    .string()
    .regex(/^\d{1,18}$/, 'expected the id of an event of this stream')
    .optional()
    .describe('The stream goes on behind this event'),
});

export const STREAM_DESCRIPTION =
  'Server-sent events: `timeline` (with an id, one per step), `state` (whenever anything changes, confirmations among it), ' +
  '`end` after the last step. A reader that was cut off sends `Last-Event-ID` and misses nothing; 204 says that nothing is left.';

const LOOK_EVERY_MS = 500;
const HEARTBEAT_MS = 15_000;
/** A reader comes back by itself; a connection that nobody reads any more does not. */
const LONGEST_MS = 3_600_000;

export function createStreams(slots: StreamSlots, log: Log): Streams {
  return {
    async follow(request, reply, look) {
      const first = await look();
      if (!first) return undefined;
      const giveBack = slots.take(request.ip);
      try {
        const seen = BigInt((request.headers['last-event-id'] as string | undefined) ?? 0);
        const isOver = first.isFinal && first.timeline.every(({ id }) => BigInt(id) <= seen);
        if (isOver) return reply.code(204).send();
        reply.hijack();
        await stream(reply, look, first, seen).catch((error: unknown) => {
          log('warn', 'a stream broke off', { request: request.id, path: request.url, error: String(error) });
        });
        reply.raw.end();
        return reply;
      } finally {
        giveBack();
      }
    },
  };
}

async function stream(
  reply: FastifyReply,
  look: () => Promise<Followed | undefined>,
  first: Followed,
  after: bigint,
): Promise<void> {
  const { signal, write } = await beginSentEvents(reply);
  let now: Followed | undefined = first;
  let seen = after;
  let told = '';
  let saidAt = Date.now();
  for (const end = Date.now() + LONGEST_MS; Date.now() < end && !signal.aborted; ) {
    let text = '';
    for (const entry of now?.timeline ?? []) {
      if (BigInt(entry.id) <= seen) continue;
      text += `event: timeline\nid: ${entry.id}\ndata: ${JSON.stringify(entry)}\n\n`;
      seen = BigInt(entry.id);
    }
    const state = now && JSON.stringify(now.state);
    if (state !== undefined && state !== told) {
      text += `event: state\ndata: ${state}\n\n`;
      told = state;
    }
    if (now?.isFinal) text += 'event: end\ndata: {}\n\n';
    if (text === '' && Date.now() - saidAt > HEARTBEAT_MS) text = ': still here\n\n';
    if (text !== '') {
      await write(text);
      saidAt = Date.now();
    }
    if (now?.isFinal) return;
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    // A database that is out of reach for a moment does not end the stream.
    now = await look().catch(() => undefined);
  }
}
