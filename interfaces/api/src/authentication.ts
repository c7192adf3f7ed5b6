import type { Readable } from 'node:stream';
import type { RoleName } from '@istsi/integration';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refusalOf, refusalOfRoles, signInFirst } from './access.ts';
import { type Access, accessTable, freshlyShown } from './access-table.ts';
import type { Patience } from './answer-in-time.ts';
import type { Callers } from './callers.ts';
import { classifyFailure } from './on-error.ts';
import { ApiError, type ProblemCode } from './problems.ts';
import type { RefusalLog } from './refusal-log.ts';
import { type createFactors, refusalOfStale } from './second-factor.ts';
import type { Session, Sessions } from './sessions.ts';
import { isSigned, signedBody } from './signatures/signed-requests.ts';

/** Who asks, who is signed in, and who was not let in. */
export interface ApiKeys {
  callers: Callers;
  sessions: Sessions;
  factorOf: ReturnType<typeof createFactors>;
  refusals: RefusalLog;
}

/** Programs ask in loops: each key has its own share, from wherever it asks. */
const REQUESTS_OF_A_KEY_PER_MINUTE = 600;

/**
 * The one way in: no route of these looks at keys itself. Before the body is read, and behind the limit of requests per address,
 * which counts who guesses keys as well.
 */
export function guardRoutes(
  api: FastifyInstance,
  keys: ApiKeys,
  patience: Patience,
  perMinute = REQUESTS_OF_A_KEY_PER_MINUTE,
): void {
  const shareOf = api.createRateLimit({
    max: perMinute,
    timeWindow: '1 minute',
    keyGenerator: async (request) => (await actorOf(keys, request)) ?? '',
  });
  async function letIn(
    access: Access | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
    route = '',
  ): Promise<void> {
    const caller = await keys.callers.of(request);
    if (caller.kind === 'key') {
      const share = await shareOf(request);
      if (!share.isAllowed && share.isExceeded) {
        reply.header('retry-after', share.ttlInSeconds);
        throw new ApiError('too-many-requests', `More than ${share.max} requests within a minute with ${caller.id}.`);
      }
    }
    const refusal = refusalOf(access, caller);
    if (refusal) throw refusal;
    const isStale = caller.kind === 'session' && freshlyShown.has(route);
    const stale = isStale ? refusalOfStale(caller.session.factor, Date.now()) : undefined;
    if (stale) throw stale;
  }
  api.addHook('preParsing', (request, reply, payload, done) => {
    const { url } = request.routeOptions;
    if (url === undefined || !isGuarded(url)) return done();
    const route = `${request.method === 'HEAD' ? 'GET' : request.method} ${url}`;
    const access = accessTable[route];
    const read = () => done(null, isSigned(request) ? signedBody(request, payload as Readable) : payload);
    if (access !== 'everybody')
      return void patience
        .within(letIn(access, request, reply, route))
        .then(read)
        .catch(done);
    if (!isSigned(request)) return done();
    // Where everybody is let in, who signs badly is everybody; what is done in the name of a key is what was signed.
    keys.callers.of(request).then(read, () => done());
  });
  countRefusals(api, keys);
}

const isGuarded = (url: string): boolean => url === '/metrics' || url.startsWith('/v1/');

const refused: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  ...(['not-authenticated', 'not-allowed', 'no-session', 'not-yours', 'challenge-refused'] as const),
  ...(['too-many-requests', 'signature-refused', 'second-factor-needed', 'security-key-refused'] as const),
]);

/** Counts who was not let in, whichever part of the API refused, and has the audit log say who, what and where. */
function countRefusals(api: FastifyInstance, keys: ApiKeys): void {
  api.addHook('onError', async (request, _reply, error) => {
    const { code } = classifyFailure(error, request);
    if (!refused.has(code)) return;
    // What an address asks beyond its limit is refused before anybody looks at keys: it costs no look, and names no key.
    const isUnread = code === 'too-many-requests' && keys.callers.known(request) === undefined;
    const actor = (isUnread ? undefined : await actorOf(keys, request)) ?? 'public';
    keys.refusals.note(code, actor, `${request.method} ${request.routeOptions.url ?? ''}`);
  });
}

/** Who is signed in, with the roles of now; refused without a session or without any of these roles. */
export async function requireSession(
  keys: ApiKeys,
  request: FastifyRequest,
  roles?: readonly RoleName[],
): Promise<Session> {
  const session = await keys.sessions.of(request);
  if (session === undefined) throw signInFirst();
  const refusal = roles && refusalOfRoles(session, roles);
  if (refusal) throw refusal;
  return session;
}

/** Who asks, for records: an account, or which key. */
export async function nameOfCaller(keys: ApiKeys, request: FastifyRequest): Promise<string> {
  const caller = await keys.callers.of(request);
  switch (caller.kind) {
    case 'key':
      return `the key ${caller.id}`;
    case 'session':
      return caller.session.account;
    case 'configured':
      return `the ${caller.role} key`;
    default:
      throw new Error(`who is ${caller.kind} has no name to be recorded`);
  }
}

/** Who asks, for the audit log: an account, a key, or the role of a configured one; undefined for the public. */
export async function actorOf(keys: ApiKeys, request: FastifyRequest): Promise<string | undefined> {
  // Who is nobody any more is let in where everybody is.
  const caller = await keys.callers.of(request).catch(() => undefined);
  switch (caller?.kind) {
    case 'key':
      return `api-key:${caller.id}`;
    case 'session':
      return caller.session.account;
    case 'configured':
      return `api:${caller.role}`;
    default:
      return undefined;
  }
}
