import type { FastifyInstance, FastifyReply } from 'fastify';
import type { z } from 'zod';
import { writeAnswer } from './checked-answers.ts';
import { tagOf } from './entity-tags.ts';

/** As it is sent, and its ETag. */
export interface WrittenAnswer {
  text: string;
  tag: string;
}

/** What a route answers that is known at this moment; undefined: somebody has to be asked first. */
export type KnownAnswer = (params: Readonly<Record<string, string>>) => WrittenAnswer | undefined;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of a route that everybody reads, and that says the same to everybody. */
    known?: KnownAnswer;
  }
}

const JSON_TYPE = 'application/json; charset=utf-8';

/**
 * Of routes that say what is known already (`config.known`), the answer is sent before anything else is looked at: what is asked for
 * was asked for before in the same words, and found to be well formed. Behind the hooks that count and refuse.
 */
export function answerWhatIsKnown(api: FastifyInstance): void {
  api.addHook('onRequest', (request, reply, done) => {
    const { method, routeOptions, params } = request;
    const known = method === 'GET' ? routeOptions.config?.known?.(params as Record<string, string>) : undefined;
    if (known === undefined) return done();
    sendWritten(reply, known);
  });
}

/** As text, made once of each object that `find` finds: it gives the same one for as long as that is the answer. */
export function knownAnswer<T extends object>(
  shape: z.core.$ZodType,
  find: (params: Readonly<Record<string, string>>) => T | undefined,
  present: (found: T) => object,
): KnownAnswer {
  const write = writtenOnce(shape, present);
  return (params) => {
    const found = find(params);
    return found && write(found);
  };
}

/** What is found for several who ask at the same moment is one object, and is written once. */
export function writtenOnce<T extends object>(shape: z.core.$ZodType, present: (found: T) => object) {
  const made = new WeakMap<T, WrittenAnswer>();
  return (found: T): WrittenAnswer => {
    const known = made.get(found);
    if (known) return known;
    const text = writeAnswer(shape, present(found));
    const answer = { text, tag: tagOf(text) };
    made.set(found, answer);
    return answer;
  };
}

export const sendWritten = (reply: FastifyReply, { text, tag }: WrittenAnswer): FastifyReply =>
  reply.header('content-type', JSON_TYPE).header('etag', tag).send(text);
