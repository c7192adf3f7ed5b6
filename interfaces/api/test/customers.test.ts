import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';
import { createSepClient } from './sep-client.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };

let world: World;
let api: Api;
beforeAll(async () => {
  world = await startWorld();
  api = await createApi({ services: world.services, keys, version: '1.2.3', log: () => {} });
});
afterAll(async () => {
  await api?.close();
  await world?.stop();
});

const { ask, signIn } = createSepClient(() => api);

const alice = { first_name: 'Alice', last_name: 'Anders', email_address: 'alice@example.com' };
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

async function sendFiles(method: 'PUT' | 'POST', url: string, token: string, fields: Record<string, string | Buffer>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    form.append(
      name,
      typeof value === 'string' ? value : new Blob([new Uint8Array(value)], { type: 'text/html' }),
      ...(typeof value === 'string' ? [] : ['../../x.html']),
    );
  const request = new Request('http://x', { method: 'POST', body: form });
  const payload = Buffer.from(await request.arrayBuffer());
  const headers = { 'content-type': request.headers.get('content-type')!, authorization: `Bearer ${token}` };
  const response = await api.inject({ method, url, payload, headers });
  return { status: response.statusCode, body: response.json() };
}

async function post(url: string, payload: object, token = '') {
  const response = await api.inject({ method: 'POST', url, payload, headers: { authorization: `Bearer ${token}` } });
  return { status: response.statusCode, body: response.json() };
}

async function signInOfficer(key: Keypair): Promise<string> {
  const { body } = await post('/v1/sessions/challenge', { account: key.publicKey() });
  const challenge = TransactionBuilder.fromXdr(body.envelope, world.sandbox.networkPassphrase);
  challenge.sign(key);
  return (await post('/v1/sessions', { envelope: challenge.toXdr() })).body.token;
}

async function officer(method: 'GET' | 'POST', path: string, json?: object, token = keys.compliance) {
  const response = await api.inject({
    ...{ method, url: `/v1/customers${path}`, headers: { authorization: `Bearer ${token}` } },
    ...(json && { payload: json }),
  });
  return {
    status: response.statusCode,
    raw: response.rawPayload,
    body: response.headers['content-type']?.toString().includes('json') ? response.json() : undefined,
  };
}

describe('SEP-12: a customer', () => {
  test.each([
    ['GET', '/sep12/customer'],
    ['PUT', '/sep12/customer'],
    ['DELETE', '/sep12/customer/G'],
  ] as const)('is nobody without a session: %s %s', async (method, url) => {
    expect(await ask(method, url, method === 'PUT' ? { form: alice } : {})).toMatchObject({
      status: 403,
      body: { type: 'authentication_required' },
    });
  });

  test('is asked for what is missing, reviewed, registered, and erased', async () => {
    const key = Keypair.random();
    const token = await signIn(key);
    const first = await ask('GET', '/sep12/customer?type=sep6', { token });
    expect(first).toMatchObject({
      status: 200,
      body: { status: 'NEEDS_INFO', fields: { first_name: { type: 'string' } } },
    });
    expect(first.body).not.toHaveProperty('id');

    const put = await ask('PUT', '/sep12/customer', { token, json: { account: key.publicKey(), ...alice } });
    expect(put).toMatchObject({ status: 202, body: { id: expect.any(String) } });
    const { id } = put.body;
    expect(await ask('PUT', '/sep12/customer', { token, json: { id, ...alice } })).toMatchObject({
      status: 202,
      body: { id },
    });
    for (const query of [`?id=${id}`, '', `?account=${key.publicKey()}`])
      expect((await ask('GET', `/sep12/customer${query}`, { token })).body).toMatchObject({
        id,
        status: 'PROCESSING',
        provided_fields: { first_name: { status: 'PROCESSING' } },
      });

    const { body: record } = await officer('GET', `/${id}`);
    expect(record).toMatchObject({ subject: key.publicKey(), fields: alice, status: 'PROCESSING', revision: 2 });
    expect((await officer('GET', '')).body.items.map((item: { id: string }) => item.id)).toContain(id);
    const accept = { decision: 'accept', revision: record.revision, tier: 2, country: 'CH' };
    expect(await officer('POST', `/${id}/review`, { ...accept, revision: 1 })).toMatchObject({
      status: 409,
      body: { code: 'customer-changed' },
    });
    for (const tier of [3, 4])
      expect(await officer('POST', `/${id}/review`, { ...accept, tier, note: 'a bank' })).toMatchObject({
        status: 403,
        body: { code: 'two-officers-needed' },
      });
    expect(await officer('POST', `/${id}/review`, { ...accept, tier: 5 })).toMatchObject({ status: 400 });
    expect(await officer('POST', `/${id}/review`, accept)).toMatchObject({ status: 200, body: { status: 'ACCEPTED' } });
    expect(await officer('POST', `/${id}/review`, accept)).toMatchObject({ status: 200, body: { status: 'ACCEPTED' } });
    expect((await ask('GET', '/sep12/customer', { token })).body).toMatchObject({ status: 'ACCEPTED' });
    expect(await world.services.user(key.publicKey())).toMatchObject({ tier: 2, status: 'active' });

    expect(await ask('DELETE', `/sep12/customer/${key.publicKey()}`, { token })).toMatchObject({ status: 200 });
    expect(await ask('DELETE', `/sep12/customer/${key.publicKey()}`, { token })).toMatchObject({ status: 404 });
    expect(await officer('GET', `/${id}`)).toMatchObject({ status: 404 });
    expect((await ask('GET', '/sep12/customer', { token })).body).toMatchObject({ status: 'NEEDS_INFO' });
  });

  test('of a tier above 2 is opened by two officers, of whom the second has read what the first said', async () => {
    const key = Keypair.random();
    const { body: put } = await ask('PUT', '/sep12/customer', { token: await signIn(key), json: alice });
    const one = await signInOfficer(world.keys.complianceOfficer);
    const two = await signInOfficer(world.keys.superAdmin);
    const accept = { decision: 'accept', revision: 2, tier: 3, country: 'CH', note: 'books of five years seen' };
    const review = (token: string, change: object = {}) =>
      officer('POST', `/${put.id}/review`, { ...accept, ...change }, token);
    const refused = (code: string, detail: RegExp) => ({
      ...{ status: code === 'two-officers-needed' ? 403 : 409, body: { code, detail: expect.stringMatching(detail) } },
    });
    const { body: made } = await post('/v1/keys', { name: 'reviews', scopes: ['customers', 'identities'] }, one);
    const byKey = await review(made.key);
    expect(byKey).toMatchObject(refused('two-officers-needed', /no key is one/));
    for (const token of [made.key, keys.compliance, one])
      expect(await post('/v1/identities', { address: key.publicKey(), tier: 3 }, token)).toMatchObject({
        ...{ status: 403, body: { code: 'two-officers-needed' } },
      });

    expect(await review(one, { note: undefined })).toMatchObject(refused('customer-not-reviewable', /says why/));
    const first = await review(one);
    expect(first).toMatchObject({ status: 200, body: { status: 'PROCESSING' } });
    const { first_look: look } = first.body;
    expect(look).toMatchObject({ officer: world.keys.complianceOfficer.publicKey(), tier: 3, note: accept.note });
    expect((await review(one)).body.first_look).toEqual(look);
    expect(await review(one, { first_look: look.id })).toMatchObject({ status: 200, body: { status: 'PROCESSING' } });
    expect(await world.services.user(key.publicKey())).toBeUndefined();

    expect(await review(two)).toMatchObject(refused('customer-not-reviewable', /has said tier 3 of CH/));
    const named = { first_look: look.id, note: 'the same' };
    expect(await review(two, { ...named, tier: 4 })).toMatchObject(refused('customer-not-reviewable', /both say/));
    expect((await officer('GET', `/${put.id}`, undefined, two)).body).toMatchObject({ first_look: look, revision: 2 });
    expect(await review(two, named)).toMatchObject({ status: 200, body: { status: 'ACCEPTED' } });
    expect(await review(two, named)).toMatchObject({ status: 200, body: { status: 'ACCEPTED' } });
    expect(await world.services.user(key.publicKey())).toMatchObject({ tier: 3, status: 'active' });

    const client = new pg.Client({ connectionString: world.databaseUrl });
    await client.connect();
    const { rows } = await client
      .query('select t::text as row from istsi.customer_looks t')
      .finally(() => client.end());
    expect(JSON.stringify(rows)).toContain(look.id);
    expect(JSON.stringify(rows)).not.toContain('books of five years');
    const actors = async (action: string) => {
      const url = `/v1/audit?action=${action}&correlation_id=${put.id}`;
      const read = await api.inject({ url, headers: { authorization: `Bearer ${keys.operator}` } });
      return read.json().items.map(({ actor }: { actor: string }) => actor);
    };
    await expect.poll(() => actors('customer.review'), { timeout: 30_000 }).toHaveLength(2);
    const [[looked], [decided]] = [await actors('customer.first-look'), await actors('customer.review')];
    expect(looked).toMatch(/^person:/);
    expect(decided).toMatch(/^person:/);
    expect(decided).not.toBe(looked);
  });

  test('is decided by nobody who is the customer, and what was said counts until something else is known', async () => {
    const own = world.keys.superAdmin;
    const token = await signIn(own);
    const { body: put } = await ask('PUT', '/sep12/customer', { token, json: alice });
    const [one, two] = [await signInOfficer(world.keys.complianceOfficer), await signInOfficer(own)];
    const accept = { decision: 'accept', revision: 2, tier: 4, note: 'an institution' };
    const review = (by: string, change: object = {}) =>
      officer('POST', `/${put.id}/review`, { ...accept, ...change }, by);
    const ownRecord = { status: 403, body: { code: 'own-record' } };
    expect(await review(two)).toMatchObject(ownRecord);
    expect(await review(two, { tier: 1 })).toMatchObject(ownRecord);
    expect(await officer('POST', `/${put.id}/review`, { decision: 'ask', revision: 2, fields: [] }, two)).toMatchObject(
      ownRecord,
    );
    const { body: first } = await review(one);
    expect(first.first_look).toMatchObject({ tier: 4, country: null });
    expect(await review(two, { first_look: first.first_look.id })).toMatchObject(ownRecord);
    await ask('PUT', '/sep12/customer', { token, json: { last_name: 'Another' } });
    expect((await officer('GET', `/${put.id}`, undefined, one)).body).toMatchObject({ first_look: null, revision: 3 });
    expect(await world.services.user(own.publicKey())).toBeUndefined();
  });

  test('has a wallet told of a status, signed with the key of stellar.toml', async () => {
    const key = Keypair.random();
    const token = await signIn(key);
    const callBack = (url: string, more: object = {}) =>
      ask('PUT', '/sep12/customer/callback', { token, json: { url, ...more } });
    expect(await callBack('https://wallet.example/x')).toMatchObject({ status: 404 });
    const { body: put } = await ask('PUT', '/sep12/customer', { token, json: alice });
    const heard: { body: string; signature: string; host: string }[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        heard.push({ body, signature: String(request.headers.signature), host: String(request.headers.host) });
        response.end();
      });
    });
    await once(receiver.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/kyc`;
    for (const wrong of [
      'ftp://wallet.example',
      'https://10.0.0.1/',
      'https://a:b@wallet.example',
      'http://[::1]/',
      'x',
    ])
      expect(await callBack(wrong), wrong).toMatchObject({ status: 400 });
    expect(await callBack(url, { account: Keypair.random().publicKey() })).toMatchObject({ status: 403 });
    expect(await ask('PUT', '/sep12/customer/callback', { json: { url } })).toMatchObject({ status: 403 });
    expect(await callBack(url, { id: put.id })).toMatchObject({ status: 200, body: {} });
    await officer('POST', `/${put.id}/review`, { decision: 'ask', revision: 2, fields: ['birth_date'] });
    await expect.poll(() => heard.length, { timeout: 30_000 }).toBe(1);
    receiver.close();
    const [{ body, signature, host }] = heard as [(typeof heard)[0]];
    expect(JSON.parse(body)).toEqual((await ask('GET', '/sep12/customer', { token })).body);
    const [, seconds, signed] = /^t=(\d+), s=(.+)$/.exec(signature)!;
    const payload = Buffer.from(`${seconds}.${host}.${body}`);
    expect(world.keys.webAuth.verify(payload, Buffer.from(signed!, 'base64'))).toBe(true);
  });

  test('sends documents, whose bytes say what they are, and a reviewer sees them', async () => {
    const token = await signIn(Keypair.random());
    const { status, body } = await sendFiles('PUT', '/sep12/customer', token, { ...alice, photo_id_front: png });
    expect({ status, body }).toMatchObject({ status: 202, body: { id: expect.any(String) } });
    const { body: record } = await officer('GET', `/${body.id}`);
    expect(record.files).toMatchObject([{ field: 'photo_id_front', content_type: 'image/png', size: png.length }]);
    expect((await officer('GET', `/${body.id}/files/${record.files[0].id}`)).raw).toEqual(png);

    const sent = await sendFiles('POST', '/sep12/customer/files', token, { file: png });
    expect(sent).toMatchObject({
      status: 200,
      body: { customer_id: body.id, content_type: 'image/png', size: png.length },
    });
    const other = await signIn(Keypair.random());
    const named = { photo_id_back_file_id: sent.body.file_id };
    expect(await ask('PUT', '/sep12/customer', { token: other, json: { ...alice, ...named } })).toMatchObject({
      status: 400,
    });
    expect(await ask('PUT', '/sep12/customer', { token, json: named })).toMatchObject({ status: 202 });
    expect((await ask('GET', `/sep12/customer/files?customer_id=${body.id}`, { token })).body.files).toHaveLength(2);
    expect((await ask('GET', `/sep12/customer/files?customer_id=${body.id}`, { token: other })).body.files).toEqual([]);

    const page = Buffer.from('<html><script>');
    expect(await sendFiles('PUT', '/sep12/customer', token, { photo_id_front: page })).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/JPEG, PNG or PDF/) },
    });
    const large = Buffer.concat([png, Buffer.alloc(10_000_001)]);
    expect(await sendFiles('PUT', '/sep12/customer', token, { photo_id_front: large })).toMatchObject({ status: 413 });
  });

  test('is kept sealed: what the database has of them is not to be read', async () => {
    const key = Keypair.random();
    await ask('PUT', '/sep12/customer', { token: await signIn(key), json: { ...alice, last_name: 'Unmistakable' } });
    const client = new pg.Client({ connectionString: world.databaseUrl });
    await client.connect();
    const { rows } = await client
      .query(
        "select t::text as row, encode(sealed_fields, 'escape') as bytes from istsi.customers t where subject = $1",
        [key.publicKey()],
      )
      .finally(() => client.end());
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/Unmistakable|alice@/);
  });

  test('sees their own record only: an account is not everybody who shares it', async () => {
    const key = Keypair.random();
    const [plain, one, two] = [await signIn(key), await signIn(key, '1'), await signIn(key, '2')];
    const puts = await Promise.all(
      [plain, one, two].map((token) => ask('PUT', '/sep12/customer', { token, json: alice })),
    );
    const ids = puts.map(({ body }) => body.id as string);
    expect(new Set(ids).size).toBe(3);
    expect(
      await ask('PUT', '/sep12/customer', { token: one, json: { memo: '1', memo_type: 'id', ...alice } }),
    ).toMatchObject({ status: 202, body: { id: ids[1] } });
    for (const [token, query, status] of [
      [plain, `?id=${ids[1]}`, 404],
      [one, `?id=${ids[0]}`, 404],
      [one, '?memo=2', 403],
      [plain, '?memo=1', 403],
      [plain, `?account=${Keypair.random().publicKey()}`, 403],
      [plain, '?transaction_id=x&type=sep6', 404],
      [plain, '?type=nobody', 400],
    ] as const)
      expect(await ask('GET', `/sep12/customer${query}`, { token }), query).toMatchObject({ status });
    expect(await ask('DELETE', `/sep12/customer/${key.publicKey()}`, { token: one })).toMatchObject({ status: 200 });
    expect((await ask('GET', '/sep12/customer', { token: plain })).body).toMatchObject({ id: ids[0] });
    const accept = { decision: 'accept', revision: 2, tier: 1 };
    expect(await officer('POST', `/${ids[2]}/review`, accept)).toMatchObject({
      status: 409,
      body: { code: 'customer-not-reviewable' },
    });
  });

  test('loses no change of two at the same time', async () => {
    const token = await signIn(Keypair.random());
    const fields = ['city', 'address', 'occupation', 'tax_id', ...Object.keys(alice)];
    const puts = fields.map((name) =>
      ask('PUT', '/sep12/customer', { token, json: { [name]: (alice as Record<string, string>)[name] ?? name } }),
    );
    const ids = new Set((await Promise.all(puts)).map(({ body }) => body.id));
    expect(ids.size).toBe(1);
    const { body } = await ask('GET', '/sep12/customer', { token });
    expect(body).toMatchObject({ status: 'PROCESSING' });
    expect(Object.keys(body.provided_fields).sort()).toEqual(fields.sort());
  });

  test('has sent what a reviewer asked for, whichever name of the field an earlier document is given', async () => {
    const token = await signIn(Keypair.random());
    const { id } = (await ask('PUT', '/sep12/customer', { token, json: alice })).body;
    const wanted = { decision: 'ask', revision: 2, fields: ['proof_of_income'] };
    expect(await officer('POST', `/${id}/review`, wanted)).toMatchObject({ status: 200 });
    const { body: file } = await sendFiles('POST', '/sep12/customer/files', token, { file: png });
    const named = { photo_proof_of_income_file_id: file.file_id };
    expect(await ask('PUT', '/sep12/customer', { token, json: named })).toMatchObject({ status: 202 });
    expect((await ask('GET', '/sep12/customer', { token })).body).toMatchObject({ status: 'PROCESSING' });
  });

  test('is asked again for what a reviewer wants, and rejected for good', async () => {
    const token = await signIn(Keypair.random());
    const { id } = (await ask('PUT', '/sep12/customer', { token, json: alice })).body;
    const wanted = {
      decision: 'ask',
      revision: 2,
      fields: ['birth_date', 'first_name'],
      message: 'As in the document.',
    };
    expect(await officer('POST', `/${id}/review`, wanted)).toMatchObject({ status: 200 });
    expect((await ask('GET', '/sep12/customer', { token })).body).toMatchObject({
      status: 'NEEDS_INFO',
      message: 'As in the document.',
      fields: { birth_date: {}, first_name: {} },
    });
    await ask('PUT', '/sep12/customer', { token, json: { birth_date: '1970-01-31', first_name: 'Alice' } });
    expect((await ask('GET', '/sep12/customer', { token })).body).toMatchObject({ status: 'PROCESSING' });
    expect(await officer('POST', `/${id}/review`, { decision: 'reject', revision: 3, message: 'No.' })).toMatchObject({
      status: 200,
    });
    expect((await ask('GET', '/sep12/customer', { token })).body).toMatchObject({ status: 'REJECTED', message: 'No.' });
    expect(await ask('PUT', '/sep12/customer', { token, json: alice })).toMatchObject({ status: 400 });
    expect(
      await ask('PUT', '/sep12/customer/verification', { token, json: { id, mobile_number_verification: '1' } }),
    ).toMatchObject({ status: 400 });
    expect(
      await ask('PUT', '/sep12/customer/verification', { token, json: { id: 'x', mobile_number_verification: '1' } }),
    ).toMatchObject({ status: 404 });
  });
});
