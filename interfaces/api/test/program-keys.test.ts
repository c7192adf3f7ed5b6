import { Role } from '@istsi/contracts/clients/integration-router';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, createApi } from '../src/index.ts';
import { type AdministeredApi, keys, type Method, startAdministeredApi } from './administered-api.ts';

let { world, logged, tokens, send, decide, nextLedger, revokeRole, stop } = {} as AdministeredApi;
beforeAll(async () => {
  ({ world, logged, tokens, send, decide, nextLedger, revokeRole, stop } = await startAdministeredApi());
});
afterAll(() => stop?.());

/** Of the database, whatever it is asked. */
async function ask(query: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  const { rows } = await client.query(query, values).finally(() => client.end());
  return rows;
}

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
    const rows = await ask('select * from istsi.api_keys where id = $1', [body.id]);
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
    await ask("update istsi.api_keys set expires_at = now() - interval '1 second' where id = $1", [body.id]);
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
  const operationsBy = async (other: Api, token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await other.inject({ method: 'GET', url: '/v1/operations', headers })).statusCode;
  };

  test('ends with the configured key that made it', async () => {
    const { body } = await make({ scopes: ['read'] }, keys.operator);
    const other = await another({ keys: { ...keys, operator: 'the operator key after this one' } });
    expect(await operationsBy(other, body.key)).toBe(401);
    await other.close();
    expect(await status('GET', '/v1/operations', body.key)).toBe(200);
  });

  test('has its share of requests, and who guesses keys has that of an address', async () => {
    const { body } = await make({ scopes: ['read'] }, keys.operator);
    const { body: sparing } = await make({ scopes: ['read'] }, keys.operator);
    const other = await another({ requestsPerMinute: 8, keyRequestsPerMinute: 3 });
    const asked: number[] = [];
    for (let n = 0; n < 4; n += 1) asked.push(await operationsBy(other, body.key));
    expect(asked).toEqual([200, 200, 200, 429]);
    expect(await operationsBy(other, sparing.key)).toBe(200);
    for (let n = 0; n < 3; n += 1)
      expect(await operationsBy(other, `ikey_${'0'.repeat(16)}_${'A'.repeat(43)}`)).toBe(401);
    expect(await operationsBy(other, 'a guess')).toBe(429);
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

  test('is not looked at beyond the limit of its address, nor named as what was refused', async () => {
    const { body } = await make({ scopes: ['read'] }, keys.operator);
    const other = await another({ requestsPerMinute: 1 });
    expect(await operationsBy(other, 'a guess')).toBe(401);
    for (let n = 0; n < 3; n += 1) expect(await operationsBy(other, body.key)).toBe(429);
    await other.close();
    const named = "select actor from istsi.audit_entries where action = 'access.refused' and actor = $1";
    expect(await ask(named, [`api-key:${body.id}`])).toEqual([]);
    const used = 'select last_used_at from istsi.api_keys where id = $1';
    expect(await ask(used, [body.id])).toEqual([{ last_used_at: null }]);
  });

  test('is one of 200 at the most, also of several that are made at the same time', async () => {
    await ask(`insert into istsi.api_keys (id, name, scopes, made_by, digest, expires_at)
      select 'filler ' || n, 'a test', 'read', 'a test', 'none', now() + interval '1 day' from generate_series(1, 199 -
        (select count(*) from istsi.api_keys where revoked_at is null and expires_at > now())) n`);
    const made = await Promise.all(Array.from({ length: 8 }, () => make({ scopes: ['read'] }, keys.operator))).finally(
      () => ask("delete from istsi.api_keys where id like 'filler %'"),
    );
    expect(made.map(({ status: answered }) => answered).sort()).toEqual([201, ...Array(7).fill(409)]);
    expect(made.find(({ status: answered }) => answered === 409)?.body).toMatchObject({
      ...{ code: 'too-many-keys', detail: expect.stringContaining('200') },
    });
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
      const { items } = (await send('GET', '/v1/audit?limit=100', { token: keys.operator })).body;
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

  describe('that somebody else turned', () => {
    const officer = () => world.keys.complianceOfficer;
    const turn = async (id: string, token: string) =>
      await send('POST', `/v1/keys/${id}/rotate`, { body: { overlap_hours: 1 }, token });
    /** Let in: what is asked for is nothing, which is a 400. */
    const opens = async (key: string) => (await status('POST', '/v1/identities', key)) === 400;
    const takeRole = async () => {
      await revokeRole(officer(), Role.ComplianceOfficer);
      await nextLedger();
    };
    const giveRole = async () => {
      await decide({ do: 'propose', action: 'GrantRole', values: [officer().publicKey(), 'ComplianceOfficer'] });
      await nextLedger();
    };

    test('is worth what they may do now; the one before is worth what its maker may', async () => {
      const { body: first } = await make({ scopes: ['identities'] }, tokens['super-admin']);
      const { body: second } = await turn(first.id, tokens['compliance-officer']);
      expect(second).toMatchObject({ id: first.id, made_by: officer().publicKey(), scopes: ['identities'] });
      expect([await opens(first.key), await opens(second.key)]).toEqual([true, true]);
      await takeRole();
      expect([await opens(first.key), await opens(second.key)]).toEqual([true, false]);
      await giveRole();
    });

    test('does not bring back what its maker may do no more', async () => {
      const { body: first } = await make({ scopes: ['identities'] }, tokens['compliance-officer']);
      await takeRole();
      expect(await opens(first.key)).toBe(false);
      const { body: second } = await turn(first.id, tokens['super-admin']);
      expect([await opens(first.key), await opens(second.key)]).toEqual([false, true]);
      await giveRole();
    });

    test('opens all of what it says for them too, or is not turned', async () => {
      const { body: both } = await make({ scopes: ['identities', 'payments'] }, tokens['super-admin']);
      for (const token of [tokens['compliance-officer'], tokens.operator, keys.operator, keys.compliance, both.key])
        expect((await turn(both.id, token)).status).toBe(403);
      const { body: pause } = await make({ scopes: ['pause'] }, keys.operator);
      expect((await turn(pause.id, tokens['super-admin'])).status).toBe(403);
      expect(await opens(both.key)).toBe(true);
    });
  });
});
