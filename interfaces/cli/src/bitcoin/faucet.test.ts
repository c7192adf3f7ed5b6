import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Regtest, startRegtest } from '@istsi/bitcoin-regtest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFaucet } from './faucet.ts';

let node: Regtest;
beforeAll(async () => {
  node = await startRegtest();
});
afterAll(async () => {
  await node.stop();
});

test('an address in upper case, as QR codes carry it, is paid once, and the output is named', async () => {
  const faucet = await openFaucet({ rpcUrl: node.rpcUrl }, 'test');
  const address = (await faucet.newAddress()).toUpperCase();
  const { txid, vout } = await faucet.pay(address, 150_000n);
  expect(txid).toMatch(/^[0-9a-f]{64}$/);
  await faucet.mine(1);
  expect(await faucet.received(address)).toBe(150_000n);
  expect(await faucet.received(address.toLowerCase())).toBe(150_000n);
  expect([0, 1]).toContain(vout);
});

test('what is no address is refused before anything is paid', async () => {
  const faucet = await openFaucet({ rpcUrl: node.rpcUrl }, 'test');
  const before = await faucet.balance();
  for (const address of ['bcrt1q', 'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', 'bcrt1QQQQ', '']) {
    await expect(faucet.pay(address, 1_000n)).rejects.toMatchObject({ code: 'cli/bad-argument' });
  }
  expect(await faucet.balance()).toBe(before);
});

test('a node without wallets is told from one that does not work', async () => {
  const genesis = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206';
  const chain = { chain: 'regtest', blocks: 0, headers: 0, initialblockdownload: false };
  const known: Record<string, unknown> = { getblockchaininfo: chain, getblockhash: genesis };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const { method } = JSON.parse(body) as { method: string };
      const result = known[method];
      const answer = result === undefined ? { error: { code: -32601, message: 'Method not found' } } : { result };
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(openFaucet({ rpcUrl: `http://127.0.0.1:${port}` }, 'test')).rejects.toMatchObject({
    code: 'cli/no-wallets',
  });
  server.close();
});
