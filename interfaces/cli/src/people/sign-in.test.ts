import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiClient, openApi } from '../api/client.ts';
import { signedOutAfter } from './sign-in.ts';

const asked: string[] = [];
let server: Server;
let api: ApiClient;
beforeAll(async () => {
  server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = openApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(() => void server.close());

test('what was done is told though signing out fails', async () => {
  await expect(signedOutAfter(api, () => Promise.resolve('accepted'))).resolves.toBe('accepted');
  expect(asked).toEqual(['DELETE /v1/sessions/current']);
});

test('why it was refused is told though signing out fails', async () => {
  const refusal = new Error('another officer has to look');
  await expect(signedOutAfter(api, () => Promise.reject(refusal))).rejects.toBe(refusal);
});
