import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi } from '@istsi/api';
import { answer, createApiClient, type RequestSigner, signRequest } from '@istsi/client';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AdministeredApi, keys, startAdministeredApi } from '../../api/test/administered-api.ts';
import { createSepClient } from '../../api/test/sep-client.ts';
import { makeSignKey, readSignKey } from '../src/sign-key.ts';

let { world, api, tokens, send, stop } = {} as AdministeredApi;
let url: string;
const directory = mkdtempSync(join(tmpdir(), 'istsi-sign-key-'));
beforeAll(async () => {
  ({ world, api, tokens, send, stop } = await startAdministeredApi());
  url = await api.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await stop?.();
});

const spki = (key: KeyObject) => key.export({ format: 'pem', type: 'spki' });
const signerOf = (keyId: string, key: KeyObject): RequestSigner => ({
  keyId,
  sign: (bytes) =>
    sign(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }),
});
const pairs = {
  ed25519: () => generateKeyPairSync('ed25519'),
  'ecdsa-p256-sha256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
};

async function make(scopes: string[], kind: keyof typeof pairs = 'ed25519', token = keys.operator) {
  const { publicKey, privateKey } = pairs[kind]();
  const body = { name: 'a test', scopes, public_key: spki(publicKey) };
  const made = await send('POST', '/v1/keys', { body, token });
  expect(made, JSON.stringify(made.body)).toMatchObject({ status: 201, body: { signs_with: kind } });
  expect(made.body).not.toHaveProperty('key');
  return { id: made.body.id as string, signer: signerOf(made.body.id, privateKey), privateKey };
}

interface Asked {
  method: string;
  path: string;
  headers: Headers;
  body: string;
}
const WEBHOOK = { url: 'https://8.8.8.8/hook' };

/** A signed request for a new webhook, or another one, before it is sent. */
async function signed(
  signer: RequestSigner,
  { path = '/v1/webhooks', method = 'POST', body = JSON.stringify(WEBHOOK), at = Date.now() } = {},
) {
  const headers = new Headers({ 'x-audit-reason': 'a test', ...(body && { 'content-type': 'application/json' }) });
  const bytes = new TextEncoder().encode(body);
  const fields = await signRequest(signer, { method, url: `${url}${path}`, headers, body: bytes }, at);
  for (const [name, value] of Object.entries(fields)) headers.set(name, value);
  return { method, path, headers, body };
}

async function sent({ method, path, headers, body }: Asked, to = url) {
  const response = await fetch(`${to}${path}`, { method, headers, body: body || null });
  return { status: response.status, body: (await response.json()) as { code?: string; detail?: string } };
}

const webhookCount = async () =>
  (await send('GET', '/v1/webhooks', { token: keys.operator })).body.items.length as number;

describe('a key that signs', () => {
  test.each(['ed25519', 'ecdsa-p256-sha256'] as const)(
    'of %s opens what its scopes say, for the client as for anybody',
    async (kind) => {
      const { id, signer } = await make(['webhooks'], kind);
      const client = createApiClient(url, { signer });
      const before = await webhookCount();
      const added = await answer(client.POST('/v1/webhooks', { body: WEBHOOK }));
      expect(await webhookCount()).toBe(before + 1);
      await answer(client.GET('/v1/webhooks', {}));
      await answer(client.DELETE('/v1/webhooks/{id}', { params: { path: { id: added.id } } }));
      expect(await webhookCount()).toBe(before);
      await expect(answer(client.GET('/v1/alerts', {}))).rejects.toMatchObject({ status: 403 });
      await expect(answer(client.GET('/v1/keys', {}))).rejects.toMatchObject({ status: 403 });
      const additions = `/v1/audit?action=webhook.add&actor=api-key:${id}`;
      // The log takes up what was done a moment later.
      await expect
        .poll(async () => (await send('GET', additions, { token: keys.operator })).body.items)
        .toHaveLength(1);
      const listed = (await send('GET', '/v1/keys', { token: keys.operator })).body.items;
      expect(listed[0]).toMatchObject({ id, signs_with: kind, last_used_at: expect.any(String) });
    },
  );

  test('is not presented as a bearer token, nor is what is known of it', async () => {
    const { id } = await make(['webhooks']);
    const secret = `${id}_${'A'.repeat(43)}`;
    expect((await send('GET', '/v1/webhooks', { token: secret })).status).toBe(401);
  });

  test('signs a question, its query and an empty body', async () => {
    const { signer } = await make(['read']);
    const asked = await signed(signer, { method: 'GET', path: '/v1/operations?limit=2&', body: '' });
    expect((await sent(asked)).status).toBe(200);
    const other = await signed(signer, { method: 'GET', path: '/v1/operations?limit=2', body: '' });
    expect(await sent({ ...other, path: '/v1/operations?limit=3' })).toMatchObject({ status: 401 });
  });
});

describe('a signed request', () => {
  const change = (asked: Asked, field: string, change: (text: string) => string) => {
    asked.headers.set(field, change(asked.headers.get(field)!));
    return asked;
  };
  /** As signed as any, about less or something else. */
  async function about(
    key: KeyObject,
    id: string,
    { components, parameters, label = 'istsi' }: { components: string[]; parameters: string; label?: string },
  ) {
    const asked = await signed(signerOf(id, key));
    const values: Record<string, string> = {
      '@method': 'POST',
      '@target-uri': `${url}/v1/webhooks`,
      '@authority': new URL(url).host,
    };
    values['@path'] = '/v1/webhooks';
    values['@query'] = '?';
    const line = `(${components.map((name) => `"${name}"`).join(' ')})${parameters.replace('KEY', id)}`;
    const lines = components.map((name) => `"${name}": ${values[name] ?? asked.headers.get(name)}`);
    const bytes = signerOf(id, key).sign(
      new TextEncoder().encode([...lines, `"@signature-params": ${line}`].join('\n')),
    );
    asked.headers.set('signature-input', `${label}=${line}`);
    asked.headers.set('signature', `${label}=:${Buffer.from(await bytes).toString('base64')}:`);
    return asked;
  }
  const whole = ['@method', '@target-uri', 'content-digest', 'x-audit-reason'];
  /** Of the moment at which it is signed: what is said when this file is read is old by then. */
  const now = () => Math.floor(Date.now() / 1000);
  const claims = (nonce: string) => `;created=${now()};nonce="${nonce}";keyid="KEY"`;

  test('may say more, be about host, path and query, and name its own end', async () => {
    const { id, privateKey } = await make(['webhooks']);
    const apart = ['@method', '@authority', '@path', '@query', 'content-digest', 'x-audit-reason', 'content-type'];
    const parameters = `${claims('a nonce of this test 1')};expires=${now() + 60};alg="ed25519";tag="mine"`;
    expect(await sent(await about(privateKey, id, { components: apart, parameters, label: 'mine' }))).toMatchObject({
      status: 201,
    });
  });

  type Made = { id: string; signer: RequestSigner; privateKey: KeyObject };
  test.each<[string, (key: Made) => Promise<Asked>, RegExp]>([
    [
      'of another method',
      async ({ signer }) => ({
        ...(await signed(signer, { method: 'DELETE', path: '/v1/webhooks/wh_1', body: '' })),
        method: 'GET',
      }),
      /not the request that was signed/,
    ],
    [
      'with another body',
      async ({ signer }) => ({ ...(await signed(signer)), body: '{"url":"https://8.8.4.4/hook"}' }),
      /not what content-digest says/,
    ],
    [
      'for another reason',
      async ({ signer }) => change(await signed(signer), 'x-audit-reason', () => 'another one'),
      /not the request that was signed/,
    ],
    [
      'with the digest of another body',
      async ({ signer }) => change(await signed(signer), 'content-digest', () => 'sha-256=:AAAA:'),
      /not the request that was signed/,
    ],
    [
      'of another instance',
      async ({ signer }) =>
        change(await signed(signer), 'signature-input', (text) => text.replace('nonce="', 'nonce="x')),
      /not the request that was signed/,
    ],
    [
      'by a key that is another one’s',
      async ({ signer }) => await signed({ ...(await make(['webhooks'])).signer, keyId: signer.keyId }),
      /was not signed with ikey_/,
    ],
    [
      'by no key',
      async ({ signer }) => await signed({ ...signer, keyId: 'ikey_0123456789abcdef' }),
      /no key ikey_0123456789abcdef/,
    ],
    ['by something else', async ({ signer }) => await signed({ ...signer, keyId: 'me' }), /keyid is not the id/],
    [
      'too long ago',
      async ({ signer }) => await signed(signer, { at: Date.now() - 302_000 }),
      /signed 3\d\d seconds ago, and counts for 300/,
    ],
    ['ahead of its time', async ({ signer }) => await signed(signer, { at: Date.now() + 90_000 }), /seconds ahead/],
    [
      'without a body’s digest',
      async ({ id, privateKey }) =>
        await about(privateKey, id, {
          components: ['@method', '@target-uri', 'x-audit-reason'],
          parameters: claims('a nonce of this test 2'),
        }),
      /not about "content-digest"/,
    ],
    [
      'without its reason',
      async ({ id, privateKey }) =>
        await about(privateKey, id, {
          components: ['@method', '@target-uri', 'content-digest'],
          parameters: claims('a nonce of this test 3'),
        }),
      /not about "x-audit-reason"/,
    ],
    [
      'without method and query',
      async ({ id, privateKey }) =>
        await about(privateKey, id, {
          components: ['@authority', '@path', 'content-digest', 'x-audit-reason'],
          parameters: claims('a nonce of this test 4'),
        }),
      /not about "@method", "@query"/,
    ],
    [
      'without any place',
      async ({ id, privateKey }) =>
        await about(privateKey, id, {
          components: ['@method', 'content-digest', 'x-audit-reason'],
          parameters: claims('a nonce of this test 5'),
        }),
      /not about "@target-uri"/,
    ],
    [
      'without a nonce',
      async ({ id, privateKey }) =>
        await about(privateKey, id, { components: whole, parameters: `;created=${now()};keyid="KEY"` }),
      /nonce is missing/,
    ],
    [
      'with a short nonce',
      async ({ id, privateKey }) => await about(privateKey, id, { components: whole, parameters: claims('1') }),
      /16 to 128/,
    ],
    [
      'without a time',
      async ({ id, privateKey }) =>
        await about(privateKey, id, { components: whole, parameters: ';nonce="a nonce of this test 6";keyid="KEY"' }),
      /created is missing/,
    ],
    [
      'without a key’s name',
      async ({ id, privateKey }) =>
        await about(privateKey, id, {
          components: whole,
          parameters: `;created=${now()};nonce="a nonce of this test 7"`,
        }),
      /keyid is missing/,
    ],
    [
      'after its own end',
      async ({ id, privateKey }) =>
        await about(privateKey, id, {
          components: whole,
          parameters: `${claims('a nonce of this test 8')};expires=${now() - 1}`,
        }),
      /ended \d+ seconds ago/,
    ],
    [
      'by another algorithm',
      async ({ id, privateKey }) =>
        await about(privateKey, id, {
          components: whole,
          parameters: `${claims('a nonce of this test 9')};alg="hmac-sha256"`,
        }),
      /alg is not what this key signs with: ed25519/,
    ],
    [
      'about one thing twice',
      async ({ id, privateKey }) =>
        await about(privateKey, id, {
          components: [...whole, '@method'],
          parameters: claims('a nonce of this test A'),
        }),
      /signed twice/,
    ],
    [
      'under two labels',
      async ({ signer }) => change(await signed(signer), 'signature', (text) => text.replace('istsi', 'other')),
      /labelled istsi, and Signature other/,
    ],
    [
      'with two signatures',
      async ({ signer }) => change(await signed(signer), 'signature', (text) => `${text}, b=:AAAA:`),
      /one signature/,
    ],
    [
      'with a key besides',
      async ({ signer }) => {
        const asked = await signed(signer);
        asked.headers.set('authorization', `Bearer ${keys.operator}`);
        return asked;
      },
      /one of them/,
    ],
    [
      'that is garbage',
      async ({ signer }) => change(await signed(signer), 'signature-input', () => 'istsi=((("'),
      /no dictionary/,
    ],
  ])('%s is refused, and does nothing', async (_, made, detail) => {
    const asked = await made(await make(['webhooks']));
    const before = await webhookCount();
    const { status, body } = await sent(asked);
    expect({ status, code: body.code, detail: body.detail }).toMatchObject({
      status: 401,
      code: 'signature-refused',
      detail: expect.stringMatching(detail),
    });
    expect(await webhookCount()).toBe(before);
  });

  test('counts once: also at the same moment, at another instance, and after a restart', async () => {
    const { signer } = await make(['webhooks']);
    const asked = await signed(signer);
    const before = await webhookCount();
    const together = await Promise.all(Array.from({ length: 8 }, () => sent(asked)));
    expect(together.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(401)]);
    const options = { services: world.services, keys, version: '1', log: () => undefined };
    const next = await createApi(options);
    const answered = await next.inject({
      ...{ method: 'POST', url: asked.path, payload: asked.body },
      headers: { ...Object.fromEntries(asked.headers), host: new URL(url).host },
    });
    expect(answered.statusCode).toBe(401);
    expect(answered.json()).toMatchObject({ detail: expect.stringContaining('nonce came before') });
    await next.close();
    expect(await webhookCount()).toBe(before + 1);
  });

  test('that is refused is counted, and in the audit log', async () => {
    const { signer } = await make(['webhooks']);
    const refusals = async () => (await send('GET', '/v1/sessions/refusals', { token: keys.operator })).body.refusals;
    const before = (await refusals())['signature-refused'] ?? 0;
    const asked = await signed(signer);
    expect((await sent({ ...asked, path: '/v1/webhooks/' })).status).toBe(404);
    for (let n = 0; n < 3; n += 1) expect((await sent({ ...asked, body: '{}' })).status).toBe(401);
    expect((await refusals())['signature-refused']).toBe(before + 3);
    const logged = async () =>
      (await send('GET', '/v1/audit?action=access.refused', { token: keys.operator })).body.items;
    await expect
      .poll(logged, { timeout: 60_000 })
      .toContainEqual(expect.objectContaining({ error: { condition: 'signature-refused', resolution: null } }));
  });

  test('where everybody is let in is let in, and is nobody’s where it is signed badly', async () => {
    const { signer } = await make(['read']);
    const asked = await signed(signer, { method: 'GET', path: '/v1/status', body: '' });
    expect((await sent(asked)).status).toBe(200);
    expect((await sent(asked)).status).toBe(200);
  });
});

describe('a key that signs, turned', () => {
  const opens = async (signer: RequestSigner) =>
    (await sent(await signed(signer, { method: 'GET', path: '/v1/operations', body: '' }))).status;
  const turn = (id: string, body: object) =>
    send('POST', `/v1/keys/${id}/rotate`, { body, token: tokens['super-admin'] });

  test('has both keys for as long as was said, of whichever algorithm, and ends at once', async () => {
    const { id, signer } = await make(['read']);
    const next = pairs['ecdsa-p256-sha256']();
    expect((await turn(id, { overlap_hours: 1, public_key: spki(next.publicKey) })).body).toMatchObject({
      signs_with: 'ecdsa-p256-sha256',
    });
    const second = signerOf(id, next.privateKey);
    expect([await opens(signer), await opens(second)]).toEqual([200, 200]);
    const last = pairs.ed25519();
    expect((await turn(id, { overlap_hours: 0, public_key: spki(last.publicKey) })).status).toBe(200);
    const third = signerOf(id, last.privateKey);
    expect([await opens(signer), await opens(second), await opens(third)]).toEqual([401, 401, 200]);
    expect((await send('DELETE', `/v1/keys/${id}`, { token: keys.operator })).status).toBe(200);
    expect(await opens(third)).toBe(401);
  });

  test('stays of its kind', async () => {
    const { id } = await make(['read']);
    expect(await turn(id, {})).toMatchObject({ status: 409, body: { code: 'key-of-other-kind' } });
    const bearer = await send('POST', '/v1/keys', { body: { name: 'a test', scopes: ['read'] }, token: keys.operator });
    const public_key = spki(pairs.ed25519().publicKey);
    expect(await turn(bearer.body.id, { public_key })).toMatchObject({
      status: 409,
      body: { code: 'key-of-other-kind' },
    });
    for (const bad of ['x', pairs.ed25519().privateKey.export({ format: 'pem', type: 'pkcs8' })])
      expect(await turn(id, { public_key: bad })).toMatchObject({ status: 400, body: { code: 'bad-public-key' } });
  });
});

describe('a provider that identifies customers', () => {
  const { ask, signIn } = createSepClient(() => api);
  const decide = (id: string, decision: object) => ({
    path: `/v1/customers/${id}/review`,
    body: JSON.stringify(decision),
  });

  test('looks and decides by requests that it signs, each once, and a decision that comes again changes nothing', async () => {
    const customer = Keypair.random();
    const token = await signIn(customer);
    const json = { first_name: 'Alice', last_name: 'Anders', email_address: 'alice@example.com' };
    const { id } = (await ask('PUT', '/sep12/customer', { token, json })).body as { id: string };
    const { id: key, signer } = await make(['customers'], 'ed25519', keys.compliance);
    const listed = await sent(await signed(signer, { method: 'GET', path: '/v1/customers', body: '' }));
    const waiting = (listed.body as { items?: { id: string; revision: number }[] }).items!;
    const { revision } = waiting.find((each) => each.id === id)!;
    const accept = { decision: 'accept', revision, tier: 2, country: 'CH' };

    const asked = await signed(signer, decide(id, accept));
    const changed = { ...asked, body: JSON.stringify({ ...accept, tier: 1 }) };
    expect(await sent(changed)).toMatchObject({ status: 401, body: { code: 'signature-refused' } });
    const another = await make(['webhooks']);
    expect((await sent(await signed(another.signer, decide(id, accept)))).status).toBe(403);
    for (const [decision, status] of [
      [{ ...accept, revision: revision + 1 }, 409],
      [{ ...accept, tier: 3, note: 'a test' }, 403],
    ] as const)
      expect((await sent(await signed(signer, decide(id, decision)))).status, JSON.stringify(decision)).toBe(status);
    expect((await ask('GET', '/sep12/customer', { token })).body).toMatchObject({ status: 'PROCESSING' });

    const fresh = await signed(signer, decide(id, accept));
    expect(await sent(fresh)).toMatchObject({ status: 200, body: { status: 'ACCEPTED' } });
    expect(await sent(fresh)).toMatchObject({ status: 401, body: { detail: expect.stringMatching(/came before/) } });
    expect((await sent(await signed(signer, decide(id, accept)))).status).toBe(200);
    expect(await world.services.user(customer.publicKey())).toMatchObject({ tier: 2 });
    const reviews = `/v1/audit?actor=api-key:${key}`;
    await expect
      .poll(async () => (await send('GET', reviews, { token: keys.operator })).body.items.length)
      .toBeGreaterThan(0);
    expect((await send('DELETE', `/v1/keys/${key}`, { token: keys.compliance })).status).toBe(200);
    expect((await sent(await signed(signer, decide(id, accept)))).status).toBe(401);
  });
});

describe('a file with a key that signs', () => {
  test('has its owner’s key, named, and is never written over', async () => {
    const file = join(directory, 'reports.pem');
    const made = makeSignKey(file);
    const body = { name: 'a test', scopes: ['read'], public_key: made.publicKey };
    const { id } = (await send('POST', '/v1/keys', { body, token: keys.operator })).body;
    made.name(id);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const asked = await signed(readSignKey(file), { method: 'GET', path: '/v1/operations', body: '' });
    expect((await sent(asked)).status).toBe(200);
    expect(() => makeSignKey(file)).toThrow(/cannot be written/);
    expect(readFileSync(file, 'utf8')).toContain(`Key-Id: ${id}\n-----BEGIN PRIVATE KEY-----`);
  });

  test('that became no key of the API is gone, and one that names none does not sign', () => {
    const file = join(directory, 'other.pem');
    makeSignKey(file).discard();
    expect(() => readSignKey(file)).toThrow(/other\.pem/);
    makeSignKey(file);
    expect(() => readSignKey(file)).toThrow(/no line `Key-Id/);
  });
});
