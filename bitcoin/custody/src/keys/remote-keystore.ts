import { type ClientRequest, request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AccountKey } from '../descriptor/descriptor.ts';
import { CustodyError } from '../errors.ts';
import type { AccountOptions } from './account.ts';
import { decodeBase64, parseObject, toBase64 } from './json-server.ts';
import type { Keystore } from './keystore.ts';
import { readAnswer } from './read-answer.ts';
import { isLoopback } from './server-tls.ts';

export type RemoteKeystoreOptions = {
  /** `unix:/path`, `https://host:port`, or `http://` to this machine itself. */
  readonly url: string;
  readonly token: string;
  readonly timeoutMs?: number;
  /** Certificates to trust (PEM) beside the system's. */
  readonly ca?: string;
};

type Ask = (path: string, body: object) => Promise<Record<string, unknown>>;

const DEFAULT_TIMEOUT_MS = 20_000;

/** A keystore in another process, which keeps the seed to itself: see `serveKeystore`. */
export function createRemoteKeystore(options: RemoteKeystoreOptions): Keystore {
  const ask = createAsk(options);
  let isOpen = true;
  const open: Ask = async (path, body) => {
    if (!isOpen) throw new CustodyError('keystore/closed', { path: options.url });
    return await ask(path, body);
  };
  const account = ({ kind = 'wsh', epoch = 0 }: AccountOptions) => ({ kind, epoch });
  const bytes = async (path: string, body: object, field: string): Promise<Uint8Array> => {
    const found = decodeBase64((await open(path, body))[field]);
    if (!found) throw badAnswer(options.url, `"${field}" is missing`);
    return found;
  };
  return {
    async accountKey(of) {
      const key = await open('/account-key', account(of));
      if (!isAccountKey(key)) throw badAnswer(options.url, 'it is not an account key');
      return key;
    },
    signPsbt: (psbt, of) => bytes('/sign-psbt', { psbt: toBase64(psbt), ...account(of) }, 'psbt'),
    attestationKey: (label) => bytes('/attestation-key', { label }, 'key'),
    signAttestation: (label, hash) => bytes('/sign-attestation', { label, hash: toBase64(hash) }, 'signature'),
    close() {
      isOpen = false;
    },
  };
}

const badAnswer = (url: string, reason: string): CustodyError =>
  new CustodyError('keystore/unreachable', { url, reason: `its answer makes no sense: ${reason}` });

function isAccountKey(value: Record<string, unknown>): value is Record<string, unknown> & AccountKey {
  const { xpub, origin } = value as { xpub?: unknown; origin?: { fingerprint?: unknown; path?: unknown } };
  return typeof xpub === 'string' && typeof origin?.fingerprint === 'string' && Array.isArray(origin.path);
}

function createAsk({ url, token, timeoutMs = DEFAULT_TIMEOUT_MS, ca }: RemoteKeystoreOptions): Ask {
  const target = targetOf(url, ca);
  return async (path, body) => {
    const { status, text } = await exchange(target, path, token, JSON.stringify(body), timeoutMs).catch(
      (cause: unknown) => {
        const reason = cause instanceof Error ? cause.message || String(cause) : String(cause);
        throw new CustodyError('keystore/unreachable', { url, reason }, { cause });
      },
    );
    const answer = parseObject(text) ?? {};
    if (status === 200) return answer;
    const { code, reason } = answer;
    throw new CustodyError('keystore/refused', { url, code: String(code), reason: String(reason ?? status) });
  };
}

type Target = { open: (options: RequestOptions) => ClientRequest; options: RequestOptions };

/** In the clear only where nobody can listen: the token would be seen, and what is signed could be changed. */
function targetOf(url: string, ca: string | undefined): Target {
  if (url.startsWith('unix:')) return { open: httpRequest, options: { socketPath: url.slice('unix:'.length) } };
  const { protocol, hostname, port } = new URL(url);
  const options = { hostname: hostname.replace(/^\[|\]$/g, ''), port };
  if (protocol === 'https:')
    return { open: httpsRequest, options: { ...options, ...(ca && { ca }) } as RequestOptions };
  if (protocol !== 'http:' || !isLoopback(hostname)) throw new CustodyError('keystore/url', { url });
  return { open: httpRequest, options };
}

function exchange(
  { open, options }: Target,
  path: string,
  token: string,
  body: string,
  timeoutMs: number,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(timeoutMs);
    const request = open({ ...options, path, method: 'POST', headers, signal, agent: false });
    request.once('error', reject);
    request.once('response', (response) => {
      readAnswer(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
    });
    request.end(body);
  });
}
