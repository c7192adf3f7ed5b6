import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorld, until, type World } from '../../../integration/test/world.ts';
import { type Api, createApi } from '../src/index.ts';

const keys = { operator: 'operator-key-of-the-test', compliance: 'compliance-key-of-the-test' };
const REGISTERED = 'com.istsi.kyc-registry.AddressRegistered.v1';

let world: World;
let api: Api;
let receiver: Server;
let url: string;
let received: Record<string, unknown>[];
let status = 204;
beforeAll(async () => {
  world = await startWorld();
  api = await createApi({ services: world.services, keys, version: '1.2.3', log: () => {} });
  received = [];
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>);
      response.writeHead(status).end();
    });
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  await api?.close();
  await world?.stop();
  receiver?.closeAllConnections();
  receiver?.close();
});

async function send(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
  key: string | null = keys.operator,
) {
  const headers = key === null ? {} : { authorization: `Bearer ${key}` };
  const response = await api.inject({ method, url: `/v1/webhooks${path}`, headers, ...(body && { payload: body }) });
  return { status: response.statusCode, body: response.body === '' ? undefined : response.json() };
}

describe('a webhook', () => {
  test('is told of what happens, tested, replayed, and forgotten', async () => {
    const added = await send('POST', '', { url, types: [REGISTERED], description: 'books' });
    expect(added).toMatchObject({ status: 201, body: { url, types: [REGISTERED], failures: 0, disabled: null } });
    const { id, secret } = added.body as { id: string; secret: string };
    expect(secret).toMatch(/^whsec_/);
    const { address } = await world.createUser();
    await until(
      async () => (received.length > 0 ? true : undefined),
      () => 'the event',
    );
    expect(received).toMatchObject([{ type: REGISTERED, data: { user: address } }]);

    expect(await send('POST', `/${id}/test`)).toMatchObject({ status: 200, body: { delivered: true, status: 204 } });
    const [{ sequence }] = received as [{ sequence: string }];
    expect(await send('POST', `/${id}/replay`, { from: sequence, through: sequence })).toMatchObject({ status: 202 });
    await until(
      async () => (received.length > 2 ? true : undefined),
      () => 'the event once more',
    );
    expect(received.map(({ sequence: at }) => at)).toEqual([sequence, '0', sequence]);
    // The receiver has it before the sender, who waits for the answer, writes down that it has.
    const delivered = await until(
      async () => {
        const { body } = await send('GET', `/${id}/deliveries?state=delivered`);
        return body.items.length > 0 ? body.items : undefined;
      },
      () => 'the delivery in the books',
    );
    expect(delivered).toMatchObject([{ sequence, state: 'delivered', type: REGISTERED, last_error: null }]);

    const rotated = await send('POST', `/${id}/keys`);
    expect(rotated.body.secret).not.toBe(secret);
    expect(rotated.body.public_keys).toHaveLength(2);
    // A secret is told once.
    expect(JSON.stringify((await send('GET', '')).body)).not.toContain('whsec_');
    expect(await send('DELETE', `/${id}`)).toEqual({ status: 204, body: undefined });
    expect((await send('GET', '')).body).toEqual({ items: [] });
  });

  test('that failed its test says how', async () => {
    const { body } = await send('POST', '', { url });
    status = 500;
    expect((await send('POST', `/${body.id}/test`)).body).toEqual({
      delivered: false,
      status: 500,
      reason: 'HTTP 500',
    });
    status = 204;
    expect(await send('POST', `/${body.id}/retry`)).toMatchObject({ status: 202, body: { disabled: null } });
    await send('DELETE', `/${body.id}`);
  });
});

describe('refused is', () => {
  const unknown = `/wh_${'ab'.repeat(12)}`;
  test.each<[string, 'GET' | 'POST' | 'DELETE', string, object | undefined, string | null, number, string]>([
    ['whoever has no key', 'GET', '', undefined, null, 401, 'not-authenticated'],
    ['the compliance officer', 'GET', '', undefined, keys.compliance, 403, 'not-allowed'],
    ['the metadata of a cloud', 'POST', '', { url: 'http://169.254.169.254/' }, keys.operator, 400, 'unusable-url'],
    ['a public address in the clear', 'POST', '', { url: 'http://8.8.8.8/' }, keys.operator, 400, 'unusable-url'],
    [
      'an event that there is not',
      'POST',
      '',
      { url: 'https://8.8.8.8/', types: ['x'] },
      keys.operator,
      404,
      'unknown-event-type',
    ],
    ['a webhook that there is not', 'GET', unknown, undefined, keys.operator, 404, 'unknown-webhook'],
    ['its test', 'POST', `${unknown}/test`, undefined, keys.operator, 404, 'unknown-webhook'],
    ['its end', 'DELETE', unknown, undefined, keys.operator, 404, 'unknown-webhook'],
    ['an id that is none', 'GET', '/anything', undefined, keys.operator, 400, 'invalid-request'],
  ])('%s', async (_, method, path, body, key, status, code) => {
    expect(await send(method, path, body, key)).toMatchObject({ status, body: { code } });
  });
});
