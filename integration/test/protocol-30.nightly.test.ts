import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ protocol30: true });
});
afterAll(async () => await world?.stop());

// Coordinator and custodians each ask their own node for the newest ledger: neither may stop at a header it cannot decode.
test('deposits and withdrawals go on when ledgers get the headers of protocol 30', async () => {
  const alice = await world.createHolder(50_000n);
  const id = await world.withdraw(alice, { sats: 30_000n, to: await world.bitcoin.call('getnewaddress') });
  await world.waitForWithdrawal(id, 'broadcast');
  await world.bitcoin.mine(2);
  await world.waitForWithdrawal(id, 'settled');
  expect(await world.balance(alice.address)).toBe(20_000n);
  expect(await world.services.status()).toMatchObject({ stellar: { ok: true } });
});
