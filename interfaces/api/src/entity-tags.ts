import { hash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** As long as no two answers of one address have the same by chance. */
const TAG_LENGTH = 22;

/**
 * What is read of `/v1` has an ETag (RFC 9110, 8.8.3) of what it says: whoever has it already, and says so with `If-None-Match`, is
 * told 304 and nothing else. No cache in between keeps an answer, and a browser asks before it shows one again.
 */
export function tagAnswers(api: FastifyInstance): void {
  api.addHook('onSend', (request, reply, payload, done) => {
    const isRead = request.method === 'GET' && reply.statusCode === 200 && request.url.startsWith('/v1/');
    if (!isRead || typeof payload !== 'string') return done(null, payload);
    const known = reply.getHeader('etag');
    const tag = known === undefined ? tagOf(payload) : String(known);
    if (known === undefined) reply.header('etag', tag);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache');
    if (!isAmong(request.headers['if-none-match'], tag)) return done(null, payload);
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    done(null, '');
  });
}

export const tagOf = (answer: string): string => `"${hash('sha256', answer, 'base64url').slice(0, TAG_LENGTH)}"`;

/** Compared weakly, as RFC 9110 (13.1.2) wants: what a proxy made of a tag is the same. */
const isAmong = (asked = '', tag: string): boolean =>
  asked !== '' && asked.split(',').some((each) => ['*', tag].includes(each.trim().replace(/^W\//, '')));
