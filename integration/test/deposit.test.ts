import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { depositOperationId } from '../src/index.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 120_000);
afterAll(async () => await world?.stop());

describe('a Bitcoin deposit', () => {
  test('becomes exactly as many iSTSi, once it is deep enough', async () => {
    const alice = await world.createUser();
    const [outpoint] = await world.bitcoin.pay([alice.depositAddress, 150_000n]);
    await world.bitcoin.mine();
    const confirming = await world.waitFor(outpoint!, 'confirming');
    expect(confirming).toMatchObject({ user: alice.address, confirmations: 1, confirmationsRequired: 2 });
    expect(await world.balance(alice.address)).toBe(0n);

    await world.bitcoin.mine();
    const minted = await world.waitFor(outpoint!, 'minted');
    expect(minted).toMatchObject({ amountSats: 150_000n, operationId: depositOperationId(outpoint!) });
    expect(minted.stellarTx).toMatch(/^[0-9a-f]{64}$/);
    expect(await world.balance(alice.address)).toBe(150_000n);
    expect(await world.services.reserves()).toMatchObject({
      reservesSats: 150_000n,
      supplySats: 150_000n,
      ratioBps: 10_000,
    });
    const shown = await world.services.deposit(outpoint!);
    expect(shown?.timeline.map(({ state }) => state)).toEqual([
      'mined',
      'confirming',
      'attesting',
      'submitted',
      'minted',
    ]);
  });
});
