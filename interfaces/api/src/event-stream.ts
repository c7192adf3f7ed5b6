import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@istsi/integration';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiError } from './problems.ts';
import type { TimelineEntry } from './shapes.ts';

/** Something that is followed to its end, as it stands. */
export interface Followed {
  /** Everything but the timeline. */
  state: object;
  timeline: readonly z.output<typeof TimelineEntry>[];
  isFinal: boolean;
}

/** Open streams by client address, and their limits: each costs a look at the database twice a second. */
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
const MOST_STREAMS = 500;
const MOST_PER_ADDRESS = 20;
const RECONNECT_MS = 1_000;

export function createStreams(log: Log): Streams {
  const open = new Map<string, number>();
  const count = () => [...open.values()].reduce((sum, streams) => sum + streams, 0);
  return {
    async follow(request, reply, look) {
      const { ip } = request;
      const first = await look();
      if (!first) return undefined;
      const own = open.get(ip) ?? 0;
      if (own >= MOST_PER_ADDRESS || count() >= MOST_STREAMS)
        throw new ApiError('too-many-streams', `${own} streams of yours are open, ${count()} in all.`);
      const seen = BigInt((request.headers['last-event-id'] as string | undefined) ?? 0);
      const isOver = first.isFinal && first.timeline.every(({ id }) => BigInt(id) <= seen);
      if (isOver) return reply.code(204).send();
      open.set(ip, own + 1);
      reply.hijack();
      try {
        await stream(reply, look, first, seen);
      } catch (error) {
        log('warn', 'a stream broke off', { request: request.id, path: request.url, error: String(error) });
      } finally {
        reply.raw.end();
        const left = (open.get(ip) ?? 1) - 1;
        if (left > 0) open.set(ip, left);
        else open.delete(ip);
      }
      return reply;
    },
  };
}

async function stream(
  reply: FastifyReply,
  look: () => Promise<Followed | undefined>,
  first: Followed,
  after: bigint,
): Promise<void> {
  const { raw } = reply;
  const closed = new AbortController();
  raw.once('close', () => closed.abort());
  const { 'content-length': _, ...headers } = reply.getHeaders();
  raw.writeHead(200, {
    ...(headers as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would hold events back.
    'x-accel-buffering': 'no',
  });
  await write(raw, closed.signal, `retry: ${RECONNECT_MS}\n\n`);
  let now: Followed | undefined = first;
  let seen = after;
  let told = '';
  let saidAt = Date.now();
  for (const end = Date.now() + LONGEST_MS; Date.now() < end && !closed.signal.aborted; ) {
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
      await write(raw, closed.signal, text);
      saidAt = Date.now();
    }
    if (now?.isFinal) return;
    await sleep(LOOK_EVERY_MS, undefined, { signal: closed.signal }).catch(() => undefined);
    // A database that is out of reach for a moment does not end the stream.
    now = await look().catch(() => undefined);
  }
}

/** A reader that is slower than the stream is waited for. */
async function write(raw: ServerResponse, signal: AbortSignal, text: string): Promise<void> {
  if (signal.aborted || raw.write(text)) return;
  await once(raw, 'drain', { signal }).catch(() => undefined);
}
