import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readCustody } from '../system/custody.ts';
import { dataDirectory } from './data-directory.ts';
import { loadOrCreateKeys } from './generate-keys.ts';
import { readJsonFile, writeJsonFile } from './json-file.ts';
import { lockHolder, takeLock } from './lock.ts';
import { choosePorts } from './ports.ts';

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
    const keys = loadOrCreateKeys(file('keys.json'), 3);
    expect(keys.signers).toHaveLength(3);
    expect(loadOrCreateKeys(file('keys.json'), 3)).toEqual(keys);
  });
});

describe('the lock', () => {
  const endpoints = { apiUrl: '', stellarRpcUrl: '', friendbotUrl: '', networkPassphrase: '', bitcoinRpcUrl: '' };

  test('refuses a second holder, and names the first and where it is', async () => {
    const lock = await takeLock(file('lock'), directory);
    lock.announce({ ...endpoints, apiUrl: 'http://127.0.0.1:8787' });
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
    const ports = await choosePorts(file('ports.json'), {});
    expect(new Set(Object.values(ports)).size).toBe(Object.keys(ports).length);
    expect(await choosePorts(file('ports.json'), {})).toEqual(ports);
  });

  test('one that is taken gives way to a free one, which is remembered', async () => {
    const taken = await occupy(0);
    writeJsonFile(file('ports.json'), { api: taken });
    const { api } = await choosePorts(file('ports.json'), {});
    expect(api).not.toBe(taken);
    expect((await choosePorts(file('ports.json'), {})).api).toBe(api);
  });

  test('one that the user asked for is taken as it is, or refused by name', async () => {
    const taken = await occupy(0);
    await expect(choosePorts(file('ports.json'), { api: taken })).rejects.toThrow(
      `Port ${taken} on 127.0.0.1, asked for by api`,
    );
    const { api } = await choosePorts(file('ports.json'), { api: 0 });
    expect((await choosePorts(file('ports.json'), { api })).api).toBe(api);
  });
});
