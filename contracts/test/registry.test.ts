import { afterAll, beforeAll, expect, test } from 'vitest';
import { pause, resume } from './actions.ts';
import { AddressChange, ContractKind, decree, registerOthers, updateContracts } from './governance.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const instances = (kind: number): Promise<string[]> => world.read('integration-router', 'get_contracts', { kind });
const change = (kind: number, how: number, contract: string): Promise<void> =>
  decree(world, updateContracts({ kind, change: how, contract }));

test('a contract joins by governance, and is reached by a pause from then on', async () => {
  const token = world.contracts['fungible-token'].contractId;
  const oracle = world.contracts['price-oracle'].contractId;
  expect(await instances(ContractKind.FungibleToken)).toEqual([]);
  await registerOthers(world);
  expect(await instances(ContractKind.FungibleToken)).toEqual([token]);
  const state = await world.read<{ contracts: [string, string][] }>('integration-router', 'get_state');
  expect(new Map(state.contracts)).toEqual(
    new Map([
      ['fungible_token', token],
      ['istsi_token', world.contracts['istsi-token'].contractId],
      ['kyc_registry', world.contracts['kyc-registry'].contractId],
      ['price_oracle', oracle],
      ['reserve_manager', world.contracts['reserve-manager'].contractId],
    ]),
  );
  await pause(world);
  for (const name of ['fungible-token', 'price-oracle'] as const) expect(await world.read(name, 'paused')).toBe(true);
  await resume(world);
  for (const name of ['fungible-token', 'price-oracle'] as const) expect(await world.read(name, 'paused')).toBe(false);
});

test('several instances of a kind, of which operations use the preferred one', async () => {
  const [first] = await instances(ContractKind.FungibleToken);
  const oracle = world.contracts['price-oracle'].contractId;
  await change(ContractKind.PriceOracle, AddressChange.Deregister, oracle);
  // What a contract is registered as is governance's decision: any contract that obeys the router will do here.
  await change(ContractKind.FungibleToken, AddressChange.Register, oracle);
  expect(await instances(ContractKind.FungibleToken)).toEqual([first, oracle]);
  await change(ContractKind.FungibleToken, AddressChange.Prefer, oracle);
  expect(await instances(ContractKind.FungibleToken)).toEqual([oracle, first]);
  expect(await world.read('integration-router', 'get_config')).toMatchObject({ fungible_token: oracle });
});

test.each<[string, () => [number, number, string], number]>([
  ['a contract twice', () => [1, AddressChange.Register, world.contracts['istsi-token'].contractId], 41],
  ['the router', () => [3, AddressChange.Register, world.contracts['integration-router'].contractId], 41],
  ['an account, which does not obey', () => [3, AddressChange.Register, world.address('mallory')], 11],
  ['the only registry', () => [0, AddressChange.Deregister, world.contracts['kyc-registry'].contractId], 41],
  ['the only token', () => [1, AddressChange.Deregister, world.contracts['istsi-token'].contractId], 41],
  ['the only reserve', () => [2, AddressChange.Deregister, world.contracts['reserve-manager'].contractId], 41],
  ['what is not there', () => [4, AddressChange.Deregister, world.address('mallory')], 10],
  ['a preference for what is not there', () => [1, AddressChange.Prefer, world.address('mallory')], 10],
])('the registry refuses %s', async (_, update, code) => {
  await expect(change(...update())).rejects.toMatchObject({ code });
});
