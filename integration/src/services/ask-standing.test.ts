import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { askStanding } from './ask-standing.ts';

let server: Server;
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function somebody(answers: RequestListener): Promise<string> {
  server = createServer(answers);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each(['', '/', '/one', '/one/'])('is asked below where they are: %j', async (path) => {
  const url = await somebody(({ url: asked }, response) => void response.end(JSON.stringify({ asked })));
  expect(await askStanding(`${url}${path}`, 100)).toEqual({ asked: `${path.replace(/\/$/, '')}/health` });
});

test('who sends without end is not listened to until then', async () => {
  let sent = 0;
  const url = await somebody((_, response) => {
    const send = (): void => {
      while (!response.destroyed && response.write('x'.repeat(1_000))) sent += 1_000;
    };
    response.on('drain', send);
    send();
  });
  await expect(askStanding(url, 10_000, 60_000)).rejects.toThrow('it answers with more than 10000 bytes');
  expect(sent).toBeLessThan(50_000_000);
});

test('who sends as much as may be is heard to the end', async () => {
  const url = await somebody((_, response) => void response.end(JSON.stringify('x'.repeat(98))));
  expect(await askStanding(url, 100)).toHaveLength(98);
});

test('who sends us to somebody else is not followed', async () => {
  const asked: (string | undefined)[] = [];
  const url = await somebody((request, response) => {
    asked.push(request.url);
    response.writeHead(302, { location: '/secret' }).end();
  });
  await expect(askStanding(url, 100)).rejects.toThrow();
  expect(asked).toEqual(['/health']);
});

test('who says nothing is not waited for', async () => {
  const url = await somebody(() => undefined);
  await expect(askStanding(url, 100, 50)).rejects.toThrow();
});
