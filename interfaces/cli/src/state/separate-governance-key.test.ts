import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DataDirectory, dataDirectory } from './data-directory.ts';
import { loadOrCreateKeys } from './generate-keys.ts';
import { readGovernanceKey } from './governance-key.ts';
import { readKeys } from './keys.ts';
import { separateGovernanceKey } from './separate-governance-key.ts';

let root: string;
let directory: DataDirectory;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'istsi-keys-'));
  directory = dataDirectory(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const seed = Keypair.random();

/** What a start of before left: one file with every key, and the services' copy of it. */
function leaveFormerFiles(): { deployer: string } {
  const keys = loadOrCreateKeys(directory, 3);
  rmSync(directory.governance);
  const former = { ...keys, stellar: { ...keys.stellar, superAdmin: seed.secret() } };
  writeFileSync(directory.keys, JSON.stringify(former));
  writeFileSync(directory.services, JSON.stringify({ databaseUrl: 'x', keys: former.stellar }));
  return keys.stellar;
}

const filesWith = (secret: string): string[] =>
  readdirSync(root).filter((name) => readFileSync(join(root, name), 'utf8').includes(secret));

describe('on a fresh machine', () => {
  test('governance’s key is in a file of its own, for the owner’s eyes', () => {
    const keys = loadOrCreateKeys(directory, 3);
    const governance = readGovernanceKey(directory.governance);
    expect(keys.stellar.superAdmin).toBe(governance?.publicKey());
    expect(filesWith(governance!.secret())).toEqual(['governance.json']);
    expect(statSync(directory.governance).mode & 0o777).toBe(0o600);
  });

  test('a key that an interrupted start left is kept', () => {
    loadOrCreateKeys(directory, 3);
    const governance = readGovernanceKey(directory.governance);
    rmSync(directory.keys);
    expect(loadOrCreateKeys(directory, 3).stellar.superAdmin).toBe(governance?.publicKey());
  });
});

describe('a directory of before', () => {
  test('keeps every key, and has the Super Admin’s in its own file alone', () => {
    const { deployer } = leaveFormerFiles();
    separateGovernanceKey(directory);
    expect(filesWith(seed.secret())).toEqual(['governance.json']);
    expect(readGovernanceKey(directory.governance)?.secret()).toBe(seed.secret());
    expect(readKeys(directory.keys)?.stellar).toMatchObject({ deployer, superAdmin: seed.publicKey() });
    expect(JSON.parse(readFileSync(directory.services, 'utf8'))).toMatchObject({
      databaseUrl: 'x',
      keys: { deployer },
    });
  });

  test('that a crash left between the two writes ends the same', () => {
    leaveFormerFiles();
    const before = readFileSync(directory.keys);
    separateGovernanceKey(directory);
    writeFileSync(directory.keys, before);
    separateGovernanceKey(directory);
    expect(filesWith(seed.secret())).toEqual(['governance.json']);
  });

  test('is read as what it becomes, before anything was written', () => {
    leaveFormerFiles();
    expect(readKeys(directory.keys)?.stellar.superAdmin).toBe(seed.publicKey());
  });

  test('beside another governance key is refused, and nothing is written over', () => {
    leaveFormerFiles();
    const other = Keypair.random().secret();
    writeFileSync(directory.governance, JSON.stringify({ superAdmin: other }));
    expect(() => separateGovernanceKey(directory)).toThrow(/another Super Admin's key .* Nothing was changed/);
    expect(filesWith(seed.secret())).toEqual(['keys.json', 'services.json']);
    expect(filesWith(other)).toEqual(['governance.json']);
  });

  test('that was separated is left alone, and does without the key', () => {
    leaveFormerFiles();
    separateGovernanceKey(directory);
    rmSync(directory.governance);
    separateGovernanceKey(directory);
    expect(loadOrCreateKeys(directory, 3).stellar.superAdmin).toBe(seed.publicKey());
    expect(readdirSync(root)).not.toContain('governance.json');
  });
});
