import { fileURLToPath } from 'node:url';
import {
  builtRelease,
  type ContractName,
  deployedSpecs,
  openContracts,
  type Release,
  releaseIn,
} from '@istsi/contracts';
import { createSubmitter, fundAccount, openNetwork, signEntry, signerOf, wasmHashOf } from '@istsi/soroban-client';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { authorizeEntry, Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  deploySystem,
  type Manifest,
  type Outpoint,
  openGovernance,
  previewUpgrade,
  type UpgradeOutcome,
  type UpgradeStep,
  upgradeSystem,
} from '../src/index.ts';
import { startWorld, type World } from './world.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

const release1 = releaseIn(fileURLToPath(new URL('../../contracts/releases/1', import.meta.url)));

interface Where {
  rpcUrl: string;
  manifest: Manifest;
}

/** One person's `istsi upgrade`, with what its files remember. */
function upgrader({ rpcUrl, manifest }: Where) {
  let isPausedHere = false;
  return async (key: Keypair, change: { release?: Release; onStep?: (step: UpgradeStep) => void } = {}) =>
    await upgradeSystem({
      open: () => openGovernance({ rpcUrl, manifest }),
      key,
      release: change.release ?? builtRelease,
      pausedHere: { read: () => isPausedHere, write: (is) => (isPausedHere = is) },
      ...(change.onStep && { onStep: change.onStep }),
    });
}

async function hashes({ rpcUrl, manifest }: Where): Promise<(string | undefined)[]> {
  const network = openNetwork({ rpcUrl, networkPassphrase: manifest.networkPassphrase });
  return await Promise.all(Object.values(manifest.contracts).map(({ id }) => wasmHashOf(network, id)));
}

const built = (name: ContractName): string => builtRelease(name)!.hash;
const today = ['integration-router', 'kyc-registry', 'istsi-token', 'reserve-manager'] as const;

describe('a system of the first release, with money in it', { timeout: 240_000 }, () => {
  let world: World;
  let where: Where;
  let upgrade: ReturnType<typeof upgrader>;
  const holder = { keypair: Keypair.random(), depositAddress: '' };
  const address = holder.keypair.publicKey();
  let withdrawal: string;

  beforeAll(async () => {
    world = await startWorld({ release: release1 });
    where = { rpcUrl: world.sandbox.rpcUrl, manifest: world.manifest };
    upgrade = upgrader(where);
    await fundAccount(openNetwork(world.sandbox), world.sandbox.friendbotUrl, address);
    await world.officer.register(address, 4);
    const index = await world.contracts.kyc.read('address_index', { user: address });
    holder.depositAddress = world.addressAt(index);
    const [outpoint] = (await world.bitcoin.pay([holder.depositAddress, 300_000n])) as [Outpoint];
    await world.bitcoin.mine(6);
    await depositAsThen(outpoint);
    withdrawal = await world.withdraw(
      { ...holder, address },
      { sats: 100_000n, to: await world.bitcoin.call<string>('getnewaddress') },
    );
  });
  afterAll(() => world?.stop());

  /** As the services of that time asked for it. */
  async function depositAsThen({ txid, vout }: Outpoint): Promise<void> {
    const network = openNetwork(world.sandbox);
    const contracts = openContracts(world.manifest, network, undefined, await deployedSpecs(world.manifest, network));
    const args = {
      caller: world.keys.operator.publicKey(),
      attestors: [0, 1].map((n) => world.signers[n]!.address).sort(),
      ...{ user: address, btc_amount: 300_000n, btc_tx_hash: Buffer.from(txid, 'hex'), btc_vout: vout },
      confirmations: 6,
    } as never;
    const outcome = await createSubmitter({ network, channels: [world.keys.deployer] }).submit({
      invoke: contracts.router.invocation('execute_bitcoin_deposit', args),
      authorize: async (entry, { validUntilLedger, networkPassphrase }) => {
        const signer = world.signers.findIndex((each) => each.address === signerOf(entry));
        if (signer < 0) return await signEntry(entry, world.keys.operator, validUntilLedger, networkPassphrase);
        const keystore = world.custody.keystores[signer]!;
        const sign = (_: unknown, hash: Uint8Array) => keystore.signAttestation('stellar', hash);
        return await authorizeEntry(entry, sign as never, validUntilLedger, networkPassphrase);
      },
    });
    if (outcome.status !== 'success') throw new Error(JSON.stringify(outcome));
  }

  test('runs with today’s services, and is found as it is by a deployment of today’s build', async () => {
    expect(await world.services.status()).toMatchObject({
      stellar: { ok: true },
      bitcoin: { ok: true },
      paused: false,
    });
    expect(await world.balance(address)).toBe(200_000n);
    const { rpcUrl, networkPassphrase, friendbotUrl } = world.sandbox;
    const before = await hashes(where);
    const manifest = await deploySystem({
      ...{ rpcUrl, networkPassphrase, friendbotUrl, deployer: world.keys.deployer },
      superAdmin: world.keys.superAdmin.publicKey(),
      operators: [world.keys.operator.publicKey()],
      complianceOfficers: [world.keys.complianceOfficer.publicKey()],
      custodians: world.signers.map((each) => each.address),
      threshold: 2,
    });
    expect(Object.values(manifest.contracts).map(({ wasmHash }) => wasmHash)).toEqual(before);
    expect(await hashes(where)).toEqual(before);
  });

  test('is never misread: an answer of another shape than this build’s is refused by name', async () => {
    await expect(world.contracts.kyc.read('get_identity', { user: address })).rejects.toMatchObject({
      code: 'soroban/other-release',
      message: expect.stringMatching(/Identity\.addresses is scvVec in place of scvU32/),
    });
  });

  test('plans every code and every layout, the router last', async () => {
    const plan = await previewUpgrade(await openGovernance(where), builtRelease);
    expect(plan.at(-1)?.name).toBe('integration-router');
    expect(plan.map(({ name, next }) => [name, next.hash])).toEqual(
      expect.arrayContaining(today.map((name) => [name, built(name)])),
    );
    for (const { name, layout, next } of plan) expect([layout, next.layout]).toEqual([1, builtRelease(name)!.layout]);
  });

  const swapped =
    (name: ContractName, by: ContractName): Release =>
    (asked) =>
      builtRelease(asked === name ? by : asked);
  test.each<[string, () => Keypair, Release, object]>([
    ['a key that decides nothing', () => world.keys.operator, builtRelease, { code: 'governance/not-super-admin' }],
    [
      'the code of another contract',
      () => world.keys.superAdmin,
      swapped('istsi-token', 'kyc-registry'),
      { code: 'upgrade/unfit' },
    ],
    [
      'what is no code',
      () => world.keys.superAdmin,
      (name) => ({
        ...builtRelease(name)!,
        ...(name === 'reserve-manager' && { wasm: new Uint8Array(8), hash: 'ab'.repeat(32) }),
      }),
      { code: 'upgrade/unfit', message: expect.stringContaining('nothing of the system was changed') },
    ],
  ])('is not touched by %s', async (_, key, release, error) => {
    const before = await hashes(where);
    await expect(upgrade(key(), { release })).rejects.toMatchObject(error);
    expect(await hashes(where)).toEqual(before);
    expect((await world.services.status()).paused).toBe(false);
  });

  test('is upgraded by one Super Admin, killed at any step and run again, and runs as before', async () => {
    const done: string[] = [];
    const dieAfter = (count: number) => (step: UpgradeStep) => {
      done.push(step.do);
      if (step.do !== 'canary' && done.filter((each) => each !== 'canary').length >= count) throw new Error('killed');
    };
    // In the pause, between code and migration, after a whole contract: each run starts from what the chain says.
    for (const count of [1, 1, 2, 3]) {
      done.length = 0;
      await expect(upgrade(world.keys.superAdmin, { onStep: dieAfter(count) })).rejects.toThrow('killed');
    }
    expect(await upgrade(world.keys.superAdmin)).toMatchObject({ state: 'done', paused: false });
    expect(await hashes(where)).toEqual(
      Object.keys(world.manifest.contracts).map((name) => built(name as ContractName)),
    );
    expect(await upgrade(world.keys.superAdmin)).toEqual({ state: 'done', upgraded: 0, paused: false });
    expect((await world.services.status()).paused).toBe(false);
    expect(await world.balance(address)).toBe(200_000n);
  });

  test('pays what was asked for before, and mints what arrives after', async () => {
    await world.services.recheckWithdrawal(withdrawal);
    await world.waitForWithdrawal(withdrawal, 'broadcast', 'confirming', 'completed', 'settled');
    await world.bitcoin.mine(6);
    await world.waitForWithdrawal(withdrawal, 'settled');
    const [outpoint] = (await world.bitcoin.pay([holder.depositAddress, 50_000n])) as [Outpoint];
    await world.bitcoin.mine(6);
    await world.waitFor(outpoint, 'minted');
    expect(await world.balance(address)).toBe(250_000n);
  });
});

describe.runIf(isNightly)('a system that two of three decide on, an hour later', { timeout: 240_000 }, () => {
  const people = [Keypair.random(), Keypair.random(), Keypair.random()] as const;
  let sandbox: Sandbox;
  let where: Where;

  beforeAll(async () => {
    sandbox = await startSandbox({ testControls: true });
    const { rpcUrl, networkPassphrase, friendbotUrl } = sandbox;
    const manifest = await deploySystem({
      ...{ rpcUrl, networkPassphrase, friendbotUrl, deployer: Keypair.random(), release: release1 },
      superAdmin: people[0].publicKey(),
      furtherSuperAdmins: [people[1].publicKey(), people[2].publicKey()],
      governance: { threshold: 2, delay: 3_600n, expiry: 864_000n },
      operators: [Keypair.random().publicKey()],
      complianceOfficers: [Keypair.random().publicKey()],
      custodians: [Keypair.random().publicKey()],
      threshold: 1,
    });
    where = { rpcUrl, manifest };
  });
  afterAll(() => sandbox?.stop());

  async function anHourPasses(): Promise<void> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sandbox_advanceTime', params: { seconds: 3_601 } });
    await fetch(sandbox.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  }

  test('is upgraded by runs of each, and nothing changes before enough have voted and the time is over', async () => {
    const [anna, bert] = people;
    const [byAnna, byBert] = [upgrader(where), upgrader(where)];
    const before = await hashes(where);
    const first = await byAnna(anna);
    expect(first).toMatchObject({ state: 'waiting' });
    if (first.state === 'waiting')
      expect(first.for.every(({ standing }) => standing.is === 'needs-approvals')).toBe(true);
    let outcome: UpgradeOutcome = await byBert(bert);
    outcome = await byAnna(anna);
    if (outcome.state === 'waiting') {
      expect(outcome.unproposed).toEqual([]);
      expect(outcome.for.every(({ standing }) => standing.is === 'waiting')).toBe(true);
    }
    expect(await byBert(bert)).toMatchObject({ state: 'waiting' });
    expect(await hashes(where)).toEqual(before);
    await anHourPasses();
    // Its word to run again takes votes and the hour once more.
    for (let round = 0; round < 2; round++) {
      outcome = await byAnna(anna);
      if (outcome.state === 'done') break;
      const isOver = outcome.for.every(({ proposal }) => proposal.action.tag === 'Resume');
      if (isOver) await (await openGovernance(where)).vote(bert, { tag: 'Resume' });
      else await byBert(bert);
      await anHourPasses();
    }
    expect(outcome).toMatchObject({ state: 'done', paused: false });
    expect(await hashes(where)).toEqual(today.map(built));
  });
});
