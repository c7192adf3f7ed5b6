import fs from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { openBitcoinNode } from '@istsi/bitcoin-custody';
import { contractSpec } from '@istsi/contracts';
import {
  canonicalText,
  type Mismatch,
  type PublishedFile,
  publishedFiles,
  type Verification,
  verifyReserves,
} from '@istsi/reserves';
import type { PublishedVerification } from '@istsi/reserves/files';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runInBrowser } from './browser-bundle.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let directory: string;
let proofId: string;

beforeAll(async () => {
  world = await startWorld({ proofs: {} });
  const [alice, bob] = [await world.createUser(), await world.createUser()];
  const outpoints = await world.bitcoin.pay([alice.depositAddress, 150_000n], [bob.depositAddress, 70_001n]);
  await world.bitcoin.mine(3);
  for (const outpoint of outpoints) await world.waitFor(outpoint, 'minted');
  const outcome = await world.services.proveReserves();
  if (outcome.state !== 'published') throw new Error(`${outcome.state}: ${outcome.reason}`);
  directory = outcome.directory;
  proofId = outcome.proof.id;
});
afterAll(async () => await world?.stop());

const textOf = (name: PublishedFile): string => fs.readFileSync(path.join(directory, name), 'utf8');

/** As a stranger: nothing but the files, a Bitcoin node and a Stellar RPC. */
async function verify(change: Partial<Record<PublishedFile, string | undefined>> = {}): Promise<Verification> {
  return await verifyReserves({
    read: async (name) => (name in change ? change[name] : textOf(name)),
    bitcoin: (network) => openBitcoinNode({ rpcUrl: world.networks.bitcoinUrl }, network),
    stellar: { rpcUrl: world.sandbox.rpcUrl, reserveSpec: contractSpec('reserve-manager') },
  });
}
const codesOf = (mismatches: readonly Mismatch[]): string[] => [...new Set(mismatches.map(({ code }) => code))];

describe('a proof of reserves', { timeout: 120_000 }, () => {
  test('verifies from its files, a Bitcoin node and a Stellar RPC alone', async () => {
    const { mismatches, statement, bitcoin, stellar } = await verify();
    expect(mismatches).toEqual([]);
    expect(statement).toMatchObject({
      reserves: { outputs: 2, total_sats: '220001' },
      liabilities: { supply_sats: '220001', owed_sats: '0', off_chain: null },
      reserve_ratio_bps: '10000',
    });
    expect(bitcoin).toMatchObject({ provenSats: 220_001n, quorums: new Map([['2 of 3', 2]]), spentSince: 0 });
    expect(stellar).toEqual({ isLatest: true, threshold: 2, custodians: 3 });
  });

  test('shows in a browser, without Node and without a node, what its files show by themselves', async () => {
    const browser = await runInBrowser('@istsi/reserves/files');
    const verifyIn = async (change: Partial<Record<PublishedFile, string>> = {}) => {
      browser.texts = { ...Object.fromEntries(publishedFiles.map((name) => [name, textOf(name)])), ...change };
      const found: Promise<PublishedVerification> = new Script(
        'bundled.verifyPublished(async (name) => texts[name])',
      ).runInContext(browser);
      return await found;
    };
    expect(new Script('[typeof Buffer, typeof process, typeof require].join()').runInContext(browser)).toBe(
      'undefined,undefined,undefined',
    );
    const { mismatches, statement, signatures } = await verifyIn();
    expect([...mismatches]).toEqual([]);
    expect(statement?.reserves.total_sats).toBe('220001');
    expect(signatures?.provenSats).toBe(220_001n);
    expect(signatures?.quorums.get('2 of 3')).toBe(2);

    const transactions = JSON.parse(textOf('transactions.json'));
    const [first] = transactions.transactions;
    // A byte of the first signature's r.
    const at = first.indexOf('30440220') + 12;
    const spoiled = `${first.slice(0, at)}${first.slice(at, at + 2) === '00' ? '01' : '00'}${first.slice(at + 2)}`;
    transactions.transactions[0] = spoiled;
    const forged = await verifyIn({ 'transactions.json': canonicalText(transactions) });
    expect(codesOf([...forged.mismatches])).toEqual(['signature']);
    const longer = await verifyIn({ 'outputs.json': textOf('outputs.json').replace('150000', '150001') });
    expect(codesOf([...longer.mismatches])).toContain('file-hash');
    expect(codesOf([...longer.mismatches])).toContain('signature');
  });

  test('is listed, and served file by file', async () => {
    expect(await world.services.proofs(10)).toMatchObject([{ id: proofId, outputs: 2, totalSats: 220_001n }]);
    expect((await world.services.proof('latest'))?.stellarTx).toMatch(/^[0-9a-f]{64}$/);
    for (const name of publishedFiles) expect(await world.services.proofFile('latest', name)).toBe(textOf(name));
    expect(await world.services.proofFile('latest', '../policy-0.log')).toBeUndefined();
    expect(await world.services.proofFile('..', 'statement.json')).toBeUndefined();
    expect(fs.readdirSync(path.dirname(directory))).toEqual([proofId]);
  });

  test('is caught with any field of any file changed, or any file missing', async () => {
    const unnoticed: string[] = [];
    let forgeries = 0;
    for (const name of publishedFiles) {
      for (const [where, text] of forgeriesOf(name, textOf(name))) {
        forgeries++;
        if ((await verify({ [name]: text })).mismatches.length === 0) unnoticed.push(`${name} ${where}`);
      }
      expect(codesOf((await verify({ [name]: undefined })).mismatches)).toContain('file-missing');
    }
    expect(unnoticed).toEqual([]);
    expect(forgeries).toBeGreaterThan(60);
  });
});

/** The file with each of its values changed in turn, one at a time; written as the forger of a whole set would. */
function* forgeriesOf(name: PublishedFile, text: string): Generator<[where: string, text: string]> {
  if (name === 'stellar.toml') {
    for (const [i, line] of text.trimEnd().split('\n').entries()) yield [`line ${i}`, text.replace(line, `${line} #`)];
    return;
  }
  for (const at of leavesOf(JSON.parse(text) as unknown)) {
    for (const forged of changesOf(valueAt(JSON.parse(text), at))) {
      const changed = JSON.parse(text) as object;
      const parent = valueAt(changed, at.slice(0, -1)) as Record<string, unknown>;
      parent[at.at(-1) ?? ''] = forged;
      yield [`${at.join('.')} = ${String(forged).slice(0, 20)}`, canonicalText(changed)];
    }
  }
}

function leavesOf(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([key, one]) => leavesOf(one, [...at, key]));
}

const valueAt = (value: unknown, at: readonly string[]): unknown =>
  at.reduce((inner, key) => (inner as Record<string, unknown>)[key], value);

function changesOf(value: unknown): unknown[] {
  if (typeof value === 'number') return [value + 1];
  if (typeof value !== 'string') return [{ accounts: 1, sum_sats: '0', root: '0'.repeat(64) }];
  if (/^\d+$/.test(value)) return [String(BigInt(value) + 1n)];
  const middle = value.length >> 1;
  const other = value[middle] === '0' ? '1' : '0';
  return [`${value.slice(0, middle)}${other}${value.slice(middle + 1)}`];
}
