import { serveJson } from '@istsi/bitcoin-custody';
import { startRegtest } from '@istsi/bitcoin-regtest';
import { startSandbox } from '@istsi/soroban-sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendRaw, slowBody } from '../../integration/test/raw-request.ts';

const REQUEST_MS = 200;
const TOKEN = 'token-of-the-server';
const MOST_PER_ADDRESS = 5;

interface Target {
  url: string;
  path: string;
  headers: string[];
  stop(): Promise<void>;
}

const failures: unknown[] = [];

const targets: Record<string, () => Promise<Target>> = {
  async 'the Stellar network'() {
    const { rpcUrl, stop } = await startSandbox({ requestMs: REQUEST_MS });
    return { url: rpcUrl, path: '/', headers: [], stop };
  },
  async 'the Bitcoin node'() {
    const { rpcUrl, stop } = await startRegtest({ requestMs: REQUEST_MS, rpcUser: 'user', rpcPassword: 'password' });
    const { origin } = new URL(rpcUrl);
    const basic = Buffer.from('user:password').toString('base64');
    return { url: origin, path: '/', headers: [`authorization: Basic ${basic}`], stop };
  },
  async 'a signer'() {
    const { url, stop } = await serveJson({
      ...{ listen: {}, token: TOKEN, area: 'attestation', health: () => ({}) },
      routes: new Map([['/attest', () => Promise.resolve({ status: 200, body: {} })]]),
      onError: (_path, error) => failures.push(error),
      limits: { requestMs: REQUEST_MS, mostPerAddress: MOST_PER_ADDRESS },
    });
    return { url, path: '/attest', headers: [`authorization: Bearer ${TOKEN}`], stop };
  },
};

describe.each(Object.keys(targets))('%s', (name) => {
  let target: Target;
  beforeAll(async () => {
    target = await targets[name]!();
  });
  afterAll(async () => await target.stop());

  test('cuts a body that does not come', async () => {
    const slow = sendRaw(target.url, slowBody(target.path, target.headers));
    await slow.closed;
    expect(slow.text()).not.toMatch(/^HTTP\/1.1 [25]/);
  });

  test('cuts headers that do not come', async () => {
    const slow = sendRaw(target.url, `POST ${target.path} HTTP/1.1\r\nhost: local`);
    await slow.closed;
    expect(slow.text()).not.toMatch(/^HTTP\/1.1 [25]/);
  });

  test('has no failure when somebody leaves early', async () => {
    const early = sendRaw(target.url, slowBody(target.path, target.headers));
    await new Promise((resolve) => setTimeout(resolve, 20));
    early.hangUp();
    await early.closed;
    const after = await fetch(`${target.url}/health`);
    expect(after.status).toBeLessThan(500);
    expect(failures).toEqual([]);
  });

  test.each(['//', '/%', '/%ff', '/%00', `/${'a'.repeat(5_000)}`])('does not fail at the path %.20s', async (path) => {
    const asked = sendRaw(target.url, `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    await asked.closed;
    expect(asked.text()).toMatch(/^HTTP\/1.1 4\d\d/);
  });
});

describe('a signer', () => {
  let target: Target;
  beforeAll(async () => {
    target = await targets['a signer']!();
  });
  afterAll(async () => await target.stop());

  test('reads no body of a stranger', async () => {
    const stranger = sendRaw(target.url, slowBody('/attest'));
    await stranger.closed;
    expect(stranger.text()).toMatch(/^HTTP\/1.1 401[\s\S]*connection: close/i);
  });

  test('lets one address hold so many connections and no more', async () => {
    const held = Array.from({ length: 2 * MOST_PER_ADDRESS }, () => sendRaw(target.url, 'POST /attest HTTP/1.1\r\n'));
    const first = await Promise.race(held.map(async (one, n) => await one.closed.then(() => n)));
    expect(first).toBeGreaterThanOrEqual(MOST_PER_ADDRESS);
    await Promise.all(held.map((one) => one.closed));
    expect((await fetch(`${target.url}/health`)).status).toBe(200);
  });
});
