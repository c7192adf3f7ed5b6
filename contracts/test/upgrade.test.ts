import { tryReadContract } from '@istsi/soroban-client';
import { contract } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareSpecs } from '../src/compare-specs.ts';
import { type ContractName, contractNames, loadContract } from '../src/index.ts';
import { layoutSources } from '../src/storage-layout.ts';
import { balance, deposit, pause, pauseContract, register, resume, totalReserves, txid } from './actions.ts';
import { deployCanary, hashOf, upgradeTo } from './canary.ts';
import { eventsOf } from './events.ts';
import { exchange, fundInventory, ISTSI_PRICE, openExchange, setPrice } from './exchange.ts';
import {
  AddressChange,
  approve,
  ContractKind,
  cancel,
  decree,
  execute,
  propose,
  updateContracts,
  upgradeContract,
} from './governance.ts';
import { compileEdited, compileNextVersion, type Edit, layoutOf } from './next-version.ts';
import { startWorld, type World } from './world.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

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
  test.each(isNightly ? contractNames : (['integration-router', 'istsi-token'] as const))(
    'replaces the code of %s and migrates its state',
    { timeout: 240_000 },
    async (name) => {
      const isReserve = name === 'reserve-manager';
      const { wasm } = await compileNextVersion(name, isReserve ? feesOnTheBooks() : []);
      expect(compareSpecs(loadContract(name).wasm, wasm)).toEqual([]);
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
      await upgradeTo(world, name, wasm);
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
    },
  );
});

describe('an upgrade is refused', () => {
  const token = (): string => world.contracts['istsi-token'].contractId;
  // Upgraded above: what the token runs now is one layout on.
  let running: Uint8Array;
  beforeAll(async () => {
    running = (await compileNextVersion('istsi-token')).wasm;
  });
  const current = (): Promise<Uint8Array> => Promise.resolve(running);
  const proposed = (hash: string, canary: string, target = token()): Promise<number> =>
    propose(world, upgradeContract(target, hash, canary));

  test.each<[string, () => Promise<unknown>, number]>([
    [
      'to code that nobody runs',
      async () => proposed('ab'.repeat(32), await deployCanary(world, 'istsi-token', await current(), { label: '1' })),
      56,
    ],
    ['on the word of an account', async () => proposed(hashOf(await current()), world.address('mallory')), 56],
    ['on the word of a contract that is in use', async () => proposed(hashOf(await current()), token()), 56],
    [
      'on the word of the router itself',
      async () => proposed(hashOf(await current()), world.contracts['integration-router'].contractId),
      56,
    ],
    [
      'to code of another kind',
      async () => {
        const { wasm, hash } = loadContract('price-oracle');
        return await proposed(hash, await deployCanary(world, 'price-oracle', wasm, { label: 'other kind' }));
      },
      56,
    ],
    [
      'to code that obeys somebody else',
      async () => {
        const wasm = await current();
        return await proposed(
          hashOf(wasm),
          await deployCanary(world, 'istsi-token', wasm, { router: world.address('mallory') }),
        );
      },
      56,
    ],
    [
      'of a contract that is not part of the ecosystem',
      async () => proposed('00'.repeat(32), world.address('mallory'), world.address('mallory')),
      10,
    ],
  ])('%s', async (_, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code });
  });

  test.each<[string, ContractName, Edit]>([
    [
      'that cannot be upgraded again',
      'istsi-token',
      {
        file: 'contract.ts',
        from: '    deployer.updateCurrentWasm(new_wasm_hash);',
        to: '    requireNotPaused();',
      },
    ],
    [
      'that cannot be paused',
      'istsi-token',
      { file: 'contract.ts', from: '    changePaused(paused);', to: '    changePaused(paused && false);' },
    ],
    [
      'of an older layout',
      'istsi-token',
      { file: 'migration.ts', from: `LAYOUT: u32 = ${layoutOf('istsi-token')};`, to: 'LAYOUT: u32 = 0;' },
    ],
    [
      'of a router whose Super Admins decide nothing',
      'integration-router',
      {
        file: 'proposals.ts',
        from: '  perform(caller, loadMotion(motionAt(docket, at)).action);',
        to: '  throw IntegrationError.SystemPaused;',
      },
    ],
  ])('to code %s', { timeout: 240_000 }, async (_, name, edit) => {
    const { wasm, hash } = await compileEdited(name, [edit]);
    const canary = await deployCanary(world, name, wasm);
    await expect(proposed(hash, canary, world.contracts[name].contractId)).rejects.toMatchObject({ code: 56 });
  });

  test('when the canary is no longer what it was at the vote', { timeout: 240_000 }, async () => {
    const wasm = await current();
    const canary = await deployCanary(world, 'istsi-token', wasm, { label: 'registered' });
    const id = await proposed(hashOf(wasm), canary);
    await decree(
      world,
      updateContracts({ kind: ContractKind.IstsiToken, change: AddressChange.Register, contract: canary }),
    );
    await approve(world, id);
    await expect(execute(world, id)).rejects.toMatchObject({ code: 56 });
    await cancel(world, id);
  });
});

describe('code that goes wrong', () => {
  const wrong: [string, string][] = [
    ['fails', 'if (paused && loadBooks().total_btc > 0) throw ReserveError.Paused;'],
    ['never returns', 'while (paused && loadBooks().total_btc > 0) storePolicy(loadPolicy());'],
  ];

  test.each(isNightly ? wrong : wrong.slice(1))(
    'in the core when it %s keeps no other contract from being paused',
    { timeout: 240_000 },
    async (how, code) => {
      const broken = await startWorld();
      await register(broken, 'alice', 3);
      await deposit(broken, { amount: 5_000n, tx: txid('broken') });
      // Its canary has nothing on its books, and pauses.
      const { wasm } = await compileEdited('reserve-manager', [
        { file: 'contract.ts', from: '    changeRunning(paused);', to: `    ${code}\n    changeRunning(paused);` },
        { file: 'contract.ts', from: '  loadBooks,\n', to: '  loadBooks,\n  storePolicy,\n' },
        {
          file: 'contract.ts',
          from: 'import { undoBatch }',
          to: "import { ReserveError } from './errors.ts';\nimport { undoBatch }",
        },
      ]);
      await upgradeTo(broken, 'reserve-manager', wasm);
      const reserve = broken.contracts['reserve-manager'].contractId;
      if (how === 'fails') {
        await pause(broken);
        const events = await eventsOf(broken, 'latest');
        expect(events).toContainEqual(
          expect.objectContaining({ data: expect.objectContaining({ unreached: [reserve] }) }),
        );
      } else {
        await expect(pause(broken)).rejects.toThrow();
        const args = { caller: broken.address('officer'), reason: 'the reserve does not return' };
        await broken.invoke('integration-router', 'pause_router', args, { by: 'officer' });
        for (const name of ['istsi-token', 'kyc-registry'] as const) await pauseContract(broken, name);
        await expect(pauseContract(broken, 'reserve-manager')).rejects.toThrow();
      }
      expect(await broken.read('istsi-token', 'paused')).toBe(true);
      expect(await broken.read('kyc-registry', 'paused')).toBe(true);
      await expect(deposit(broken, { amount: 1n, tx: txid('stopped') })).rejects.toMatchObject({ code: 50 });
      // Repaired while it stands still.
      await upgradeTo(broken, 'reserve-manager', loadContract('reserve-manager').wasm);
      await resume(broken);
      await deposit(broken, { amount: 1_000n, tx: txid('repaired') });
      await broken.stop();
    },
  );
});
