import { isIP } from 'node:net';
import type { RoleName, SecurityKey, SecurityKeyServices, Site } from '@istsi/integration';
import type { FastifyRequest } from 'fastify';
import { ApiError } from './problems.ts';

/** What an operator wants of sessions besides the wallet's signature. */
export interface SecondFactorPolicy {
  /** Whoever holds one of these shows a security key; who has added one does, whatever their role. */
  requiredOf: readonly RoleName[];
  /** What keys are made for: the host of the dashboard, or what it ends with. Absent: the host that is asked. */
  domain?: string | undefined;
  /** The pages that may ask for a key. Absent: those of the host that is asked. */
  origins?: readonly string[] | undefined;
  /** How long a key that was shown counts for what needs one shown right before. */
  freshMs?: number | undefined;
}

/** How far a session has shown who it is. */
export interface Factor {
  state: 'not-needed' | 'needed' | 'shown';
  required: boolean;
  enrolled: boolean;
  /** Until then the key that was shown counts for what needs one shown right before. */
  freshUntil: Date | undefined;
}

export interface ShownKey {
  keyId: string;
  at: number;
}

const FRESH_MS = 5 * 60_000;

export function createFactors(
  keys: Pick<SecurityKeyServices, 'list'>,
  { requiredOf, freshMs = FRESH_MS }: SecondFactorPolicy,
) {
  return async (account: string, roles: readonly RoleName[], shown: ShownKey | undefined): Promise<Factor> => {
    const isRequired = roles.some((role) => requiredOf.includes(role));
    const { shownAt, ...factor } = factorOf(await keys.list(account), isRequired, shown);
    return { ...factor, freshUntil: shownAt === undefined ? undefined : new Date(shownAt + freshMs) };
  };
}

function factorOf(keys: readonly SecurityKey[], required: boolean, shown: ShownKey | undefined) {
  const enrolled = keys.length > 0;
  const base = { required, enrolled, shownAt: undefined };
  if (!required && !enrolled) return { ...base, state: 'not-needed' as const };
  // A key that was removed or suspended meanwhile was shown for nothing.
  const isGood = shown !== undefined && keys.some(({ id, state }) => id === shown.keyId && state === 'live');
  return isGood ? { ...base, state: 'shown' as const, shownAt: shown.at } : { ...base, state: 'needed' as const };
}

/** Undefined where it need not be shown, or was. */
export function refusalOfFactor({ state, enrolled }: Factor): ApiError | undefined {
  if (state !== 'needed') return undefined;
  return enrolled
    ? new ApiError('second-factor-needed', 'The wallet has signed in; the security key is still to be shown.')
    : new ApiError('second-factor-needed', 'The role needs a security key, and you have added none.', {
        action: 'Add one: POST /v1/security-keys/challenge, or open the dashboard.',
      });
}

/** Of what cannot be undone: who has a key shows it right before. */
export function refusalOfStale({ state, freshUntil }: Factor, nowMs: number): ApiError | undefined {
  if (state === 'not-needed' || (freshUntil !== undefined && freshUntil.getTime() > nowMs)) return undefined;
  const since = freshUntil ? `; what it showed counted until ${freshUntil.toISOString()}` : '';
  return new ApiError('second-factor-stale', `This needs the security key, shown right before${since}.`);
}

/** Of the host that is asked, unless the operator says which. */
export function siteOf({ domain, origins }: SecondFactorPolicy, { protocol, host }: FastifyRequest): Site {
  const asked = `${protocol}://${host}`;
  if (!URL.canParse(asked)) throw new ApiError('invalid-request', 'The field Host names no host.');
  const { hostname, origin } = new URL(asked);
  // Browsers make keys for names alone (WebAuthn, 5.1.3, step 8).
  if (domain === undefined && (isIP(hostname) !== 0 || hostname.startsWith('[')))
    throw new ApiError('security-key-refused', `A security key is for a name, and ${hostname} is an address.`, {
      action: 'Open the dashboard by a name, as http://localhost and its port.',
    });
  return { domain: domain ?? hostname, origins: origins ?? [origin] };
}
