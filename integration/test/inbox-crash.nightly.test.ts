import { afterAll, beforeAll, expect, test } from 'vitest';
import { type InboxHands, SATS, startInboxHands } from './inbox-hands.ts';

/** Every so many exchanges, from another one each time. */
const STEP = 3;
const FIRST = 1 + (Date.now() % STEP);

let hands: InboxHands;
beforeAll(async () => {
  hands = await startInboxHands();
}, 240_000);
afterAll(async () => await hands?.stop(), 100_000);

const balanceOf = (address: string) => hands.world.balance(address);

test(`a worker killed after an exchange with the outside withdraws once (every ${STEP}th from ${FIRST})`, async () => {
  const { alice, successor } = hands;
  let exchanges = FIRST;
  for (let goesOn = true; goesOn; exchanges += STEP) {
    const held = await balanceOf(alice.address);
    const id = await hands.sent(await hands.instructed());
    goesOn = await hands.killAfter(exchanges, id);
    const killed = `killed after ${exchanges}`;
    expect(await hands.stateOf(id), killed).toMatchObject({ state: 'withdrawn', refusal_code: null });
    expect(await balanceOf(alice.address), killed).toBe(held - SATS);
    expect(await balanceOf(successor.address), killed).toBe(0n);
  }
  expect(exchanges).toBeGreaterThan(8 * STEP);
}, 600_000);

test('and returns once', async () => {
  const { alice, successor } = hands;
  const held = await balanceOf(alice.address);
  let exchanges = FIRST;
  for (let goesOn = true; goesOn; exchanges += STEP) {
    const id = await hands.sent(successor.address);
    goesOn = await hands.killAfter(exchanges, id);
    expect(await hands.stateOf(id), `killed after ${exchanges}`).toMatchObject({ state: 'returned' });
    expect(await balanceOf(alice.address), `killed after ${exchanges}`).toBe(held);
  }
  expect(exchanges).toBeGreaterThan(6 * STEP);
}, 600_000);
