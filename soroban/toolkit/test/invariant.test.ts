import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Account, action, type Contract, checkInvariant, type Kit, startKit } from '../src/index.ts';

let kit: Kit;
let counter: Contract;
let people: Account[];
beforeAll(async () => {
  kit = await startKit({ traces: 'none' });
  people = [await kit.account(), await kit.account()];
  counter = await kit.deploy(fileURLToPath(new URL('../template/contracts/counter.ts', import.meta.url)));
});
afterAll(() => kit?.stop());

const total = async (): Promise<number> => Number(await counter.read('total'));
const counted = action(fc.tuple(fc.nat(1), fc.integer({ min: 0, max: 5 })), ([who, by]) => {
  const person = people[who]!;
  return counter.as(person).call('increment', { who: person.address, by });
});

test('what always holds is asked after every action, and the network is then what it was', async () => {
  let asked = 0;
  await checkInvariant(kit, {
    actions: { counted },
    async holds() {
      asked += 1;
      const each = await Promise.all(people.map(({ address }) => counter.read('count', { who: address })));
      expect(each.map(Number).reduce((sum, count) => sum + count)).toBe(await total());
    },
    runs: 4,
    steps: 5,
  });
  expect(asked).toBeGreaterThanOrEqual(4);
  expect(await total()).toBe(0);
});

test('a failure is told as a short history, with its seed', async () => {
  const check = checkInvariant(kit, {
    actions: { counted },
    holds: async () => (await total()) < 4,
    runs: 20,
    steps: 6,
    // What is found and how far it shrinks follow from it.
    seed: 7,
  });
  const failure = (await check.catch((error: unknown) => error)) as Error;
  expect(failure.message).toMatch(/seed: 7\b/);
  expect(failure.message).toMatch(/Counterexample: \[\[(\["counted",\[\d,\d\]\],?){1,3}\]\]/);
  expect(await total()).toBe(0);
});
