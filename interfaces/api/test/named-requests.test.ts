import { createHash } from 'node:crypto';
import { type Services, silentLog } from '@istsi/integration';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { apiKeyServices } from '../../../integration/src/api-keys/key-services.ts';
import type { Database } from '../../../integration/src/database/open-database.ts';
import { idempotencyServices } from '../../../integration/src/idempotency/idempotency-services.ts';
import { openTestDatabase, startTestDatabases, type TestDatabases } from '../../../integration/test/database.ts';
import { nobody } from '../src/describe-api.ts';
import { type Api, createApi } from '../src/index.ts';

const configured = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
const DAY_MS = 86_400_000;

let databases: TestDatabases;
let database: Database;
/** Two instances on one database. */
let apis: Api[];
let clock = Date.now();
beforeAll(async () => {
  databases = await startTestDatabases();
  database = await openTestDatabase(databases);
  apis = await Promise.all([0, 1].map(open));
});
afterAll(async () => {
  for (const api of apis ?? []) await api.close();
  await database?.close();
  await databases?.stop();
});
beforeEach(async () => {
  await database.db.deleteFrom('istsi.idempotent_requests').execute();
});

async function open(): Promise<Api> {
  const parts: Partial<Services> = {
    apiKeys: apiKeyServices(database.db),
    idempotency: idempotencyServices(database.db, () => new Date(clock)),
    // Counts who was refused.
    monitor: { authentication: { note: () => undefined } } as never,
  };
  const services = new Proxy({} as Services, { get: (_, part: keyof Services) => parts[part] ?? nobody() });
  return await createApi({ services, keys: configured, version: '1', log: silentLog });
}

let named = 0;
const newName = (): string => {
  named += 1;
  return `request-${named}-of-the-test`;
};
const wanted = { name: 'ledger export', scopes: ['read'], days: 7 };

interface Asking {
  name?: string;
  body?: object;
  key?: string;
  api?: Api;
}

async function make({ name, body = wanted, key = configured.operator, api = apis[0]! }: Asking = {}) {
  const response = await api.inject({
    ...{ method: 'POST', url: '/v1/keys', payload: body },
    headers: { authorization: `Bearer ${key}`, ...(name !== undefined && { 'idempotency-key': name }) },
  });
  return { status: response.statusCode, body: response.json(), replayed: response.headers['idempotency-replayed'] };
}

const countKeys = async (): Promise<number> =>
  (await database.db.selectFrom('istsi.api_keys').select('id').execute()).length;

describe('a request that its sender named', () => {
  test('is done once, and answered the same way whenever it comes again, by whichever instance', async () => {
    const before = await countKeys();
    const name = newName();
    const first = await make({ name });
    expect(first).toMatchObject({ status: 201, body: { key: expect.stringMatching(/^ikey_/) }, replayed: undefined });
    for (const api of apis) expect(await make({ name, api })).toEqual({ ...first, replayed: 'true' });
    // As draft-ietf-httpapi-idempotency-key-header writes it: a string of RFC 9651.
    expect(await make({ name: `"${name}"` })).toEqual({ ...first, replayed: 'true' });
    expect(await countKeys()).toBe(before + 1);
  });

  test('is done once of ten that come together; the others are told to wait', async () => {
    const before = await countKeys();
    const name = newName();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => make({ name, api: apis[n % 2]! })));
    const made = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.key));
    expect(made.size).toBe(1);
    for (const { status, body } of answers)
      if (status !== 201) expect([status, body.code]).toEqual([409, 'idempotency-key-in-use']);
    expect(await countKeys()).toBe(before + 1);
  });

  test('is refused with another body, and is another one of another sender', async () => {
    const before = await countKeys();
    const name = newName();
    const first = await make({ name });
    const other = await make({ name, body: { ...wanted, days: 30 } });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    const program = await make({ body: { ...wanted, scopes: ['read'] } });
    // A program may make no keys: it is refused, and told nothing of what the operator was answered.
    expect(await make({ name, key: program.body.key })).toMatchObject({ status: 403 });
    expect(await make({ name, key: configured.compliance, body: { ...wanted, scopes: ['customers'] } })).toMatchObject({
      ...{ status: 201, replayed: undefined },
    });
    expect((await make({ name })).body).toEqual(first.body);
    expect(await countKeys()).toBe(before + 3);
  });

  test('that was refused is looked at anew', async () => {
    const name = newName();
    expect(await make({ name, body: { ...wanted, scopes: ['none'] } })).toMatchObject({ status: 400 });
    expect(await make({ name })).toMatchObject({ status: 201, replayed: undefined });
  });

  test('whose instance died is done by who asks again, after two minutes', async () => {
    const before = await countKeys();
    const name = newName();
    const route = 'POST /v1/keys';
    const body = JSON.stringify(wanted);
    const services = idempotencyServices(database.db, () => new Date(clock));
    expect((await services.begin({ owner: 'api:operator', route, name, body })).state).toBe('first');
    expect(await make({ name })).toMatchObject({ status: 409, body: { code: 'idempotency-key-in-use' } });
    clock += 121_000;
    const again = await Promise.all([make({ name }), make({ name, api: apis[1]! })]);
    expect(again.filter(({ status, replayed }) => status === 201 && replayed === undefined)).toHaveLength(1);
    expect(await countKeys()).toBe(before + 1);
  });

  test('is forgotten after a day, and of one sender after a thousand others', async () => {
    const name = newName();
    const first = await make({ name });
    clock += DAY_MS + 1_000;
    const second = await make({ name });
    expect(second).toMatchObject({ status: 201, replayed: undefined });
    expect(second.body.key).not.toBe(first.body.key);
    const services = idempotencyServices(database.db, () => new Date(clock));
    for (let n = 0; n < 21; n += 1) {
      clock += 1;
      const begun = { owner: 'somebody', route: 'POST /v1/keys', body: '' };
      await Promise.all(Array.from({ length: 50 }, () => services.begin({ ...begun, name: newName() })));
    }
    const kept = await database.db.selectFrom('istsi.idempotent_requests').select('id').execute();
    expect(kept.length).toBeLessThanOrEqual(1_000 + 50 + 3);
  });

  test('leaves neither its name nor its answer in the database', async () => {
    const name = newName();
    const { body } = await make({ name });
    const rows = await database.db.selectFrom('istsi.idempotent_requests').selectAll().execute();
    const text = rows.map((row) => JSON.stringify(row) + row.answer!.toString('latin1')).join();
    for (const secret of [name, body.key, createHash('sha256').update(name).digest('hex')])
      expect(text).not.toContain(secret);
  });

  test.each(['short', 'x'.repeat(256), 'sixteen characters with spaces', 'not-visible-\u00e9\u00e9\u00e9\u00e9\u00e9'])(
    'is refused by a name that is none: %s',
    async (name) => {
      expect(await make({ name })).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    },
  );
});

describe('what is read', () => {
  const read = (headers: Record<string, string> = {}) => apis[0]!.inject({ url: '/v1/health', headers });

  test('has an ETag, and who has it already is told 304 without it', async () => {
    const { headers, body } = await read();
    expect(headers.etag).toMatch(/^"[\w-]{22}"$/);
    expect(headers['cache-control']).toBe('private, no-cache');
    const tag = String(headers.etag);
    for (const known of [tag, `W/${tag}`, `"another", ${tag}`, '*']) {
      const again = await read({ 'if-none-match': known });
      expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', tag]);
    }
    const changed = await read({ 'if-none-match': '"another"' });
    expect([changed.statusCode, changed.body]).toEqual([200, body]);
  });

  test('says how much may still be asked, by the standard’s names', async () => {
    const { headers } = await apis[0]!.inject({ url: '/v1/no-such-route' });
    expect(headers['ratelimit-policy']).toBe('"address";q=1200;w=60');
    expect(headers.ratelimit).toMatch(/^"address";r=\d+;t=\d+$/);
  });
});
