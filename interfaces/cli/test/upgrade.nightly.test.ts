import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtRelease, coreContractNames, type Release, releaseIn } from '@istsi/contracts';
import { deploySystem, type Manifest } from '@istsi/integration';
import { openNetwork, wasmHashOf } from '@istsi/soroban-client';
import { type Sandbox, startSandbox } from '@istsi/soroban-sandbox';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataDirectory } from '../src/state/data-directory.ts';
import { loadOrCreateKeys } from '../src/state/generate-keys.ts';
import { SIGNERS } from '../src/system/parts.ts';
import { runCommand } from './run-command.ts';

// A directory whose system was deployed by the first release, and a person with today's build.

const releaseDirectory = fileURLToPath(new URL('../../../contracts/releases/1', import.meta.url));
const release1 = releaseIn(releaseDirectory);
const directory = mkdtempSync(join(tmpdir(), 'istsi-upgrade-'));
const custodian = Keypair.random().publicKey();

let sandbox: Sandbox;
let manifest: Manifest;

beforeAll(async () => {
  sandbox = await startSandbox({ testControls: true });
  const { rpcUrl, networkPassphrase, friendbotUrl } = sandbox;
  const { deployer, superAdmin, operator, complianceOfficer } = loadOrCreateKeys(
    dataDirectory(directory),
    SIGNERS,
  ).stellar;
  manifest = await deploySystem({
    ...{ rpcUrl, networkPassphrase, friendbotUrl, superAdmin, release: release1 },
    deployer: Keypair.fromSecret(deployer),
    operators: [Keypair.fromSecret(operator).publicKey()],
    complianceOfficers: [Keypair.fromSecret(complianceOfficer).publicKey()],
    custodians: [custodian],
    threshold: 1,
  });
});
afterAll(async () => {
  await sandbox?.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function istsi(...args: string[]): Promise<{ exit: number | null; output: string }> {
  const where = ['--network', sandbox.rpcUrl, ...(args.includes('--data-dir') ? [] : ['--data-dir', directory])];
  const { exit, stdout, stderr } = await runCommand([...args, ...where]);
  return { exit, output: stdout + stderr };
}

/** The last line of a command for a program. */
async function facts(...args: string[]): Promise<Record<string, unknown>> {
  const { exit, output } = await istsi(...args, '--json');
  return { exit, ...(JSON.parse(output.trim().split('\n').at(-1) ?? '{}') as object) };
}

const running = async (): Promise<(string | undefined)[]> => {
  const network = openNetwork(sandbox);
  return await Promise.all(coreContractNames.map((name) => wasmHashOf(network, manifest.contracts[name].id)));
};
const hashesOf = (release: Release): string[] => coreContractNames.map((name) => release(name)!.hash);
const deploy = ['deploy', '--custodian', custodian, '--threshold', '1'];

describe('a system of the first release', { timeout: 300_000 }, () => {
  test('is kept as it is by the step that `up` and `deploy` share, which says that this build differs, and how to see it', async () => {
    const { exit, output } = await istsi(...deploy);
    expect(output).toContain(
      `! this build has other code of ${coreContractNames.join(', ')}; what is deployed runs on: ` +
        `\`istsi upgrade --dry-run --network ${sandbox.rpcUrl}\` shows the difference`,
    );
    expect(output).toMatch(/✓ deployment\s+4 contracts in place/);
    expect(exit).toBe(0);
    expect(await running()).toEqual(hashesOf(release1));
  });

  test('--dry-run shows it code by code and layout by layout, and sends nothing', async () => {
    const { exit, output } = await istsi('upgrade', '--dry-run');
    for (const name of coreContractNames) {
      const shown = [
        `  ${name}  ${manifest.contracts[name].id}`,
        `     code    ${release1(name)!.hash}`,
        `          →  ${builtRelease(name)!.hash}`,
        `     layout  1 → ${builtRelease(name)!.layout}, what is stored is migrated`,
      ];
      expect(output).toContain(`${shown.join('\n')}\n`);
    }
    expect(output).toMatch(/\n {2}Nothing was sent\.\n$/);
    expect(exit).toBe(0);
    expect(await facts('upgrade', '--dry-run')).toMatchObject({
      ...{ exit: 0, step: 'upgrade', dry_run: true },
      contracts: expect.arrayContaining(
        coreContractNames.map((name) => ({
          ...{ contract: name, id: manifest.contracts[name].id, layout: 1, next_layout: builtRelease(name)!.layout },
          ...{ on_chain: release1(name)!.hash, next: builtRelease(name)!.hash },
        })),
      ),
    });
    expect(await running()).toEqual(hashesOf(release1));
  });

  test('is held against another release with --from', async () => {
    const { exit, output } = await istsi('upgrade', '--dry-run', '--from', releaseDirectory);
    expect(output).toBe(`  Everything runs the release in ${releaseDirectory} already; there is nothing to change.\n`);
    expect(exit).toBe(0);
  });

  const damaged = (name: string, change: (at: string) => void): string => {
    const at = join(directory, name);
    cpSync(releaseDirectory, at, { recursive: true });
    change(at);
    return at;
  };
  test.each<[string, () => string, RegExp]>([
    ['a directory that is none', () => join(directory, 'none'), /--from .*expected a directory with a Wasm for each/],
    [
      'layouts that cannot be read',
      () => damaged('layouts', (at) => writeFileSync(join(at, 'storage-layouts.json'), '{')),
      /--from .*storage-layouts\.json/,
    ],
    [
      'a contract that it lacks',
      () => damaged('lacking', (at) => rmSync(join(at, 'istsi-token.wasm'))),
      /istsi-token cannot be upgraded: the release has no code for it; nothing was sent/,
    ],
    [
      'a file that is cut short',
      () => damaged('short', (at) => writeFileSync(join(at, 'reserve-manager.wasm'), new Uint8Array(8))),
      /cannot take the place of reserve-manager: it is no Wasm of a contract; nothing of the system was changed/,
    ],
    [
      'a directory in the place of a file',
      () =>
        damaged('folder', (at) => {
          rmSync(join(at, 'kyc-registry.wasm'));
          mkdirSync(join(at, 'kyc-registry.wasm'));
        }),
      /--from .*kyc-registry\.wasm/,
    ],
  ])('refuses %s, also with --dry-run', async (_, from, message) => {
    const at = from();
    for (const further of [[], ['--dry-run']]) {
      const said = await facts('upgrade', '--from', at, ...further);
      expect(said).toMatchObject({ exit: 1, step: 'failed', message: expect.stringMatching(message) });
    }
    expect(await running()).toEqual(hashesOf(release1));
  });

  test('is brought to this build, step by step, and is then what the next deployment expects', async () => {
    const { exit, output } = await istsi('upgrade');
    const lines = output.split('\n').map((line) => line.trim());
    const at = (text: string): number => lines.findIndex((line) => line.startsWith(text));
    expect(at('the system pauses')).toBeGreaterThan(at('integration-router: its next code shows in C'));
    for (const name of coreContractNames) {
      expect(at(`${name}: runs the new code`)).toBeGreaterThan(at('the system pauses'));
      expect(at(`${name}: what it stored has the new layout`)).toBe(at(`${name}: runs the new code`) + 1);
      expect(at(`${name}: runs the new code`)).toBeLessThanOrEqual(at('integration-router: runs the new code'));
    }
    expect(lines.slice(-3)).toEqual([
      'the system runs again',
      'Every contract runs this build; hashes and layouts were read back.',
      '',
    ]);
    expect(exit).toBe(0);
    expect(await running()).toEqual(hashesOf(builtRelease));
    const kept = JSON.parse(readFileSync(dataDirectory(directory).deployment(sandbox.rpcUrl), 'utf8')) as Manifest;
    expect(coreContractNames.map((name) => kept.contracts[name].wasmHash)).toEqual(hashesOf(builtRelease));

    expect((await istsi('upgrade', '--dry-run')).output).toMatch(/Everything runs this build already/);
    expect(await facts('upgrade')).toMatchObject({ exit: 0, state: 'done', upgraded: 0, paused: false });
    expect((await istsi(...deploy)).output).not.toContain('this build has other code');
  });

  test('does not go back to code that cannot read what is stored', async () => {
    for (const further of [[], ['--dry-run']]) {
      const said = await facts('upgrade', '--from', releaseDirectory, ...further);
      expect(said).toMatchObject({ exit: 1, code: 'upgrade/unfit' });
      expect(said.message).toMatch(/cannot take the place of .*nothing of the system was changed/);
    }
    expect(await running()).toEqual(hashesOf(builtRelease));
    expect(await facts('governance', 'list')).toMatchObject({ exit: 0, proposals: [] });
  });
});

describe('a system of the first release that two of three decide on, an hour later', { timeout: 300_000 }, () => {
  const people = { anna: Keypair.random(), bert: Keypair.random(), cleo: Keypair.random() };
  type Person = keyof typeof people;
  const address = (who: Person) => people[who].publicKey();
  const file = (who: string) => join(directory, who);
  let governed: Manifest;

  beforeAll(async () => {
    const { rpcUrl, networkPassphrase, friendbotUrl } = sandbox;
    governed = await deploySystem({
      ...{ rpcUrl, networkPassphrase, friendbotUrl, deployer: Keypair.random(), release: release1 },
      superAdmin: address('anna'),
      furtherSuperAdmins: [address('bert'), address('cleo')],
      governance: { threshold: 2, delay: 3_600n, expiry: 864_000n },
      operators: [Keypair.random().publicKey()],
      complianceOfficers: [Keypair.random().publicKey()],
      custodians: [custodian],
      threshold: 1,
    });
    for (const who of Object.keys(people) as Person[]) {
      writeFileSync(file(`${who}.key`), people[who].secret());
      writeFileSync(file(`${who}.manifest`), JSON.stringify(governed));
    }
  });

  /** On a machine that has a key and a manifest, and nothing else. */
  const by = (who: Person, ...args: string[]): string[] => [
    ...args,
    ...['--key', file(`${who}.key`), '--manifest', file(`${who}.manifest`), '--data-dir', file(`${who}.data`)],
  ];
  async function anHourPasses(): Promise<void> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'sandbox_advanceTime', params: { seconds: 3_601 } });
    await fetch(sandbox.rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  }

  test('is brought to this build by runs of each, which say what is missing and who does what next', async () => {
    const first = await istsi(...by('anna', 'upgrade'));
    expect(first.output).toMatch(
      / 1 {2}UpgradeContract {2}kyc-registry {8}needs 1 more approval of 2, within (10 d|9 d 23 h)\n/,
    );
    expect(first.output).toMatch(/Another Super Admin has to propose: .*Migrate of integration-router\.\n/);
    expect(first.output).toMatch(
      /The others run `istsi upgrade` too; .*\n {2}Until then everything runs as before\.\n$/,
    );
    expect(first.exit).toBe(1);
    expect(await facts(...by('bert', 'upgrade'))).toMatchObject({ exit: 1, state: 'waiting', unproposed: [] });
    const counting = await facts(...by('anna', 'upgrade'));
    expect(counting).toMatchObject({ exit: 1, state: 'waiting', paused: false });
    const standings = (counting.proposals as { standing: string }[]).map(({ standing }) => standing);
    expect(standings).toEqual(Array.from({ length: 8 }, () => 'waiting'));
    await anHourPasses();

    // What was decided before is carried out whole: the router's votes are where its next code finds them.
    const carried = await istsi(...by('anna', 'upgrade'));
    expect(carried.output).toMatch(/reserve-manager: what it stored has the new layout\n/);
    expect(carried.output).toMatch(/integration-router: what it stored has the new layout\n/);
    expect(carried.output).toMatch(/ Resume .* needs 1 more approval of 2/);
    expect(carried.output).toMatch(
      /Every contract runs the new code.*`istsi resume`.*\n {2}The system is paused until/,
    );
    expect(carried.exit).toBe(1);
    expect(await facts(...by('bert', 'resume'))).toMatchObject({ exit: 1, did: ['approved'], standing: 'waiting' });
    await anHourPasses();
    expect(await facts(...by('anna', 'upgrade'))).toMatchObject({ exit: 0, state: 'done', paused: false });
    expect(await facts(...by('cleo', 'upgrade'))).toMatchObject({ exit: 0, state: 'done', upgraded: 0 });
    const network = openNetwork(sandbox);
    const hashes = coreContractNames.map((name) => wasmHashOf(network, governed.contracts[name].id));
    expect(await Promise.all(hashes)).toEqual(hashesOf(builtRelease));
  });
});
