import type { Account, Contract } from '@istsi/soroban-ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { errorOf, startWorld, type World } from './support/world.ts';

let world: World;
let art: Contract;
let restore: () => Promise<void>;
beforeAll(async () => {
  world = await startWorld();
  const names = { base_uri: 'https://art.example/', name: 'Art', symbol: 'ART' };
  art = await world.place('art', { owner: world.owner.address, ...names });
  for (const token_id of [0, 42]) await art.call('mint', { to: world.alice.address, token_id });
  restore = await world.snapshot();
});
beforeEach(() => restore());
afterAll(() => world?.stop());

const transfer = (by: Account, from: Account, to: Account, token_id: number) =>
  art.as(by).call('transfer', { from: from.address, to: to.address, token_id });
const transferFrom = (spender: Account, from: Account, to: Account, token_id: number) =>
  art.as(spender).call('transfer_from', { spender: spender.address, from: from.address, to: to.address, token_id });

test('it says what it is, and where each token is told of', async () => {
  expect(await art.read('name')).toBe('Art');
  expect(await art.read('symbol')).toBe('ART');
  expect(await art.read('token_uri', { token_id: 0 })).toBe('https://art.example/0');
  expect(await art.read('token_uri', { token_id: 42 })).toBe('https://art.example/42');
});

test('a token moves on the word of whose it is', async () => {
  const { alice, bob } = world;
  await transfer(alice, alice, bob, 42);
  expect(await art.read('owner_of', { token_id: 42 })).toBe(bob.address);
  expect(await art.read('balance', { owner: alice.address })).toBe(1);
  expect(await art.read('balance', { owner: bob.address })).toBe(1);
  expect((await art.events()).at(-1)).toMatchObject({ topics: ['transfer', alice.address, bob.address], data: 42 });
});

test('a token that is sent to its owner stays there', async () => {
  await transfer(world.alice, world.alice, world.alice, 42);
  expect(await art.read('balance', { owner: world.alice.address })).toBe(2);
});

describe('whom a token is approved for', () => {
  const approve = (approver: Account, approved: Account, live_until_ledger: number) =>
    art.as(approver).call('approve', {
      approver: approver.address,
      approved: approved.address,
      token_id: 42,
      live_until_ledger,
    });
  const approved = () => art.read('get_approved', { token_id: 42 });

  test('may move that one, once', async () => {
    const { alice, bob, owner } = world;
    await approve(alice, bob, world.ledgerIn(10));
    expect(await approved()).toBe(bob.address);
    expect(await errorOf(transferFrom(bob, alice, bob, 0))).toBe('NotApproved');
    await transferFrom(bob, alice, owner, 42);
    expect(await approved()).toBeNull();
    expect(await errorOf(transferFrom(bob, owner, bob, 42))).toBe('NotApproved');
  });

  test('may not after its ledger, nor once it is taken back', async () => {
    const { alice, bob } = world;
    await approve(alice, bob, world.ledgerIn(10));
    await world.pass(60, 12);
    expect(await errorOf(transferFrom(bob, alice, bob, 42))).toBe('NotApproved');
    await approve(alice, bob, world.ledgerIn(10));
    await approve(alice, alice, 0);
    expect(await errorOf(transferFrom(bob, alice, bob, 42))).toBe('NotApproved');
    expect(await errorOf(approve(alice, bob, 1))).toBe('InvalidExpiration');
  });

  test('is said by the owner or an operator alone', async () => {
    expect(await errorOf(approve(world.bob, world.bob, world.ledgerIn(10)))).toBe('NotApproved');
  });
});

test('an operator moves and approves all that its owner has, until it is over', async () => {
  const { alice, bob, owner } = world;
  const operate = (live_until_ledger: number) =>
    art.as(alice).call('approve_for_all', { owner: alice.address, operator: bob.address, live_until_ledger });
  await operate(world.ledgerIn(20));
  const approval = {
    approver: bob.address,
    approved: owner.address,
    token_id: 0,
    live_until_ledger: world.ledgerIn(9),
  };
  await art.as(bob).call('approve', approval);
  expect(await art.read('get_approved', { token_id: 0 })).toBe(owner.address);
  await transferFrom(bob, alice, bob, 42);
  await operate(0);
  expect(await art.read('is_approved_for_all', { owner: alice.address, operator: bob.address })).toBe(false);
  expect(await errorOf(transferFrom(bob, alice, bob, 0))).toBe('NotApproved');
});

test.each<[string, () => Promise<unknown>, string]>([
  ['a token that there is not', () => transfer(world.alice, world.alice, world.bob, 7), 'NoSuchToken'],
  ['the approval of one', () => art.call('get_approved', { token_id: 7 }), 'NoSuchToken'],
  ["somebody else's token", () => transfer(world.bob, world.bob, world.alice, 42), 'NotTheOwner'],
  ['a token that there is', () => art.call('mint', { to: world.bob.address, token_id: 42 }), 'AlreadyMinted'],
  [
    "burning somebody else's",
    () => art.as(world.bob).call('burn', { from: world.bob.address, token_id: 42 }),
    'NotTheOwner',
  ],
])('%s is refused', async (_, call, error) => {
  expect(await errorOf(call())).toBe(error);
});

test('a token that was burned is nobody’s, and can be minted again', async () => {
  const { alice } = world;
  await art.as(alice).call('burn', { from: alice.address, token_id: 42 });
  expect(await art.read('balance', { owner: alice.address })).toBe(1);
  expect(await errorOf(art.call('get_approved', { token_id: 42 }))).toBe('NoSuchToken');
  await art.call('mint', { to: alice.address, token_id: 42 });
  expect(await art.read('owner_of', { token_id: 42 })).toBe(alice.address);
});
