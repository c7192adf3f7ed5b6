import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { runCommand } from '../test/run-command.ts';

const command = fileURLToPath(new URL('../bin/istsi.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'istsi-main-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const istsi = (args: readonly string[], environment: Record<string, string> = {}) =>
  runCommand(args, { ISTSI_DATA_DIR: directory, ...environment });

const asProcess = (args: readonly string[]) => {
  const env = { ...process.env, ISTSI_DATA_DIR: directory };
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', env });
  return { exit: status, stdout, stderr };
};

describe('a wrong command line ends with exit code 2 and says what is wrong', () => {
  test.each<[string, string[], RegExp]>([
    ['an unknown command', ['fly'], /istsi: unknown command 'fly'/],
    ['an unknown option', ['up', '--fast'], /istsi: unknown option '--fast'/],
    ['a port that is none', ['sandbox', '--port', '70000'], /'--port <number>' argument '70000' is invalid.*65535/],
    ['an amount that is none', ['bitcoin', 'send', 'bcrt1q', '-1'], /'-1' is invalid for argument 'btc'.*above zero/],
    ['more decimals than bitcoin has', ['bitcoin', 'send', 'bcrt1q', '0.000000001'], /at most 8 decimals/],
    ['a missing argument', ['bitcoin', 'send'], /missing required argument 'address'/],
    ['a withdrawal to nowhere', ['withdraw', '--amount', '0.1'], /required option '--to <address>' not specified/],
    ['a fee in bitcoin', ['withdraw', '--max-fee', '0.1'], /'0.1' is invalid.*whole number of satoshis/],
    ['a page without end', ['withdrawals', '--limit', '1000'], /from 1 to 100/],
  ])('%s', async (_, args, message) => {
    expect(await istsi(args)).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringMatching(message) });
  });
});

describe('with --json a wrong command line is one line of JSON, and exit code 2', () => {
  test.each<[string, string[], RegExp]>([
    ['an unknown command', ['fly', '--json'], /^unknown command 'fly'/],
    ['an unknown option', ['--json', 'up', '--fast'], /^unknown option '--fast'/],
    ['a port that is none', ['sandbox', '--json', '--port', 'x'], /'--port <number>' argument 'x' is invalid/],
    ['a missing argument', ['bitcoin', 'send', '--json'], /^missing required argument 'address'/],
    ['a missing option', ['withdraw', '--json', '--amount', '0.1'], /^required option '--to <address>'/],
    ['a group without its command', ['bitcoin', '--json'], /^a command is missing/],
    ['no command at all', ['--json'], /^a command is missing/],
  ])('%s', async (_, args, message) => {
    const { exit, stdout, stderr } = await istsi(args);
    expect({ exit, stderr, lines: stdout.trimEnd().split('\n').length }).toEqual({ exit: 2, stderr: '', lines: 1 });
    expect(JSON.parse(stdout)).toMatchObject({ code: 'cli/usage', message: expect.stringMatching(message) });
  });

  test.each([['--help'], ['demo', '--help'], ['help', 'bitcoin']])('help is a line too: %s %s', async (...args) => {
    const { exit, stdout } = await istsi([...args, '--json']);
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ step: 'help', text: expect.stringContaining('Usage: istsi') });
  });
});

describe('a file that cannot be used is named in words, without a code of the system', () => {
  const places: [string, (directory: string) => string][] = [
    ['that is missing', (at) => join(at, 'none')],
    ['that is a directory', (at) => at],
    ['below a file', (at) => join(at, 'file', 'below')],
    ['that is garbage', (at) => join(at, 'file')],
  ];
  const commands = [
    ['services', 'run', '--config'],
    ...['run', 'init', 'keystore', 'account'].map((name) => ['signer', name, '--config']),
    ['signer', 'restore', '--from-chain', '--config'],
    ['signer', 'sign', 'payment.psbt', '--config'],
    ['withdraw', '--amount', '0.1', '--to', 'bcrt1q', '--user'],
    ['up', '--data-dir'],
    ['sandbox', '--data-dir'],
    ['bitcoin', 'node', '--port', '0', '--data-dir'],
    ['database', 'run', '--data-dir'],
    ['demo', '--data-dir'],
  ].map((words) => ({ words, name: words.join(' ') }));
  // What runs on listens to the signals of its process, so it gets one.
  const runsOn = (words: string[]): boolean =>
    /^(up|demo|sandbox|bitcoin|.* (run|keystore))\b/.test(words.slice(0, 2).join(' '));
  // A directory is what a data directory is, and one that is missing is made.
  const isFine = (name: string, place: string) => /data-dir$/.test(name) && !/file|garbage/.test(place);

  describe.each(commands)('$name', ({ words, name }) => {
    test.each(places.filter(([place]) => !isFine(name, place)))('%s', async (_, place) => {
      writeFileSync(join(directory, 'file'), '\0{');
      const args = [...words, place(directory)];
      const { exit, stdout, stderr } = runsOn(words) ? asProcess(args) : await istsi(args);
      expect(exit, stdout).toBe(1);
      expect(stderr).toMatch(/^istsi: .*\.\n$/);
      expect(stderr).not.toMatch(/\b(E[A-Z]{4,}|ERR_\w+|NaN|undefined|null)\b|\[object/);
    });
  });
});

describe('a failure ends with exit code 1 and one line that says what to do', () => {
  test('status while nothing runs', async () => {
    const { exit, stderr } = await istsi(['status']);
    expect(exit).toBe(1);
    expect(stderr).toBe(`istsi: iSTSi is not running on ${directory}. Start it with \`istsi up\`.\n`);
  });

  const order = ['withdraw', '--amount', '0.1', '--to', 'bcrt1q'];
  test.each<[string, string[], RegExp]>([
    ['a secret on the command line', [...order, '--user', `S${'A'.repeat(55)}`], /--user: .*put it into a file/],
    ['a file that is not there', [...order, '--user', 'none'], /--user none: there is no such file or directory\./],
    ['nobody to withdraw from', order, /--user: name a file .* or set ISTSI_USER_SECRET/],
    ['half an id', ['withdrawals', 'abc'], /abc: expected the 64 hex digits/],
  ])('%s', async (_, args, message) => {
    expect(await istsi(args)).toMatchObject({ exit: 1, stderr: expect.stringMatching(message) });
  });

  test('the same, for programs', async () => {
    const { exit, stdout, stderr } = await istsi(['status', '--json']);
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ step: 'failed', code: 'cli/not-running' });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['a port', { ISTSI_API_PORT: 'http' }, /configuration is not valid: ISTSI_API_PORT: /],
    ['a database', { DATABASE_URL: 'mysql://x' }, /DATABASE_URL: expected a URL that begins with postgres:/],
  ])('%s in the environment that cannot be', async (_, env, message) => {
    expect(await istsi(['status'], env)).toMatchObject({ exit: 1, stderr: expect.stringMatching(message) });
  });
});

test('--version is the version of the package', async () => {
  expect(await istsi(['--version'])).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});
