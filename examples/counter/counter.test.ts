import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  compileBeside,
  type contract,
  type ExampleNetwork,
  invoke,
  type Keypair,
  read,
  startNetwork,
} from '../network.ts';

let network: ExampleNetwork;
let alice: Keypair;
let bob: Keypair;
let counter: contract.Client;
beforeAll(async () => {
  network = await startNetwork();
  [alice, bob] = await Promise.all([network.fund(), network.fund()]);
  counter = await network.deploy(alice, await compileBeside(import.meta.url));
});
afterAll(() => network.stop());

test('it counts, whoever calls', async () => {
  expect(await read(counter, 'count')).toBe(0);
  expect(await invoke(counter, 'increment', { by: 2 })).toBe(2);
  const asBob = await network.as(bob, counter.options.contractId);
  expect(await invoke(asBob, 'increment', { by: 3 })).toBe(5);
  expect(await read(counter, 'count')).toBe(5);
});

test('an overflow ends the call and changes nothing', async () => {
  const before = await read(counter, 'count');
  await expect(invoke(counter, 'increment', { by: 2 ** 32 - 1 })).rejects.toThrow('HostError');
  expect(await read(counter, 'count')).toBe(before);
});
