import { Role } from '@istsi/contracts/clients/integration-router';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Holder } from '../../../integration/test/holders.ts';
import { type AdministeredApi, type Method, startAdministeredApi } from './administered-api.ts';

let { world, tokens, send, sign, challenge, act, nextLedger, revokeRole, stop } = {} as AdministeredApi;
let holder: Holder;
beforeAll(async () => {
  ({ world, tokens, send, sign, challenge, act, nextLedger, revokeRole, stop } = await startAdministeredApi());
  holder = await world.createHolder(300_000n);
});
afterAll(() => stop?.());

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

  test('gives no challenge to an address that was copied wrongly, and says so', async () => {
    const refused = await send('POST', '/v1/sessions/challenge', { body: { account: `G${'A'.repeat(55)}` } });
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect(JSON.stringify(refused.body)).toContain('checksum');
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
  });

  const list = async (query: string) => {
    const { status, body } = await send('GET', `/v1/operations?${query}`, { token: tokens.operator });
    expect(status, JSON.stringify(body)).toBe(200);
    return body as {
      items: { id: string; kind: string; phase: string; state: string; created_at: string }[];
      next_cursor: string | null;
    };
  };
  const show = async (id: string) => (await send('GET', `/v1/operations/${id}`, { token: tokens.operator })).body;
  const find = async (text: string) => {
    const { body } = await send('GET', `/v1/search?q=${encodeURIComponent(text)}`, { token: tokens.operator });
    return (body.items as { kind: string; id: string }[]).map(({ kind, id }) => `${kind} ${id}`);
  };

  test('of all kinds come newest first, in pages that have each once, and as they are asked for', async () => {
    const { items } = await list('limit=100');
    expect(items.map(({ kind }) => kind).toSorted()).toEqual(['deposit', 'payment', 'withdrawal']);
    // A withdrawal is as old as its ledger, which has seconds: on a quick machine the deposit before it is not older.
    const times = items.map(({ created_at }) => created_at);
    expect(times).toEqual(times.toSorted().toReversed());
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
    expect(prepared.effects[0]).toMatchObject({ what: 'tier 2, Transfer, at once', after: '1,000 sats' });
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

test('who loses a role loses its session with the next ledger', async () => {
  expect((await send('GET', '/v1/operations', { token: tokens.operator })).status).toBe(200);
  await revokeRole(world.keys.operator, Role.Operator);
  await nextLedger();
  expect((await send('GET', '/v1/operations', { token: tokens.operator })).status).toBe(403);
});
