import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startWorld, type World, waitForWithdrawalIn } from './world.ts';

vi.setConfig({ testTimeout: 400_000, hookTimeout: 400_000 });

/** What the Stellar node keeps events of. */
const HISTORY_LEDGERS = 300;
const DAY = 86_400;

let world: World;
beforeAll(async () => {
  world = await startWorld({ historyLedgers: HISTORY_LEDGERS });
});
afterAll(async () => await world?.stop());

test('withdrawals whose events nobody read in time are found on the chain, and brought to their end', async () => {
  const holder = await world.createHolder(60_000n, 60_000n, 60_000n);
  const to = await world.bitcoin.call<string>('getnewaddress');
  const paid = await world.withdraw(holder, { sats: 50_000n, to });
  await world.waitForWithdrawal(paid, 'broadcast');
  // Accepts no fee that anybody asks for.
  const refunded = await world.withdraw(holder, { sats: 40_000n, to, maxFee: 10n });
  await world.waitForWithdrawal(refunded, 'pending');
  await world.services.stop();

  // Meanwhile others, of whose records nothing is known here, act on all of them, and on one that was never heard of.
  const elsewhere = await world.startElsewhere();
  await waitForWithdrawalIn(elsewhere, paid, 'broadcast');
  await world.bitcoin.mine(2);
  await waitForWithdrawalIn(elsewhere, paid, 'settled');
  await world.advanceTime(4 * DAY);
  await elsewhere.recheckWithdrawal(refunded);
  await waitForWithdrawalIn(elsewhere, refunded, 'refunded');
  const unheard = await world.withdraw(holder, { sats: 45_000n, to });
  const { txid } = await waitForWithdrawalIn(elsewhere, unheard, 'broadcast');
  await elsewhere.stop();
  for (let n = 0; n < HISTORY_LEDGERS; n++) await world.advanceTime(1);

  const later = await world.startInstance();
  await waitForWithdrawalIn(later, paid, 'settled');
  await waitForWithdrawalIn(later, refunded, 'refunded');
  const listed = (await later.withdrawals({ limit: 100 })).items.map(({ id }) => id).sort();
  expect(listed).toEqual([paid, refunded].sort());
  // Asked for by its id, it is adopted with its payment, and completed.
  expect(await waitForWithdrawalIn(later, unheard, 'broadcast', 'authorized', 'signing')).toMatchObject({ txid });
  await world.bitcoin.mine(2);
  expect(await waitForWithdrawalIn(later, unheard, 'settled')).toMatchObject({ txid });
  await later.stop();
  expect(await world.balance(holder.address)).toBe(180_000n - 50_000n - 45_000n);
  const { total_btc, total_istsi } = await world.contracts.reserve.read('get_reserve_status');
  expect(total_btc).toBe(total_istsi);
});
