import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BackupKeys, hashFile, keysOf, openSealed, type SealedName, sealFile } from './sealing.ts';

const directory = mkdtempSync(join(tmpdir(), 'istsi-sealing-'));
const name: SealedName = { number: 7, path: 'signer-1/keystore.json' };
let keys: BackupKeys;
beforeAll(async () => {
  keys = await keysOf('a passphrase of the test', Buffer.alloc(32, 1));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function* inPieces(content: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += 700_001) yield content.subarray(at, at + 700_001);
}

async function read(file: string, as = name, by = keys): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of openSealed(file, as, by)) pieces.push(piece);
  return Buffer.concat(pieces);
}

test.each([0, 1, 3_000_000])('%i bytes come back as they were, and are not to be seen in the file', async (size) => {
  const file = join(directory, `of-${size}`);
  const content = randomBytes(size);
  const { sha256, bytes } = await sealFile(file, name, keys, inPieces(content));
  expect([bytes, await hashFile(file)]).toEqual([size, sha256]);
  expect((await read(file)).equals(content)).toBe(true);
  if (size > 100) expect(readFileSync(file).includes(content.subarray(0, 32))).toBe(false);
});

test('what was changed, cut, renamed, or sealed with another passphrase is refused', async () => {
  const file = join(directory, 'file');
  await sealFile(file, name, keys, inPieces(Buffer.from('S'.repeat(56))));
  const sealed = readFileSync(file);
  const others = await keysOf('another passphrase', Buffer.alloc(32, 1));
  await expect(read(file, { ...name, number: 8 })).rejects.toThrow();
  await expect(read(file, { ...name, path: 'signer-2/keystore.json' })).rejects.toThrow();
  await expect(read(file, name, others)).rejects.toThrow();
  for (const at of [0, 30, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    writeFileSync(file, changed);
    await expect(read(file), String(at)).rejects.toThrow();
  }
  writeFileSync(file, sealed.subarray(0, -1));
  await expect(read(file)).rejects.toThrow();
});
