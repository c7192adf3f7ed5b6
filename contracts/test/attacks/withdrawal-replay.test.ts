import { signerOf } from '@istsi/soroban-client';
import type { xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { register, stateOf } from '../actions.ts';
import { impersonating, signing } from '../forgery.ts';
import type { Sign } from '../transaction.ts';
import { type Coin, fund, type Owed, paymentOf, processPayment, withdraw } from '../withdrawals.ts';
import { startWorld, type World } from '../world.ts';

let world: World;
let coins: Coin[];
let a: Owed;
let b: Owed;
/** What the custodians signed for the payment of `a`. */
const signed: xdr.SorobanAuthorizationEntry[] = [];
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 4);
  coins = [await fund(world, 'one', 50_000n), await fund(world, 'two', 50_000n)];
  a = await withdraw(world, 'a');
  b = await withdraw(world, 'b');
  const sign = signing(world, (entry) => signed.push(entry));
  await processPayment(world, [a.id], paymentOf([a], [coins[0]!], 50_000n, 100n), { sign });
});
afterAll(() => world.stop());

/** Presents the custodians' old signatures, whatever is asked. */
const replay: Sign = async (entry) =>
  await Promise.resolve(signed.find((old) => signerOf(old) === signerOf(entry)) ?? entry);

test('what custodians signed for one payment authorizes no other', async () => {
  const before = await stateOf(world);
  const other = paymentOf([b], [coins[1]!], 50_000n, 100n);
  await expect(processPayment(world, [b.id], other, { sign: replay })).rejects.toMatchObject({ kind: 'auth' });
  expect(await stateOf(world)).toEqual(before);
});

test('what custodians signed for one payment authorizes no replacement of it', async () => {
  const higher = paymentOf([a], [coins[0]!], 50_000n, 900n);
  await expect(processPayment(world, [a.id], higher, { sign: replay })).rejects.toMatchObject({ kind: 'auth' });
});

test('what custodians signed works once', async () => {
  const same = paymentOf([a], [coins[0]!], 50_000n, 100n);
  await expect(processPayment(world, [a.id], same, { sign: replay })).rejects.toThrow();
});

test("nobody's key stands in for a custodian's", async () => {
  const unsigned = paymentOf([b], [coins[1]!], 50_000n, 100n);
  await expect(processPayment(world, [b.id], unsigned, { sign: impersonating(world) })).rejects.toMatchObject({
    kind: 'auth',
  });
});
