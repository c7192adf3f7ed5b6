import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deploySystem } from '@istsi/integration';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from './run-command.ts';

// Three Super Admins on machines of their own, two of whom decide, an hour later.

const directory = mkdtempSync(join(tmpdir(), 'istsi-governance-'));
const file = (name: string) => join(directory, name);
const people = {
  anna: Keypair.random(),
  bert: Keypair.random(),
  cleo: Keypair.random(),
  officer: Keypair.random(),
  guardian: Keypair.random(),
  stranger: Keypair.random(),
  deployer: Keypair.random(),
  otherDeployer: Keypair.random(),
};
type Person = keyof typeof people;
const address = (who: Person) => people[who].publicKey();

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ testControls: true });
  const { rpcUrl, networkPassphrase, friendbotUrl } = sandbox;
  const manifest = await deploySystem({
    ...{ rpcUrl, networkPassphrase, friendbotUrl, deployer: people.deployer },
    superAdmin: address('anna'),
    furtherSuperAdmins: [address('bert'), address('cleo')],
    governance: { threshold: 2, delay: 3_600n, expiry: 86_400n },
    operators: [Keypair.random().publicKey()],
    complianceOfficers: [address('officer')],
    custodians: [Keypair.random().publicKey(), Keypair.random().publicKey()],
    threshold: 2,
    accounts: [address('guardian'), address('stranger'), address('otherDeployer')],
  });
  writeFileSync(file('manifest.json'), JSON.stringify(manifest));
  for (const [name, key] of Object.entries(people)) {
    const text = name === 'bert' ? `${key.secret()}\n` : JSON.stringify({ superAdmin: key.secret() });
    writeFileSync(file(name), text);
  }
});
afterAll(async () => {
  await sandbox?.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function istsi(by: Person | undefined, ...args: string[]): Promise<Record<string, unknown>> {
  const where = ['--network', sandbox.rpcUrl, '--manifest', file('manifest.json')];
  const key = by === undefined ? [] : ['--key', file(by)];
  const { exit, stdout } = await runCommand([...args, ...where, ...key, '--json', '--data-dir', directory]);
  return { exit, ...(JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as object) };
}

async function advanceTime(seconds: number): Promise<void> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sandbox_advanceTime', params: { seconds } });
  await fetch(sandbox.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

/** Two of the three, and the hour. */
async function decide(id: number): Promise<void> {
  for (const by of ['anna', 'cleo'] as const) {
    expect(await istsi(by, 'governance', 'approve', String(id))).toMatchObject({ exit: 0 });
  }
  await advanceTime(3_601);
  const executed = await istsi('bert', 'governance', 'execute', String(id));
  expect(executed).toMatchObject({ exit: 0, standing: 'executed' });
}

describe('istsi governance', { timeout: 300_000 }, () => {
  test('carries a role from proposal to execution, by two of three, with the countdown shown', async () => {
    const proposed = await istsi('anna', 'governance', 'propose', 'GrantRole', address('guardian'), 'Guardian');
    expect(proposed).toMatchObject({ exit: 0, action: 'GrantRole', standing: 'needs-approvals', approvals_missing: 2 });
    expect(proposed.description).toBe(`${address('guardian')} is given the role Guardian`);
    const id = String(proposed.id);
    expect(await istsi('anna', 'governance', 'approve', id)).toMatchObject({ exit: 0, approvals_missing: 1 });
    const early = await istsi('bert', 'governance', 'execute', id);
    expect(early).toMatchObject({
      exit: 1,
      message: expect.stringMatching(/needs 1 more approval of 2.*nothing was sent/),
    });
    const counting = await istsi('bert', 'governance', 'approve', id);
    expect(counting).toMatchObject({ exit: 0, standing: 'waiting' });
    expect(counting.executable_in_seconds).toBeGreaterThan(3_500);
    const listed = await istsi(undefined, 'governance', 'list');
    expect(listed).toMatchObject({ exit: 0, threshold: 2, delay_seconds: 3_600, proposals: [{ standing: 'waiting' }] });
    expect(listed.super_admins).toHaveLength(3);
    const waits = await istsi('cleo', 'governance', 'execute', id);
    expect(waits).toMatchObject({ exit: 1, message: expect.stringMatching(/can be executed in (1 h|59 min)/) });
    await advanceTime(3_601);
    expect(await istsi('cleo', 'governance', 'execute', id)).toMatchObject({ exit: 0, standing: 'executed' });
    expect(await istsi(undefined, 'governance', 'list')).toMatchObject({ proposals: [] });
  });

  test('changes a setting of another contract, and takes back what was proposed', async () => {
    const account = address('stranger');
    const args = ['kyc-registry', 'set_exempt', account, 'true', 'a treasury'];
    const proposed = await istsi('bert', 'governance', 'administer', ...args);
    expect(proposed).toMatchObject({ exit: 0, action: 'Administer' });
    expect(proposed.description).toMatch(/^kyc-registry \(C[A-Z2-7]+\)\.set_exempt\(G[A-Z2-7]+, true, a treasury\)$/);
    const cancelled = await istsi('bert', 'governance', 'cancel', String(proposed.id));
    expect(cancelled).toMatchObject({ exit: 0, standing: 'cancelled' });
    const late = await istsi('anna', 'governance', 'approve', String(proposed.id));
    expect(late).toMatchObject({ exit: 1, message: expect.stringMatching(/is cancelled.*nothing was sent/) });
  });

  test.each<[string, Person | undefined, string[], RegExp]>([
    ['the key of a stranger', 'stranger', ['propose', 'Resume'], /is no Super Admin of the router .* nothing was sent/],
    ['no key at all', undefined, ['approve', '1'], /There is no Super Admin's key/],
    ['a role that is none', 'anna', ['propose', 'GrantRole', address('cleo'), 'King'], /expected one of .* not King/],
    ['a proposal that nobody made', 'anna', ['approve', '77'], /there is no proposal 77/],
  ])('refuses %s and sends nothing', async (_, by, args, message) => {
    expect(await istsi(by, 'governance', ...args)).toMatchObject({ exit: 1, message: expect.stringMatching(message) });
  });
});

describe('istsi pause and istsi resume', { timeout: 300_000 }, () => {
  test('one stops it, two let it run after the countdown, and then it takes two to stop it again', async () => {
    expect(await istsi('anna', 'resume')).toMatchObject({ exit: 0, done: true, paused: false });
    expect(await istsi('officer', 'pause', 'a fire drill')).toMatchObject({ exit: 0, paused: true, running: [] });

    const first = await istsi('anna', 'resume');
    expect(first).toMatchObject({ exit: 1, done: false, did: ['proposed', 'approved'], approvals_missing: 1 });
    expect(await istsi('anna', 'resume')).toMatchObject({ exit: 1, id: first.id, did: [] });
    expect(await istsi('bert', 'resume')).toMatchObject({
      exit: 1,
      id: first.id,
      did: ['approved'],
      standing: 'waiting',
    });
    await advanceTime(3_601);
    expect(await istsi('cleo', 'resume')).toMatchObject({ exit: 0, id: first.id, done: true, did: ['executed'] });

    const alone = await istsi('officer', 'pause', 'another drill');
    expect(alone).toMatchObject({
      exit: 1,
      message: expect.stringMatching(/nothing is stopped yet.*takes two.*asked for/),
    });
    expect(await istsi('bert', 'resume')).toMatchObject({ paused: false });
    const again = await istsi('officer', 'pause', 'another drill');
    expect(again).toMatchObject({ exit: 1, message: expect.stringMatching(/nothing is stopped yet/) });
    expect(await istsi('guardian', 'pause', 'so do I')).toMatchObject({ exit: 0, paused: true });
    const { id } = await istsi('anna', 'resume');
    expect(await istsi('bert', 'governance', 'approve', String(id))).toMatchObject({ exit: 0 });
    await advanceTime(3_601);
    expect(await istsi('bert', 'resume')).toMatchObject({ exit: 0, done: true });
  });

  test('a decision by another route is executed by number', async () => {
    const { id } = await istsi('anna', 'governance', 'propose', 'RevokeRole', address('guardian'), 'Guardian');
    await decide(id as number);
  });
});

describe('istsi exchange open', { timeout: 300_000 }, () => {
  const reporters = Array.from({ length: 3 }, () => Keypair.random().publicKey());
  const plan = {
    ...{ reporters, token: { name: 'Digital Dollar', symbol: 'DUSD', decimals: 7, cap: '1000000' } },
    inventory: { minter: address('anna'), amount: '1000' },
  };
  const open = async (by: Person | undefined, change: object = {}, ...args: string[]) => {
    writeFileSync(file('plan.json'), JSON.stringify({ ...plan, ...change }));
    return await istsi(by, 'exchange', 'open', file('plan.json'), ...args);
  };
  const waits = (one: object, ...others: object[]) => ({
    ...{ exit: 1, state: 'waiting' },
    waits: [one, ...others].map((proposal) => expect.objectContaining({ proposal: expect.objectContaining(proposal) })),
  });
  const needs = { standing: 'needs-approvals', approvals_missing: 1 };
  const counts = { standing: 'waiting' };

  test('says what it would take, and sends nothing', async () => {
    const shown = await open(undefined, {}, '--dry-run');
    expect(shown).toMatchObject({ exit: 0, dry_run: true, oracle: expect.stringMatching(/^C/) });
    const steps = shown.steps as { what: string; state: string }[];
    expect(steps.map(({ state }) => state)).toEqual(Array(7).fill('to-do'));
    expect(steps.at(-1)?.what).toBe(`minting DUSD into the inventory, by ${address('anna')}`);
    const mintedByNobody = { inventory: { minter: address('stranger'), amount: '1' } };
    expect(await open(undefined, mintedByNobody, '--dry-run')).toMatchObject({
      exit: 1,
      message: expect.stringMatching(/is no Super Admin of the router .* nothing was sent/),
    });
  });

  test.each<[string, Person, RegExp]>([
    ['the key of a stranger', 'stranger', /is no Super Admin/],
    ['nobody who pays', 'anna', /fungible-token and price-oracle are not on the network yet.*nothing was sent/],
  ])('refuses %s', async (_, by, message) => {
    expect(await open(by)).toMatchObject({ exit: 1, message: expect.stringMatching(message) });
  });

  test('lets nobody vote for an oracle that somebody else put where the planned one is to be', async () => {
    const deployer = address('otherDeployer');
    const theirs = { deployer, reporters: Array.from({ length: 3 }, () => Keypair.random().publicKey()) };
    const payer = ['--payer', file('otherDeployer.secret')];
    writeFileSync(file('otherDeployer.secret'), people.otherDeployer.secret());
    expect(await open('anna', theirs, ...payer)).toMatchObject(waits(needs, needs));
    expect(await open('bert', { deployer })).toMatchObject({
      exit: 1,
      message: expect.stringMatching(/price-oracle .* is one whose reporters is .*nobody was asked to vote/),
    });
  });

  test('carries an exchange through two rounds of votes to its inventory, whoever runs it', async () => {
    writeFileSync(file('deployer.secret'), people.deployer.secret());
    const first = await open('anna', {}, '--payer', file('deployer.secret'));
    expect(first).toMatchObject({ ...waits(needs, needs), did: expect.arrayContaining(['creating price-oracle']) });
    expect(await open('bert')).toMatchObject(waits(counts, counts));
    await advanceTime(3_601);
    expect(await open('cleo')).toMatchObject(waits(needs, needs));
    expect(await open('bert')).toMatchObject(waits(counts, counts));
    await advanceTime(3_601);
    // Whose quota it is not, mints nothing.
    expect(await open('cleo')).toMatchObject({ exit: 1, state: 'waiting', waits: [{ state: 'to-do' }] });
    expect(await open('anna')).toMatchObject({ exit: 0, state: 'open', did: [expect.stringMatching(/^minting DUSD/)] });
    expect(await open('cleo')).toMatchObject({ exit: 0, state: 'open', did: [], oracle: first.oracle });
  });

  test('leaves one alone that is open and not as planned', async () => {
    expect(await open('anna', { exchange: { feeBps: 50 } })).toMatchObject({
      exit: 1,
      message: expect.stringMatching(/open already, and not as planned: fee_bps is 30, not 50\. Nothing was sent/),
    });
  });
});
