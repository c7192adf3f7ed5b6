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
    if (!isRead || typeof payload !== 'string' || reply.hasHeader('etag')) return done(null, payload);
    const tag = `"${hash('sha256', payload, 'base64url').slice(0, TAG_LENGTH)}"`;
    reply.header('etag', tag);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-cache');
    if (!isKnown(request.headers['if-none-match'], tag)) return done(null, payload);
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    done(null, '');
  });
}

/** Compared weakly, as RFC 9110 (13.1.2) wants: what a proxy made of a tag is the same. */
const isKnown = (asked = '', tag: string): boolean =>
  asked.split(',').some((each) => ['*', tag].includes(each.trim().replace(/^W\//, '')));
