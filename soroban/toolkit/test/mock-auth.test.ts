import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Account, type Contract, type Kit, NotSigned, startKit } from '../src/index.ts';

let kit: Kit;
let counter: Contract;
let alice: Account;
let bob: Account;
let restore: () => Promise<void>;
beforeAll(async () => {
  kit = await startKit();
  counter = await kit.deploy(fileURLToPath(new URL('../template/contracts/counter.ts', import.meta.url)));
  [alice, bob] = [await kit.account(), await kit.account()];
  restore = await kit.snapshot();
});
beforeEach(() => restore());
afterAll(() => kit?.stop());

const increment = (who: { address: string }, by = 1) => counter.call('increment', { who: who.address, by });

test('everybody is taken at their word until it ends, and what they would have signed is told', async () => {
  const end = kit.mockAuth();
  expect(await increment(alice, 2)).toBe(2);
  expect(kit.auths()).toEqual([
    { address: alice.address, contract: counter.address, function: 'increment', args: [alice.address, 2] },
  ]);
  end();
  await expect(increment(alice)).rejects.toThrow(NotSigned);
  expect(await counter.as(alice).call('increment', { who: alice.address, by: 1 })).toBe(3);
  expect(kit.auths()).toEqual([]);
});

test('only those who are named are', async () => {
  const end = kit.mockAuth([alice]);
  expect(await increment(alice)).toBe(1);
  await expect(increment(bob)).rejects.toThrow(NotSigned);
  end();
});

test('a contract is taken at its word that has no __check_auth', async () => {
  await expect(increment(counter)).rejects.toThrow(NotSigned);
  const end = kit.mockAuth([counter]);
  expect(await increment(counter, 7)).toBe(7);
  expect(kit.auths()).toMatchObject([{ address: counter.address, function: 'increment' }]);
  end();
  await expect(increment(counter)).rejects.toThrow(NotSigned);
});

test('what a call that fails asked for is forgotten with it', async () => {
  const end = kit.mockAuth();
  await expect(increment(alice, 0)).rejects.toThrow('NothingToCount');
  expect(kit.auths()).toEqual([]);
  end();
});
