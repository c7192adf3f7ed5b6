import { setTimeout as sleep } from 'node:timers/promises';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sendRaw, slowBody } from '../../../integration/test/raw-request.ts';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';
import { trustedProxies } from '../src/trusted-proxies.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
/** Longer than it takes to read a request that is there: whoever is served beside the slow ones is not taken for one. */
const HASTY_MS = 1_000;
const logged: string[] = [];

let world: World;
let api: Api;
let url: string;

const open = async (change: Partial<Parameters<typeof createApi>[0]> = {}): Promise<Api> =>
  await createApi({
    ...{ services: world.services, keys, version: '1', ...change },
    log: (level, message) => void logged.push(`${level} ${message}`),
  });

beforeAll(async () => {
  world = await startWorld();
  api = await open();
  url = await api.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await api?.close();
  await world?.stop();
});

test('slow bodies and headers are cut, hundreds at once, and everybody else is served', async () => {
  const hasty = await open({ requestMs: HASTY_MS });
  try {
    const own = await hasty.listen({ host: '127.0.0.1', port: 0 });
    const slow = Array.from({ length: 150 }, (_, n) =>
      sendRaw(own, n % 2 === 0 ? slowBody('/v1/deposits') : 'POST /v1/deposits HTTP/1.1\r\nhost: x'),
    );
    expect((await fetch(`${own}/v1/health`)).status).toBe(200);
    await Promise.all(slow.map(({ closed }) => closed));
    for (const one of slow) expect(one.text()).toMatch(/^$|"request-too-slow"/);
    expect(slow.some((one) => one.text() !== '')).toBe(true);
  } finally {
    await hasty.close();
  }
});

test('one address holds two hundred connections and no more', async () => {
  // One that is too slow is answered and gone after a while: none of these may be, until the last has asked.
  const patient = await open({ requestMs: 120_000 });
  try {
    const own = await patient.listen({ host: '127.0.0.1', port: 0 });
    const held = Array.from({ length: 210 }, () => sendRaw(own, 'GET /v1/health HTTP/1.1\r\n'));
    let refused = 0;
    for (const { closed } of held) void closed.then(() => (refused += 1));
    await until(
      () => Promise.resolve(refused >= 10 || undefined),
      () => `ten connections to be refused (${refused} were)`,
    );
    await sleep(200);
    expect(refused).toBe(10);
    for (const one of held) {
      expect(one.text()).toBe('');
      one.hangUp();
    }
  } finally {
    await patient.close();
  }
});

test('somebody who leaves early is no failure of ours', async () => {
  logged.length = 0;
  for (const path of ['/v1/deposits', '/v1/withdrawals', '/v1/withdrawals/quote']) {
    const early = sendRaw(url, slowBody(path));
    await sleep(30);
    early.hangUp();
    await early.closed;
  }
  expect((await fetch(`${url}/v1/health`)).status).toBe(200);
  expect(logged).toEqual([]);
});

describe('refused with a clear problem, and never with 500:', () => {
  const long = 'A'.repeat(200);
  test.each<[string, string]>([
    ['a user of 200 characters', `/v1/users/${long}`],
    ['a deposit of 200 characters', `/v1/deposits/${long}`],
    ['a withdrawal of 200 characters', `/v1/withdrawals/${long}`],
    ['a proof of 200 characters', `/v1/reserves/proofs/${long}`],
    ['a proof with a NUL', '/v1/reserves/proofs/a%00b'],
    ['a user with a NUL', '/v1/users/a%00b'],
    ['a cursor with a NUL', '/v1/deposits?cursor=%00'],
    ['a path that is no UTF-8', '/v1/users/%ff'],
    ['a path cut short', '/v1/users/%e'],
    ['a path of 5,000 characters', `/v1/${'a'.repeat(5_000)}`],
  ])('%s', async (_, path) => {
    const response = await fetch(`${url}${path}`);
    expect([400, 404]).toContain(response.status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status: response.status, action: expect.stringMatching(/./) });
  });

  test.each<[string, Uint8Array | string, string]>([
    ['a body with a NUL', JSON.stringify({ outpoint: 'a\0b' }), 'invalid-request'],
    ['a body with a NUL in a name', JSON.stringify({ 'a\0b': 1 }), 'invalid-request'],
    ['a body nested thousands of times', `${'['.repeat(6_000)}${']'.repeat(6_000)}`, 'invalid-request'],
    ['a NUL below thousands of others', `${'['.repeat(6_000)}"a\\u0000"${']'.repeat(6_000)}`, 'invalid-request'],
    ['a body that is no UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d), 'malformed-json'],
  ])('%s', async (_, body, code) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/v1/withdrawals/quote`, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code });
  });
});

describe('behind a proxy', () => {
  const ask = async (asked: Api, forwardedFor: string): Promise<number> =>
    (await asked.inject({ url: '/v1/reserves', headers: { 'x-forwarded-for': forwardedFor } })).statusCode;

  test('that is trusted, each client has limits of its own', async () => {
    const behind = await open({ trustedProxies: ['127.0.0.0/8'], requestsPerMinute: 1 });
    expect(await ask(behind, '192.0.2.1')).toBe(200);
    expect(await ask(behind, '192.0.2.2')).toBe(200);
    expect(await ask(behind, '192.0.2.1')).toBe(429);
    // What a client wrote itself in front of what the proxy wrote changes nothing.
    expect(await ask(behind, '198.51.100.7, 192.0.2.1')).toBe(429);
    await behind.close();
  });

  test('that is not, whoever connects is who asks', async () => {
    const direct = await open({ requestsPerMinute: 1 });
    expect(await ask(direct, '192.0.2.1')).toBe(200);
    expect(await ask(direct, '192.0.2.2')).toBe(429);
    await direct.close();
  });

  test('what is no address is refused when the API is made', () => {
    for (const text of ['proxy', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/8/8', '']) {
      expect(() => trustedProxies([text])).toThrow(TypeError);
    }
    expect(trustedProxies(['10.0.0.0/8', '::1'])('10.1.2.3')).toBe(true);
    expect(trustedProxies(['10.0.0.0/8'])('::ffff:10.1.2.3')).toBe(true);
    expect(trustedProxies(['10.0.0.0/8'])('11.1.2.3')).toBe(false);
  });
});

describe('what one address asks for', () => {
  test('is counted over all routes, found or not, and whoever asks too much is told until when', async () => {
    const few = await open({ requestsPerMinute: 2 });
    expect((await few.inject('/v1/reserves')).headers).toMatchObject({
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '1',
    });
    expect((await few.inject('/v1/no-such-route')).statusCode).toBe(404);
    const refused = await few.inject('/v1/users/nobody');
    expect(refused.statusCode).toBe(429);
    expect(refused.json()).toMatchObject({ code: 'too-many-requests' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await few.inject('/v1/health')).statusCode).toBe(200);
    await few.close();
  });

  test('in one network of IPv6 is one address’s', async () => {
    const few = await open({ requestsPerMinute: 1 });
    const ask = async (remoteAddress: string): Promise<number> =>
      (await few.inject({ url: '/v1/reserves', remoteAddress })).statusCode;
    expect(await ask('2001:db8::1')).toBe(200);
    expect(await ask('2001:db8::2')).toBe(429);
    expect(await ask('2001:db8:0:1::1')).toBe(200);
    expect(await ask('::ffff:192.0.2.1')).toBe(200);
    expect(await ask('192.0.2.1')).toBe(429);
    await few.close();
  });
});

test('every answer says how browsers are to treat it, and which request it answers', async () => {
  for (const path of ['/v1/health', '/v1/no-such-route', '/docs']) {
    const { headers } = await api.inject(path);
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(/default-src 'self'.*script-src 'none'/),
      'strict-transport-security': expect.stringContaining('max-age='),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    const ofPages = {
      'cross-origin-opener-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'x-xss-protection': '0',
    };
    if (path === '/docs') expect(headers).toMatchObject(ofPages);
    else for (const name of Object.keys(ofPages)) expect(headers).not.toHaveProperty(name);
  }
});

describe('what is known of the newest ledger', () => {
  let unlimited: Api;
  beforeAll(async () => {
    unlimited = await open({ requestsPerMinute: 1_000_000 });
  });
  afterAll(async () => await unlimited?.close());
  const read = (path: string, headers: Record<string, string> = {}) => unlimited.inject({ url: path, headers });

  /** Reads until it is answered without anybody being asked. */
  async function readKnown(path: string, known: () => unknown) {
    await expect
      .poll(
        async () => {
          await read(path);
          return known();
        },
        { interval: 1 },
      )
      .toBeDefined();
    return await read(path);
  }

  test.each<[string, (user: string) => [path: string, known: () => unknown]]>([
    ['a user', (user) => [`/v1/users/${user}`, () => world.services.knownUser(user)]],
    [
      'a deposit address',
      (user) => [`/v1/users/${user}/deposit-address`, () => world.services.knownDepositAddress(user)],
    ],
  ])('%s is answered as it is otherwise, header by header', async (_, of) => {
    const { address } = await world.createUser();
    const [path, known] = of(address);
    const asked = await read(path);
    const answered = await readKnown(path, known);
    expect(answered.body).toBe(asked.body);
    const changing = {
      date: '',
      'x-request-id': '',
      ratelimit: '',
      'x-ratelimit-remaining': '',
      'x-ratelimit-reset': '',
    };
    expect({ ...answered.headers, ...changing }).toEqual({ ...asked.headers, ...changing });
    expect(answered.headers['x-request-id']).not.toBe(asked.headers['x-request-id']);

    const tag = String(asked.headers.etag);
    await readKnown(path, known);
    expect(await read(path, { 'if-none-match': tag })).toMatchObject({
      statusCode: 304,
      body: '',
      headers: { etag: tag },
    });
  });

  test('is counted like anything else that is asked', async () => {
    const { address } = await world.createUser();
    const few = await open({ requestsPerMinute: 3 });
    const path = `/v1/users/${address}`;
    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push((await few.inject(path)).statusCode);
    expect(answers).toEqual([200, 200, 200, 429]);
    await few.close();
  });

  test('goes with the next ledger, and with the moment at which an identity expires', async () => {
    const key = Keypair.random().publicKey();
    const expiresAt = new Date(Date.now() + 3_600_000);
    await world.services.registerIdentity({ address: key, tier: 2, expiresAt });
    const path = `/v1/users/${key}`;
    const before = await readKnown(path, () => world.services.knownUser(key));
    expect(before.json()).toMatchObject({ status: 'active', tier: 2 });
    vi.useFakeTimers({ toFake: ['Date'], now: expiresAt.getTime() + 1_000 });
    try {
      expect(world.services.knownUser(key)).toBeUndefined();
      expect((await read(path)).json()).toMatchObject({ status: 'expired', tier: 2 });
    } finally {
      vi.useRealTimers();
    }

    const frozen = await world.createUser();
    await readKnown(`/v1/users/${frozen.address}`, () => world.services.knownUser(frozen.address));
    // Not by us: nobody tells the services.
    await world.officer.act('freeze', { user: frozen.address, reason: 'a test' });
    await expect.poll(async () => (await read(`/v1/users/${frozen.address}`)).json().status).toBe('frozen');
  });
});
