import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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
