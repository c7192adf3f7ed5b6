import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadContract } from '../src/index.ts';
import { deposit, pause, pauseContract, register, resume, totalSupply, txid } from './actions.ts';
import { deployCanary } from './canary.ts';
import { AddressChange, ContractKind, decree, propose, registerOthers, updateContracts } from './governance.ts';
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
  await expect(pauseContract(world, 'fungible-token')).rejects.toMatchObject({ code: 41 });
  await pause(world);
  for (const name of ['fungible-token', 'price-oracle'] as const) {
    await pauseContract(world, name);
    expect(await world.read(name, 'paused')).toBe(true);
  }
  await resume(world);
  for (const name of ['fungible-token', 'price-oracle'] as const) expect(await world.read(name, 'paused')).toBe(false);
});

test('several instances of a kind, of which operations use the preferred one', async () => {
  const [first] = await instances(ContractKind.FungibleToken);
  const second = await deployCanary(world, 'fungible-token', loadContract('fungible-token').wasm);
  await change(ContractKind.FungibleToken, AddressChange.Register, second);
  expect(await instances(ContractKind.FungibleToken)).toEqual([first, second]);
  await change(ContractKind.FungibleToken, AddressChange.Prefer, second);
  expect(await instances(ContractKind.FungibleToken)).toEqual([second, first]);
  expect(await world.read('integration-router', 'get_config')).toMatchObject({ fungible_token: second });
});

test.each([
  ['a token as a registry', 'fungible-token', ContractKind.KycRegistry],
  ['an oracle as a reserve', 'price-oracle', ContractKind.ReserveManager],
  ['a registry as a token', 'kyc-registry', ContractKind.IstsiToken],
] as const)('no contract is registered as what it is not: %s', async (label, name, kind) => {
  const other = await deployCanary(world, name, loadContract(name).wasm, { label });
  const action = updateContracts({ kind, change: AddressChange.Register, contract: other });
  await expect(propose(world, action)).rejects.toMatchObject({ code: 55 });
});

test.each<[string, () => [number, number, string], number]>([
  ['a contract twice', () => [1, AddressChange.Register, world.contracts['istsi-token'].contractId], 41],
  ['the router', () => [3, AddressChange.Register, world.contracts['integration-router'].contractId], 41],
  ['an account', () => [3, AddressChange.Register, world.address('mallory')], 10],
  ['the only registry', () => [0, AddressChange.Deregister, world.contracts['kyc-registry'].contractId], 41],
  ['the only token', () => [1, AddressChange.Deregister, world.contracts['istsi-token'].contractId], 41],
  ['the only reserve', () => [2, AddressChange.Deregister, world.contracts['reserve-manager'].contractId], 41],
  ['what is not there', () => [4, AddressChange.Deregister, world.address('mallory')], 10],
  ['a preference for what is not there', () => [1, AddressChange.Prefer, world.address('mallory')], 10],
])('the registry refuses %s', async (_, update, code) => {
  await expect(change(...update())).rejects.toMatchObject({ code });
});

test('a reserve that takes the place of another mints nothing twice', async () => {
  await register(world, 'alice', 3);
  await deposit(world, { amount: 1_000n, tx: txid('first reserve') });
  const second = await deployCanary(world, 'reserve-manager', loadContract('reserve-manager').wasm);
  for (const how of [AddressChange.Register, AddressChange.Prefer]) {
    await change(ContractKind.ReserveManager, how, second);
  }
  const supply = await totalSupply(world);
  await expect(deposit(world, { amount: 1_000n, tx: txid('first reserve') })).rejects.toMatchObject({ code: 42 });
  // The new one knows of no Bitcoin yet, and so backs nothing: the supply that there is comes first.
  await expect(deposit(world, { amount: 1n, tx: txid('second reserve') })).rejects.toThrow();
  expect(await totalSupply(world)).toBe(supply);
});
