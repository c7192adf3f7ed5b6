import type { Log, Services, Ticket } from '@istsi/integration';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ApiKeys, actorOf } from './authentication.ts';
import { ApiError } from './problems.ts';

const NAME = 'idempotency-key';
/** Says that this was answered before. */
const REPLAYED = 'idempotency-replayed';
/** A UUID is 36. What is easily guessed would let others read the answer. */
const SHAPE = /^"?([\x21\x23-\x7e]{16,255})"?$/;
/** What an answer is besides its body. */
const KEPT_HEADERS = ['content-type', 'location', 'set-cookie'];

/**
 * A POST that its sender names (`Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header) is done once: sent again within a
 * day it is answered as it was. The same name with another body is refused with 422, and with 409 while the first is under way. What
 * was refused is not kept: it changed nothing.
 */
export function answerNamedOnce(
  api: FastifyInstance,
  { services, keys, log }: { services: Pick<Services, 'idempotency'>; keys: ApiKeys; log: Log },
): void {
  const tickets = new WeakMap<FastifyRequest, Ticket>();
  /** Whether it is answered, as it was before. */
  async function begin(request: FastifyRequest, reply: FastifyReply, name: string): Promise<boolean> {
    const owner = (await actorOf(keys, request)) ?? `address:${request.ip}`;
    const route = `${request.method} ${request.url}`;
    const body = JSON.stringify(request.body) ?? '';
    const begun = await services.idempotency.begin({ owner, route, name, body });
    switch (begun.state) {
      case 'first':
        tickets.set(request, begun.ticket);
        return false;
      case 'another':
        throw new ApiError(
          'idempotency-key-reused',
          `This key was given to another request to ${route.slice(0, 200)}.`,
        );
      case 'under-way':
        throw new ApiError('idempotency-key-in-use', 'A request with this key has come, and has no answer yet.');
      case 'answered': {
        const { status, headers, body: answered } = begun.answer;
        void reply.code(status).headers(headers).header(REPLAYED, 'true').send(answered);
        return true;
      }
    }
  }
  async function end(ticket: Ticket, reply: FastifyReply, payload: unknown): Promise<void> {
    const isDone = reply.statusCode < 300 && (typeof payload === 'string' || payload == null);
    const { settle, abandon } = services.idempotency;
    await (isDone ? settle(ticket, answerOf(reply, payload ?? '')) : abandon(ticket)).catch((error: unknown) =>
      // What was done is told all the same.
      log('error', 'the answer to a request that named itself is not kept', { error: String(error) }),
    );
  }
  // Who asks is known by now, and the body is read, but nobody has looked at it. What only reads waits for no promise.
  api.addHook('preValidation', (request, reply, done) => {
    const name = isNameable(request) ? nameOf(request) : undefined;
    if (name === undefined) return done();
    begin(request, reply, name).then((isAnswered) => {
      if (!isAnswered) done();
    }, done);
  });
  api.addHook('onSend', (request, reply, payload, done) => {
    const ticket = tickets.get(request);
    if (!ticket) return done(null, payload);
    tickets.delete(request);
    end(ticket, reply, payload).then(() => done(null, payload), done);
  });
}

const isNameable = ({ method, routeOptions: { url } }: FastifyRequest): boolean =>
  method === 'POST' && url !== undefined && url.startsWith('/v1/');

function nameOf({ headers }: FastifyRequest): string | undefined {
  const given = headers[NAME];
  if (given === undefined) return undefined;
  const name = SHAPE.exec(String(given))?.[1];
  if (name === undefined)
    throw new ApiError('invalid-request', 'Idempotency-Key is not 16 to 255 visible characters, such as a UUID.');
  return name;
}

function answerOf(reply: FastifyReply, body: string) {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) headers[name] = String(value);
  }
  return { status: reply.statusCode, headers, body };
}
