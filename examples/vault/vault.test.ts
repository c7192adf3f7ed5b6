import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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
let wasm: Uint8Array;
let alice: Keypair;
let bob: Keypair;
let lumens: contract.Client;
let vault: contract.Client;
beforeAll(async () => {
  network = await startNetwork();
  wasm = await compileBeside(import.meta.url);
  [alice, bob] = await Promise.all([network.fund(), network.fund()]);
  lumens = await network.as(alice, await network.lumens(alice));
});
beforeEach(async () => {
  vault = await network.deploy(alice, wasm, { token: lumens.options.contractId });
});
afterAll(() => network.stop());

const asBob = (): Promise<contract.Client> => network.as(bob, vault.options.contractId);
const deposit = (client: contract.Client, owner: Keypair, amount: bigint): Promise<bigint> =>
  invoke(client, 'deposit', { owner: owner.publicKey(), amount });
const withdraw = (client: contract.Client, owner: Keypair, shares: bigint): Promise<bigint> =>
  invoke(client, 'withdraw', { owner: owner.publicKey(), shares });
const earn = (amount: bigint): Promise<void> =>
  invoke(lumens, 'transfer', { from: alice.publicKey(), to: vault.options.contractId, amount });

test('what the vault earns belongs to the shares', async () => {
  expect(await deposit(vault, alice, 1_000n)).toBe(1_000n);
  expect(await deposit(await asBob(), bob, 3_000n)).toBe(3_000n);
  await earn(4_001n);
  expect(await withdraw(vault, alice, 1_000n)).toBe(2_000n);
  expect(await withdraw(await asBob(), bob, 3_000n)).toBe(6_000n);
  expect(await read(vault, 'total_shares')).toBe(0n);
  expect(await read(vault, 'total_assets')).toBe(1n);
});

test('nobody takes more than their shares', async () => {
  await deposit(vault, alice, 1_000n);
  await deposit(await asBob(), bob, 10n);
  await expect(withdraw(await asBob(), bob, 11n)).rejects.toThrow('The owner has fewer shares.');
  await expect(withdraw(await asBob(), alice, 1n)).rejects.toThrow();
  await expect(withdraw(vault, alice, 0n)).rejects.toThrow('is not positive');
  expect(await read(vault, 'total_assets')).toBe(1_010n);
});

test('a gift cannot make a later deposit worthless unnoticed', async () => {
  await deposit(vault, alice, 1n);
  await earn(1_000_000n);
  await expect(deposit(await asBob(), bob, 1_000n)).rejects.toThrow('is not positive');
});

test('rounding never costs the vault', async () => {
  await deposit(vault, alice, 7n);
  await earn(3n);
  const shares = await deposit(await asBob(), bob, 10n);
  expect(await withdraw(await asBob(), bob, shares)).toBeLessThanOrEqual(10n);
});
