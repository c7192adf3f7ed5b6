/**
 * `npm run real-host -- [tests…]`: the tests are run, and what they had the sandbox's host do is repeated by the
 * network's own, soroban-env-host of the ledger's protocol. Says what differs, and ends with 1 if anything does.
 * With `--speed` it says instead how long three of the calls take that a random history makes, here and there.
 * `ISTSI_REAL_HOST_PROTOCOL` for networks whose tests name no protocol: 28 unless said.
 * Needs cargo (Rust 1.87 or later) and its registry, or what was fetched of it before; a first build takes minutes.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compareAll, type Difference, KINDS } from './compare.ts';
import { compareSpeed } from './speed.ts';

const HARNESS = fileURLToPath(new URL('./harness/', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const HISTORY = 'test/simulation/history.test.ts';
const TESTS = ['soroban/sandbox', 'soroban/library', 'contracts', 'examples', HISTORY];
/** A transfer of a plain token, one of a token with identities, a deposit. */
const MEASURED = ['transfer', 'compliance_transfer', 'execute_bitcoin_deposit'];
const SHOWN = 5;

if (spawnSync('cargo', ['--version']).status !== 0) {
  console.error('cargo is not found: install Rust 1.87 or later (https://rustup.rs), and try again');
  process.exit(2);
}

const built = new Map<string, string>();
function program(protocol: number, isRecording: boolean): string {
  const features = [`p${protocol}`, ...(isRecording ? ['recording'] : [])].join();
  const known = built.get(features);
  if (known !== undefined) return known;
  // Each has a directory of its own, so that building one does not take the other's place.
  const directory = join(HARNESS, 'target', features);
  console.error(`building the network's host (${features})`);
  const args = ['build', '--release', '--locked', '--features', features, '--target-dir', directory];
  const { status } = spawnSync('cargo', args, { cwd: HARNESS, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`cargo ${args.join(' ')} failed in ${HARNESS}`);
  const path = join(directory, 'release/real-host');
  built.set(features, path);
  return path;
}

const isSpeed = process.argv.includes('--speed');
const named = process.argv.slice(2).filter((argument) => argument !== '--speed');
const tests = named.length > 0 ? named : isSpeed ? [HISTORY] : TESTS;
const directory = mkdtempSync(join(tmpdir(), 'istsi-real-host-'));
process.exitCode = 1;
try {
  mkdirSync(directory, { recursive: true });
  const vitest = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'vitest.real-host.config.ts'];
  const env = { ...process.env, ISTSI_REAL_HOST_DIRECTORY: directory };
  const { status } = spawnSync(process.execPath, [...vitest, ...tests], { cwd: ROOT, env, stdio: 'inherit' });
  if (status !== 0) throw new Error('the tests failed: what they did is not compared');
  if (readdirSync(directory).length === 0) throw new Error('nothing was captured: these tests invoke no contract');
  process.exitCode = isSpeed ? await tellSpeed() : await tellDifferences();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function tellDifferences(): Promise<number> {
  const { invocations, succeeded, differences } = await compareAll(directory, program);
  report(differences);
  console.log(`${invocations} invocations, of which ${succeeded} succeed: ${differences.length} differences`);
  return differences.length === 0 ? 0 : 1;
}

async function tellSpeed(): Promise<number> {
  for (const { name, here, network } of await compareSpeed(directory, program, MEASURED)) {
    const times = `${here.toFixed(0)} µs here, ${network.toFixed(0)} µs in the network's host`;
    console.log(`${name}: ${times}, ${(here / network).toFixed(2)} times as long`);
  }
  return 0;
}

function report(differences: readonly Difference[]): void {
  for (const kind of KINDS) {
    const all = differences.filter((difference) => difference.kind === kind);
    if (all.length > 0) console.log(`${kind}: ${all.length}`);
    for (const { test, sandbox, network } of all.slice(0, SHOWN)) {
      console.log(`  ${test}\n    here:    ${sandbox.slice(0, 500)}\n    network: ${network.slice(0, 500)}`);
    }
  }
}
