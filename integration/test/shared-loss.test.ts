import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Outpoint } from '../src/index.ts';
import type { Holder } from './holders.ts';
import { startWorld, until, type World } from './world.ts';

vi.setConfig({ hookTimeout: 400_000 });

const WRITE_OFF_BLOCKS = 12;
const DEEP = 6;

let world: World;
let alice: Holder;
let thief: Holder;
let to: string;
beforeAll(async () => {
  world = await startWorld({
    withdrawals: { writeOffAfterBlocks: WRITE_OFF_BLOCKS },
    rules: { writeOffBlocks: WRITE_OFF_BLOCKS },
  });
  to = await world.bitcoin.call('getnewaddress');
  alice = await world.createHolder(600_000n);
  thief = await world.createHolder();
  const [coin] = (await world.bitcoin.pay([thief.depositAddress, 400_000n])) as [Outpoint];
  await world.bitcoin.mine(3);
  await world.waitFor(coin, 'minted');
  await world.bitcoin.reorganize(3);
  await world.bitcoin.replace(coin, [to, 100_000n]);
  await world.bitcoin.mine(WRITE_OFF_BLOCKS);
  await world.waitFor(coin, 'written-off');
});
afterAll(async () => await world?.stop());

/** What the payment of a withdrawal comes to, without its fee. */
const paidFor = async (id: string): Promise<bigint> => (await world.services.withdrawal(id))!.amountSats;

async function waitForAmount(id: string, sats: bigint): Promise<void> {
  await until(
    async () => ((await paidFor(id)) === sats ? true : undefined),
    () => `withdrawal ${id} to be worth ${sats} sats`,
  );
}

describe('while a loss is not filled', () => {
  let first: string;

  test('open withdrawals are brought to the rate that governance sets, by nobody in particular, and are paid that', async () => {
    first = await world.withdraw(alice, { sats: 100_000n, to });
    await until(
      async () => ((await world.services.withdrawal(first))?.refusal?.code === 'RedemptionWaits' ? true : undefined),
      () => 'the reserve to pay nobody in full',
    );
    await world.administer('set_redemption_rate', { rate: 6_000 });
    await world.services.recheckWithdrawal(first);
    await waitForAmount(first, 60_000n);
    await world.waitForWithdrawal(first, 'broadcast');
    await world.bitcoin.mine(DEEP);
    await world.waitForWithdrawal(first, 'settled');
    expect(await world.services.reserves()).toMatchObject({ loss: { redemptionRateBps: 6_000 } });
  });

  test('whoever brought the loss is not paid a share of it', async () => {
    const id = await world.withdraw(thief, { sats: 200_000n, to });
    await until(
      async () => ((await world.services.withdrawal(id))?.refusal?.code === 'held' ? true : undefined),
      () => 'the withdrawal to be held',
    );
  });

  test('once it is filled and the rate is whole again, what is still open is paid in full', async () => {
    const open = await world.withdraw(alice, { sats: 90_000n, to, maxFee: 10n });
    await waitForAmount(open, 54_000n);
    const { loss } = await world.services.reserves();
    await world.bitcoin.pay([loss.fillAddress!, loss.shortSats]);
    await world.bitcoin.mine(DEEP);
    await until(
      async () => ((await world.services.reserves()).loss.shortSats === 0n ? true : undefined),
      () => 'the loss to be filled',
    );
    await world.administer('set_redemption_rate', { rate: 10_000 });
    await waitForAmount(open, 90_000n);
  });
});
