import { createHash, randomBytes } from 'node:crypto';
import type { RoleName } from '@istsi/integration';
import type { FastifyRequest } from 'fastify';
import { ApiError } from './problems.ts';
import type { Factor, ShownKey } from './second-factor.ts';

/** Somebody whose wallet signed in, with what the router lets them do now. */
export interface Session {
  account: string;
  roles: readonly RoleName[];
  expiresAt: Date;
  /** What it has shown besides the wallet's signature. */
  factor: Factor;
}

export interface Sessions {
  /** A new one; the token is told this once and kept nowhere. */
  open(account: string): { token: string; expiresAt: Date };
  /**
   * The session that a request presents; undefined where it presents none. One that ended, or whose holder has lost every
   * role, is refused.
   */
  of(request: FastifyRequest): Promise<Session | undefined>;
  close(request: FastifyRequest): void;
  /** What a security key is to sign: of the two purposes one at a time, and for two minutes. */
  hold(request: FastifyRequest, purpose: Purpose, challenge: string): void;
  /** That, which counts once, whatever comes of it. */
  take(request: FastifyRequest, purpose: Purpose): string;
  /** The session has shown this key now. */
  show(request: FastifyRequest, keyId: string): void;
}

export type Purpose = 'creation' | 'answer';

export const SESSION_COOKIE = 'istsi_session';
/** A working day. */
export const SESSION_SECONDS = 8 * 3600;
const PREFIX = 'ises_';
const MOST_SESSIONS = 1_000;
const MOST_PER_ACCOUNT = 10;
const CHALLENGE_MS = 120_000;

interface OpenSession {
  account: string;
  expiresAt: number;
  shown?: ShownKey;
  challenge?: { purpose: Purpose; text: string; until: number } | undefined;
}

/**
 * Kept in this process: a restart signs everybody out. What a session may do is read from the router at every request, so that
 * a role that was taken is gone with the next ledger.
 */
export function createSessions(
  rolesOf: (account: string) => Promise<readonly RoleName[]>,
  factorOf: (account: string, roles: readonly RoleName[], shown: ShownKey | undefined) => Promise<Factor>,
  now: () => number = Date.now,
): Sessions {
  /** By the hash of the token, oldest first. */
  const open = new Map<string, OpenSession>();
  /** One question per request, however many hooks ask. */
  const asked = new WeakMap<FastifyRequest, Promise<Session | undefined>>();

  function makeRoom(account: string): void {
    for (const [key, { expiresAt }] of open) if (expiresAt <= now()) open.delete(key);
    const own = [...open].filter(([, session]) => session.account === account);
    for (const [key] of own.slice(0, Math.max(0, own.length - MOST_PER_ACCOUNT + 1))) open.delete(key);
    const [oldest] = open.keys();
    if (open.size >= MOST_SESSIONS && oldest !== undefined) open.delete(oldest);
  }

  async function read(request: FastifyRequest): Promise<Session | undefined> {
    const token = presentedToken(request);
    if (token === undefined) return undefined;
    const found = open.get(digestOf(token));
    if (!found || found.expiresAt <= now())
      throw new ApiError('not-authenticated', 'The session is over.', { action: 'Sign in again.' });
    const roles = await rolesOf(found.account);
    if (roles.length === 0)
      throw new ApiError('not-allowed', `${found.account} has no role in the router any more.`, {
        action: 'Ask governance for a role.',
      });
    const factor = await factorOf(found.account, roles, found.shown);
    return { account: found.account, roles, expiresAt: new Date(found.expiresAt), factor };
  }

  function presented(request: FastifyRequest): OpenSession {
    const token = presentedToken(request);
    const found = token === undefined ? undefined : open.get(digestOf(token));
    if (!found) throw new ApiError('not-authenticated', 'The session is over.', { action: 'Sign in again.' });
    return found;
  }

  return {
    open(account) {
      makeRoom(account);
      const token = `${PREFIX}${randomBytes(32).toString('base64url')}`;
      const expiresAt = now() + SESSION_SECONDS * 1000;
      open.set(digestOf(token), { account, expiresAt });
      return { token, expiresAt: new Date(expiresAt) };
    },
    of(request) {
      const known = asked.get(request) ?? read(request);
      asked.set(request, known);
      return known;
    },
    close(request) {
      const token = presentedToken(request);
      if (token !== undefined) open.delete(digestOf(token));
    },
    hold(request, purpose, text) {
      presented(request).challenge = { purpose, text, until: now() + CHALLENGE_MS };
    },
    take(request, purpose) {
      const session = presented(request);
      const { challenge } = session;
      session.challenge = undefined;
      if (challenge?.purpose === purpose && challenge.until > now()) return challenge.text;
      throw new ApiError(
        'security-key-refused',
        'There is no challenge that this answers: each counts once, for two minutes.',
        {
          action: 'Ask for another one.',
        },
      );
    },
    show(request, keyId) {
      presented(request).shown = { keyId, at: now() };
      // What was read of the session before is not of now.
      asked.delete(request);
    },
  };
}

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** As a bearer token, or as a cookie; a cookie only from a page of this very origin, or without a page. */
function presentedToken(request: FastifyRequest): string | undefined {
  const { authorization, cookie } = request.headers;
  const bearer = /^Bearer (ises_[\w-]{43})$/i.exec(authorization ?? '')?.[1];
  if (bearer !== undefined || authorization !== undefined) return bearer;
  const ofCookie = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=(ises_[\\w-]{43})(?:;|$)`).exec(cookie ?? '')?.[1];
  if (ofCookie !== undefined) requireOwnOrigin(request);
  return ofCookie;
}

/**
 * `SameSite=Strict` keeps other sites out; ports of the same machine are the same site, and are not meant. Browsers send
 * `Origin` with everything that changes something.
 */
function requireOwnOrigin({ headers, method }: FastifyRequest): void {
  if (method === 'GET' || method === 'HEAD') return;
  const { origin, host } = headers;
  const isOwn = origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
  if (!isOwn)
    throw new ApiError('not-allowed', 'A session’s cookie counts only for pages of this server.', {
      action: 'Send the token as `Authorization: Bearer …`, or ask from the dashboard.',
    });
}
