import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readCustody } from '../system/custody-file.ts';
import { dataDirectory } from './data-directory.ts';
import { loadOrCreateKeys } from './generate-keys.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';
import { lockHolder, takeLock } from './lock.ts';
import { choosePorts } from './ports.ts';

const silent = () => {};
let directory: string;
const file = (name: string) => join(directory, name);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'istsi-state-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('state files', () => {
  test('only the owner may read one', () => {
    writeJsonFile(file('x.json'), {});
    expect(statSync(file('x.json')).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['text that is not JSON', '{', /x\.json cannot be used: it is not JSON/],
    ['the wrong shape', '{"a":"1"}', /x\.json cannot be used: a: .*expected number/],
  ])('%s is refused with its path', (_, text, message) => {
    writeFileSync(file('x.json'), text);
    expect(() => readJsonFile(file('x.json'), z.object({ a: z.number() }))).toThrow(message);
  });

  test('a custody file of before there were epochs is read as one with one', () => {
    const custody = { descriptor: 'wsh(…)', custodians: ['G…'] };
    writeJsonFile(file('custody.json'), custody);
    expect(readCustody(dataDirectory(directory))).toEqual({ descriptors: ['wsh(…)'], custodians: ['G…'] });
  });

  test('keys are generated once', () => {
    const keys = loadOrCreateKeys(dataDirectory(directory), 3);
    expect(keys.signers).toHaveLength(3);
    expect(loadOrCreateKeys(dataDirectory(directory), 3)).toEqual(keys);
  });
});

describe('a disk without room', () => {
  const write = (path: string) => [
    `const { writeJsonFile } = await import(${JSON.stringify(new URL('./json-file.ts', import.meta.url).href)});`,
    `try { writeJsonFile(${JSON.stringify(path)}, 'x'.repeat(100_000)); } catch (error) { console.log(error.message); }`,
  ];

  test.skipIf(process.platform === 'win32')('leaves a state file as it was, and no other', () => {
    writeJsonFile(file('x.json'), 'before');
    const program = write(file('x.json')).join('');
    const shell = 'ulimit -f 8; exec "$0" --import tsx --input-type=module -e "$1"';
    const { stdout } = spawnSync('bash', ['-c', shell, process.execPath, program], { encoding: 'utf8' });
    expect(stdout).toMatch(/x\.json cannot be written: the file would be larger than is allowed here/);
    expect(readJsonFile(file('x.json'), z.string())).toBe('before');
    expect(readdirSync(directory)).toEqual(['x.json']);
  });
});

describe('the lock', () => {
  const endpoints = { apiUrl: '', stellarRpcUrl: '', friendbotUrl: '', networkPassphrase: '', bitcoinRpcUrl: '' };

  test('refuses a second holder, and names the first and where it is', async () => {
    const lock = await takeLock(file('lock'), directory);
    lock.announce({ ...endpoints, apiUrl: 'http://127.0.0.1:8787' }, silent);
    await expect(takeLock(file('lock'), directory)).rejects.toThrow(
      new RegExp(`already running on .* as process ${process.pid}, its API is at http://127.0.0.1:8787`),
    );
    lock.release();
    expect(lockHolder(file('lock'))).toBeUndefined();
  });

  test.each([
    ['of a process that is gone', JSON.stringify({ pid: 4_194_305, startTime: 'x' })],
    ['of a pid that another process has now', JSON.stringify({ pid: process.pid, startTime: 'earlier' })],
  ])('%s is taken over', async (_, left) => {
    writeFileSync(file('lock'), left);
    expect(lockHolder(file('lock'))).toBeUndefined();
    const lock = await takeLock(file('lock'), directory);
    expect(JSON.parse(readFileSync(file('lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    lock.release();
  });
});

describe('ports', () => {
  const servers: Server[] = [];
  const occupy = (port: number) =>
    new Promise<number>((resolve) => {
      const server = createServer().listen(port, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
      servers.push(server);
    });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  test('are all different, and the same on the next start', async () => {
    const ports = await choosePorts(file('ports.json'), {}, silent);
    expect(new Set(Object.values(ports)).size).toBe(Object.keys(ports).length);
    expect(await choosePorts(file('ports.json'), {}, silent)).toEqual(ports);
  });

  test('one that is taken gives way to a free one, which is remembered', async () => {
    const taken = await occupy(0);
    writeJsonFile(file('ports.json'), { api: taken });
    const { api } = await choosePorts(file('ports.json'), {}, silent);
    expect(api).not.toBe(taken);
    expect((await choosePorts(file('ports.json'), {}, silent)).api).toBe(api);
  });

  test('two starts at the same time take different ones', async () => {
    // The second start is another process: a claim is held by one, and both look before either listens.
    const chooser = [
      `const { choosePorts } = await import(${JSON.stringify(new URL('./ports.ts', import.meta.url).href)});`,
      `console.log(JSON.stringify(await choosePorts(${JSON.stringify(file('other.json'))}, {}, () => {})));`,
      'process.stdin.resume();',
    ].join('');
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', chooser]);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const theirs = Object.values(JSON.parse(line.toString()) as Record<string, number>);
    const ours = Object.values(await choosePorts(file('ports.json'), {}, silent));
    child.stdin.end();
    expect(ours.filter((port) => theirs.includes(port))).toEqual([]);
  });

  test.each(['{', '[]', '{"api":0}'])('what is remembered as %s is chosen anew, and kept aside', async (text) => {
    writeFileSync(file('ports.json'), text);
    const said: string[] = [];
    const ports = await choosePorts(file('ports.json'), {}, (line) => said.push(line));
    expect(said).toEqual([expect.stringMatching(/ports\.json cannot be used: .*It is made anew/)]);
    expect(readFileSync(file('ports.json.damaged-1'), 'utf8')).toBe(text);
    expect(readJsonFile(file('ports.json'), z.record(z.string(), z.number()))).toEqual(ports);
  });

  test('one that the user asked for is taken as it is, or refused by name', async () => {
    const taken = await occupy(0);
    await expect(choosePorts(file('ports.json'), { api: taken }, silent)).rejects.toThrow(
      `Port ${taken} on 127.0.0.1, asked for by api`,
    );
    const { api } = await choosePorts(file('ports.json'), { api: 0 }, silent);
    expect((await choosePorts(file('ports.json'), { api }, silent)).api).toBe(api);
  });
});
