import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '@istsi/soroban-sandbox';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { main } from '../src/command/main.ts';

const CONTRACT = 'CCTZQJIRQOODVKAXJZ3CFAGQKOI3325IKXOCMKGNZCYYFV62H3BTZ4H3';
const COUNTER = fileURLToPath(new URL('../template/contracts/counter.ts', import.meta.url));
const elsewhere = process.cwd();
beforeEach(() => process.chdir(mkdtempSync(join(tmpdir(), 'soroban-ts-'))));
afterEach(() => {
  const folder = process.cwd();
  process.chdir(elsewhere);
  rmSync(folder, { recursive: true, force: true });
  vi.restoreAllMocks();
});

/** Runs a command. Answers its exit code, what it printed, and what it said on the standard error. */
async function run(...args: string[]): Promise<{ code: number; printed: string; said: string }> {
  vi.restoreAllMocks();
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  const code = await main(args);
  return { code, printed: printed.mock.calls.join('\n'), said: said.mock.calls.join('\n') };
}

const files = () => readdirSync('.', { recursive: true, encoding: 'utf8' }).sort();

describe('init changes nothing where there is', () => {
  test.each<[string, string[], () => void, string]>([
    ['a file in place of the folder', ['mine'], () => writeFileSync('mine', ''), 'mine is no folder'],
    ['a file in place of a folder below it', [], () => writeFileSync('test', ''), 'test is no folder'],
    ['one of its files', [], () => writeFileSync('tsconfig.json', '{}'), 'tsconfig.json is there already'],
    ['a manifest that is not JSON', [], () => writeFileSync('package.json', '{'), 'package.json is not JSON'],
    ['a manifest that is none', [], () => writeFileSync('package.json', 'null'), 'package.json is no manifest'],
    [
      'a script that is none',
      [],
      () => writeFileSync('package.json', '{"scripts":{"test":5}}'),
      'package.json is no manifest',
    ],
    ['a second folder in the command', ['one', 'two'], () => {}, 'not into two'],
  ])('%s', async (_, args, given, message) => {
    given();
    const before = files();
    const { code, said } = await run('init', ...args);
    expect([code, said]).toEqual([2, expect.stringContaining(message)]);
    expect(files()).toEqual(before);
  });
});

test.each<[string, string[], number, string]>([
  ['an address that is none', ['--rpc-url', 'nonsense', '--passphrase', 'x'], 2, '--rpc-url is the address'],
  ['an address of something else', ['--rpc-url', 'ftp://x', '--passphrase', 'x'], 2, '--rpc-url is the address'],
  ['a network that nobody knows', ['--network', 'mainnet'], 2, 'local and testnet are known networks'],
  ['a network by the name of a member of all objects', ['--network', 'constructor'], 2, 'are known networks'],
  [
    'a network whose name is a path',
    ['--network', '../x', '--rpc-url', 'http://127.0.0.1:9', '--passphrase', 'x'],
    2,
    "a network's name is of",
  ],
  ['an option without its value', ['--by'], 2, 'lacks its value'],
])('%s is told in one line, and nothing is written', async (_, options, code, message) => {
  const told = { code, printed: '', said: expect.stringContaining(message) };
  expect(await run('invoke', CONTRACT, 'total', ...options)).toEqual(told);
  expect(files()).toEqual([]);
});

test('a Wasm that is none, and a place that cannot be written to, are told in one line', async () => {
  writeFileSync('bad.wasm', 'junk');
  expect(await run('bindings', 'bad.wasm')).toMatchObject({ code: 2, said: expect.stringContaining('is no contract') });
  expect(await run('sandbox', '--port', '0', '--data', 'bad.wasm/data')).toMatchObject({ code: 1 });
});

test('a second sandbox says that the port is taken', async () => {
  const first = await startSandbox();
  const { port } = new URL(first.rpcUrl);
  const { code, said } = await run('sandbox', '--port', port);
  expect([code, said]).toEqual([1, expect.stringContaining(`127.0.0.1:${port} is in use`)]);
  await first.stop();
});

test('a damaged note of what was deployed is told, and costs nobody the id of what is deployed now', async () => {
  const { rpcUrl, stop } = await startSandbox();
  const at = ['--network', 'local', '--rpc-url', rpcUrl];
  mkdirSync('.soroban');
  writeFileSync('.soroban/local.json', '{');
  const told = { code: 2, said: expect.stringContaining('local.json is not JSON') };
  expect(await run('invoke', 'counter', 'total', ...at)).toMatchObject(told);
  const deployed = await run('deploy', COUNTER, ...at);
  expect(deployed).toMatchObject({ ...told, printed: expect.stringMatching(/^C[A-Z2-7]{55}$/) });
  expect(await run('invoke', deployed.printed, 'total', ...at)).toMatchObject({ code: 0, printed: '0' });
  await stop();
});

test('a contract may be called as the folder of translated tests begins', async () => {
  mkdirSync('contracts');
  mkdirSync('test');
  copyFileSync(COUNTER, 'contracts/js-counter.ts');
  writeFileSync(
    'test/a.test.ts',
    "import { CounterError } from '../build/js-counter.ts';\nif (CounterError.NothingToCount !== 1) throw new Error();\n",
  );
  writeFileSync('package.json', '{"type":"module"}');
  expect(await run('test')).toMatchObject({ code: 0 });
  expect(existsSync('build/js/build/js-counter.js')).toBe(true);
});
