import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { balance, deposit, register, totalSupply, txid } from '../../contracts/test/actions.ts';
import {
  exchange,
  fundInventory,
  ISTSI_PRICE,
  openExchange,
  quoteOf,
  setPrice,
} from '../../contracts/test/exchange.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';

// Whoever orders transactions, or knows the next price first, tries to win against the user or against the inventory.

let world: World;
beforeEach(async () => {
  world = await startWorld();
  for (const user of ['alice', 'mallory', 'bob'] as const) await register(world, user, 3);
  await openExchange(world);
  for (const user of ['alice', 'mallory', 'bob'] as const) {
    await deposit(world, { user, amount: 1_000_000n, tx: txid(user) });
  }
  await fundInventory(world, { istsi: 800_000n, dollars: 10n ** 13n, from: 'bob' });
  for (let tick = 0; tick < 4; tick++) {
    await world.advanceTime(60);
    await setPrice(world, ISTSI_PRICE);
  }
});
afterEach(() => world.stop());

describe('front-running', () => {
  test('an exchange with a worse price makes it fail, and costs the user nothing', async () => {
    const { amount_out } = await quoteOf(world, 'istsi-token', 'fungible-token', 10_000n);
    await setPrice(world, (ISTSI_PRICE * 99n) / 100n);
    const held = await balance(world, 'alice');
    await expect(exchange(world, { user: 'alice', amount: 10_000n, min_out: amount_out })).rejects.toMatchObject({
      code: 41,
    });
    expect(await balance(world, 'alice')).toBe(held);
  });

  test('an exchange with one of the same kind changes nothing: the rate has no slippage', async () => {
    const before = await quoteOf(world, 'istsi-token', 'fungible-token', 10_000n);
    await exchange(world, { user: 'mallory', amount: 100_000n });
    expect(await exchange(world, { user: 'alice', amount: 10_000n, min_out: before.amount_out })).toBe(
      before.amount_out,
    );
  });

  test('is no use with an order that somebody else signed', async () => {
    await expect(exchange(world, { user: 'alice', amount: 10_000n, by: 'mallory' })).rejects.toMatchObject({
      kind: 'auth',
    });
  });

  test('with an order kept back fails after its deadline', async () => {
    await expect(exchange(world, { user: 'alice', amount: 10_000n, deadline: 1n })).rejects.toMatchObject({ code: 40 });
  });
});

describe('sandwiching a new price', () => {
  test.each([
    ['up', 102n],
    ['down', 98n],
  ])('that goes %s wins nothing', async (_, percent) => {
    const price = (ISTSI_PRICE * percent) / 100n;
    const sats = await balance(world, 'mallory');
    // Knowing what comes: buy what will rise, sell it back at the new price; first dollars are needed either way.
    const dollars = await exchange(world, { user: 'mallory', amount: 200_000n, nonce: 1n });
    if (percent > 100n) {
      const bought = await exchange(world, {
        user: 'mallory',
        from: 'fungible-token',
        to: 'istsi-token',
        amount: dollars,
        nonce: 2n,
      });
      await setPrice(world, price);
      const sold = await exchange(world, { user: 'mallory', amount: bought, nonce: 3n });
      expect(sold).toBeLessThan(dollars);
    } else {
      await setPrice(world, price);
      await exchange(world, { user: 'mallory', from: 'fungible-token', to: 'istsi-token', amount: dollars, nonce: 2n });
      expect(await balance(world, 'mallory')).toBeLessThan(sats);
    }
  });

  test('that jumps stops the exchange instead', async () => {
    await setPrice(world, (ISTSI_PRICE * 1045n) / 1000n);
    await expect(exchange(world, { user: 'mallory', amount: 10_000n })).rejects.toMatchObject({ code: 12 });
  });

  test('one corrupt reporter moves no price', async () => {
    const asset = { tag: 'Stellar', values: [world.contracts['istsi-token'].contractId] };
    const before = await quoteOf(world, 'istsi-token', 'fungible-token', 10_000n);
    const args = { reporter: world.address('reporter3'), reports: [{ asset, price: ISTSI_PRICE * 1_000n }] };
    await world.invoke('price-oracle', 'submit_prices', args, { by: 'reporter3' });
    expect((await quoteOf(world, 'istsi-token', 'fungible-token', 10_000n)).amount_out).toBe(before.amount_out);
  });
});

test('the inventory is all there is: nothing is minted when it is empty', async () => {
  const supply = await totalSupply(world);
  const dollars = await exchange(world, { user: 'mallory', amount: 1_000_000n, nonce: 1n });
  const more = { from: 'fungible-token', to: 'istsi-token' } as const;
  await exchange(world, { user: 'mallory', ...more, amount: dollars, nonce: 2n });
  await expect(exchange(world, { user: 'alice', amount: 10n ** 12n, nonce: 3n })).rejects.toMatchObject({ code: 30 });
  expect(await totalSupply(world)).toBe(supply);
});
