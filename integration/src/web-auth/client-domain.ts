import { StrKey } from '@stellar/stellar-sdk';
import { parse } from 'smol-toml';
import { askOnce } from '../webhooks/ask-once.ts';
import { WebAuthError } from './errors.ts';

/** SEP-1: a larger file is none. */
const MOST_TOML_BYTES = 100_000;
/** A value of ManageData holds no more. */
const MOST_DOMAIN = 64;
/** Each waits for a server of somebody else's choice. */
const MOST_AT_ONCE = 16;
const domainPattern = /^(?=.{1,64}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?$/i;

export type FindSigningKey = (domain: string) => Promise<string>;

/**
 * Reads the `SIGNING_KEY` of a client's domain. The domain is anybody's choice, so it is reached as webhooks are: public
 * addresses only, looked up once, nothing followed, little read. `allowed`: networks of one's own.
 */
export function createClientDomains(allowed: readonly string[]): FindSigningKey {
  let asking = 0;
  return async (domain) => {
    if (!isDomain(domain)) throw refused(domain, `it is no domain of at most ${MOST_DOMAIN} characters`);
    if (asking >= MOST_AT_ONCE) throw new WebAuthError('web-auth/busy', {});
    asking++;
    try {
      return await readSigningKey(domain, allowed);
    } finally {
      asking--;
    }
  };
}

/** A host, with a port or without, that a URL can have: no port above 65535, no number that is no address. */
export const isDomain = (text: string): boolean => domainPattern.test(text) && URL.canParse(`https://${text}`);

/** Programs under development have no certificate: only on networks that are allowed, which a loopback address has to be. */
const schemeOf = (domain: string): string => (/^(localhost|127\.\d+\.\d+\.\d+)(:|$)/.test(domain) ? 'http' : 'https');

async function readSigningKey(domain: string, allowed: readonly string[]): Promise<string> {
  const url = `${schemeOf(domain)}://${domain}/.well-known/stellar.toml`;
  const answered = await askOnce(url, { method: 'GET' }, { allowed, mostBytes: MOST_TOML_BYTES });
  if (!answered.ok) throw refused(domain, answered.reason);
  if (answered.status !== 200) throw refused(domain, `HTTP ${answered.status} for its stellar.toml`);
  let toml: Record<string, unknown>;
  try {
    toml = parse(answered.body);
  } catch (error) {
    throw refused(domain, 'its stellar.toml is no TOML', error);
  }
  const key = toml.SIGNING_KEY;
  if (typeof key === 'string' && StrKey.isValidEd25519PublicKey(key)) return key;
  throw refused(domain, 'its stellar.toml has no SIGNING_KEY');
}

const refused = (domain: string, why: string, cause?: unknown): WebAuthError =>
  new WebAuthError(
    'web-auth/refused',
    { reason: `The client domain ${domain.slice(0, MOST_DOMAIN)} cannot be verified: ${why}.` },
    { cause },
  );
