import { tryReadContract, uploadWasm } from '@istsi/soroban-client';
import { contract } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareSpecs } from '../src/compare-specs.ts';
import { type ContractName, contractNames, loadContract } from '../src/index.ts';
import { layoutSources } from '../src/storage-layout.ts';
import { balance, deposit, pause, register, resume, totalReserves, txid } from './actions.ts';
import { eventsOf } from './events.ts';
import { exchange, fundInventory, ISTSI_PRICE, openExchange, setPrice } from './exchange.ts';
import { decree, upgradeContract } from './governance.ts';
import { compileNextVersion, type Edit, layoutOf } from './next-version.ts';
import { signWith, submit } from './transaction.ts';
import { startWorld, type World } from './world.ts';

/** Each contract's own error. */
const NOTHING_TO_MIGRATE: Record<ContractName, number> = {
  'integration-router': 41,
  'kyc-registry': 131,
  'istsi-token': 211,
  'reserve-manager': 466,
  'fungible-token': 311,
  'price-oracle': 508,
};

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

const migrate = (name: ContractName): Promise<void> =>
  decree(world, { tag: 'Migrate', values: [world.contracts[name].contractId] });
const version = (name: ContractName): Promise<number> => world.read(name, 'version');

/** Books that also count what was paid in fees: a value that is stored already gets another field. */
function feesOnTheBooks(): Edit[] {
  const types = layoutSources('reserve-manager').get('reserve-manager/types.ts') ?? '';
  const fields = types.match(/export class Books \{([^}]*)\}/)?.[1];
  if (!fields) throw new Error('types.ts has no class Books');
  const names = [...fields.matchAll(/^ {2}(\w+)!:/gm)].map(([, name]) => name);
  return [
    { file: 'types.ts', from: 'export class Books {', to: 'export class Books {\n  fees_paid!: u64;' },
    {
      file: 'types.ts',
      from: '@contracttype\nexport class Epoch',
      to: `@contracttype\nexport class BooksBefore {${fields}}\n\n@contracttype\nexport class Epoch`,
    },
    { file: 'books.ts', from: 'return { owed_btc: 0,', to: 'return { fees_paid: 0, owed_btc: 0,' },
    {
      file: 'next-layout.ts',
      from: "instance.set<Sym, u64>(sym('since'), ledger.timestamp());",
      to: `instance.set<Sym, u64>(sym('since'), ledger.timestamp());
  const old = instance.get<DataKey, BooksBefore>(DataKey.Books());
  storeBooks({ fees_paid: 7, ${names.map((name) => `${name}: old.${name}`).join(', ')} });`,
    },
    {
      file: 'next-layout.ts',
      from: "from '@istsi/soroban-sdk';",
      to: `from '@istsi/soroban-sdk';
import { DataKey, storeBooks } from './storage.ts';
import { BooksBefore } from './types.ts';`,
    },
    {
      file: 'contract.ts',
      from: '  version(): u32 {',
      to: '  fees_paid(): u64 {\n    return loadBooks().fees_paid;\n  }\n\n  version(): u32 {',
    },
  ];
}

describe('an upgrade', () => {
  test.each(contractNames)('replaces the code of %s and migrates its state', { timeout: 60_000 }, async (name) => {
    const isReserve = name === 'reserve-manager';
    const { wasm, hash } = await compileNextVersion(name, isReserve ? feesOnTheBooks() : []);
    expect(compareSpecs(loadContract(name).wasm, wasm)).toEqual([]);
    await upload(wasm);
    const next = { ...world.contracts[name], spec: contract.Spec.fromWasm(Buffer.from(wasm)) };
    const ask = async (method: string): Promise<unknown> => {
      const outcome = await tryReadContract<unknown>(world.network, next, method, {});
      return outcome.ok ? outcome.value : undefined;
    };

    const layout = layoutOf(name);
    // The code before has nothing to migrate.
    expect(await version(name)).toBe(layout);
    await expect(migrate(name)).rejects.toMatchObject({ code: NOTHING_TO_MIGRATE[name] });
    const [held, reserves] = [await balance(world, 'alice'), await totalReserves(world)];
    // Code that cannot read the storage it finds yet must not be asked to: the system is paused until it can.
    await pause(world);
    await upgrade(name, hash);
    expect(await version(name)).toBe(layout);
    expect(await ask('layout_since')).toBeUndefined();
    if (name !== 'integration-router') {
      const attempt = world.invoke(name, 'migrate', {}, { by: 'superAdmin', alone: true });
      await expect(attempt).rejects.toMatchObject({ kind: 'auth' });
    }
    await migrate(name);
    const events = await eventsOf(world, 'latest');
    expect(events).toContainEqual({
      contract: name,
      topics: ['migrated'],
      data: { from_layout: layout, to_layout: layout + 1 },
    });
    expect(await version(name)).toBe(layout + 1);
    expect(await ask('layout_since')).toBeGreaterThan(0n);
    if (isReserve) expect(await ask('fees_paid')).toBe(7n);
    await expect(migrate(name)).rejects.toMatchObject({ code: NOTHING_TO_MIGRATE[name] });
    await resume(world);

    // The clients from before go on as if nothing had happened. Rates, prices, inventory and quotas are state too.
    await deposit(world, { amount: 7_000n, tx: txid(`after ${name}`) });
    expect(await balance(world, 'alice')).toBe(held + 7_000n);
    expect(await totalReserves(world)).toBe(reserves + 7_000n);
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
    const events = await eventsOf(world, 'latest');
    expect(events.find(({ topics }) => topics[0] === 'emergency_pause')).toMatchObject({
      topics: ['emergency_pause', world.address('superAdmin')],
      data: { unreached: [world.contracts['reserve-manager'].contractId] },
    });
    expect(await world.read('istsi-token', 'paused')).toBe(true);
    expect(await world.read('kyc-registry', 'paused')).toBe(true);
    await expect(resume(world)).rejects.toThrow();
  });
});
