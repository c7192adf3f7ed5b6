import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findArchivedOperation, silentLog, writeArchive } from '@istsi/integration';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
const SATS = 150_000n;

let world: World;
let api: Api;
beforeAll(async () => {
  world = await startWorld({ proofs: {} });
  api = await createApi({ services: world.services, keys, version: '1.2.3', log: () => {} });
});
afterAll(async () => {
  await api?.close();
  await world?.stop();
});

interface Sending {
  body?: unknown;
  /** Sent as it is. */
  raw?: string;
  type?: string;
  key?: string;
}

async function send(method: 'GET' | 'POST', url: string, sending: Sending = {}) {
  const { body, raw = body === undefined ? undefined : JSON.stringify(body), type = 'application/json', key } = sending;
  const response = await api.inject({
    method,
    url,
    ...(raw === undefined ? {} : { payload: raw }),
    headers: {
      ...(raw === undefined ? {} : { 'content-type': type }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
  });
  return { status: response.statusCode, type: response.headers['content-type'], body: response.json() };
}

const newAddress = () => Keypair.random().publicKey();
const unknownOutpoint = `${'ab'.repeat(32)}:0`;

describe('a user', () => {
  test('is registered once, however often that is asked', async () => {
    const body = { address: newAddress(), tier: 2, country: 'CH' };
    const first = await send('POST', '/v1/identities', { body, key: keys.compliance });
    expect(first).toMatchObject({ status: 201, body: { tier: 2, status: 'active', balance_sats: '0' } });
    expect(await send('POST', '/v1/identities', { body, key: keys.compliance })).toMatchObject({
      status: 200,
      body: first.body,
    });
    const other = await send('POST', '/v1/identities', { body: { ...body, tier: 1 }, key: keys.compliance });
    expect(other).toMatchObject({ status: 409, body: { code: 'already-registered', component: 'kyc-registry' } });
  });

  test('has a deposit address, the same one each time', async () => {
    const { address, depositAddress } = await world.createUser();
    const asked = await send('GET', `/v1/users/${address}/deposit-address`);
    expect(asked).toMatchObject({ status: 200, body: { address: depositAddress, network: 'regtest' } });
  });

  test('sees a payment become iSTSi, with its timeline, and the reserves behind it', async () => {
    const { address, depositAddress } = await world.createUser();
    const [paid] = await world.bitcoin.pay([depositAddress, SATS]);
    await world.bitcoin.mine(2);
    await world.waitFor(paid!, 'minted');
    const outpoint = `${paid!.txid}:${paid!.vout}`;

    const { status, body } = await send('GET', `/v1/deposits/${outpoint}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ outpoint, user: address, amount_sats: '150000', state: 'minted', refusal: null });
    expect(body.timeline.at(-1)).toMatchObject({ state: 'minted' });
    expect((await send('GET', `/v1/users/${address}`)).body.balance_sats).toBe('150000');
    expect((await send('GET', `/v1/users/${address}/deposits`)).body.items).toMatchObject([{ outpoint }]);
    expect((await send('GET', '/v1/reserves')).body).toMatchObject({ reserve_ratio_bps: 10_000 });
    const again = await send('POST', '/v1/deposits', { body: { outpoint } });
    expect(again).toMatchObject({ status: 202, body: { state: 'minted' } });
    expect((await send('GET', `/v1/users/${address}`)).body.balance_sats).toBe('150000');
  });

  test('is told of an archived deposit where its history is, and what became of it', async () => {
    const { depositAddress } = await world.createUser();
    const [paid] = await world.bitcoin.pay([depositAddress, SATS]);
    await world.bitcoin.mine(2);
    await world.waitFor(paid!, 'minted');
    const outpoint = `${paid!.txid}:${paid!.vout}`;
    const before = (await send('GET', `/v1/deposits/${outpoint}`)).body;
    expect(before.archived).toBeNull();
    const directory = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'archive-')), 'archive');
    const router = world.manifest.contracts['integration-router'].id;
    const asked = { router, before: new Date(Date.now() + 60_000), prune: true };
    // Whoever mints has the row looked at once more.
    await until(
      async () => {
        await writeArchive({ databaseUrl: world.databaseUrl, directory, log: silentLog }, asked);
        return findArchivedOperation(directory, outpoint).lines.length > 0 ? true : undefined;
      },
      () => 'the deposit to be archived',
    );
    const { status, body } = await send('GET', `/v1/deposits/${outpoint}`);
    expect(status).toBe(200);
    expect(body.archived).toMatchObject({ file: 'operations-000001.log', pruned: true });
    const { archived, timeline, ...rest } = body;
    expect(rest).toEqual({ ...before, archived: undefined, timeline: undefined });
    expect(timeline).toEqual([before.timeline[0], before.timeline.at(-1)]);
    const desk = await send('GET', `/v1/operations/${outpoint}`, { key: keys.operator });
    expect(desk.body).toMatchObject({ state: 'minted', archived: body.archived, submissions: [] });
    const found = await send('GET', `/v1/search?q=${body.stellar_transaction}`, { key: keys.operator });
    expect(found.body.items).toContainEqual(expect.objectContaining({ kind: 'operation', id: outpoint }));

    const [line] = findArchivedOperation(directory, outpoint).lines;
    expect([line?.place.sum, line?.place.line]).toEqual([archived.checksum, archived.line]);
    expect(line?.content.steps.map(({ state }) => state)).toEqual(
      before.timeline.map(({ state }: { state: string }) => state),
    );
    expect(line?.content.submissions.some(({ hash }) => hash === body.stellar_transaction)).toBe(true);
  });

  test('pages through deposits without seeing one twice', async () => {
    const { address, depositAddress } = await world.createUser();
    const payments = [1_000n, 2_000n, 3_000n].map((sats): [string, bigint] => [depositAddress, sats]);
    for (const payment of payments) await world.bitcoin.pay(payment);
    await world.bitcoin.mine(2);
    const seen: string[] = [];
    await expect
      .poll(async () => (await send('GET', `/v1/users/${address}/deposits`)).body.items.length, { timeout: 20_000 })
      .toBe(3);
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query = `limit=1${cursor ? `&cursor=${cursor}` : ''}`;
      const { body } = await send('GET', `/v1/users/${address}/deposits?${query}`);
      seen.push(...body.items.map((item: { amount_sats: string }) => item.amount_sats));
      cursor = body.next_cursor;
    }
    expect(seen.toSorted()).toEqual(['1000', '2000', '3000']);
  });
});

describe('refused with 400 and the field that is wrong', () => {
  const secret = Keypair.random().secret();
  const register = (body: unknown): [string, string, Sending] => [
    'POST',
    '/v1/identities',
    { body, key: keys.compliance },
  ];
  test.each<[string, [string, string, Sending?], RegExp]>([
    ['an address that is none', ['GET', '/v1/users/alice'], /^path\.address: expected a Stellar address/],
    ['an address with a wrong checksum', ['GET', `/v1/users/G${'A'.repeat(55)}`], /checksum/],
    ['a secret key in place of an address', ['GET', `/v1/users/${secret}`], /never send it/],
    ['a Bitcoin address', ['GET', '/v1/users/bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'], /Bitcoin address/],
    ['an outpoint without an output', ['GET', `/v1/deposits/${'ab'.repeat(32)}`], /^path\.outpoint: expected <txid>/],
    ['an output number that cannot be', ['GET', `/v1/deposits/${'ab'.repeat(32)}:4294967296`], /above 4294967295/],
    ['a page without end', ['GET', '/v1/deposits?limit=1000000'], /^query\.limit/],
    ['a cursor that we never gave', ['GET', '/v1/deposits?cursor=1'], /^query\.cursor/],
    ['a state that is none', ['GET', '/v1/deposits?state=lost'], /^query\.state/],
    ['an unknown field in the query', ['GET', '/v1/deposits?sort=amount'], /^query: .*"sort"/],
    ['an unknown field in the body', register({ address: newAddress(), tier: 1, admin: true }), /^body: .*"admin"/],
    ['a tier that does not exist', register({ address: newAddress(), tier: 5 }), /^body\.tier/],
    ['a tier that is not whole', register({ address: newAddress(), tier: 1.5 }), /^body\.tier/],
    ['a country that is none', register({ address: newAddress(), tier: 1, country: 'Utopia' }), /^body\.country/],
    ['no body', ['POST', '/v1/deposits'], /^body: /],
  ])('%s', async (_, [method, url, sending], detail) => {
    const { status, type, body } = await send(method as 'GET', url, sending);
    expect({ status, type }).toEqual({ status: 400, type: 'application/problem+json' });
    expect(body).toMatchObject({ code: 'invalid-request', component: 'api', detail: expect.stringMatching(detail) });
    expect(JSON.stringify(body)).not.toContain(secret);
  });
});

describe('refused', () => {
  const known = { address: newAddress(), tier: 1 };
  const big = JSON.stringify({ outpoint: 'x'.repeat(17_000) });
  test.each<[string, number, string, [string, string, Sending?]]>([
    ['JSON cut short', 400, 'malformed-json', ['POST', '/v1/deposits', { raw: '{"outpoint":' }]],
    [
      'JSON that reaches for the prototype',
      400,
      'malformed-json',
      ['POST', '/v1/deposits', { raw: '{"__proto__":1}' }],
    ],
    ['an empty body', 400, 'malformed-json', ['POST', '/v1/deposits', { raw: '' }]],
    ['a body that is too large', 413, 'body-too-large', ['POST', '/v1/deposits', { raw: big }]],
    ['a form', 415, 'wrong-content-type', ['POST', '/v1/deposits', { raw: 'a=1', type: 'text/plain' }]],
    ['an unknown user', 404, 'unknown-user', ['GET', `/v1/users/${newAddress()}`]],
    ['an address for an unknown user', 404, 'unknown-user', ['GET', `/v1/users/${newAddress()}/deposit-address`]],
    ['an unknown deposit', 404, 'unknown-deposit', ['GET', `/v1/deposits/${unknownOutpoint}`]],
    ['a nudge for nothing', 404, 'unknown-deposit', ['POST', '/v1/deposits', { body: { outpoint: unknownOutpoint } }]],
    [
      'a return of nothing',
      404,
      'unknown-deposit',
      [
        'POST',
        '/v1/returns/prepare',
        { body: { outpoint: unknownOutpoint, bitcoin_address: 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202' } },
      ],
    ],
    ['what is no return', 400, 'not-an-envelope', ['POST', '/v1/returns', { body: { envelope: 'AAAA' } }]],
    [
      'a return that an officer asks for, of nothing',
      404,
      'unknown-deposit',
      ['POST', `/v1/deposits/${unknownOutpoint}/return`, { body: {}, key: keys.compliance }],
    ],
    ['a return that anybody asks for', 401, 'not-authenticated', ['POST', `/v1/deposits/${unknownOutpoint}/return`]],
    [
      'a hold by the operator',
      403,
      'not-allowed',
      ['POST', `/v1/deposits/${unknownOutpoint}/hold`, { body: { held: true }, key: keys.operator }],
    ],
    [
      'a hold of nothing',
      404,
      'unknown-deposit',
      ['POST', `/v1/deposits/${unknownOutpoint}/hold`, { body: { held: true }, key: keys.compliance }],
    ],
    ['a route that is none', 404, 'no-such-route', ['GET', '/v2/users']],
    ['registration without a key', 401, 'not-authenticated', ['POST', '/v1/identities', { body: known }]],
    [
      'registration with a wrong key',
      401,
      'not-authenticated',
      ['POST', '/v1/identities', { body: known, key: 'guess' }],
    ],
    [
      'registration by the operator',
      403,
      'not-allowed',
      ['POST', '/v1/identities', { body: known, key: keys.operator }],
    ],
    ['a pause without a key', 401, 'not-authenticated', ['POST', '/v1/pause', { body: { reason: 'for fun' } }]],
    [
      'a pause by compliance',
      403,
      'not-allowed',
      ['POST', '/v1/pause', { body: { reason: 'x' }, key: keys.compliance }],
    ],
  ])('%s: %i %s', async (_, status, code, [method, url, sending]) => {
    const answer = await send(method as 'GET', url, sending);
    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { status, code } });
    expect(answer.body.action).not.toBe('');
    expect(answer.body.request_id).not.toBe('');
  });

  test('everything was refused without a trace: nobody was registered', async () => {
    expect((await send('GET', `/v1/users/${known.address}`)).status).toBe(404);
  });
});

describe('proofs of reserves', () => {
  test('are made for the operator only, listed, and served as they were written', async () => {
    const { depositAddress } = await world.createUser();
    const [outpoint] = await world.bitcoin.pay([depositAddress, SATS]);
    await world.bitcoin.mine(3);
    await world.waitFor(outpoint!, 'minted');
    expect(await send('POST', '/v1/reserves/proofs', { key: keys.compliance })).toMatchObject({ status: 403 });
    const made = await send('POST', '/v1/reserves/proofs', { key: keys.operator });
    expect(made).toMatchObject({ status: 200, body: { state: 'published', reason: null } });
    const { id } = (made.body as { proof: { id: string } }).proof;
    expect(await send('GET', '/v1/reserves/proofs')).toMatchObject({ status: 200, body: { items: [{ id }] } });
    expect(await send('GET', '/v1/reserves/proofs/latest')).toMatchObject({ status: 200, body: { id } });
    const served = await api.inject({ method: 'GET', url: `/v1/reserves/proofs/${id}/statement.json` });
    expect(served.body).toBe(await world.services.proofFile(id, 'statement.json'));
    expect(served.headers).toMatchObject({ 'access-control-allow-origin': '*' });
    const missing = { status: 404, body: { code: 'unknown-proof' } };
    expect(await send('GET', '/v1/reserves/proofs/none')).toMatchObject(missing);
    expect(await send('GET', '/v1/reserves/proofs/none/statement.json')).toMatchObject(missing);
    expect(await send('GET', `/v1/reserves/proofs/${id}/keys.json`)).toMatchObject({ status: 400 });
  });
});

describe('reconciliations', () => {
  test('are made for the operator only, shown to who has a key, and kept', async () => {
    expect(await send('POST', '/v1/reconciliations')).toMatchObject({ status: 401 });
    expect(await send('POST', '/v1/reconciliations', { key: keys.compliance })).toMatchObject({ status: 403 });
    const issued = String(await world.contracts.token.read('total_supply'));
    const made = await send('POST', '/v1/reconciliations', { key: keys.operator });
    expect(made).toMatchObject({
      status: 200,
      body: {
        ...{ outcome: 'balanced', unexplained_sats: '0', coin_source: 'scanned', unknown: [] },
        ...{ views: { stellar: 1, bitcoin: 1 }, figures: { coins: { sats: issued }, supply_sats: issued } },
      },
    });
    const { id } = made.body as unknown as { id: string };
    expect(await send('GET', '/v1/reconciliations')).toMatchObject({ status: 401 });
    expect(await send('GET', '/v1/reconciliations?limit=1', { key: keys.compliance })).toMatchObject({
      status: 200,
      body: { items: [{ id }], differences_in_a_row: 0, unknown_in_a_row: 0 },
    });
    expect((await send('GET', `/v1/reconciliations/${id}`, { key: keys.operator })).body).toEqual(made.body);
    const missing = { status: 404, body: { code: 'unknown-reconciliation' } };
    expect(await send('GET', '/v1/reconciliations/999', { key: keys.operator })).toMatchObject(missing);
    expect(await send('GET', '/v1/reconciliations/0', { key: keys.operator })).toMatchObject({ status: 400 });
  });
});

describe('a paused system', () => {
  test('says so, refuses to register, and resumes by governance alone', async () => {
    const paused = await send('POST', '/v1/pause', { body: { reason: 'fire drill' }, key: keys.operator });
    expect(paused).toMatchObject({ status: 200, body: { paused: true } });
    expect((await send('GET', '/v1/status')).body).toMatchObject({ ok: false, paused: true });
    const body = { address: newAddress(), tier: 1 };
    const refused = await send('POST', '/v1/identities', { body, key: keys.compliance });
    expect(refused).toMatchObject({ status: 409, body: { code: 'system-paused', component: 'kyc-registry' } });

    const resume = await send('POST', '/v1/resume', { key: keys.operator });
    expect(resume).toMatchObject({
      status: 403,
      body: { code: 'governance-decides', action: expect.stringMatching(/istsi resume/) },
    });
    expect((await send('POST', '/v1/resume')).status).toBe(401);
    expect((await send('GET', '/v1/status')).body).toMatchObject({ ok: false, paused: true });
    await world.resume();
    // All parts are well again once each has been looked at since.
    await expect.poll(async () => (await send('GET', '/v1/status')).body).toMatchObject({ ok: true, paused: false });
  });
});

test('a part that does not answer is named, and hides no other', async () => {
  const [last] = world.signers.splice(2, 1);
  await last!.stop();
  const { body } = await send('GET', '/v1/status');
  expect(body.ok).toBe(false);
  expect(body.signers.map(({ ok }: { ok: boolean }) => ok)).toEqual([true, true, false]);
  expect(body.stellar.ok).toBe(true);
});

test('too many requests within a minute are refused, and health is not counted', async () => {
  const strict = await createApi({ services: world.services, keys, version: '1', log: () => {}, requestsPerMinute: 2 });
  const statuses = [];
  for (let count = 0; count < 3; count += 1) statuses.push((await strict.inject('/v1/reserves')).statusCode);
  expect(statuses).toEqual([200, 200, 429]);
  expect((await strict.inject('/v1/reserves')).json()).toMatchObject({ code: 'too-many-requests' });
  expect((await strict.inject('/v1/health')).statusCode).toBe(200);
  await strict.close();
});

test('the OpenAPI document describes every route, each shape once', async () => {
  const { body } = await send('GET', '/openapi.json');
  expect(body.openapi).toBe('3.1.0');
  expect(Object.keys(body.paths).length).toBeGreaterThanOrEqual(58);
  expect(Object.keys(body.components.schemas).filter((name) => name.endsWith('Input'))).toEqual([]);
  const docs = await api.inject('/docs');
  for (const path of Object.keys(body.paths)) expect(docs.body).toContain(path);
});
