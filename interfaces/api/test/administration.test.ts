import { setTimeout as sleep } from 'node:timers/promises';
import { Role } from '@istsi/contracts/clients/integration-router';
import { createSubmitter, fundAccount, latestLedger, openNetwork, signEntry } from '@istsi/soroban-client';
import { Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../../integration/test/holders.ts';
import { startWorld, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
type Method = 'GET' | 'POST' | 'DELETE';

let world: World;
let api: Api;
const logged: unknown[] = [];
let holder: Holder;
/** Tokens of who is signed in. */
let tokens: Record<'super-admin' | 'compliance-officer' | 'operator', string>;
beforeAll(async () => {
  world = await startWorld();
  api = await createApi({ services: world.services, keys, version: '1.2.3', log: (...line) => logged.push(line) });
  const { superAdmin, complianceOfficer, operator } = world.keys;
  const network = openNetwork(world.sandbox);
  await fundAccount(network, world.sandbox.friendbotUrl, superAdmin.publicKey());
  tokens = {
    'super-admin': await signIn(superAdmin),
    'compliance-officer': await signIn(complianceOfficer),
    operator: await signIn(operator),
  };
  holder = await world.createHolder(300_000n);
}, 240_000);
afterAll(async () => {
  await api?.close();
  await world?.stop();
});

async function send(method: Method, url: string, sending: { body?: unknown; token?: string; headers?: object } = {}) {
  const { body, token, headers } = sending;
  const response = await api.inject({
    ...{ method, url },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  return {
    status: response.statusCode,
    body: response.body === '' ? null : response.json(),
    cookie: String(response.headers['set-cookie'] ?? ''),
  };
}

const sign = (envelope: string, key: Keypair): string => {
  const transaction = TransactionBuilder.fromXdr(envelope, world.sandbox.networkPassphrase);
  transaction.sign(key);
  return transaction.toXdr();
};

async function challenge(account: Keypair): Promise<string> {
  const asked = await send('POST', '/v1/sessions/challenge', { body: { account: account.publicKey() } });
  expect(asked.status).toBe(200);
  return asked.body.envelope;
}

async function signIn(key: Keypair): Promise<string> {
  const signed = await send('POST', '/v1/sessions', { body: { envelope: sign(await challenge(key), key) } });
  expect(signed.status, JSON.stringify(signed.body)).toBe(201);
  return signed.body.token;
}

/** Prepares, signs and sends an act. */
async function act(token: string, key: Keypair, request: object) {
  const prepared = await send('POST', '/v1/acts/prepare', { body: request, token });
  expect(prepared.status, JSON.stringify(prepared.body)).toBe(200);
  const sent = await send('POST', '/v1/acts', { body: { envelope: sign(prepared.body.envelope, key) }, token });
  expect(sent, JSON.stringify(sent.body)).toMatchObject({ status: 200, body: { done: true } });
  return prepared.body;
}

describe('signing in', () => {
  test('opens a session that knows the account and its roles, in a cookie that no script reads', async () => {
    const { superAdmin } = world.keys;
    const envelope = sign(await challenge(superAdmin), superAdmin);
    const { status, body, cookie } = await send('POST', '/v1/sessions', { body: { envelope } });
    expect(status).toBe(201);
    expect(cookie).toMatch(/^istsi_session=ises_.{43}; Path=\/v1; Max-Age=28800; HttpOnly; SameSite=Strict$/);
    const current = await send('GET', '/v1/sessions/current', { token: body.token });
    expect(current.body).toMatchObject({ account: superAdmin.publicKey(), roles: ['super-admin'] });
    expect(current.body.acts).toContain('propose');
    expect(await send('DELETE', '/v1/sessions/current', { token: body.token })).toMatchObject({ status: 204 });
    expect(await send('GET', '/v1/sessions/current', { token: body.token })).toMatchObject({ status: 401 });
    expect(await send('POST', '/v1/sessions', { body: { envelope } })).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining('used before') },
    });
  });

  test.each<[string, () => Promise<string>, number, RegExp]>([
    [
      'what somebody else signed',
      async () => sign(await challenge(world.keys.superAdmin), Keypair.random()),
      401,
      /did not sign/,
    ],
    ['what nobody signed', async () => await challenge(world.keys.superAdmin), 401, /did not sign/],
    ['what is no transaction', async () => 'AAAA', 401, /no challenge/],
    [
      'a challenge for another site',
      async () => {
        const asked = await send('POST', '/v1/sessions/challenge', {
          ...{ body: { account: world.keys.superAdmin.publicKey() }, headers: { host: 'elsewhere.example' } },
        });
        return sign(asked.body.envelope, world.keys.superAdmin);
      },
      401,
      /no challenge/,
    ],
    [
      'an account without a role',
      async () => {
        const stranger = Keypair.random();
        return sign(await challenge(stranger), stranger);
      },
      403,
      /has no role/,
    ],
  ])('refuses %s', async (_, envelope, status, detail) => {
    const refused = await send('POST', '/v1/sessions', { body: { envelope: await envelope() } });
    expect(refused).toMatchObject({ status, body: { detail: expect.stringMatching(detail) }, cookie: '' });
  });

  test('counts whom it did not let in', async () => {
    const count = async () =>
      (await send('GET', '/v1/sessions/refusals', { token: tokens.operator })).body.refusals['not-authenticated'];
    const before = await count();
    await send('GET', '/v1/operations', { token: 'wrong' });
    expect(await count()).toBe(before + 1);
  });

  test('a cookie counts for pages of this server only, where something is changed', async () => {
    const headers = { cookie: `istsi_session=${tokens.operator}`, host: 'admin.example:8787' };
    const retry = (origin: object) =>
      send('POST', `/v1/operations/${'ab'.repeat(32)}/retry`, {
        body: { reason: 'stuck' },
        headers: { ...headers, ...origin },
      });
    expect(await send('GET', '/v1/operations', { headers })).toMatchObject({ status: 200 });
    expect(await retry({ origin: 'http://admin.example:8787' })).toMatchObject({ status: 404 });
    for (const origin of [{}, { origin: 'http://admin.example:9999' }, { origin: 'null' }])
      expect(await retry(origin)).toMatchObject({ status: 403 });
  });
});

/** What is let in fails later, for what is asked for is nothing: 400, 404 or 200. */
describe('the access matrix', () => {
  const unknown = 'ab'.repeat(32);
  const pause = { do: 'pause', reason: 'a test' };
  const freeze = { do: 'freeze', user: Keypair.random().publicKey(), reason: 'a test' };
  test.each<[string, Method, string, unknown, string[]]>([
    ['sees operations', 'GET', '/v1/operations', undefined, ['super-admin', 'compliance-officer', 'operator']],
    ['searches', 'GET', '/v1/search?q=1', undefined, ['super-admin', 'compliance-officer', 'operator']],
    ['retries', 'POST', `/v1/operations/${unknown}/retry`, { reason: 'stuck' }, ['super-admin', 'operator']],
    ['sees webhooks', 'GET', '/v1/webhooks', undefined, ['super-admin', 'operator']],
    ['sees flags', 'GET', '/v1/flags', undefined, ['super-admin', 'compliance-officer']],
    ['registers', 'POST', '/v1/identities', {}, ['super-admin', 'compliance-officer']],
    ['holds a return', 'POST', `/v1/deposits/${unknown}:0/hold`, {}, ['super-admin', 'compliance-officer']],
    ['prepares a pause', 'POST', '/v1/acts/prepare', pause, ['super-admin', 'compliance-officer']],
    ['prepares a freeze', 'POST', '/v1/acts/prepare', freeze, ['super-admin', 'compliance-officer']],
    [
      'prepares a proposal',
      'POST',
      '/v1/acts/prepare',
      { do: 'propose', action: 'Resume', values: [] },
      ['super-admin'],
    ],
    ['approves', 'POST', '/v1/acts/prepare', { do: 'approve', id: 77 }, ['super-admin']],
    ['stops the system with the key of the services', 'POST', '/v1/pause', pause, []],
  ])('%s: whose role it is, and nobody else', async (_, method, url, body, allowed) => {
    for (const [role, token] of Object.entries(tokens)) {
      const { status } = await send(method, url, { body, token });
      if (allowed.includes(role)) expect([200, 400, 404, 422], `${role}: ${status}`).toContain(status);
      else expect(status, role).toBe(403);
    }
    expect((await send(method, url, { body })).status).toBe(401);
  });
});

describe('operations', () => {
  let withdrawal: string;
  let to: string;
  beforeAll(async () => {
    to = await world.bitcoin.call<string>('getnewaddress');
    withdrawal = await world.withdraw(holder, { sats: 100_000n, to });
    await world.waitForWithdrawal(withdrawal, 'broadcast');
  }, 120_000);

  const list = async (query: string) => {
    const { status, body } = await send('GET', `/v1/operations?${query}`, { token: tokens.operator });
    expect(status, JSON.stringify(body)).toBe(200);
    return body as { items: { id: string; kind: string; phase: string; state: string }[]; next_cursor: string | null };
  };
  const show = async (id: string) => (await send('GET', `/v1/operations/${id}`, { token: tokens.operator })).body;
  const find = async (text: string) => {
    const { body } = await send('GET', `/v1/search?q=${encodeURIComponent(text)}`, { token: tokens.operator });
    return (body.items as { kind: string; id: string }[]).map(({ kind, id }) => `${kind} ${id}`);
  };

  test('of all kinds come newest first, in pages that have each once, and as they are asked for', async () => {
    const { items } = await list('limit=100');
    expect(items.map(({ kind }) => kind)).toEqual(['payment', 'withdrawal', 'deposit']);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof list>> = await list(`limit=1${cursor ? `&cursor=${cursor}` : ''}`);
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    expect(paged).toEqual(items.map(({ id }) => id));
    expect((await list('phase=done')).items.map(({ state }) => state)).toEqual(['minted']);
    expect((await list('phase=open&kind=withdrawal')).items.map(({ id }) => id)).toEqual([withdrawal]);
    expect((await list(`user=${holder.address}`)).items).toHaveLength(2);
    expect((await list('kind=return')).items).toEqual([]);
    for (const kind of ['payment', 'sweep'])
      expect((await list(`kind=${kind}&user=${holder.address}`)).items, kind).toEqual([]);
    expect((await list('state=minted')).items).toHaveLength(1);
    expect((await list('phase=attention')).items).toEqual([]);
  });

  test('are told over both chains, the services and the signers, with what happens next', async () => {
    const [paid] = (await list('kind=deposit')).items;
    const deposit = await show(paid!.id);
    const sources = (shown: typeof deposit) => new Set(shown.timeline.map(({ source }: { source: string }) => source));
    await expect
      .poll(async () => sources(await show(paid!.id)), { timeout: 20_000 })
      .toEqual(new Set(['bitcoin', 'services', 'stellar']));
    expect(deposit.next.text).toBe('Nothing: it is minted.');
    expect(deposit.submissions[0]).toMatchObject({ purpose: 'mint', fate: 'success' });

    const shown = await show(withdrawal);
    expect(sources(shown)).toContain('signers');
    expect(shown.next.text).toMatch(/next block may include it/);
    expect(shown.related).toEqual([{ id: expect.stringMatching(/^[0-9a-f]{64}$/), relation: 'paid-by' }]);
    const payment = await show(shown.related[0].id);
    expect(payment).toMatchObject({ kind: 'payment', amount_sats: '100000', related: [{ id: withdrawal }] });
  });

  test('are found by whatever names them', async () => {
    const [paid] = (await list('kind=deposit')).items;
    const deposit = await show(paid!.id);
    const operation = `operation ${deposit.id}`;
    for (const text of [deposit.id, deposit.id.slice(0, 64), deposit.operation_id, ` ${deposit.id.toUpperCase()} `])
      expect(await find(text), text).toContain(operation);
    await expect.poll(() => find(deposit.stellar_transaction), { timeout: 20_000 }).toContain(operation);
    expect(await find(to)).toEqual([`operation ${withdrawal}`]);
    expect(await find(holder.address)).toEqual([`user ${holder.address}`]);
    expect(await find(world.manifest.contracts['istsi-token'].id)).toEqual([
      `contract ${world.manifest.contracts['istsi-token'].id}`,
    ]);
    for (const text of ['nothing', "'; drop table istsi.deposits; --", '<img src=x>', '99999999999'])
      expect(await find(text), text).toEqual([]);
  });

  test('are looked at again when somebody asks, and their timeline says who and why', async () => {
    const body = { reason: 'the payment <b>looks</b> stuck' };
    const asked = await send('POST', `/v1/operations/${withdrawal}/retry`, { body, token: tokens.operator });
    expect(asked).toMatchObject({ status: 202, body: { id: withdrawal } });
    const by = world.keys.operator.publicKey();
    expect((await show(withdrawal)).timeline).toContainEqual(
      expect.objectContaining({ detail: { retry: body.reason, by } }),
    );
  });
});

describe('an act', () => {
  test('is proposed, approved and executed with a signature for each, and says before and after', async () => {
    const { superAdmin } = world.keys;
    const token = tokens['super-admin'];
    const values = ['2', 'Transfer', '1000', '2000', '3000'];
    const prepared = await act(token, superAdmin, { do: 'propose', action: 'SetLimits', values });
    expect(prepared.effects[0]).toMatchObject({ what: 'tier 2, Transfer, at once', after: '1000 sats' });
    const { proposals } = (await send('GET', '/v1/governance')).body;
    const { id } = proposals.at(-1);
    expect(proposals.at(-1)).toMatchObject({ action: 'SetLimits', standing: 'needs-approvals', approvals_missing: 1 });
    expect((await act(token, superAdmin, { do: 'approve', id })).description).toMatch(/limits of tier 2/);
    expect((await send('GET', `/v1/governance/proposals/${id}`)).body).toMatchObject({ standing: 'executable' });
    await act(token, superAdmin, { do: 'execute', id });
    const { limits } = (await send('GET', '/v1/governance')).body;
    expect(limits).toContainEqual(
      expect.objectContaining({ tier: 2, operation: 'Transfer', per_operation_sats: '1000' }),
    );
    expect((await send('GET', `/v1/governance/proposals/${id}`)).body).toMatchObject({ standing: 'executed' });
  });

  test.each<[string, object, number, RegExp]>([
    ['a proposal of nothing', { do: 'propose', action: 'Enrich', values: [] }, 400, /no action Enrich/],
    ['one with a wrong value', { do: 'propose', action: 'RelaxMode', values: ['Calm'] }, 400, /one of Normal/],
    ['a vote on what is not there', { do: 'approve', id: 4_000 }, 422, /contracts refuse/],
    ['an execution that is not due', { do: 'execute', id: 4_000 }, 422, /contracts refuse/],
    ['a tier that is none', { do: 'set-tier', user: `G${'A'.repeat(55)}`, tier: 9, reason: 'a test' }, 400, /tier/],
    ['an act that is none', { do: 'mint', amount: '1' }, 400, /do/],
  ])('is refused before it is signed: %s', async (_, body, status, detail) => {
    const refused = await send('POST', '/v1/acts/prepare', { body, token: tokens['super-admin'] });
    expect(refused).toMatchObject({ status, body: { detail: expect.stringMatching(detail) } });
  });

  test('of somebody else, or that is none, is not sent on', async () => {
    const { superAdmin } = world.keys;
    const body = { do: 'pause', reason: 'a test' };
    const prepared = await send('POST', '/v1/acts/prepare', { body, token: tokens['super-admin'] });
    const envelope = sign(prepared.body.envelope, superAdmin);
    const other = { body: { envelope }, token: tokens['compliance-officer'] };
    expect(await send('POST', '/v1/acts', other)).toMatchObject({ status: 422, body: { code: 'other-transaction' } });
    const burn = await send('POST', '/v1/withdrawals/prepare', {
      body: { user: holder.address, amount_sats: '50000', bitcoin_address: await world.bitcoin.call('getnewaddress') },
    });
    const signedBurn = { envelope: sign(burn.body.envelope, holder.keypair) };
    expect(await send('POST', '/v1/acts', { body: signedBurn, token: tokens['super-admin'] })).toMatchObject({
      ...{ status: 422, body: { code: 'other-transaction' } },
    });
    expect((await send('GET', '/v1/status')).body.paused).toBe(false);
  });

  test('stops the system by one person’s signature, and governance alone lets it run again', async () => {
    const prepared = await act(tokens['super-admin'], world.keys.superAdmin, { do: 'pause', reason: 'a rehearsal' });
    expect(prepared.effects).toEqual([
      { what: 'the system', before: 'running', after: 'paused, until governance resumes it' },
    ]);
    expect((await send('GET', '/v1/governance')).body.paused).toBe(true);
    await world.resume();
    expect((await send('GET', '/v1/governance')).body.paused).toBe(false);
  });
});

describe('flags', () => {
  const flags = async (query: string) =>
    (await send('GET', `/v1/flags?${query}`, { token: tokens['compliance-officer'] })).body.items;

  test('say whose movements look like a pattern and by which of them, stop nothing, and end with an officer’s word', async () => {
    const { address } = await world.createHolder(9_500_000n, 9_400_000n, 9_300_000n);
    await expect.poll(() => flags(`user=${address}&state=open`), { timeout: 20_000 }).toHaveLength(1);
    const [flag] = await flags(`user=${address}`);
    expect(flag).toMatchObject({ rule: 'deposits-just-below', user: address, closed_at: null });
    expect(flag.evidence.rule.pattern).toMatchObject({ limitSats: '10000000', count: 3 });
    expect(flag.evidence.inputs.map(({ sats }: { sats: string }) => sats).sort()).toEqual([
      '9300000',
      '9400000',
      '9500000',
    ]);
    expect(await world.balance(address)).toBe(28_200_000n);
    const { samples } = await world.services.monitor.observation();
    const counted = samples.filter(({ name }) => name === 'istsi_suspicious_patterns');
    expect(counted.map(({ labels }) => labels.rule)).toContain('deposits-just-below');
    expect(counted.every(({ labels }) => Object.keys(labels).join() === 'rule')).toBe(true);

    const close = async (id: string) =>
      await send('POST', `/v1/flags/${id}/close`, {
        body: { reason: 'known to us' },
        token: tokens['compliance-officer'],
      });
    expect(await close(flag.id)).toMatchObject({ status: 200, body: { id: flag.id, reason: 'known to us' } });
    expect(await close(flag.id)).toMatchObject({ status: 409, body: { code: 'flag-closed' } });
    expect(await close(`fl_${'0'.repeat(24)}`)).toMatchObject({ status: 404, body: { code: 'unknown-flag' } });
    expect(await flags(`user=${address}&state=open`)).toEqual([]);
    expect(await flags(`user=${address}&state=closed`)).toHaveLength(1);
  });
});

describe('a key of a program', () => {
  const make = async (body: object, token: string) =>
    await send('POST', '/v1/keys', { body: { name: 'a test', ...body }, token });
  const status = async (method: Method, url: string, token: string) => (await send(method, url, { token })).status;

  test('opens what its scopes say and nothing else, is told once, and kept as a hash', async () => {
    const { status: made, body } = await make({ scopes: ['webhooks'], days: 7 }, keys.operator);
    expect(made).toBe(201);
    expect(body).toMatchObject({
      id: body.key.slice(0, 21),
      made_by: expect.stringMatching(/^api:operator:[0-9a-f]{16}$/),
      state: 'live',
      last_used_at: null,
    });
    expect(await status('GET', '/v1/webhooks', body.key)).toBe(200);
    for (const url of ['/v1/operations', '/v1/alerts', '/v1/customers', '/v1/audit', '/v1/keys'])
      expect(await status('GET', url, body.key), url).toBe(403);
    expect((await make({ scopes: ['webhooks'] }, body.key)).status).toBe(403);
    expect(await status('GET', '/v1/webhooks', `${body.key.slice(0, -1)}${body.key.endsWith('A') ? 'B' : 'A'}`)).toBe(
      401,
    );
    const client = new pg.Client({ connectionString: world.databaseUrl });
    await client.connect();
    const { rows } = await client.query('select * from istsi.api_keys where id = $1', [body.id]);
    await client.end();
    expect(JSON.stringify(rows)).not.toContain(body.key.slice(-43));
    const { items } = (await send('GET', '/v1/keys', { token: keys.operator })).body;
    expect(items[0]).toMatchObject({ id: body.id, last_used_at: expect.any(String) });
    expect(items[0]).not.toHaveProperty('key');
  });

  test('is turned with both live for as long as was said, and revoked at once', async () => {
    const { body: first } = await make({ scopes: ['read'] }, tokens['super-admin']);
    const turn = (id: string, hours: number) =>
      send('POST', `/v1/keys/${id}/rotate`, { body: { overlap_hours: hours }, token: keys.operator });
    const { body: second } = await turn(first.id, 1);
    for (const { key } of [first, second]) expect(await status('GET', '/v1/operations', key)).toBe(200);
    const { body: third } = await turn(first.id, 0);
    expect(await status('GET', '/v1/operations', second.key)).toBe(401);
    expect(await status('GET', '/v1/operations', third.key)).toBe(200);
    expect(await status('DELETE', `/v1/keys/${first.id}`, keys.operator)).toBe(200);
    expect(await status('GET', '/v1/operations', third.key)).toBe(401);
    expect(await turn(first.id, 0)).toMatchObject({ status: 409, body: { code: 'key-over' } });
  });

  test('is over when it ends', async () => {
    const { body } = await make({ scopes: ['read'], days: 1 }, keys.operator);
    const client = new pg.Client({ connectionString: world.databaseUrl });
    await client.connect();
    await client.query("update istsi.api_keys set expires_at = now() - interval '1 second' where id = $1", [body.id]);
    await client.end();
    expect(await send('GET', '/v1/operations', { token: body.key })).toMatchObject({
      status: 401,
      body: { detail: expect.stringContaining('expired') },
    });
  });

  test.each<[string, () => string | undefined, string[], number]>([
    ['the public', () => undefined, ['read'], 401],
    ['an operator by session', () => tokens.operator, ['read'], 403],
    ['a compliance officer, of the operators’ scopes', () => tokens['compliance-officer'], ['webhooks'], 403],
    ['a compliance officer, of their own', () => tokens['compliance-officer'], ['identities'], 201],
    ['a super admin, of everybody’s', () => tokens['super-admin'], ['identities', 'payments'], 201],
    ['a super admin, of what no session does', () => tokens['super-admin'], ['pause'], 403],
    ['the key of another one', () => 'ikey_0123456789abcdef_', ['read'], 401],
    ['the compliance key, of the operators’', () => keys.compliance, ['alerts'], 403],
    ['the operator key, of a pause', () => keys.operator, ['pause'], 201],
  ])('is made by %s', async (_, token, scopes, expected) => {
    const asked = token();
    const { status: answered } = await send('POST', '/v1/keys', {
      body: { name: 'a test', scopes },
      ...(asked !== undefined && { token: asked }),
    });
    expect(answered).toBe(expected);
  });

  test('and whoever was refused is in the audit log, with where and how often', async () => {
    const { body } = await make({ scopes: ['webhooks'] }, keys.operator);
    for (let n = 0; n < 3; n += 1) expect(await status('GET', '/v1/alerts', body.key)).toBe(403);
    await expect
      .poll(() => refusalsOf(body.id), { timeout: 60_000 })
      .toEqual([
        { error: { condition: 'not-allowed', resolution: null }, changes: { route: 'GET /v1/alerts', times: 3 } },
      ]);
  });
  const refusalsOf = async (id: string): Promise<unknown[]> => {
    const url = `/v1/audit?action=access.refused&actor=api-key:${id}`;
    const { items } = (await send('GET', url, { token: keys.operator })).body;
    return items.map(({ error, changes }: { error: unknown; changes: unknown }) => ({ error, changes }));
  };

  const another = (change: Partial<Parameters<typeof createApi>[0]>) =>
    createApi({ ...{ services: world.services, keys, version: '1', ...change }, log: (...line) => logged.push(line) });
  const ask = async (other: Api, token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await other.inject({ method: 'GET', url: '/v1/operations', headers })).statusCode;
  };

  test('ends with the configured key that made it', async () => {
    const { body } = await make({ scopes: ['read'] }, keys.operator);
    const other = await another({ keys: { ...keys, operator: 'the operator key after this one' } });
    expect(await ask(other, body.key)).toBe(401);
    await other.close();
    expect(await status('GET', '/v1/operations', body.key)).toBe(200);
  });

  test('has its share of requests, and who guesses keys has that of an address', async () => {
    const { body } = await make({ scopes: ['read'] }, keys.operator);
    const { body: sparing } = await make({ scopes: ['read'] }, keys.operator);
    const other = await another({ requestsPerMinute: 8, keyRequestsPerMinute: 3 });
    const asked: number[] = [];
    for (let n = 0; n < 4; n += 1) asked.push(await ask(other, body.key));
    expect(asked).toEqual([200, 200, 200, 429]);
    expect(await ask(other, sparing.key)).toBe(200);
    for (let n = 0; n < 3; n += 1) expect(await ask(other, `ikey_${'0'.repeat(16)}_${'A'.repeat(43)}`)).toBe(401);
    expect(await ask(other, 'a guess')).toBe(429);
    await other.close();
    await expect
      .poll(() => refusalsOf(body.id), { timeout: 60_000 })
      .toEqual([
        {
          error: { condition: 'too-many-requests', resolution: null },
          changes: { route: 'GET /v1/operations', times: 1 },
        },
      ]);
  });

  test('is taken at once by whoever may do something of what it opens', async () => {
    const { body } = await make({ scopes: ['pause', 'read'] }, keys.operator);
    expect(await status('DELETE', `/v1/keys/${body.id}`, tokens['compliance-officer'])).toBe(403);
    expect(await status('GET', '/v1/operations', body.key)).toBe(200);
    expect(await status('DELETE', `/v1/keys/${body.id}`, tokens['super-admin'])).toBe(200);
    expect(await status('GET', '/v1/operations', body.key)).toBe(401);
  });

  test('is in no log', async () => {
    const { body } = await make({ scopes: ['read'] }, keys.operator);
    expect(await status('GET', '/v1/alerts', body.key)).toBe(403);
    expect(await status('GET', `/v1/operations?limit=x`, body.key)).toBe(400);
    expect((await send('POST', '/v1/keys', { body: { name: body.key }, token: body.key })).status).toBe(403);
    const said = async () => {
      const { items } = (await send('GET', '/v1/audit?limit=200', { token: keys.operator })).body;
      return JSON.stringify([items, logged]);
    };
    await expect.poll(async () => (await said()).includes(`api-key:${body.id}`), { timeout: 60_000 }).toBe(true);
    expect(await said()).not.toContain(body.key.slice(-43));
  });

  test('is worth what its maker may do now', async () => {
    const { body } = await make({ scopes: ['identities', 'returns'] }, tokens['compliance-officer']);
    expect(await status('POST', '/v1/identities', body.key)).toBe(400);
    await revokeRole(world.keys.complianceOfficer, Role.ComplianceOfficer);
    await nextLedger();
    expect(await status('POST', '/v1/identities', body.key)).toBe(403);
    const values = [world.keys.complianceOfficer.publicKey(), 'ComplianceOfficer'];
    await decide({ do: 'propose', action: 'GrantRole', values });
    await nextLedger();
    expect(await status('POST', '/v1/identities', body.key)).toBe(400);
  });
});

/** Governance has one Super Admin here, who proposes, approves and executes. */
async function decide(proposal: object): Promise<void> {
  const { superAdmin } = world.keys;
  await act(tokens['super-admin'], superAdmin, proposal);
  const { id } = (await send('GET', '/v1/governance')).body.proposals.at(-1);
  await act(tokens['super-admin'], superAdmin, { do: 'approve', id });
  await act(tokens['super-admin'], superAdmin, { do: 'execute', id });
}

/** A tenth of a second is how long a ledger may go unnoticed; on a public network the next one takes five. */
async function nextLedger(): Promise<void> {
  const network = openNetwork(world.sandbox);
  const before = (await latestLedger(network)).sequence;
  await fundAccount(network, world.sandbox.friendbotUrl, Keypair.random().publicKey());
  expect((await latestLedger(network)).sequence).toBeGreaterThan(before);
  await sleep(150);
}

async function revokeRole(of: Keypair, role: Role): Promise<void> {
  const { superAdmin } = world.keys;
  const submitter = createSubmitter({ network: openNetwork(world.sandbox), channels: [superAdmin] });
  const outcome = await submitter.submit({
    invoke: world.contracts.router.invocation('revoke_role', {
      caller: superAdmin.publicKey(),
      account: of.publicKey(),
      role,
    }),
    authorize: (entry, terms) => signEntry(entry, superAdmin, terms.validUntilLedger, terms.networkPassphrase),
  });
  expect(outcome.status).toBe('success');
}

test('who loses a role loses its session with the next ledger', async () => {
  expect((await send('GET', '/v1/operations', { token: tokens.operator })).status).toBe(200);
  await revokeRole(world.keys.operator, Role.Operator);
  await nextLedger();
  expect((await send('GET', '/v1/operations', { token: tokens.operator })).status).toBe(403);
});
