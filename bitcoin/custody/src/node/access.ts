import { readFileSync } from 'node:fs';
import { CustodyError } from '../errors.ts';

/** Where a node is, and what lets a client in. */
export type Access = {
  readonly base: URL;
  /** The address without credentials, for messages. */
  readonly shown: string;
  /** The header for the next request; undefined where none is wanted. */
  authorization(): string | undefined;
  /** After a refusal: whether there is something else to try, because the cookie file holds another cookie by now. */
  renew(): boolean;
};

const refuse = (reason: string): never => {
  // Without the parser's own error as its cause: that one quotes the URL, and with it the password.
  throw new CustodyError('bitcoin/url', { reason });
};

/**
 * Reads `http://user:password@host:port/path`. Any password is possible: what has a meaning in URLs is percent-encoded
 * (RFC 3986), and a "%" that begins no such code is itself.
 */
export function parseAccess(url: string, cookieFile?: string): Access {
  let base: URL;
  try {
    base = new URL(url);
  } catch {
    return refuse(
      'it is not a URL; in a user or password, "#", "/", "?", "@", ":" and "[" are written as %23, %2F, %3F, %40, %3A and %5B',
    );
  }
  if (base.protocol !== 'http:' && base.protocol !== 'https:') {
    refuse(`it starts with ${base.protocol} instead of http: or https:`);
  }
  if (`${base.pathname}${base.search}${base.hash}`.includes('@')) {
    refuse('its user or password has a "/", "?", "#" or "\\"; write it as %2F, %3F, %23 or %5C');
  }
  const { username, password } = base;
  base.username = '';
  base.password = '';
  const shown = base.href;
  if (cookieFile === undefined) {
    const header = username === '' && password === '' ? undefined : basic(percentDecoded(`${username}:${password}`));
    return { base, shown, authorization: () => header, renew: () => false };
  }
  if (username !== '' || password !== '')
    refuse('it has a user and password although a cookie file is given: choose one');
  return { base, shown, ...cookieAccess(cookieFile) };
}

/** Bitcoin Core writes a new cookie (`__cookie__:<random>`) at every start, and removes it at its end. */
function cookieAccess(path: string): Pick<Access, 'authorization' | 'renew'> {
  let cookie: string | undefined;
  return {
    authorization() {
      cookie ??= readCookie(path);
      return basic(Buffer.from(cookie));
    },
    renew() {
      const before = cookie;
      cookie = readCookie(path);
      return cookie !== before;
    },
  };
}

function readCookie(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'it cannot be read';
    throw new CustodyError('bitcoin/cookie', { path, reason }, { cause });
  }
  const cookie = text.trim();
  if (!/^[^:\s]+:\S+$/.test(cookie)) throw new CustodyError('bitcoin/cookie', { path, reason: 'it holds no cookie' });
  return cookie;
}

const basic = (credentials: Uint8Array): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

/** Bytes, because a password need not be UTF-8. */
function percentDecoded(text: string): Uint8Array {
  const parts = text.split(/(%[0-9A-Fa-f]{2})/);
  return Buffer.concat(
    parts.map((part, i) => (i % 2 === 1 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part, 'utf8'))),
  );
}
