import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Contract, type Kit, Refusal, startKit } from '@istsi/soroban-ts';
import { type Counter, CounterError } from '../build/counter.js';

let kit: Kit;
let counter: Contract<Counter>;
before(async () => {
  kit = await startKit();
  counter = await kit.deploy<Counter>('contracts/counter.ts');
});
after(() => kit.stop());

test('everybody counts by themselves', async () => {
  const alice = await kit.account();
  assert.equal(await counter.as(alice).call('increment', { who: alice.address, by: 2 }), 2);
  assert.equal(await counter.as(alice).call('increment', { who: alice.address, by: 3 }), 5);
  assert.equal(await counter.read('count', { who: kit.owner.address }), 0);
});

test('nobody counts for somebody else', async () => {
  const alice = await kit.account();
  await assert.rejects(counter.call('increment', { who: alice.address, by: 1 }), /needs the authorization of/);
  assert.equal(await counter.read('count', { who: alice.address }), 0);
});

test('nothing is not counted', async () => {
  const refused = (error: unknown) =>
    error instanceof Refusal && error.contractError?.code === CounterError.NothingToCount;
  await assert.rejects(counter.call('increment', { who: kit.owner.address, by: 0 }), refused);
});
