import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { networks } from '../networks.ts';
import { accountPath } from './account.ts';
import { createKeystore, openKeystore } from './keystore.ts';

const regtest = networks.regtest;
const passphrase = 'correct horse battery';
// The cheapest cost the format allows: these tests are about the file, not about guessing.
const scryptLogCost = 10;
const seed = new Uint8Array(32).fill(0x5a);

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'istsi-keystore-'));
});
afterAll(() => rm(directory, { recursive: true }));
const at = (name: string) => join(directory, name);

/** For another implementation of ed25519 than the one that signs. */
const ed25519PublicKey = (raw: Uint8Array): KeyObject =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') },
    format: 'jwk',
  });

describe('a keystore', () => {
  test('gives the same account and attestation key each time it is opened', async () => {
    const made = await createKeystore({ path: at('same'), passphrase, scryptLogCost });
    const opened = await openKeystore({ path: at('same'), passphrase });
    expect(await opened.accountKey({ network: regtest })).toEqual(await made.accountKey({ network: regtest }));
    expect(await opened.attestationKey('stellar')).toEqual(await made.attestationKey('stellar'));
  });

  test('restored from a seed has the keys of that seed', async () => {
    const keystore = await createKeystore({ path: at('restored'), passphrase, seed, scryptLogCost });
    const { xpub, origin } = await keystore.accountKey({ network: regtest });
    expect(origin.path).toEqual(accountPath({ network: regtest }));
    expect(xpub).toMatch(/^tpub/);
    const mainnet = await keystore.accountKey({ network: networks.mainnet });
    expect(mainnet.xpub).toMatch(/^xpub/);
    expect(mainnet.origin).toEqual({
      fingerprint: origin.fingerprint,
      path: accountPath({ network: networks.mainnet }),
    });
  });

  test('has another account for every kind and epoch', async () => {
    const keystore = await createKeystore({ path: at('epochs'), passphrase, seed, scryptLogCost });
    const options = [{}, { kind: 'tr' as const }, { epoch: 1 }, { kind: 'tr' as const, epoch: 1 }];
    const keys = await Promise.all(options.map((option) => keystore.accountKey({ network: regtest, ...option })));
    expect(new Set(keys.map((key) => key.xpub)).size).toBe(4);
  });

  test('attests with a separate key for every label, and gives away the public half only', async () => {
    const keystore = await createKeystore({ path: at('labels'), passphrase, seed, scryptLogCost });
    const hash = createHash('sha256').update('what is attested').digest();
    const labels = ['stellar', 'stellar/1'];
    const keys = await Promise.all(labels.map((label) => keystore.attestationKey(label)));
    const signatures = await Promise.all(labels.map((label) => keystore.signAttestation(label, hash)));
    const valid = signatures.map((signature) =>
      keys.map((key) => verify(null, hash, ed25519PublicKey(key), signature)),
    );
    expect(valid).toEqual([
      [true, false],
      [false, true],
    ]);
    await expect(keystore.attestationKey('Not a label')).rejects.toMatchObject({ code: 'keystore/label' });
    const short = keystore.signAttestation('stellar', hash.subarray(1));
    await expect(short).rejects.toMatchObject({ code: 'keystore/hash', context: { bytes: 31 } });
  });

  test('is readable by its owner only, and leaves no other file', async () => {
    await createKeystore({ path: at('private'), passphrase, scryptLogCost });
    expect((await stat(at('private'))).mode & 0o777).toBe(0o600);
    expect((await readdir(directory)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  test('does not hold the seed in the clear', async () => {
    await createKeystore({ path: at('sealed'), passphrase, seed, scryptLogCost });
    expect(await readFile(at('sealed'), 'utf8')).not.toContain('5a5a5a5a');
  });

  test('forgets its seed when closed', async () => {
    const keystore = await createKeystore({ path: at('closed'), passphrase, seed, scryptLogCost });
    keystore.close();
    await expect(keystore.accountKey({ network: regtest })).rejects.toMatchObject({ code: 'keystore/closed' });
    await expect(keystore.attestationKey('stellar')).rejects.toMatchObject({ code: 'keystore/closed' });
  });
});

describe('opening a keystore is refused', () => {
  async function altered(name: string, alter: (file: Record<string, unknown>) => unknown): Promise<string> {
    await createKeystore({ path: at(name), passphrase, scryptLogCost });
    const file = JSON.parse(await readFile(at(name), 'utf8')) as Record<string, unknown>;
    await writeFile(at(name), JSON.stringify(alter(file)));
    return at(name);
  }
  const kdf = (file: Record<string, unknown>) => file.kdf as Record<string, unknown>;

  test.each<[string, () => Promise<string>, string, string]>([
    ['with another passphrase', () => altered('a', (file) => file), 'wrong passphrase', 'keystore/wrong-passphrase'],
    [
      'with a changed ciphertext',
      () => altered('b', (file) => ({ ...file, ciphertext: '00'.repeat(48) })),
      passphrase,
      'keystore/wrong-passphrase',
    ],
    [
      'with a changed cost',
      () => altered('c', (file) => ({ ...file, kdf: { ...kdf(file), logCost: 11 } })),
      passphrase,
      'keystore/wrong-passphrase',
    ],
    [
      'at a cost that would stop the machine',
      () => altered('d', (file) => ({ ...file, kdf: { ...kdf(file), logCost: 40 } })),
      passphrase,
      'keystore/format',
    ],
    ['of a later version', () => altered('e', (file) => ({ ...file, version: 2 })), passphrase, 'keystore/format'],
    ['of another program', () => altered('f', () => ({ format: 'other' })), passphrase, 'keystore/format'],
    ['that is not an object', () => altered('g', () => null), passphrase, 'keystore/format'],
    ['that does not exist', async () => at('nowhere'), passphrase, 'keystore/missing'],
  ])('%s', async (_, prepare, given, code) => {
    await expect(openKeystore({ path: await prepare(), passphrase: given })).rejects.toMatchObject({ code });
  });

  test('that is not JSON', async () => {
    await writeFile(at('text'), 'hello', { mode: 0o600 });
    await expect(openKeystore({ path: at('text'), passphrase })).rejects.toMatchObject({ code: 'keystore/format' });
  });

  test('that others can read', async () => {
    await createKeystore({ path: at('open'), passphrase, scryptLogCost });
    await chmod(at('open'), 0o644);
    await expect(openKeystore({ path: at('open'), passphrase })).rejects.toMatchObject({
      code: 'keystore/permissions',
      context: { mode: '644' },
    });
  });
});

describe('making a keystore is refused', () => {
  test('where one exists, which stays as it was', async () => {
    await createKeystore({ path: at('taken'), passphrase, scryptLogCost });
    const before = await readFile(at('taken'), 'utf8');
    const again = createKeystore({ path: at('taken'), passphrase, scryptLogCost });
    await expect(again).rejects.toMatchObject({ code: 'keystore/exists' });
    expect(await readFile(at('taken'), 'utf8')).toBe(before);
    expect((await readdir(directory)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  test('with a short passphrase or seed', async () => {
    const short = createKeystore({ path: at('short'), passphrase: '1234567', scryptLogCost });
    await expect(short).rejects.toMatchObject({ code: 'keystore/passphrase' });
    const stub = createKeystore({ path: at('stub'), passphrase, seed: new Uint8Array(16), scryptLogCost });
    await expect(stub).rejects.toMatchObject({ code: 'keystore/seed', context: { bytes: 16 } });
  });
});
