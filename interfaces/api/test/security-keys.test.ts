import { setTimeout as sleep } from 'node:timers/promises';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, type ApiOptions, createApi } from '../src/index.ts';
import { type AdministeredApi, keys, startAdministeredApi } from './administered-api.ts';
import { createAuthenticator, type Showing } from './software-authenticator.ts';

let { world, sign, decide, nextLedger, stop } = {} as AdministeredApi;
let api: Api;
const opened: Api[] = [];
const ORIGIN = 'http://localhost';

async function open(secondFactor: ApiOptions['secondFactor']): Promise<Api> {
  const made = await createApi({
    ...{ services: world.services, keys, version: '1', log: () => undefined, secondFactor },
  });
  opened.push(made);
  return made;
}

beforeAll(async () => {
  ({ world, sign, decide, nextLedger, stop } = await startAdministeredApi());
  api = await open({ requiredOf: [] });
});
afterAll(async () => {
  for (const each of opened) await each.close();
  await stop?.();
});

/** Each request is of another address: how often one may try is a test of its own. */
let asked = 0;
const elsewhere = (): string => `10.0.${(asked >> 8) & 255}.${asked++ & 255}`;

async function ask(method: 'GET' | 'POST' | 'DELETE', url: string, token: string, body?: unknown, of = api) {
  const response = await of.inject({
    ...{ method, url, remoteAddress: elsewhere() },
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  });
  return { status: response.statusCode, body: response.body === '' ? null : response.json() };
}

async function signIn(person: Keypair, of = api): Promise<string> {
  const { body: challenge } = await ask('POST', '/v1/sessions/challenge', 'none', { account: person.publicKey() }, of);
  const envelope = sign(challenge.envelope, person);
  const response = await of.inject({
    ...{ method: 'POST', url: '/v1/sessions', payload: { envelope }, remoteAddress: elsewhere() },
  });
  expect(response.statusCode, response.body).toBe(201);
  return response.json().token;
}

type Authenticator = ReturnType<typeof createAuthenticator>;
const here: Showing = { origin: ORIGIN };

async function add(token: string, key: Authenticator, showing = here, of = api) {
  const asked = await ask('POST', '/v1/security-keys/challenge', token, {}, of);
  if (asked.status !== 200) return asked;
  const credential = key.create(asked.body.options, showing);
  return await ask('POST', '/v1/security-keys', token, { name: 'of the test', credential }, of);
}

async function show(token: string, key: Authenticator, showing = here, of = api) {
  const { status, body } = await ask('POST', '/v1/sessions/current/challenge', token, {}, of);
  expect(status, JSON.stringify(body)).toBe(200);
  const credential = key.answer(body.options, showing);
  return await ask('POST', '/v1/sessions/current/second-factor', token, { credential }, of);
}

/** Whose keys the test before left are over. */
async function forget(person: Keypair): Promise<void> {
  const { askReset, approveReset, list } = world.services.securityKeys;
  if ((await list(person.publicKey())).length === 0) return;
  const { id } = await askReset({ account: person.publicKey(), by: 'nobody', reason: 'a test' });
  await approveReset(id, 'nobody else');
}

describe('a security key', () => {
  const officer = () => world.keys.complianceOfficer;

  test('that somebody added is shown by every later session of theirs, before anything else', async () => {
    await forget(officer());
    const first = await signIn(officer());
    expect((await ask('GET', '/v1/operations', first)).status).toBe(200);
    const key = createAuthenticator();
    expect(await add(first, key)).toMatchObject({
      status: 201,
      body: { id: key.id, state: 'live', domain: 'localhost' },
    });
    expect((await ask('GET', '/v1/operations', first)).status).toBe(200);

    const second = await signIn(officer());
    for (const [method, url] of [
      ['GET', '/v1/operations'],
      ['GET', '/v1/keys'],
      ['POST', '/v1/acts/prepare'],
      ['GET', '/v1/customers'],
    ] as const)
      expect(
        await ask(method, url, second, method === 'POST' ? { do: 'pause', reason: 'x' } : undefined),
        url,
      ).toMatchObject({
        ...{ status: 403, body: { code: 'second-factor-needed' } },
      });
    const current = await ask('GET', '/v1/sessions/current', second);
    expect(current.body).toMatchObject({ second_factor: { state: 'needed', enrolled: true, required: false } });
    expect(current.body.routes).not.toContain('GET /v1/operations');
    expect(await show(second, key)).toMatchObject({
      status: 200,
      body: { second_factor: { state: 'shown', fresh_until: expect.any(String) } },
    });
    expect((await ask('GET', '/v1/operations', second)).status).toBe(200);
    expect((await ask('GET', '/v1/security-keys', second)).body.items[0]).toMatchObject({
      last_used_at: expect.any(String),
    });
  });

  test('that another one was added with is no first one: the wallet alone adds none', async () => {
    await forget(officer());
    const mine = await signIn(officer());
    const thiefs = await signIn(officer());
    const [asked] = await Promise.all([ask('POST', '/v1/security-keys/challenge', thiefs, {})]);
    const key = createAuthenticator();
    expect((await add(mine, key)).status).toBe(201);
    const credential = createAuthenticator().create(asked.body.options, here);
    expect(await ask('POST', '/v1/security-keys', thiefs, { name: 'x', credential })).toMatchObject({ status: 403 });
    expect((await add(thiefs, createAuthenticator())).status).toBe(403);
    expect((await show(thiefs, key)).status).toBe(200);
    expect((await add(thiefs, createAuthenticator({ counts: false }))).status).toBe(201);
  });

  test('that two sessions add as the first one at the same moment is one', async () => {
    await forget(officer());
    const tokens = [await signIn(officer()), await signIn(officer())];
    const added = await Promise.all(tokens.map((token) => add(token, createAuthenticator())));
    expect(added.map(({ status }) => status).sort()).toEqual([201, 403]);
  });

  test.each<[string, (key: Authenticator, options: never) => object | Promise<object>]>([
    ['for another page', (key, options) => key.answer(options, { origin: 'http://localhost:1' })],
    ['for another site', (key, options) => key.answer(options, { ...here, domain: 'evil.example' })],
    ['of another challenge', (key, options) => key.answer({ ...(options as object), challenge: 'AAAA' }, here)],
    ['that nobody touched', (key, options) => key.answer(options, { ...here, present: false })],
    [
      'of another key',
      (key, options) => ({ ...createAuthenticator().answer(options, here), id: key.id, rawId: key.id }),
    ],
    ['of a key that is not theirs', (_, options) => createAuthenticator().answer(options, here)],
    [
      'that makes a key',
      (key, options) => {
        const { clientDataJSON } = key.create(options, here).response as unknown as { clientDataJSON: string };
        const answer = key.answer(options, here);
        return { ...answer, response: { ...answer.response, clientDataJSON } };
      },
    ],
  ])('is not shown by an answer %s, and no answer counts twice', async (_, answer) => {
    await forget(officer());
    const key = createAuthenticator();
    expect((await add(await signIn(officer()), key)).status).toBe(201);
    const token = await signIn(officer());
    const { body } = await ask('POST', '/v1/sessions/current/challenge', token, {});
    const wrong = await ask('POST', '/v1/sessions/current/second-factor', token, {
      credential: await answer(key, body.options as never),
    });
    expect([400, 404]).toContain(wrong.status);
    expect(['security-key-refused', 'unknown-security-key']).toContain(wrong.body.code);
    const right = key.answer(body.options, here);
    // The challenge went with the first answer.
    expect(await ask('POST', '/v1/sessions/current/second-factor', token, { credential: right })).toMatchObject({
      status: 400,
    });
    expect((await ask('GET', '/v1/operations', token)).status).toBe(403);
    expect((await show(token, key)).status).toBe(200);
    expect((await ask('POST', '/v1/sessions/current/second-factor', token, { credential: right })).status).toBe(400);
  });

  test('that counts backwards may be a copy: it is suspended, and only two others help', async () => {
    await forget(officer());
    const key = createAuthenticator();
    const token = await signIn(officer());
    await add(token, key);
    const copy = key.copy();
    expect((await show(token, key)).status).toBe(200);
    expect((await show(token, key)).status).toBe(200);
    const thief = await signIn(officer());
    expect(await show(thief, copy)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('there may be a copy') },
    });
    for (const each of [token, thief]) {
      expect((await ask('GET', '/v1/operations', each)).status).toBe(403);
      expect(await show(each, key)).toMatchObject({
        status: 400,
        body: { detail: expect.stringContaining('suspended') },
      });
      expect((await add(each, createAuthenticator())).status).toBe(403);
    }
    // The log takes up what was done a moment later.
    const suspensions = async () =>
      (await ask('GET', '/v1/audit?action=security-key.suspend', keys.operator)).body.items.length as number;
    await expect.poll(suspensions).toBeGreaterThan(0);
  });

  test('that does not count is shown again and again', async () => {
    await forget(officer());
    const key = createAuthenticator({ counts: false });
    const token = await signIn(officer());
    await add(token, key);
    for (let n = 0; n < 2; n += 1) expect((await show(token, key)).status).toBe(200);
  });
});

describe('where a role needs a security key', () => {
  test('whoever holds it adds one before anything else, and keeps one', async () => {
    await forget(world.keys.superAdmin);
    const strict = await open({ requiredOf: ['super-admin'], domain: 'localhost', origins: [ORIGIN] });
    const token = await signIn(world.keys.superAdmin, strict);
    const refused = await ask('GET', '/v1/operations', token, undefined, strict);
    expect(refused).toMatchObject({
      status: 403,
      body: { code: 'second-factor-needed', detail: expect.stringContaining('added none') },
    });
    const key = createAuthenticator();
    expect((await add(token, key, { origin: 'http://evil.example' }, strict)).status).toBe(400);
    expect((await add(token, key, here, strict)).status).toBe(201);
    expect((await ask('GET', '/v1/operations', token, undefined, strict)).status).toBe(200);
    expect(await ask('DELETE', `/v1/security-keys/${key.id}`, token, undefined, strict)).toMatchObject({
      ...{ status: 409, body: { code: 'last-security-key' } },
    });
    const operator = await signIn(world.keys.operator, strict);
    expect((await ask('GET', '/v1/operations', operator, undefined, strict)).status).toBe(200);
    await forget(world.keys.superAdmin);
  });

  test('what cannot be undone takes one shown right before', async () => {
    await forget(world.keys.superAdmin);
    const brief = await open({ requiredOf: [], freshMs: 1_500 });
    const token = await signIn(world.keys.superAdmin, brief);
    const make = () => ask('POST', '/v1/keys', token, { name: 'x', scopes: ['read'] }, brief);
    expect((await make()).status).toBe(201);
    const key = createAuthenticator();
    await add(token, key, here, brief);
    await sleep(1_600);
    expect(await make()).toMatchObject({ status: 403, body: { code: 'second-factor-stale' } });
    expect(await ask('POST', '/v1/acts', token, { envelope: 'x' }, brief)).toMatchObject({
      body: { code: 'second-factor-stale' },
    });
    expect((await ask('GET', '/v1/keys', token, undefined, brief)).status).toBe(200);
    // On a slow machine what was shown may be stale again before anything is made of it.
    await expect
      .poll(async () => {
        expect((await show(token, key, here, brief)).status).toBe(200);
        return (await make()).status;
      })
      .toBe(201);
    await forget(world.keys.superAdmin);
  });
});

describe('lost security keys', () => {
  test('are reset by two persons, of whom none is the one whose they are', async () => {
    const { complianceOfficer, superAdmin, operator } = world.keys;
    for (const person of [complianceOfficer, superAdmin]) await forget(person);
    const lost = createAuthenticator();
    const old = await signIn(complianceOfficer);
    await add(old, lost);
    const account = complianceOfficer.publicKey();
    const asking = (token: string) =>
      ask('POST', '/v1/security-keys/resets', token, { account, reason: 'it was stolen' });
    expect(await asking(old)).toMatchObject({ status: 403, body: { code: 'key-reset-refused' } });
    expect((await asking(await signIn(operator))).status).toBe(403);
    expect((await asking(keys.operator)).status).toBe(401);
    const admin = await signIn(superAdmin);
    const asked = await asking(admin);
    expect(asked).toMatchObject({ status: 201, body: { asked_by: superAdmin.publicKey() } });
    const approve = (token: string) => ask('POST', `/v1/security-keys/resets/${asked.body.id}/approve`, token, {});
    expect(await approve(admin)).toMatchObject({ status: 403, body: { code: 'key-reset-refused' } });
    expect(await approve(old)).toMatchObject({ status: 403, body: { code: 'key-reset-refused' } });
    expect((await ask('GET', '/v1/security-keys/resets', admin)).body.items).toHaveLength(1);
    expect((await ask('GET', '/v1/operations', old)).status).toBe(200);

    const second = Keypair.random();
    await decide({ do: 'propose', action: 'GrantRole', values: [second.publicKey(), 'SystemAdmin'] });
    await nextLedger();
    expect(await approve(await signIn(second))).toMatchObject({ status: 200, body: { account } });
    expect((await ask('GET', '/v1/operations', old)).status).toBe(200);
    const again = await signIn(complianceOfficer);
    expect((await ask('GET', '/v1/sessions/current', again)).body.second_factor).toMatchObject({
      state: 'not-needed',
      enrolled: false,
    });
    expect((await add(again, createAuthenticator())).status).toBe(201);
    // What was shown of the lost key counts for nothing.
    expect((await ask('GET', '/v1/operations', old)).status).toBe(403);
    expect(await approve(admin)).toMatchObject({ status: 404, body: { code: 'unknown-key-reset' } });
    await forget(complianceOfficer);
  });
});
