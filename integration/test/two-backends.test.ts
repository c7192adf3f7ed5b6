import { type Regtest, startRegtest } from '@istsi/bitcoin-regtest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestBitcoin, type TestBitcoin } from './bitcoin.ts';
import { startWorld, type World } from './world.ts';

let node: Regtest;
let second: TestBitcoin;
let world: World;

beforeAll(async () => {
  node = await startRegtest({ rpcUser: 'istsi', rpcPassword: 'regtest-password' });
  second = await openTestBitcoin(node);
  world = await startWorld({ esploraUrl: node.esploraUrl });
});
afterAll(async () => {
  await world?.stop();
  await node?.stop();
});

/** Has the second node hear of every block that the first one has. */
async function catchUp(): Promise<void> {
  const height = await world.bitcoin.call<number>('getblockcount');
  for (let at = 1; at <= height; at++) {
    const block = await world.bitcoin.call('getblock', await world.bitcoin.call('getblockhash', at), 0);
    await second.call('submitblock', block);
  }
}

test('a deposit that only one of two backends has is not credited; once both have it, it mints', async () => {
  const { address, depositAddress } = await world.createUser();
  const [outpoint] = await world.bitcoin.pay([depositAddress, 50_000n]);
  await world.bitcoin.mine(6);
  // Both chains begin with the same block and differ from the next on.
  await expect.poll(async () => (await world.services.status()).bitcoin.scannedHeight).toBeLessThanOrEqual(0);
  expect(await world.services.deposit(outpoint!)).toBeUndefined();

  await catchUp();
  expect(await second.call('getbestblockhash')).toBe(await world.bitcoin.call('getbestblockhash'));
  await world.waitFor(outpoint!, 'minted');
  expect(await world.balance(address)).toBe(50_000n);
});
