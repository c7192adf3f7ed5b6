import { callRpc } from '@istsi/soroban-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deposit, register, txid } from '../../contracts/test/actions.ts';
import { eventsOf } from '../../contracts/test/events.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';
import { readRegistrations } from '../../integration/src/registry/registry-events.ts';
import { callHostile, deployHostile } from './hostile-contract.ts';

// Anybody can publish an event with the names and fields of ours. What tells them apart is the contract that did.
let world: World;
let impostor: Awaited<ReturnType<typeof deployHostile>>;
beforeAll(async () => {
  world = await startWorld();
  await register(world, 'alice', 3);
  impostor = await deployHostile(world, 'impostor');
});
afterAll(() => world.stop());

async function owners(): Promise<{ address: string; index: number }[]> {
  const kyc = world.contracts['kyc-registry'];
  const found = [];
  for await (const page of readRegistrations(world.network, kyc, undefined)) found.push(...page.owners);
  return found;
}

test("integration reads the registry's registrations, and nobody else's", async () => {
  const alice = { address: world.address('alice'), index: 0 };
  expect(await owners()).toEqual([alice]);
  // The same index for Mallory, and the next one before it is anybody's: deposits would go to Mallory.
  for (const address_index of [0, 1]) {
    await callHostile(world, impostor, 'register', { user: world.address('mallory'), address_index });
  }
  expect(await owners()).toEqual([alice]);
  await register(world, 'bob', 3);
  expect(await owners()).toEqual([alice, { address: world.address('bob'), index: 1 }]);
});

test('the look-alike differs from the real event in nothing but the contract', async () => {
  await callHostile(world, impostor, 'register', { user: world.address('mallory'), address_index: 7 });
  const [event] = await eventsOf(world, 'latest');
  const data = { address_index: 7, identity: world.address('mallory') };
  expect(event).toEqual({ contract: undefined, topics: ['address_registered', world.address('mallory')], data });
});

test('a deposit that nobody made is no event of the router, and mints nothing', async () => {
  await deposit(world, { amount: 1_000n, tx: txid('real') });
  const supply = await world.read('istsi-token', 'total_supply');
  const operation_id = Buffer.alloc(32, 7);
  await callHostile(world, impostor, 'deposit', { user: world.address('mallory'), operation_id, amount: 10n ** 9n });
  expect(await deposits()).toEqual([world.contracts['integration-router'].contractId]);
  expect(await world.read('istsi-token', 'total_supply')).toBe(supply);
  const unknown = world.read('integration-router', 'get_operation', { operation_id });
  await expect(unknown).rejects.toMatchObject({ code: 41 });
});

test('a deposit that was refused leaves no event', async () => {
  const before = await deposits();
  const refused = deposit(world, { amount: 1_000n, tx: txid('real') });
  await expect(refused).rejects.toMatchObject({ code: 42 });
  expect(await deposits()).toEqual(before);
});

/** Who published a deposit among the events of the router. */
async function deposits(): Promise<(string | undefined)[]> {
  const { contractId, spec } = world.contracts['integration-router'];
  const { events } = await callRpc(world.network, 'getEvents', (s) =>
    s.getEvents({ startLedger: 1, filters: [{ type: 'contract', contractIds: [contractId] }], limit: 200 }),
  );
  return events
    .filter((event) => spec.parseEvent(event.topic, event.value)?.name === 'BitcoinDeposit')
    .map((event) => event.contractId?.contractId());
}
