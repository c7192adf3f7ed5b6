import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { coreContractNames, releaseIn } from '@istsi/contracts';
import { deploySystem } from '@istsi/integration';
import { startSandbox } from '@istsi/soroban-sandbox';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataDirectory, prepareDataDirectory } from '../src/state/data-directory.ts';
import { loadOrCreateKeys } from '../src/state/generate-keys.ts';
import { loadOrCreateCustody, reserveScripts } from '../src/system/custody.ts';
import { SIGNERS, SIGNERS_REQUIRED } from '../src/system/parts.ts';

const command = fileURLToPath(new URL('../bin/istsi.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'istsi-running-'));
let up: ChildProcess | undefined;

/** A directory as the first release left it: its ledger has that release's contracts. */
beforeAll(async () => {
  const directory = dataDirectory(root);
  prepareDataDirectory(directory, SIGNERS);
  const keys = loadOrCreateKeys(directory, SIGNERS);
  // That release knew no guardian.
  const { guardian, ...stellar } = keys.stellar;
  expect(guardian).toBeDefined();
  writeFileSync(directory.keys, JSON.stringify({ ...keys, stellar }));
  const { custodians, descriptors } = await loadOrCreateCustody(directory, keys, true, 'regtest');
  const [reserveScript] = reserveScripts(descriptors, 'regtest');
  const { deployer, superAdmin, operator, complianceOfficer } = keys.stellar;
  const sandbox = await startSandbox({ dataDir: directory.stellar });
  const { rpcUrl, networkPassphrase, friendbotUrl } = sandbox;
  await deploySystem({
    ...{ rpcUrl, networkPassphrase, friendbotUrl, superAdmin, custodians, threshold: SIGNERS_REQUIRED },
    release: releaseIn(fileURLToPath(new URL('../../../contracts/releases/1', import.meta.url))),
    deployer: Keypair.fromSecret(deployer),
    operators: [Keypair.fromSecret(operator).publicKey()],
    complianceOfficers: [Keypair.fromSecret(complianceOfficer).publicKey()],
    reserveScript: reserveScript!,
  });
  await sandbox.stop();
}, 120_000);
afterAll(async () => {
  if (up && up.exitCode === null) {
    const ended = new Promise((resolve) => up?.once('close', resolve));
    up.kill('SIGTERM');
    await ended;
  }
  rmSync(root, { recursive: true, force: true });
});

type Line = Record<string, unknown>;

interface Run {
  child: ChildProcess;
  lines: Line[];
  ended: Promise<number | null>;
}

function istsi(...args: string[]): Run {
  const child = spawn(process.execPath, [command, ...args, '--json', '--data-dir', root], {
    env: { ...process.env, ISTSI_API_PORT: '', ISTSI_STELLAR_PORT: '', ISTSI_BITCOIN_PORT: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: Line[] = [];
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const pieces = (text + chunk.toString()).split('\n');
    text = pieces.pop() ?? '';
    lines.push(...pieces.map((line) => JSON.parse(line) as Line));
  });
  return { child, lines, ended: new Promise((resolve) => child.once('close', resolve)) };
}

/** What a command prints until it is ready, or ends without. */
async function untilReady(run: Run): Promise<Line[]> {
  const ended = run.ended.then(() => 'ended');
  while (!run.lines.some(({ step }) => step === 'ready')) {
    const heard = new Promise((resolve) => run.child.stdout?.once('data', resolve));
    if ((await Promise.race([heard, ended])) === 'ended') throw new Error(JSON.stringify(run.lines));
  }
  return run.lines;
}

test('up runs with what the first release deployed and says so; upgraded while it runs, it carries bitcoin there and back', {
  timeout: 300_000,
}, async () => {
  const first = istsi('up');
  up = first.child;
  const lines = await untilReady(first);
  const note = lines.find(({ step }) => step === 'other-build');
  expect(note?.contracts).toEqual(coreContractNames);
  expect(note?.note).toMatch(/what is deployed runs on: `istsi upgrade --dry-run` shows the difference$/);
  expect(lines.find(({ step }) => step === 'deployment')).toMatchObject({ created: 0 });

  const upgrade = istsi('upgrade');
  expect(await upgrade.ended).toBe(0);
  expect(upgrade.lines.at(-1)).toMatchObject({ step: 'upgrade', state: 'done', upgraded: 4, paused: false });

  const demo = istsi('demo');
  expect(await demo.ended).toBe(0);
  expect(demo.lines.at(-1)).toMatchObject({ step: 'done', minted: '150000', withdrawn_sats: '100000' });

  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  const second = istsi('up');
  up = second.child;
  expect((await untilReady(second)).some(({ step }) => step === 'other-build')).toBe(false);
  second.child.kill('SIGINT');
  expect(await second.ended).toBe(0);
});
