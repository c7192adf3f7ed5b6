import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { CustodyError } from '../errors.ts';

/** A key and a certificate that it signed itself, both PEM: whoever is to trust it is given the certificate. */
export type OwnCertificate = { readonly key: string; readonly certificate: string };

export type CertificateOptions = {
  /** Who it is of, for people to read. */
  readonly name: string;
  /** Names and addresses that a server with it is reached by. */
  readonly hosts: readonly string[];
  readonly validDays: number;
  readonly now?: Date;
};

const DAY_MS = 86_400_000;
const MOST_DAYS = 3_650;
/** The other machine's clock may be behind. */
const MOST_CLOCK_DIFFERENCE_MS = 3_600_000;

/** Makes an Ed25519 key and a self-signed X.509 certificate of it (RFC 5280, RFC 8410), for a connection that both sides pin. */
export function createCertificate({ name, hosts, validDays, now = new Date() }: CertificateOptions): OwnCertificate {
  if (!(validDays >= 1 && validDays <= MOST_DAYS)) {
    throw new CustodyError('certificate/days', { days: validDays, most: MOST_DAYS });
  }
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const subject = sequence(set(sequence(oid(COMMON_NAME), tagged(UTF8_STRING, Buffer.from(name, 'utf8')))));
  const validity = sequence(
    time(new Date(now.getTime() - MOST_CLOCK_DIFFERENCE_MS)),
    time(new Date(now.getTime() + validDays * DAY_MS)),
  );
  const extensions = sequence(
    sequence(oid(BASIC_CONSTRAINTS), TRUE, octets(sequence(TRUE))),
    ...(hosts.length === 0 ? [] : [sequence(oid(ALTERNATIVE_NAMES), octets(sequence(...hosts.map(hostName))))]),
  );
  const algorithm = sequence(oid(ED25519));
  // Positive, and never the same twice.
  const serial = Buffer.concat([Buffer.of(1), randomBytes(15)]);
  const content = sequence(
    tagged(CONTEXT_0, integer(Buffer.of(VERSION_3))),
    integer(serial),
    algorithm,
    subject,
    validity,
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(CONTEXT_3, extensions),
  );
  const signature = tagged(BIT_STRING, Buffer.concat([Buffer.of(0), sign(null, content, privateKey)]));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: new X509Certificate(sequence(content, algorithm, signature)).toString(),
  };
}

/** SHA-256 over the certificate, hexadecimal: how a pinned one is known again. */
export const certificateDigest = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex');

// DER (X.690), as far as a certificate needs it.
const UTF8_STRING = 0x0c;
const BIT_STRING = 0x03;
const CONTEXT_0 = 0xa0;
const CONTEXT_3 = 0xa3;
const VERSION_3 = 2;
const COMMON_NAME = [2, 5, 4, 3];
const BASIC_CONSTRAINTS = [2, 5, 29, 19];
const ALTERNATIVE_NAMES = [2, 5, 29, 17];
const ED25519 = [1, 3, 101, 112];

function tagged(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Uint8Array[]): Buffer => tagged(0x30, Buffer.concat(parts));
const set = (...parts: Uint8Array[]): Buffer => tagged(0x31, Buffer.concat(parts));
const octets = (content: Uint8Array): Buffer => tagged(0x04, content);
const integer = (content: Uint8Array): Buffer => tagged(0x02, content);
const TRUE = tagged(0x01, Buffer.of(0xff));

/** Every part after the first two is below 128 here. */
const oid = ([first = 0, second = 0, ...rest]: readonly number[]): Buffer =>
  tagged(0x06, Buffer.from([40 * first + second, ...rest]));

/** GeneralizedTime from 2050 on, UTCTime before (RFC 5280, 4.1.2.5). */
function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  return at.getUTCFullYear() >= 2050
    ? tagged(0x18, Buffer.from(digits, 'ascii'))
    : tagged(0x17, Buffer.from(digits.slice(2), 'ascii'));
}

/** Letters of other scripts are written in punycode by whoever names the host. */
const DNS_NAME =
  /^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

function hostName(host: string): Buffer {
  if (isIP(host) === 4) return tagged(0x87, Buffer.from(host.split('.').map(Number)));
  if (isIP(host) === 6 && !host.includes('%')) return tagged(0x87, ipv6(host));
  if (!DNS_NAME.test(host)) throw new CustodyError('certificate/host', { host });
  return tagged(0x82, Buffer.from(host, 'ascii'));
}

function ipv6(host: string): Buffer {
  // A URL writes the last two groups, which may be an IPv4 address, as groups too.
  const [head = '', tail] = new URL(`http://[${host}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((one) => Number.parseInt(one, 16));
  const [before, after] = [groups(head), tail === undefined ? [] : groups(tail)];
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}
