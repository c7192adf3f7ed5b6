import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createCertificate } from './certificate.ts';
import { serveJson } from './json-server.ts';
import { isLoopback, prepareTls, type ServerTls } from './server-tls.ts';

const own = createCertificate({ name: 'signer', hosts: [], validDays: 30 });
const other = createCertificate({ name: 'signer', hosts: [], validDays: 30 });
const LONG_AGO = new Date(Date.now() - 60 * 86_400_000);
const expired = createCertificate({ name: 'signer', hosts: [], validDays: 30, now: LONG_AGO });

describe('a certificate made here', () => {
  test('is of its key, signed by it, for these hosts and this time, and an hour for clocks that differ', () => {
    const now = new Date('2026-05-01T12:00:00Z');
    const hosts = ['signer.example', '10.1.2.3', '::ffff:10.1.2.3', 'fd00::1'];
    const { key, certificate } = createCertificate({ name: 'signer 1', hosts, validDays: 365, now });
    const read = new X509Certificate(certificate);
    expect(read.subject).toBe('CN=signer 1');
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(new Date(read.validFrom)).toEqual(new Date('2026-05-01T11:00:00Z'));
    expect(new Date(read.validTo)).toEqual(new Date('2027-05-01T12:00:00Z'));
    expect(read.checkHost('signer.example')).toBe('signer.example');
    expect(['10.1.2.3', '::ffff:10.1.2.3', 'fd00::1'].map((ip) => read.checkIP(ip) !== undefined)).toEqual([
      ...[true, true, true],
    ]);
    expect([read.checkHost('other.example'), read.checkIP('10.1.2.4')]).toEqual([undefined, undefined]);
  });

  test('can end after 2049, where the format of times changes', () => {
    const now = new Date('2049-12-01T00:00:00Z');
    const { certificate } = createCertificate({ name: 'signer', hosts: [], validDays: 60, now });
    expect(new Date(new X509Certificate(certificate).validTo)).toEqual(new Date('2050-01-30T00:00:00Z'));
  });

  test.each<[string, { hosts?: string[]; validDays?: number }, string]>([
    ['a host that is none', { hosts: ['two words'] }, 'certificate/host'],
    ['a host in letters of another script', { hosts: ['bücher.example'] }, 'certificate/host'],
    ['an address of one link', { hosts: ['fe80::1%eth0'] }, 'certificate/host'],
    ['no time at all', { validDays: 0 }, 'certificate/days'],
    ['more than ten years', { validDays: 3_651 }, 'certificate/days'],
  ])('is not made for %s', (_, change, code) => {
    const made = () => createCertificate({ name: 'signer', hosts: [], validDays: 30, ...change });
    expect(made).toThrow(expect.objectContaining({ code }));
  });
});

const serve = (host: string, tls?: ServerTls) =>
  serveJson({
    listen: { host, ...(tls && { tls }) },
    ...{ token: 'token of this server', area: 'test', routes: new Map(), health: () => ({}) },
    onError: () => undefined,
  });

describe('a server', () => {
  test.each(['0.0.0.0', '::', '192.0.2.1', 'signer.example'])('does not begin in the clear on %s', async (host) => {
    await expect(serve(host)).rejects.toMatchObject({ code: 'server/no-tls' });
  });

  test('begins on all interfaces with a certificate', async () => {
    const server = await serve('0.0.0.0', { key: own.key, cert: own.certificate });
    expect(server.url).toMatch(/^https:/);
    await server.stop();
  });

  test.each<[string, Partial<ServerTls>, RegExp]>([
    ['the key of another', { key: other.key }, /no key of its certificate/],
    ['no key', { key: 'x' }, /no private key in PEM/],
    ['no certificate', { cert: 'x' }, /its own certificate is of no use/],
    ['an expired certificate', { key: expired.key, cert: expired.certificate }, /expired on/],
    ['clients of which one is none', { clients: [other.certificate, 'x'] }, /certificate 2 of its clients/],
  ])('refuses %s at its start', (_, change, reason) => {
    expect(() => prepareTls({ key: own.key, cert: own.certificate, ...change })).toThrow(reason);
  });
});

test.each<[string, boolean]>([
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['localhost', true],
  ['::1', true],
  ['[::1]', true],
  ['127.0.0.1.example', false],
  ['localhost.example', false],
  ['::', false],
  ['0.0.0.0', false],
])('%s is this machine alone: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
