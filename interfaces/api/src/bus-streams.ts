import type { BusEvent, Log, Services } from '@istsi/integration';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from './problems.ts';
import { beginSentEvents } from './sent-events.ts';
import type { StreamSlots } from './stream-slots.ts';
import type { Upgrades } from './upgrades.ts';
import { CLOUD_EVENTS, closeCodes, tellEvents } from './web-socket-events.ts';

/** A reader comes back by itself; a connection that nobody reads any more does not. */
const LONGEST_MS = 3_600_000;

export interface BusStreamsOptions {
  services: Services;
  slots: StreamSlots;
  upgrades: Upgrades;
  /** A reader that takes nothing for so long is cut off. */
  slowReaderMs: number | undefined;
  log: Log;
}

/** What is asked for, of all that there is. */
export interface StreamQuery {
  after?: string | undefined;
  types: readonly string[] | undefined;
  subject?: string | undefined;
}

/** The events of the bus as they come, over what the reader asked for. */
export interface BusStreams {
  /** As server-sent events. */
  send(request: FastifyRequest, reply: FastifyReply, query: StreamQuery): Promise<void>;
  /** Over a WebSocket, as CloudEvents' binding for it says. */
  tell(request: FastifyRequest, reply: FastifyReply, query: StreamQuery): Promise<void>;
}

export function createBusStreams({ services, slots, upgrades, slowReaderMs, log }: BusStreamsOptions): BusStreams {
  const { events } = services;

  /** Behind the last event that came, or where it is asked for; else with what comes. */
  async function placeOf(request: FastifyRequest, { after }: StreamQuery): Promise<bigint> {
    const head = await events.head();
    const asked = (request.headers['last-event-id'] as string | undefined) ?? after;
    const from = asked === undefined ? head : BigInt(asked);
    if (from > head) throw new ApiError('no-such-place', `The order has the places 1 to ${head}, and not ${from}.`);
    await events.requireHere(from);
    return from;
  }

  async function follow(
    { types, subject }: StreamQuery,
    { after, signal }: { after: bigint; signal: AbortSignal },
    tell: (page: BusEvent[]) => Promise<void>,
  ): Promise<void> {
    const enough = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
    for await (const page of events.follow({ after, types, subject }, enough)) await tell(page);
  }

  const noteBreak = ({ id, url }: FastifyRequest, error: unknown): void =>
    log('warn', 'a stream broke off', { request: id, path: url, error: String(error) });

  return {
    async send(request, reply, query) {
      const after = await placeOf(request, query);
      const giveBack = slots.take(request.ip);
      reply.hijack();
      try {
        const { signal, write } = await beginSentEvents(reply, slowReaderMs);
        await follow(query, { after, signal }, async (page) => {
          const text = page.map((event) => `id: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`).join('');
          await write(text === '' ? ': still here\n\n' : text);
        });
      } catch (error) {
        noteBreak(request, error);
      } finally {
        reply.raw.end();
        giveBack();
      }
    },

    async tell(request, reply, query) {
      const offered = upgrades.protocolsOf(request);
      if (!offered.includes(CLOUD_EVENTS))
        throw new ApiError('invalid-request', `Offer the subprotocol ${CLOUD_EVENTS} in Sec-WebSocket-Protocol.`);
      const after = await placeOf(request, query);
      const giveBack = slots.take(request.ip);
      try {
        const webSocket = upgrades.accept(request, reply);
        if (!webSocket) return;
        const { signal, tell, end } = tellEvents(webSocket, slowReaderMs);
        await follow(query, { after, signal }, tell)
          .then(async () => await end(closeCodes.goingAway, 'it lasted as long as one may: come back'))
          .catch(async (error: unknown) => {
            noteBreak(request, error);
            await end(closeCodes.fault, 'a fault of ours: come back');
          });
      } finally {
        giveBack();
      }
    },
  };
}
