import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { SecureVersion, TLSSocket } from 'node:tls';
import { CustodyError } from '../errors.ts';
import { certificateDigest } from './certificate.ts';

/** Key and certificate, PEM. */
export type ServerTls = {
  readonly key: string;
  readonly cert: string;
  /** Whoever asks shows one of these certificates (PEM) and has its key; absent: nobody needs any. */
  readonly clients?: readonly string[];
};

/** What Node's server takes, and the clients' certificates by their digests. */
export type PreparedTls = {
  readonly options: {
    readonly key: string;
    readonly cert: string;
    readonly minVersion: SecureVersion;
    readonly ca?: string[];
    readonly requestCert?: boolean;
    readonly rejectUnauthorized?: boolean;
  };
  readonly clients?: ReadonlySet<string>;
};

/** Whether only this machine is reached by it. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || /^\[?::1\]?$/.test(host) || /^127(?:\.\d{1,3}){3}$/.test(host);

/** Tokens and what is signed never cross a network in the clear. */
export function requirePrivacy(host: string, tls: ServerTls | undefined): void {
  if (!tls && !isLoopback(host)) throw new CustodyError('server/no-tls', { host });
}

/** Found out at the start, not by whoever asks first. */
export function prepareTls({ key, cert, clients }: ServerTls): PreparedTls {
  const own = read('its own certificate', cert);
  if (own.validTo && new Date(own.validTo) < new Date())
    throw unusable('its own certificate', `expired on ${own.validTo}`);
  if (!isKeyOf(own, key)) throw unusable('its key', 'it is no key of its certificate');
  const options = { key, cert, minVersion: 'TLSv1.3' as const };
  if (!clients) return { options };
  const digests = clients.map((text, n) => certificateDigest(read(`certificate ${n + 1} of its clients`, text).raw));
  // Who shows no certificate, or a wrong one, is let in as far as to be told so.
  return {
    options: { ...options, ca: [...clients], requestCert: true, rejectUnauthorized: false },
    clients: new Set(digests),
  };
}

/** Why the other side is none of those whose certificates are known here. */
export function certificateProblem(
  clients: ReadonlySet<string>,
  { socket }: Pick<IncomingMessage, 'socket'>,
): string | undefined {
  const { authorized } = socket as TLSSocket;
  const shown = (socket as TLSSocket).getPeerCertificate();
  if (!('raw' in shown)) return 'show a certificate that this server knows';
  if (!clients.has(certificateDigest(shown.raw))) return 'the certificate shown is none that this server knows';
  if (new Date(shown.valid_to) < new Date()) return `the certificate shown has expired (${shown.valid_to})`;
  if (new Date(shown.valid_from) > new Date()) return `the certificate shown is not valid yet (${shown.valid_from})`;
  return authorized ? undefined : 'the certificate shown cannot be verified';
}

function read(what: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw unusable(what, 'it is no certificate in PEM', error);
  }
}

function isKeyOf(certificate: X509Certificate, pem: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(pem));
  } catch (error) {
    throw unusable('its key', 'it is no private key in PEM', error);
  }
}

const unusable = (what: string, reason: string, cause?: unknown): CustodyError =>
  new CustodyError('server/certificate', { what, reason }, { cause });
