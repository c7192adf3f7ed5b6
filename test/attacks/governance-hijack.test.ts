import { afterEach, beforeEach, expect, test } from 'vitest';
import { Role } from '../../contracts/test/actions.ts';
import { approve, cancel, execute, grantRole, handOver, propose, revokeRole } from '../../contracts/test/governance.ts';
import type { Person } from '../../contracts/test/people.ts';
import { startWorld, type World } from '../../contracts/test/world.ts';

const DELAY = 3_600;
const EXPIRY = 86_400;

// Carol's key is stolen. She is one of three Super Admins, of whom two must agree.
let world: World;
beforeEach(async () => {
  world = await startWorld({
    governance: {
      superAdmins: ['superAdmin', 'bob', 'carol'],
      threshold: 2,
      delay: BigInt(DELAY),
      expiry: BigInt(EXPIRY),
    },
  });
});
afterEach(() => world.stop());

const takeover = () => grantRole(world, 'mallory', Role.SuperAdmin);
const isSuperAdmin = (person: Person): Promise<boolean> =>
  world.read('integration-router', 'has_role', { address: world.address(person), role: Role.SuperAdmin });
const invoke = (method: string, args: Record<string, unknown>, by: Person): Promise<void> =>
  world.invoke('integration-router', method, args, { by });

afterEach(async () => {
  expect(await isSuperAdmin('mallory')).toBe(false);
});

test('one Super Admin alone decides nothing, by voting twice neither', async () => {
  const id = await propose(world, takeover(), 'carol');
  await approve(world, id, 'carol');
  await expect(approve(world, id, 'carol')).rejects.toMatchObject({ code: 42 });
  await world.advanceTime(DELAY);
  await expect(execute(world, id, 'carol')).rejects.toMatchObject({ code: 41 });
});

test('nobody votes in the name of another, and strangers do not vote at all', async () => {
  const id = await propose(world, takeover(), 'carol');
  const forged = { approver: world.address('bob'), id };
  await expect(
    world.invoke('integration-router', 'approve', forged, { by: 'carol', alone: true }),
  ).rejects.toMatchObject({ kind: 'auth' });
  await expect(approve(world, id, 'mallory')).rejects.toMatchObject({ code: 1 });
  await expect(approve(world, id, 'operator')).rejects.toMatchObject({ code: 2 });
});

test('an expired proposal stays dead', async () => {
  const id = await propose(world, takeover(), 'carol');
  await approve(world, id, 'carol');
  await approve(world, id, 'bob');
  await world.advanceTime(EXPIRY);
  await expect(execute(world, id, 'carol')).rejects.toMatchObject({ code: 40 });
  await expect(approve(world, id, 'superAdmin')).rejects.toMatchObject({ code: 40 });
});

test('the delay cannot be skipped, not by lowering it meanwhile either', async () => {
  const rules = { tag: 'SetGovernance', values: [{ threshold: 1, delay: 0n, expiry: 600n }] };
  const [first, second] = [await propose(world, rules, 'carol'), await propose(world, takeover(), 'carol')];
  for (const by of ['carol', 'bob'] as const) await approve(world, first, by);
  await expect(execute(world, first, 'carol')).rejects.toMatchObject({ code: 41 });
  await world.advanceTime(DELAY);
  for (const by of ['carol', 'bob'] as const) await approve(world, second, by);
  await execute(world, first, 'carol');
  // The second was approved under the old rules, and waits as long as they say.
  await expect(execute(world, second, 'carol')).rejects.toMatchObject({ code: 41 });
});

test('the vote of a removed Super Admin does not count, not even after their return', async () => {
  // Somebody else's proposal: her own would go with her.
  const attack = await propose(world, takeover(), 'bob');
  await approve(world, attack, 'carol');
  const removal = await propose(world, revokeRole(world, 'carol', Role.SuperAdmin), 'superAdmin');
  for (const by of ['superAdmin', 'bob'] as const) await approve(world, removal, by);
  await world.advanceTime(DELAY);
  await execute(world, removal, 'bob');

  await expect(approve(world, attack, 'carol')).rejects.toMatchObject({ code: 1 });
  await approve(world, attack, 'bob');
  await world.advanceTime(DELAY);
  await expect(execute(world, attack, 'bob')).rejects.toMatchObject({ code: 41 });

  const back = await propose(world, grantRole(world, 'carol', Role.SuperAdmin), 'superAdmin');
  for (const by of ['superAdmin', 'bob'] as const) await approve(world, back, by);
  await world.advanceTime(DELAY);
  await execute(world, back, 'bob');
  await expect(execute(world, attack, 'carol')).rejects.toMatchObject({ code: 41 });
});

test('a removal after the delay has passed takes the approval away in time', async () => {
  const attack = await propose(world, takeover(), 'carol');
  const removal = await propose(world, revokeRole(world, 'carol', Role.SuperAdmin), 'superAdmin');
  for (const by of ['carol', 'bob'] as const) await approve(world, attack, by);
  for (const by of ['superAdmin', 'bob'] as const) await approve(world, removal, by);
  await world.advanceTime(DELAY);
  await execute(world, removal, 'superAdmin');
  await expect(execute(world, attack, 'bob')).rejects.toMatchObject({ code: 41 });
});

test('handing the role to an accomplice makes no second vote', async () => {
  const attack = await propose(world, takeover(), 'carol');
  await approve(world, attack, 'carol');
  const offer = { caller: world.address('carol'), to: world.address('alice'), role: Role.SuperAdmin };
  await expect(invoke('offer_role', offer, 'carol')).rejects.toMatchObject({ code: 2 });
  // Not by a decision of all either: what carol proposed goes with her.
  const seat = await propose(world, handOver(world, 'carol', 'alice'), 'carol');
  for (const by of ['carol', 'bob'] as const) await approve(world, seat, by);
  await world.advanceTime(DELAY);
  await execute(world, seat, 'carol');
  await invoke('accept_role', { account: world.address('alice'), role: Role.SuperAdmin }, 'alice');
  await expect(approve(world, attack, 'alice')).rejects.toMatchObject({ code: 41 });
  await expect(execute(world, attack, 'alice')).rejects.toMatchObject({ code: 41 });
});

test('an executed proposal is not executed again', async () => {
  const id = await propose(world, grantRole(world, 'alice', Role.SystemAdmin), 'superAdmin');
  for (const by of ['superAdmin', 'bob'] as const) await approve(world, id, by);
  await world.advanceTime(DELAY);
  await execute(world, id, 'bob');
  await invoke('revoke_role', { caller: world.address('bob'), account: world.address('alice'), role: 1 }, 'bob');
  await expect(execute(world, id, 'bob')).rejects.toMatchObject({ code: 41 });
  expect(
    await world.read('integration-router', 'has_role', { address: world.address('alice'), role: Role.SystemAdmin }),
  ).toBe(false);
});

test('the stolen key stops neither its own removal nor what others propose', async () => {
  const removal = await propose(world, revokeRole(world, 'carol', Role.SuperAdmin), 'superAdmin');
  await cancel(world, removal, 'carol');
  for (let i = 0; i < 5; i++) await propose(world, takeover(), 'carol');
  await expect(propose(world, takeover(), 'carol')).rejects.toMatchObject({ code: 41 });
  for (const by of ['superAdmin', 'bob'] as const) await approve(world, removal, by);
  await world.advanceTime(DELAY);
  await execute(world, removal, 'bob');
  expect(await isSuperAdmin('carol')).toBe(false);
});

test('no direct way leads around governance', async () => {
  const entries = world.contracts['integration-router'].spec.funcs().map((f) => f.name.toString());
  for (const gone of ['resume', 'set_custodians', 'set_limits', 'upgrade_contract', 'update_contract_addresses']) {
    expect(entries).not.toContain(gone);
  }
  const grant = { caller: world.address('carol'), account: world.address('mallory'), role: Role.SuperAdmin };
  await expect(invoke('grant_role', grant, 'carol')).rejects.toMatchObject({ code: 2 });
  const revoke = { caller: world.address('carol'), account: world.address('bob'), role: Role.SuperAdmin };
  await expect(invoke('revoke_role', revoke, 'carol')).rejects.toMatchObject({ code: 2 });
});
