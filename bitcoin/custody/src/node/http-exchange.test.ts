import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { exchangeHttp, type HttpRequest } from './http-exchange.ts';

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

const asked: HttpRequest = {
  ...{ method: 'POST', headers: { 'content-type': 'text/plain' }, timeoutMs: 20_000 },
  ...{ mostBytes: 1_000, tooLarge: () => new RangeError('more than was asked for') },
};

describe('a node without TLS', () => {
  test('is asked over one connection, again and again', async () => {
    const server = await startServer((request, response) => void request.pipe(response));
    for (const body of ['first', 'second', undefined]) {
      const answer = await exchangeHttp(new URL(server.url), { ...asked, body });
      expect({ status: answer.status, text: answer.body.toString() }).toEqual({ status: 200, text: body ?? '' });
    }
    expect(server.connections()).toBe(1);
  });

  test.each<[string, RequestListener, object, timeoutMs?: number]>([
    ['answers more than it may', (_, response) => void response.end('x'.repeat(1_001)), { name: 'RangeError' }],
    [
      'points elsewhere',
      (_, response) => void response.writeHead(301, { location: 'http://127.0.0.1:1/' }).end(),
      { message: expect.stringContaining('points elsewhere') },
    ],
    [
      'stops in the middle of an answer',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
      },
      { code: 'ECONNRESET' },
    ],
    ['hangs up', (_, response) => void response.destroy(), { code: 'ECONNRESET' }],
    ['says nothing', () => undefined, { name: 'TimeoutError' }, 300],
  ])('that %s has failed', async (_, answer, error, timeoutMs = asked.timeoutMs) => {
    const { url } = await startServer(answer);
    await expect(exchangeHttp(new URL(url), { ...asked, timeoutMs })).rejects.toMatchObject(error);
  });
});
