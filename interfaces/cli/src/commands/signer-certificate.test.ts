import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { readServerTls } from '../system/certificates.ts';
import { signerCertificate } from './signer-certificate.ts';

const directory = mkdtempSync(join(tmpdir(), 'istsi-certificate-'));
const before = process.cwd();
beforeAll(() => process.chdir(directory));
afterAll(() => {
  process.chdir(before);
  rmSync(directory, { recursive: true });
});

/** What the command prints, as programs read it. */
async function make(name: string, options: { host?: string[]; days: number }): Promise<unknown> {
  let printed: unknown;
  const same = (text: string): string => text;
  const context = { colours: { faint: same }, print: (_: string, fields: object) => (printed = fields) };
  await signerCertificate(name, options)(context as unknown as Context);
  return printed;
}

test('makes a key that its owner alone reads, and a certificate to give away', async () => {
  expect(await make('signer-1', { host: ['10.0.0.7'], days: 30 })).toMatchObject({
    step: 'signer-certificate',
    key: 'signer-1.key',
    certificate: 'signer-1.crt',
  });
  expect(statSync('signer-1.key').mode & 0o777).toBe(0o600);
  const certificate = new X509Certificate(readFileSync('signer-1.crt'));
  expect(certificate.checkIP('10.0.0.7')).toBe('10.0.0.7');
  const tls = readServerTls({ key: 'signer-1.key', certificate: 'signer-1.crt', clients: ['signer-1.crt'] });
  expect(tls.clients).toEqual([tls.cert]);
});

test('never writes over what is there, nor leaves half of it', async () => {
  writeFileSync('signer-2.crt', 'known to the other side');
  await expect(make('signer-2', { days: 30 })).rejects.toThrow(/signer-2\.crt/);
  expect(readFileSync('signer-2.crt', 'utf8')).toBe('known to the other side');
  expect(() => statSync('signer-2.key')).toThrow();
});

test.each(['../signer', 'a/b', '', 'x'.repeat(65)])('refuses the name "%s"', async (name) => {
  await expect(make(name, { days: 30 })).rejects.toThrow(/letters/);
});

test('a file that is not there is named', () => {
  expect(() => readServerTls({ key: 'none.key', certificate: 'none.crt', clients: [] })).toThrow(/none\.key/);
});
