import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addChecksum,
  createKeystore,
  createRecoveryFile,
  deriveReclaim,
  formatRecoveryFile,
  LOCK_RANGE,
  multisigDescriptor,
  networks,
  parseTransaction,
  type ReclaimPlace,
} from '@istsi/bitcoin-custody';
import { type Regtest, startRegtest } from '@istsi/bitcoin-regtest';
import { schnorr } from '@noble/curves/secp256k1.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../../test/run-command.ts';

const network = networks.regtest;
const secretKey = new Uint8Array(32).fill(0x41);
const lockBlocks = LOCK_RANGE.least;

let directory: string;
let node: Regtest;
let place: ReclaimPlace;
let files: { plain: string; encrypted: string; passphrase: string };
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'istsi-reclaim-'));
  node = await startRegtest();
  const keystore = await createKeystore({
    path: join(directory, 'key'),
    passphrase: 'a passphrase',
    scryptLogCost: 10,
  });
  const keys = [await keystore.accountKey({ network })];
  const descriptor = multisigDescriptor({ network, threshold: 1, keys });
  place = { descriptor, index: 3, ownerKey: schnorr.getPublicKey(secretKey), lockBlocks };
  const at = (name: string): string => join(directory, name);
  files = { plain: at('plain.json'), encrypted: at('encrypted.json'), passphrase: at('passphrase') };
  const options = { passphrase: 'correct horse battery', scryptLogCost: 10 };
  writeFileSync(files.plain, formatRecoveryFile(await createRecoveryFile(place, secretKey)));
  writeFileSync(files.encrypted, formatRecoveryFile(await createRecoveryFile(place, secretKey, options)));
  writeFileSync(files.passphrase, `${options.passphrase}\n`);
});
afterAll(async () => {
  await node.stop();
  rmSync(directory, { recursive: true });
});

const ask = async (method: string, params: unknown[]): Promise<unknown> => {
  const { username, password, origin } = new URL(node.rpcUrl);
  const headers = { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  const body = JSON.stringify({ id: 1, method, params });
  const response = await fetch(origin, { method: 'POST', headers, body });
  return ((await response.json()) as { result: unknown }).result;
};
const json = ({ stdout }: { stdout: string }): Record<string, string> => JSON.parse(stdout) as Record<string, string>;

test('with the file, the coin and a node of whomever, everything comes back once it is ripe, and not before', async () => {
  const mine = async (blocks: number): Promise<unknown> =>
    await ask('generatetoaddress', [blocks, await ask('getnewaddress', [])]);
  const { address } = deriveReclaim(place);
  await mine(101);
  const txid = (await ask('sendtoaddress', [address, 0.5])) as string;
  const hex = (await ask('getrawtransaction', [txid])) as string;
  await mine(1);
  const to = (await ask('getnewaddress', [])) as string;
  const words = ['reclaim', 'take-back', files.encrypted, '--passphrase-file', files.passphrase, '--to', to, '--json'];

  const early = await runCommand([...words, '--transaction', hex, '--broadcast', node.rpcUrl]);
  expect(early).toMatchObject({ exit: 1, stdout: expect.stringContaining('non-BIP68-final') });
  await mine(lockBlocks - 1);

  const offline = await runCommand([...words, '--transaction', hex]);
  expect(offline).toMatchObject({ exit: 0, stderr: '' });
  expect(json(offline)).toMatchObject({ sent: false, lock_blocks: lockBlocks });
  expect(await ask('getrawmempool', [])).toEqual([]);

  const vout = parseTransaction(Buffer.from(hex, 'hex')).outputs.findIndex((one) => one.amountSats === 50_000_000n);
  const coin = `${txid}:${vout}:50000000`;
  const sent = await runCommand([...words, '--coin', coin, '--fee-rate', '7', '--broadcast', node.rpcUrl]);
  expect(sent).toMatchObject({ exit: 0, stderr: '' });
  expect(await ask('getrawmempool', [])).toEqual([json(sent).txid]);
  await mine(1);
  expect(await ask('gettxout', [json(sent).txid, 0])).toMatchObject({ scriptPubKey: { address: to } });
});

test('a file is shown with what it is of, and without its key', async () => {
  const shown = await runCommand(['reclaim', 'show', files.plain]);
  expect(shown).toMatchObject({ exit: 0, stderr: '' });
  expect(shown.stdout).toContain(deriveReclaim(place).address);
  expect(shown.stdout).toContain('readable: whoever has the file can take the coins');
  expect(shown.stdout).not.toContain(Buffer.from(secretKey).toString('hex'));
});

describe('nothing is signed', () => {
  const coin = `${'ab'.repeat(32)}:0:100000`;
  const to = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
  const taken = (...words: string[]) => ['take-back', ...words, '--to', to];
  test.each<[string, () => string[], RegExp]>([
    ['without a coin', () => taken(files.plain), /name the coins/],
    ['without the passphrase', () => taken(files.encrypted, '--coin', coin), /no passphrase was given/],
    [
      'to an address of another network',
      () => ['take-back', files.plain, '--coin', coin, '--to', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
      /not a Bitcoin address of regtest/,
    ],
    ['for a fee that leaves nothing', () => taken(files.plain, '--coin', `${'ab'.repeat(32)}:0:700`), /leaves .* sats/],
    ['twice the same coin', () => taken(files.plain, '--coin', coin, '--coin', coin), /named twice/],
    [
      'for a transaction that pays something else',
      () =>
        taken(
          files.plain,
          '--transaction',
          `0200000001${'00'.repeat(32)}000000000000000000010000000000000000015100000000`,
        ),
      /no output of that transaction/,
    ],
  ])('%s', async (_, words, message) => {
    const { exit, stdout, stderr } = await runCommand(['reclaim', ...words()]);
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('from a file that is missing or was changed', async () => {
    const changed = join(directory, 'changed.json');
    writeFileSync(
      changed,
      JSON.stringify({ format: 'istsi-reclaim', version: 1, network: 'regtest', descriptor: addChecksum('x') }),
    );
    for (const path of [changed, join(directory, 'nowhere.json')]) {
      const { exit, stderr } = await runCommand(['reclaim', 'show', path]);
      expect(exit).toBe(1);
      expect(stderr).toMatch(/not that of a reclaim address|nowhere.json/);
    }
  });
});
