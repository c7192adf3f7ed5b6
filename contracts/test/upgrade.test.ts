import { uploadWasm } from '@istsi/soroban-client';
import { compileContract } from '@istsi/soroban-sdk/compiler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareSpecs } from '../src/compare-specs.ts';
import { type ContractName, contractNames, loadContract } from '../src/index.ts';
import { packageDir } from '../src/paths.ts';
import { balance, deposit, pause, register, resume, totalReserves, txid } from './actions.ts';
import { eventsOf } from './events.ts';
import { exchange, fundInventory, ISTSI_PRICE, openExchange, setPrice } from './exchange.ts';
import { decree, upgradeContract } from './governance.ts';
import { signWith, submit } from './transaction.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await openExchange(world);
  await register(world, 'alice', 3);
  await deposit(world, { amount: 5_000n, tx: txid('before') });
  await fundInventory(world, { istsi: 1_000n, dollars: 10n ** 12n, from: 'alice' });
  await setPrice(world, ISTSI_PRICE);
});
afterAll(() => world.stop());

const upload = async (wasm: Uint8Array): Promise<void> => {
  await submit({
    network: world.network,
    source: world.people.deployer,
    invoke: uploadWasm(wasm),
    sign: signWith(world.network, []),
  });
};
const upgrade = (name: ContractName, hash: string): Promise<void> =>
  decree(world, upgradeContract(world.contracts[name].contractId, hash));

describe('an upgrade', () => {
  test.each(contractNames)('replaces the code of %s and keeps its state', { timeout: 60_000 }, async (name) => {
    const entry = `${packageDir}/${name}/contract.ts`;
    const { wasm, hash } = await compileContract({ entry, meta: { binver: '0.2.0' } });
    expect(hash).not.toBe(loadContract(name).hash);
    expect(compareSpecs(loadContract(name).wasm, wasm)).toEqual([]);
    await upload(wasm);
    await upgrade(name, hash);

    const [held, reserves] = [await balance(world, 'alice'), await totalReserves(world)];
    await deposit(world, { amount: 7n, tx: txid(`after ${name}`) });
    expect(await balance(world, 'alice')).toBe(held + 7n);
    expect(await totalReserves(world)).toBe(reserves + 7n);
    // Rates, prices, inventory and quotas are state too.
    const nonce = BigInt(contractNames.indexOf(name));
    expect(await exchange(world, { user: 'alice', amount: 7n, nonce })).toBe(41_874n);
  });

  test('refuses code that nobody uploaded', async () => {
    await expect(upgrade('istsi-token', 'ab'.repeat(32))).rejects.toMatchObject({ kind: 'storage' });
  });

  test('refuses a contract that is not part of the ecosystem', async () => {
    const action = upgradeContract(world.address('mallory'), '00'.repeat(32));
    await expect(decree(world, action)).rejects.toMatchObject({ code: 10 });
  });

  test('that goes wrong in one contract does not keep the others from being paused', async () => {
    // Code that cannot read the storage it finds: the contract is lost, and no longer even pauses.
    await upgrade('reserve-manager', loadContract('istsi-token').hash);
    await pause(world);
    const [event] = await eventsOf(world, 'latest');
    expect(event).toMatchObject({
      topics: ['emergency_pause', world.address('superAdmin')],
      data: { unreached: [world.contracts['reserve-manager'].contractId] },
    });
    expect(await world.read('istsi-token', 'paused')).toBe(true);
    expect(await world.read('kyc-registry', 'paused')).toBe(true);
    await expect(resume(world)).rejects.toThrow();
  });
});
