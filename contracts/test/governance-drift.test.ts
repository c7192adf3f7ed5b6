import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pause, Role } from './actions.ts';
import { type Action, approve, cancel, execute, grantRole, propose, revokeRole, setRateLimits } from './governance.ts';
import type { Person } from './people.ts';
import { type Prepared, prepare } from './prepared.ts';
import { startWorld, type World } from './world.ts';

/** Some of the cases in `npm test`, all of them in the long profile. */
const isNightly = process.env.ISTSI_NIGHTLY === '1';

const DELAY = 3_600;
const ADMINS: Person[] = ['superAdmin', 'bob', 'carol'];

/*
 * What a Super Admin's wallet has simulated and signed goes through, whatever the others did with their own proposals and
 * votes since: the ledger refuses what writes more, or elsewhere, than it declares.
 */
let world: World;
beforeEach(async () => {
  world = await startWorld({
    governance: { superAdmins: ADMINS, threshold: 2, delay: BigInt(DELAY), expiry: 604_800n },
  });
});
afterEach(() => world.stop());

const at = (person: Person): string => world.address(person);
const router = (by: Person, method: string, args: Record<string, unknown>): Promise<Prepared> =>
  prepare(world, by, 'integration-router', method, args);
const approval = (by: Person, id: number): Promise<Prepared> => router(by, 'approve', { approver: at(by), id });
const proposal = (by: Person, action: Action): Promise<Prepared> => router(by, 'propose', { proposer: at(by), action });
const call = (method: 'cancel' | 'execute', by: Person, id: number): Promise<Prepared> =>
  router(by, method, { caller: at(by), id });
const pending = async (): Promise<number[]> =>
  (await world.read<{ id: number }[]>('integration-router', 'get_pending')).map(({ id }) => id);
const read = (id: number): Promise<{ approvals: string[]; objections: string[]; status: number; proposer: string }> =>
  world.read('integration-router', 'get_proposal', { id });
const appoint = (person: Person = 'alice'): Action => grantRole(world, person, Role.SystemAdmin);
const LIMITS = { system_amount: 7n, system_operations: 1, user_amount: 7n, user_operations: 1, window: 60n };

async function sendAll(prepared: readonly Prepared[]): Promise<void> {
  for (const { send } of prepared) expect(await send()).toBe('SUCCESS');
}

test('approvals of different Super Admins that were prepared together all go through', async () => {
  const id = await propose(world, appoint());
  await sendAll(await Promise.all(ADMINS.map((admin) => approval(admin, id))));
  expect((await read(id)).approvals.toSorted()).toEqual(ADMINS.map(at).toSorted());
  await world.advanceTime(DELAY);
  await execute(world, id);
});

test('so do objections, and an approval among them', async () => {
  const id = await propose(world, appoint());
  await sendAll(await Promise.all([approval('superAdmin', id), call('cancel', 'bob', id)]));
  expect(await read(id)).toMatchObject({ approvals: [at('superAdmin')], objections: [at('bob')] });
});

test('two proposals that were prepared together get two numbers, whoever they are of', async () => {
  const prepared = [
    await proposal('superAdmin', appoint()),
    await proposal('bob', appoint()),
    await proposal('carol', setRateLimits(1, LIMITS)),
  ];
  await sendAll(prepared);
  expect(await pending()).toEqual([1, 2, 3]);
  expect((await read(2)).proposer).toBe(at('bob'));
});

/** All that others do in governance, each of it something that another call reads or writes. */
async function othersAct(): Promise<void> {
  const [first, second] = [
    await propose(world, setRateLimits(0, LIMITS), 'carol'),
    await propose(world, revokeRole(world, 'officer', Role.ComplianceOfficer), 'carol'),
  ];
  await approve(world, first, 'carol');
  await approve(world, second, 'bob');
  await cancel(world, first, 'bob');
  await cancel(world, first, 'carol');
}

describe('prepared, and sent after the others proposed, voted and cancelled,', () => {
  test.each<[string, (id: number) => Promise<Prepared>, proposer?: Person]>([
    ['a proposal', () => proposal('superAdmin', appoint('mallory'))],
    ['an approval', (id) => approval('superAdmin', id)],
    ['a cancellation by the proposer', (id) => call('cancel', 'superAdmin', id)],
    ['an objection', (id) => call('cancel', 'superAdmin', id), 'bob'],
    ['a pause', () => router('superAdmin', 'emergency_pause', { caller: at('superAdmin'), reason: 'prepared' })],
  ])('%s goes through', async (_, prepareIt, proposer = 'superAdmin') => {
    const id = await propose(world, appoint(), proposer);
    const { send } = await prepareIt(id);
    await othersAct();
    expect(await send()).toBe('SUCCESS');
  });

  test('an execution goes through, which takes a seat', async () => {
    const id = await propose(world, revokeRole(world, 'carol', Role.SuperAdmin));
    await approve(world, id, 'superAdmin');
    await approve(world, id, 'bob');
    await world.advanceTime(DELAY);
    const { send } = await call('execute', 'superAdmin', id);
    await othersAct();
    expect(await send()).toBe('SUCCESS');
    expect(await pending()).toEqual([]);
  });
});

test.runIf(isNightly)('a vote goes through after the docket went once around', async () => {
  const id = await propose(world, appoint());
  const { send } = await approval('bob', id);
  for (let i = 0; i < 45; i++) await cancel(world, await propose(world, appoint(), 'carol'), 'carol');
  expect(await send()).toBe('SUCCESS');
  expect(await pending()).toEqual([id]);
  expect(await read(46)).toMatchObject({ status: 2 });
});

test('a seat that is taken again begins without the votes of who had it', async () => {
  const removal = await propose(world, revokeRole(world, 'carol', Role.SuperAdmin));
  const open = await propose(world, appoint(), 'bob');
  await approve(world, open, 'carol');
  for (const by of ['superAdmin', 'bob'] as const) await approve(world, removal, by);
  await world.advanceTime(DELAY);
  await execute(world, removal);
  const seating = await propose(world, grantRole(world, 'mallory', Role.SuperAdmin));
  for (const by of ['superAdmin', 'bob'] as const) await approve(world, seating, by);
  await world.advanceTime(DELAY);
  await execute(world, seating);
  expect((await read(open)).approvals).toEqual([]);
  await approve(world, open, 'mallory');
  expect((await read(open)).approvals).toEqual([at('mallory')]);
});

test('a pause that was prepared goes through after a revocation named somebody', async () => {
  const { send } = await router('bob', 'pause_router', { caller: at('bob'), reason: 'prepared' });
  await propose(world, revokeRole(world, 'officer', Role.ComplianceOfficer), 'carol');
  expect(await send()).toBe('SUCCESS');
  await pause(world, 'superAdmin');
});

test('settings of contracts are proposed together too', async () => {
  const target = world.contracts['kyc-registry'].contractId;
  const { spec } = world.contracts['kyc-registry'];
  const setting = (name: string, args: Record<string, unknown>): Action => ({
    tag: 'Administer',
    values: [target, name, spec.funcArgsToScVals(name, args)],
  });
  await sendAll([
    await proposal('superAdmin', setting('set_risk_threshold', { threshold: 7 })),
    await proposal('bob', setting('set_recovery_delay', { seconds: 7_200n })),
    await proposal('carol', setting('set_caller', { caller: at('mallory'), registered: true })),
  ]);
  expect(await pending()).toEqual([1, 2, 3]);
  expect(await world.read('kyc-registry', 'get_risk_threshold')).not.toBe(7);
});
