import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ApiError } from './problems.ts';

const WINDOW_MS = 60_000;
/** Addresses remembered within a window: whoever has more than these begins it anew, for everybody. */
const MOST_ADDRESSES = 50_000;

/**
 * How much one address may ask of all routes together, those aside that say `rateLimit: false`. Every request pays for this, so
 * it is a count in a map; what single routes limit further, @fastify/rate-limit does.
 */
export function limitAddresses(api: FastifyInstance, mostPerMinute: number, now: () => number = Date.now): void {
  const counts = new Map<string, number>();
  const namesOf = new Map<string, string>();
  let endsAt = 0;

  /** Every address of an IPv6 network of 64 bits is one. */
  function nameOf(ip: string): string {
    const known = namesOf.get(ip);
    if (known !== undefined) return known;
    const name = normalizeIP(ip);
    namesOf.set(ip, name);
    return name;
  }

  api.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config?.rateLimit === false) return done();
    const at = now();
    if (at >= endsAt || at < endsAt - WINDOW_MS || namesOf.size >= MOST_ADDRESSES) {
      counts.clear();
      namesOf.clear();
      endsAt = at + WINDOW_MS;
    }
    const name = nameOf(request.ip);
    const asked = (counts.get(name) ?? 0) + 1;
    counts.set(name, asked);
    const seconds = Math.ceil((endsAt - at) / 1_000);
    sayLimit(reply, { most: mostPerMinute, left: Math.max(0, mostPerMinute - asked), seconds });
    if (asked <= mostPerMinute) return done();
    reply.header('retry-after', seconds);
    done(tooManyRequests(mostPerMinute));
  });
}

export const tooManyRequests = (most: number): ApiError =>
  new ApiError('too-many-requests', `More than ${most} requests within a minute.`);

/**
 * By the names of draft-ietf-httpapi-ratelimit-headers, and by those that @fastify/rate-limit uses: where a route has a limit of its
 * own, the latter say that one instead.
 */
function sayLimit(reply: FastifyReply, { most, left, seconds }: { most: number; left: number; seconds: number }): void {
  reply.header('ratelimit-policy', `"address";q=${most};w=${WINDOW_MS / 1_000}`);
  reply.header('ratelimit', `"address";r=${left};t=${seconds}`);
  reply.header('x-ratelimit-limit', most).header('x-ratelimit-remaining', left).header('x-ratelimit-reset', seconds);
}
