import type { Contract } from '@istsi/soroban-ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contractPath, errorOf, startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

describe('ownable', () => {
  let owned: Contract;
  beforeAll(async () => {
    owned = await world.place('managed', { owner: world.owner.address });
  });

  test('a contract goes to whom it was offered, once they accept', async () => {
    const { alice, bob } = world;
    await owned.call('transfer_ownership', { new_owner: alice.address, live_until_ledger: world.ledgerIn(100) });
    expect(await owned.read('owner')).toBe(world.owner.address);
    await expect(owned.as(bob).call('accept_ownership')).rejects.toThrow('needs the authorization of');
    await owned.as(alice).call('accept_ownership');
    expect(await owned.read('owner')).toBe(alice.address);
    expect((await owned.events()).at(-1)?.topics).toEqual([
      'ownership_transferred',
      world.owner.address,
      alice.address,
    ]);
    expect(await errorOf(owned.as(alice).call('accept_ownership'))).toBe('NoOffer');
  });

  test('an offer ends, and can be withdrawn', async () => {
    const { alice, bob } = world;
    const offer = (live_until_ledger: number) =>
      owned.as(alice).call('transfer_ownership', { new_owner: bob.address, live_until_ledger });
    await offer(world.ledgerIn(20));
    expect(await errorOf(owned.as(alice).call('renounce_ownership'))).toBe('OfferIsOpen');
    await offer(0);
    expect(await errorOf(owned.as(bob).call('accept_ownership'))).toBe('NoOffer');
    await offer(world.ledgerIn(20));
    await world.pass(100, 30);
    expect(await errorOf(owned.as(bob).call('accept_ownership'))).toBe('NoOffer');
    expect(await errorOf(offer(1))).toBe('InvalidExpiration');
  });

  test('what has no owner obeys nobody', async () => {
    const own = await world.place('stoppable', { owner: world.alice.address });
    await own.as(world.alice).call('renounce_ownership');
    expect(await own.read('owner')).toBeNull();
    expect(await errorOf(own.as(world.alice).call('pause'))).toBe('NoOwner');
  });
});

describe('roles', () => {
  let managed: Contract;
  beforeAll(async () => {
    managed = await world.place('managed', { owner: world.owner.address });
  });
  const work = (by: number) => managed.as(world.alice).call('work', { worker: world.alice.address, by });

  test('who has a role does what it opens, until it is taken', async () => {
    const { alice } = world;
    expect(await errorOf(work(1))).toBe('MissingRole');
    await managed.call('grant_role', { role: 'worker', account: alice.address });
    expect(await work(2)).toBe(2);
    expect(await managed.read('has_role', { role: 'guard', account: alice.address })).toBe(false);
    await managed.call('revoke_role', { role: 'worker', account: alice.address });
    expect(await errorOf(work(1))).toBe('MissingRole');
    const told = (await managed.events()).map(({ topics }) => topics);
    expect(told.slice(-2)).toEqual([
      ['role_granted', 'worker', alice.address],
      ['role_revoked', 'worker', alice.address],
    ]);
  });

  test('nobody but the owner gives roles, and everybody gives up their own', async () => {
    const { alice, bob } = world;
    const grant = managed.as(alice).call('grant_role', { role: 'guard', account: alice.address });
    await expect(grant).rejects.toThrow(`needs the authorization of ${world.owner.address}`);
    await managed.call('grant_role', { role: 'guard', account: bob.address });
    await managed.as(bob).call('renounce_role', { role: 'guard', account: bob.address });
    expect(await managed.read('has_role', { role: 'guard', account: bob.address })).toBe(false);
    expect(await errorOf(managed.call('revoke_role', { role: 'guard', account: bob.address }))).toBe('MissingRole');
  });

  test('parts stand beside each other', async () => {
    const { alice, bob } = world;
    await managed.call('grant_role', { role: 'worker', account: alice.address });
    await managed.call('grant_role', { role: 'guard', account: bob.address });
    await managed.as(bob).call('stop', { guard: bob.address });
    expect(await errorOf(work(1))).toBe('IsPaused');
    await managed.call('go_on', { owner: world.owner.address });
    expect(await work(1)).toBe(3);
  });
});

test('pausable: what asks stands still, until the owner lets it run', async () => {
  const stoppable = await world.place('stoppable', { owner: world.owner.address });
  expect(await stoppable.read('twice', { value: 4 })).toBe(8);
  await stoppable.call('pause');
  expect(await stoppable.read('paused')).toBe(true);
  expect(await errorOf(stoppable.read('twice', { value: 4 }))).toMatch(/#1000|IsPaused/);
  expect(await errorOf(stoppable.call('pause'))).toBe('IsPaused');
  await stoppable.call('unpause');
  expect(await stoppable.read('twice', { value: 4 })).toBe(8);
  expect(await errorOf(stoppable.call('unpause'))).toBe('IsNotPaused');
  expect((await stoppable.events()).map(({ topics }) => topics)).toEqual([['paused'], ['unpaused']]);
});

test('upgradeable: the next code brings the storage along, once', async () => {
  const first = await world.place('replaceable', { owner: world.owner.address });
  const { hash, spec: next } = await world.upload(contractPath('replacement'));
  await expect(first.as(world.alice).call('upgrade', { new_wasm_hash: hash })).rejects.toThrow(
    'needs the authorization',
  );
  await first.call('upgrade', { new_wasm_hash: hash });
  expect(await first.read('version')).toBe(2);

  const second = world.at(first.address, next);
  expect(await errorOf(second.call('count'))).toBe('NotMigrated');
  await second.call('migrate');
  expect(await second.read('count')).toBe(7n);
  expect(await errorOf(second.call('migrate'))).toBe('NothingToMigrate');
});
