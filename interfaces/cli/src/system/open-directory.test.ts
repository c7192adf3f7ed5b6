import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keypair } from '@stellar/stellar-sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { beforeAnythingRuns, harm } from '../../test/damage.ts';
import { describeError } from '../errors.ts';
import { findOrphans } from '../processes/process-record.ts';
import { type DataDirectory, dataDirectory, prepareDataDirectory } from '../state/data-directory.ts';
import { loadOrCreateKeys } from '../state/generate-keys.ts';
import { writeJsonFile } from '../state/json-file.ts';
import { everythingHere } from '../state/judge-start.ts';
import { choosePorts } from '../state/ports.ts';
import { openDirectory } from './open-directory.ts';

const SIGNERS = 3;
let root: string;
let directory: DataDirectory;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'istsi-damage-'));
  directory = dataDirectory(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The files of a system that was deployed, as far as anything is read before its parts run. */
function deployed(): void {
  prepareDataDirectory(directory, SIGNERS);
  const keys = loadOrCreateKeys(directory, SIGNERS);
  writeManifest(Keypair.fromSecret(keys.stellar.deployer).publicKey());
  writeJsonFile(directory.custody, { descriptors: ['wsh(…)'], custodians: ['G…'] });
  writeJsonFile(directory.ports, {});
  writeJsonFile(directory.processes, []);
  writeJsonFile(directory.services, {});
  for (let number = 1; number <= SIGNERS; number += 1) {
    const { config, keystore, journal } = directory.signer(number);
    writeJsonFile(config, {});
    for (const file of [keystore, journal]) writeFileSync(file, 'kept');
  }
  prepareDataDirectory({ ...directory, bitcoin: directory.database }, 0);
  writeFileSync(join(directory.database, 'location'), '/somewhere');
  writeFileSync(join(directory.stellar, 'ledgers-0000000001.log'), 'ledgers');
  writeFileSync(join(directory.bitcoin, 'journal.log'), 'blocks');
}

function writeManifest(deployer: string): void {
  const contract = { id: 'C…', wasmHash: '' };
  const names = ['integration-router', 'kyc-registry', 'istsi-token', 'reserve-manager'];
  const contracts = Object.fromEntries(names.map((name) => [name, contract]));
  writeJsonFile(directory.manifest, { networkPassphrase: '', deployer, label: 'main', contracts });
}

/** Every file below a directory with what is in it. */
function contents(at: string, prefix = ''): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(at, { withFileTypes: true }).map((entry) => {
      const path = join(at, entry.name);
      if (entry.isDirectory()) return contents(path, `${prefix}${entry.name}/`);
      return { [prefix + entry.name]: entry.isFile() ? readFileSync(path, 'latin1') : 'no file' };
    }),
  ) as Record<string, string>;
}

/** What a start does before it runs any part: the outcome, and everything that it said. */
async function begin(): Promise<{ outcome: string; said: string }> {
  const said: string[] = [];
  const say = (text: string) => said.push(text);
  try {
    prepareDataDirectory(directory, SIGNERS);
    findOrphans(directory.processes, say);
    const { remarks } = openDirectory(directory, everythingHere(SIGNERS), say);
    await choosePorts(directory.ports, {}, say);
    said.push(...remarks.map(({ path, text }) => `${path} ${text}`));
    return { outcome: said.length === 0 ? 'starts' : 'degraded', said: said.join('\n') };
  } catch (error) {
    return { outcome: 'refuses', said: describeError(error) };
  }
}

/** Folders that are made at every start, and files that only remember. */
const MADE_AGAIN = /^(ports|processes)\.json/;

describe('a data directory in which', () => {
  test.each(beforeAnythingRuns.map((each) => ({ ...each, name: `${each.path} is ${each.how}` })))(
    '$name: a start $outcome',
    async ({ path, how, ...expected }) => {
      deployed();
      harm(root, path, how);
      const before = contents(root);
      const { outcome, said } = await begin();
      expect({ outcome, said }).toEqual({
        outcome: expected.outcome,
        said: 'says' in expected ? expect.stringMatching(expected.says) : '',
      });
      if (outcome === 'refuses') expect(said.split('\n')).toHaveLength(1);
      // Whatever was there is there still, under its name or beside it.
      const after = Object.values(contents(root));
      for (const [name, text] of Object.entries(before)) {
        if (!MADE_AGAIN.test(name)) expect(after, name).toContain(text);
      }
    },
  );

  test('nothing is: everything is made', async () => {
    expect(await begin()).toEqual({ outcome: 'starts', said: '' });
    expect(existsSync(directory.keys)).toBe(true);
  });

  test('a first start was interrupted: it goes on', async () => {
    prepareDataDirectory(directory, SIGNERS);
    loadOrCreateKeys(directory, SIGNERS);
    writeFileSync(directory.signer(1).keystore, 'kept');
    writeFileSync(directory.signer(1).journal, 'kept');
    writeFileSync(join(directory.stellar, 'ledgers-0000000001.log'), 'ledgers');
    expect(await begin()).toEqual({ outcome: 'starts', said: '' });
  });

  test.each([
    ['a ledger', (at: DataDirectory) => join(at.stellar, 'ledgers-0000000001.log')],
    ['blocks', (at: DataDirectory) => join(at.bitcoin, 'journal.log')],
    ['a keystore', (at: DataDirectory) => at.signer(3).keystore],
    ['a policy log', (at: DataDirectory) => at.signer(2).journal],
    ['a custody', (at: DataDirectory) => at.custody],
  ])('there is %s, and no keys: none are made', async (_, file) => {
    prepareDataDirectory(directory, SIGNERS);
    writeFileSync(file(directory), 'kept');
    expect(await begin()).toMatchObject({ outcome: 'refuses', said: expect.stringMatching(/keys\.json is missing/) });
    expect(existsSync(directory.keys)).toBe(false);
  });

  test('custody and a keystore are missing: no keystore is made in its place', async () => {
    deployed();
    rmSync(directory.custody);
    rmSync(directory.signer(2).keystore);
    const { outcome, said } = await begin();
    expect({ outcome, said }).toEqual({
      outcome: 'refuses',
      said: expect.stringMatching(/custody\.json is missing, and so is .*signer-2\/keystore\.json/),
    });
  });

  test.each([
    ['the manifest', () => writeManifest(Keypair.random().publicKey())],
    [
      'the keys',
      () => {
        rmSync(directory.keys);
        const other = mkdtempSync(join(tmpdir(), 'istsi-other-'));
        loadOrCreateKeys(dataDirectory(other), SIGNERS);
        writeFileSync(directory.keys, readFileSync(join(other, 'keys.json')));
        rmSync(other, { recursive: true });
      },
    ],
  ])('%s are of another system: a start refuses', async (_, replace) => {
    deployed();
    replace();
    const { outcome, said } = await begin();
    expect(outcome).toBe('refuses');
    expect(said).toMatch(/manifest\.json is of another system.*deployer.*keys\.json/);
  });

  test('keys.json knows two signers: a start refuses', async () => {
    deployed();
    rmSync(directory.keys);
    loadOrCreateKeys(directory, 2);
    const { outcome, said } = await begin();
    expect({ outcome, said }).toEqual({ outcome: 'refuses', said: expect.stringMatching(/keys of 2 signers/) });
  });
});

describe('a data directory that cannot be made', () => {
  test.each([
    ['where the system takes none', '/proc/none/here', /\/proc\/none cannot be made/],
    ['below a file', '', /file cannot be made: a file is where a directory is needed/],
    ['behind a link to nowhere', '', /link cannot be made: a file is where a directory is needed/],
  ])('%s is refused at once', (where, path, message) => {
    writeFileSync(join(root, 'file'), '');
    symlinkSync(join(root, 'nowhere', 'else'), join(root, 'link'));
    const at = path || join(root, where === 'below a file' ? 'file/below' : 'link');
    expect(() => prepareDataDirectory(dataDirectory(at), SIGNERS)).toThrow(message);
  });

  test('others may pass through it, and not look', () => {
    prepareDataDirectory(dataDirectory(join(root, 'new')), SIGNERS);
    expect(statSync(join(root, 'new')).mode & 0o777).toBe(0o711);
  });
});
