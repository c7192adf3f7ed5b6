import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createCertificate } from '@istsi/bitcoin-custody';
import { expect, test } from 'vitest';
import { askSigner } from './signer-transport.ts';

test('a signer that says more than any has to say is cut off', async () => {
  let sent = 0;
  const server = createServer((_, response) => {
    const more = () => {
      sent += 1;
      // It would go on for ever.
      response.write(Buffer.alloc(1 << 20), () => setImmediate(more));
    };
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await expect(askSigner(url, undefined, { method: 'GET', timeoutMs: 20_000 })).rejects.toThrow(
      /more than \d+ bytes/,
    );
    expect(sent).toBeLessThan(64);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a signer on another machine is asked over one connection, and a new one is looked at again', async () => {
  const [own, next, ours] = ['signer', 'signer', 'coordinator'].map((name) =>
    createCertificate({ name, hosts: ['127.0.0.1'], validDays: 2 }),
  );
  if (!own || !next || !ours) throw new Error('three certificates were made');
  let connections = 0;
  const start = async ({ key, certificate }: typeof own, port: number) => {
    const server = createTlsServer({ key, cert: certificate }, (_, response) => response.end('{}'));
    server.on('secureConnection', () => {
      connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return server;
  };
  const stop = async (server: Awaited<ReturnType<typeof start>>): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  const first = await start(own, 0);
  const { port } = first.address() as AddressInfo;
  const tls = { certificate: own.certificate, own: ours };
  const ask = async () =>
    await askSigner(new URL(`https://127.0.0.1:${port}`), tls, { method: 'GET', timeoutMs: 20_000 });
  for (let i = 0; i < 3; i += 1) expect(await ask()).toEqual({ status: 200, text: '{}' });
  expect(connections).toBe(1);
  await stop(first);

  // Somebody else at the same place, with a certificate that was not pinned.
  const second = await start(next, port);
  const outcome = async (): Promise<string> =>
    await ask().then(
      () => 'answered',
      ({ message }: Error) => message,
    );
  // That the first connection has ended may be heard a moment later.
  await expect.poll(outcome, { timeout: 20_000 }).toMatch(/another certificate/);
  await stop(second);
});
