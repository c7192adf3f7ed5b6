import { contract } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadContract } from '../src/index.ts';
import { releasedWasm } from '../src/releases.ts';
import { pause, Role } from './actions.ts';
import { deployCanary } from './canary.ts';
import {
  type Action,
  approve,
  cancel,
  execute,
  grantRole,
  propose,
  revokeRole,
  setRateLimits,
  upgradeContract,
} from './governance.ts';
import { dataKey, isStored } from './ledger-entries.ts';
import type { Person } from './people.ts';
import { constructorArgs, openWorld, type World } from './world.ts';

/*
 * The second release keeps all proposals in one entry and counts votes by address. What was proposed and voted on then is
 * there in the moment in which the code is replaced, and after the migration.
 */
const RELEASE = 2;
const governance = {
  superAdmins: ['superAdmin', 'bob', 'carol'] as Person[],
  threshold: 2,
  delay: 0n,
  expiry: 604_800n,
};

const RATES = { system_amount: 7n, system_operations: 6, user_amount: 5n, user_operations: 4, window: 60n };

let world: World;
let open: number;
let approved: number;
let revocation: number;
let cancelled: number;
let migration: number;

const router = (): string => world.contracts['integration-router'].contractId;
const pending = async (): Promise<number[]> =>
  (await world.read<{ id: number }[]>('integration-router', 'get_pending')).map(({ id }) => id);
const read = (id: number): Promise<Record<string, unknown>> => world.read('integration-router', 'get_proposal', { id });
const has = (person: Person, role: number): Promise<boolean> =>
  world.read('integration-router', 'has_role', { address: world.address(person), role });
async function agree(action: Action): Promise<number> {
  const id = await propose(world, action);
  for (const by of ['superAdmin', 'bob'] as const) await approve(world, id, by);
  return id;
}

beforeAll(async () => {
  world = await openWorld(
    {},
    {
      wasmOf: (name) => {
        const wasm = releasedWasm(RELEASE, name);
        if (!wasm) throw new Error(`release ${RELEASE} has no ${name}`);
        return wasm;
      },
      argsOf: (id, address) => constructorArgs({ governance }, id, address),
    },
  );
  open = await propose(world, grantRole(world, 'alice', Role.SystemAdmin), 'bob');
  await approve(world, open, 'superAdmin');
  await cancel(world, open, 'carol');
  approved = await agree(grantRole(world, 'mallory', Role.Operator));
  cancelled = await propose(world, grantRole(world, 'alice', Role.Guardian), 'carol');
  await approve(world, cancelled, 'bob');
  await cancel(world, cancelled, 'carol');
  revocation = await propose(world, revokeRole(world, 'carol', Role.SuperAdmin));
  await execute(world, await agree(setRateLimits(1, RATES)));
  await execute(world, await agree(grantRole(world, 'systemAdmin', Role.SystemAdmin)));
  const wish = { caller: world.address('systemAdmin'), reason: 'before' };
  await world.invoke('integration-router', 'request_stop', wish, { by: 'systemAdmin' });
  migration = await agree({ tag: 'Migrate', values: [router()] });
  const { wasm, hash } = loadContract('integration-router');
  const canary = await deployCanary(world, 'integration-router', wasm);
  await execute(world, await agree(upgradeContract(router(), hash, canary)));
  world.contracts['integration-router'] = {
    contractId: router(),
    spec: contract.Spec.fromWasm(Buffer.from(wasm)),
  };
});
afterAll(() => world.stop());

test('between upgrade and migration everything proposed is there, and who is named in a revocation is held still', async () => {
  expect(await pending()).toEqual([open, approved, revocation, migration]);
  expect(await read(open)).toMatchObject({
    approvals: [world.address('superAdmin')],
    objections: [world.address('carol')],
    proposer: world.address('bob'),
  });
});

const operators = async (): Promise<string[]> =>
  (await world.read<{ operators: string[] }>('integration-router', 'get_state')).operators;
const rates = (): Promise<unknown> => world.read('integration-router', 'get_rate_limits', { operation: 1 });

test('so are roles and rates, and both can change already', async () => {
  expect(await rates()).toEqual(RATES);
  expect(await operators()).toEqual([world.address('operator')]);
  const appoint = (method: 'grant_role' | 'revoke_role', account: Person): Promise<void> => {
    const args = { caller: world.address('systemAdmin'), account: world.address(account), role: Role.Operator };
    return world.invoke('integration-router', method, args, { by: 'systemAdmin' });
  };
  await appoint('grant_role', 'alice');
  await appoint('revoke_role', 'operator');
  expect(await operators()).toEqual([world.address('alice')]);
});

test('what was approved before migrates, once, and the book of before is gone', async () => {
  await execute(world, migration);
  expect(await world.read('integration-router', 'version')).toBe(3);
  expect(await isStored(world, dataKey(world, 'integration-router', 'ProposalBook'))).toBe(false);
  expect(await isStored(world, dataKey(world, 'integration-router', 'Docket'))).toBe(true);
  expect(await isStored(world, dataKey(world, 'integration-router', 'RolePlaces'))).toBe(true);
  expect(await operators()).toEqual([world.address('alice')]);
  expect(await has('systemAdmin', Role.SystemAdmin)).toBe(true);
  expect(await rates()).toEqual(RATES);
  await expect(execute(world, await agree({ tag: 'Migrate', values: [router()] }))).rejects.toMatchObject({ code: 41 });
});

test('what was closed reads as it was', async () => {
  expect(await read(cancelled)).toMatchObject({
    approvals: [world.address('bob')],
    proposer: world.address('carol'),
    status: 2,
  });
});

test('votes count on, and numbers too', async () => {
  await execute(world, approved);
  expect(await has('mallory', Role.Operator)).toBe(true);
  await expect(approve(world, open, 'superAdmin')).rejects.toMatchObject({ code: 42 });
  await approve(world, open, 'bob');
  await execute(world, open);
  expect(await has('alice', Role.SystemAdmin)).toBe(true);
  expect(await propose(world, grantRole(world, 'alice', Role.Guardian))).toBeGreaterThan(migration + 1);
});

test('who asked for a stop before is heard, and nobody else is needed', async () => {
  // Carol is named in a revocation, and so stops nothing alone.
  await pause(world, 'carol');
  await execute(world, await agree({ tag: 'Resume' }));
});

test('the seat that was named before is taken', async () => {
  for (const by of ['superAdmin', 'bob'] as const) await approve(world, revocation, by);
  await execute(world, revocation);
  expect(await has('carol', Role.SuperAdmin)).toBe(false);
  await expect(propose(world, grantRole(world, 'carol', Role.SuperAdmin), 'carol')).rejects.toMatchObject({ code: 1 });
});
