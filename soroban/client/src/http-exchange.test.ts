import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { postJson } from './http-exchange.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function startServer(answer: RequestListener): Promise<{ url: string; connections: () => number }> {
  let connections = 0;
  const server = createServer(answer).on('connection', () => {
    connections++;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, connections: () => connections };
}

const terms = { timeoutMs: 20_000, mostBytes: 1_000 };

describe('what is posted without TLS', () => {
  test('goes over one connection, again and again', async () => {
    const server = await startServer((request, response) => void request.pipe(response));
    for (const body of ['{"a":1}', '{"b":"ü"}']) {
      expect(await postJson(server.url, body, terms)).toEqual({ status: 200, retryAfter: undefined, text: body });
    }
    expect(server.connections()).toBe(1);
  });

  test('follows a server that points elsewhere, and is posted there', async () => {
    const there = await startServer((request, response) => void request.pipe(response));
    const here = await startServer((request, response) => {
      request.resume();
      response.writeHead(307, { location: there.url }).end();
    });
    expect(await postJson(here.url, '{"a":1}', terms)).toMatchObject({ status: 200, text: '{"a":1}' });
  });

  test.each<[string, RequestListener, RegExp, timeoutMs?: number]>([
    ['an answer larger than it may be', (_, response) => void response.end('x'.repeat(1_001)), /larger than 1000/],
    [
      'an answer that is cut off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
      },
      /aborted/,
    ],
    ['no answer at all', (_, response) => void response.destroy(), /socket hang up/],
    ['no answer in time', () => undefined, /no whole answer within 300 ms/, 300],
    ['an answer that does not end in time', (_, response) => void response.write('half'), /300 ms|aborted/, 300],
  ])('fails with %s', async (_, answer, reason, timeoutMs = terms.timeoutMs) => {
    const { url } = await startServer(answer);
    await expect(postJson(url, '{}', { ...terms, timeoutMs })).rejects.toThrow(reason);
  });
});
